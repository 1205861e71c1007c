import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { isSignedBy } from './key-pair.ts';
import type { KnownPeer, KnownPeers } from './known-peers.ts';
import type { IdentityClock } from './ports.ts';

/** A question is answered at once or not at all; milliseconds. */
export const CHALLENGE_AGE_MAX_MS = 30_000;
/** How long a token opens the door; milliseconds. Who stays gets another one in time. */
export const TOKEN_AGE_MAX_MS = 15 * 60_000;
/** Tokens of one peer at a time: its sender, its bus and what it just replaced. The oldest goes first. */
const TOKENS_PER_PEER_MAX = 8;

const NONCE_BYTES = 16;
const EXPIRY_BYTES = 8;
const MAC_BYTES = 16;
const TOKEN_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

interface Session {
  readonly origin: string;
  readonly publicKey: string;
  readonly until: number;
}

export interface SessionAnswer {
  readonly token: string;
  readonly expiresInMs: number;
}

/** What a peer signs to be let in. The store's key in it keeps one store from asking on behalf of another. */
export function sessionText(storePublicKey: string, origin: string, challenge: string): string {
  return JSON.stringify(['handrail-session-1', storePublicKey, origin, challenge]);
}

/**
 * Lets paired machines in. A question costs this side no memory, so nobody can fill it up with questions; an answer
 * counts once. Tokens live in memory only: after a restart everyone signs again.
 */
export class Sessions {
  readonly #storePublicKey: string;
  readonly #peers: KnownPeers;
  readonly #clock: IdentityClock;
  readonly #secret = randomBytes(TOKEN_BYTES);
  /** Questions that were answered rightly, until they are too old to be asked again. */
  readonly #answered = new Map<string, number>();
  /** By the hash of the token, so that looking one up tells nothing about it. */
  readonly #sessions = new Map<string, Session>();

  constructor(storePublicKey: string, peers: KnownPeers, clock: IdentityClock) {
    this.#storePublicKey = storePublicKey;
    this.#peers = peers;
    this.#clock = clock;
  }

  /** A question for whoever says to be this peer. It is asked of strangers as well, so as not to tell who is known. */
  challenge(origin: string): { readonly challenge: string; readonly expiresInMs: number } {
    const claim = Buffer.alloc(NONCE_BYTES + EXPIRY_BYTES);
    randomBytes(NONCE_BYTES).copy(claim);
    claim.writeDoubleBE(this.#clock.monotonic() + CHALLENGE_AGE_MAX_MS, NONCE_BYTES);
    const challenge = Buffer.concat([claim, this.#mac(claim, origin)]).toString('base64url');
    return { challenge, expiresInMs: CHALLENGE_AGE_MAX_MS };
  }

  /** @returns undefined for whatever is not a first, timely and rightly signed answer of a trusted peer */
  open(origin: string, challenge: string, signature: string): SessionAnswer | undefined {
    const peer = this.#peers.trusted(origin);
    const until = this.#expiryOf(challenge, origin);
    if (peer === undefined || until === undefined || this.#answered.has(challenge)) return undefined;
    if (!isSignedBy(peer.publicKey, sessionText(this.#storePublicKey, origin, challenge), signature)) return undefined;
    this.#forgetOld();
    this.#answered.set(challenge, until);
    this.#makeRoom(origin);
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const session = { origin, publicKey: peer.publicKey, until: this.#clock.monotonic() + TOKEN_AGE_MAX_MS };
    this.#sessions.set(hash('sha256', token), session);
    return { token, expiresInMs: TOKEN_AGE_MAX_MS };
  }

  /** Whose token this is; undefined once it is too old, or its owner is not trusted or was paired anew. */
  identify(token: string): KnownPeer | undefined {
    if (!TOKEN.test(token)) return undefined;
    const session = this.#sessions.get(hash('sha256', token));
    if (session === undefined || this.#clock.monotonic() > session.until) return undefined;
    const peer = this.#peers.trusted(session.origin);
    return peer?.publicKey === session.publicKey ? peer : undefined;
  }

  #expiryOf(challenge: string, origin: string): number | undefined {
    const bytes = Buffer.from(challenge, 'base64url');
    // What decodes alike but is written otherwise would be a second answer to one question.
    if (bytes.length !== NONCE_BYTES + EXPIRY_BYTES + MAC_BYTES || bytes.toString('base64url') !== challenge) return;
    const claim = bytes.subarray(0, NONCE_BYTES + EXPIRY_BYTES);
    if (!timingSafeEqual(bytes.subarray(NONCE_BYTES + EXPIRY_BYTES), this.#mac(claim, origin))) return undefined;
    const until = claim.readDoubleBE(NONCE_BYTES);
    return this.#clock.monotonic() <= until ? until : undefined;
  }

  #mac(claim: Uint8Array, origin: string): Buffer {
    return createHmac('sha256', this.#secret).update(claim).update(origin).digest().subarray(0, MAC_BYTES);
  }

  #forgetOld(): void {
    const now = this.#clock.monotonic();
    for (const [challenge, until] of this.#answered) if (now > until) this.#answered.delete(challenge);
    for (const [key, { until }] of this.#sessions) if (now > until) this.#sessions.delete(key);
  }

  #makeRoom(origin: string): void {
    const own = [...this.#sessions].filter(([, session]) => session.origin === origin);
    for (const [key] of own.slice(0, Math.max(0, own.length - TOKENS_PER_PEER_MAX + 1))) this.#sessions.delete(key);
  }
}
