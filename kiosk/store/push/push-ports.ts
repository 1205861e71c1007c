/** Where a browser wants to be reached, and the keys that only it can read with (RFC 8291). */
export interface PushSubscription {
  readonly endpoint: string;
  /** The browser's public key: an uncompressed point of P-256 in base64url. */
  readonly p256dh: string;
  /** 16 bytes in base64url. */
  readonly auth: string;
}

/** A subscription of one person on one device. */
export interface PersonalSubscription extends PushSubscription {
  readonly personId: string;
  /** BCP 47: what the device speaks. */
  readonly language: string;
}

/** Keeps subscriptions over restarts. */
export interface PushShelf {
  read(): readonly PersonalSubscription[];
  write(subscriptions: readonly PersonalSubscription[]): void;
}

export interface PushMessage {
  /** What the page's worker reads; nothing of anybody in it. */
  readonly text: string;
  /** At most 32 characters of base64url: a newer message with the same topic takes the place of one that waits. */
  readonly topic: string;
  /** How long the push service keeps it for a device that is away. */
  readonly ttlSeconds: number;
}

/** `gone`: the browser wants nothing any more. `later`: worth another try after so many milliseconds. */
export type PushOutcome =
  | { readonly type: 'taken' }
  | { readonly type: 'gone' }
  | { readonly type: 'later'; readonly afterMs: number }
  | { readonly type: 'refused'; readonly why: string };

/** The way to push services. */
export interface PushPost {
  /** The store's public key for browsers (RFC 8292), an uncompressed point of P-256 in base64url. */
  readonly publicKey: string;
  /** Is this an address that may be posted to? */
  mayPost(endpoint: string): boolean;
  /** Never rejects. */
  post(subscription: PushSubscription, message: PushMessage): Promise<PushOutcome>;
}
