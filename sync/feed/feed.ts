/** What comes down to stores and lanes. Each feed has revisions of its own. */
export type FeedName = 'catalogue' | 'promotions' | 'help' | 'staff' | 'configuration';

/** A piece of a revision, kept under the hash of its bytes and the same wherever it is. */
export interface FeedFile {
  readonly sha256: string;
  readonly bytes: number;
  readonly role: 'snapshot' | 'delta';
  /** For a delta: the revision that it leads on from. */
  readonly from?: string;
}

/** What a revision is made of and from when on it holds. Signed with the publisher's Ed25519 key. */
export interface FeedManifest {
  readonly feed: FeedName;
  /** Rising: a later revision sorts after an earlier one. */
  readonly revision: string;
  /** Milliseconds since 1970; a revision may lie ready for days before it holds. */
  readonly validFrom: number;
  readonly files: readonly FeedFile[];
}

export interface SignedManifest {
  /** The exact text that was signed: the manifest in canonical JSON. */
  readonly manifest: string;
  readonly keyId: string;
  /** Base64 of the 64 bytes of the signature. */
  readonly signature: string;
}

/** Where revisions come from. Files are read in pieces, so that a download goes on where it broke off. */
export interface FeedSource {
  /** The newest manifests of a feed, those that do not hold yet included. */
  manifests(feed: FeedName, signal: AbortSignal): Promise<readonly SignedManifest[]>;
  file(sha256: string, fromByte: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
}
