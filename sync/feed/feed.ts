/** What comes down to stores and lanes. Each feed has revisions of its own. */
export type FeedName = 'catalogue' | 'promotions' | 'help' | 'staff' | 'configuration';

export const FEED_NAMES: readonly FeedName[] = ['catalogue', 'promotions', 'help', 'staff', 'configuration'];

/** A piece of a revision, compressed with Zstandard (RFC 8878), and kept under the hash of its compressed bytes. */
export interface FeedFile {
  /** 64 hexadecimal digits, of the compressed bytes. */
  readonly sha256: string;
  /** Of the compressed file. */
  readonly bytes: number;
  /** All of the content; what changes from one content to another; or something that goes along with it. */
  readonly role: 'snapshot' | 'delta' | 'attachment';
  /** For a delta: the sha256 of the content that it leads on from. */
  readonly from?: string | undefined;
  /** For an attachment: what it is ("categories"). */
  readonly name?: string | undefined;
}

/** What a revision amounts to, whichever way it was put together. */
export interface FeedContent {
  /** 64 hexadecimal digits, of the plain bytes. */
  readonly sha256: string;
  /** Of the plain text. */
  readonly bytes: number;
}

/** What a revision is made of and from when on it holds. Signed with the publisher's Ed25519 key. */
export interface FeedManifest {
  readonly feed: FeedName;
  /** Rising: a later revision sorts after an earlier one, letter by letter. */
  readonly revision: string;
  /** Milliseconds since 1970; a revision may lie ready for days before it holds. */
  readonly validFrom: number;
  readonly content: FeedContent;
  readonly files: readonly FeedFile[];
}

export interface SignedManifest {
  /** The exact text that was signed: the manifest in canonical JSON. */
  readonly manifest: string;
  /** The publisher's public key: 32 bytes in base64url. */
  readonly keyId: string;
  /** The 64 bytes of the signature in base64url. */
  readonly signature: string;
}

/** Where revisions come from. Files are read in pieces, so that a download goes on where it broke off. */
export interface FeedSource {
  /** The newest manifests of a feed, those that do not hold yet included. */
  manifests(feed: FeedName, signal: AbortSignal): Promise<readonly SignedManifest[]>;
  file(sha256: string, fromByte: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
}
