import { randomBytes, randomUUID } from 'node:crypto';
import { isPattern, isSubject } from '../bus/subjects.ts';
import { IdentityError } from './identity-error.ts';
import { type IdentityKey, isPublicKey, isSignedBy } from './key-pair.ts';
import type { KnownPeers } from './known-peers.ts';
import { makePairingCode, showPairingCode } from './pairing-code.ts';
import { caFingerprint, isSameProof, pairingProofs, pairingText, type PairingTranscript } from './pairing.ts';
import type { IdentityClock, IdentityLog } from './ports.ts';

/** How long a code opens the door; milliseconds. */
export const CODE_AGE_MAX_MS = 10 * 60_000;
/** Wrong proofs for one code until it is void: a slip of the finger has room, guessing has not. */
export const WRONG_PROOFS_MAX = 5;
/** Codes that are out at a time. */
const CODES_MAX = 50;

/** Machines that are about to be paired at a time, how long each has, and how many may begin a minute. */
const EXCHANGES_MAX = 100;
const EXCHANGE_AGE_MAX_MS = 60_000;
const BEGINNINGS_PER_MINUTE_MAX = 60;
const MINUTE_MS = 60_000;

const NONCE = /^[A-Za-z0-9_-]{43}$/;
const NONCE_BYTES = 32;

interface Code {
  readonly code: string;
  readonly carries: readonly string[];
  readonly until: number;
  wrongProofs: number;
}

interface Exchange {
  readonly transcript: PairingTranscript;
  readonly until: number;
  /** What was answered to the right proof, for one whose answer got lost. */
  done?: { readonly proof: string; readonly storesProof: string };
}

export interface PairingHello {
  readonly origin: string;
  readonly publicKey: string;
  readonly nonce: string;
}

export interface PairingOffer {
  readonly exchange: string;
  readonly store: string;
  readonly storePublicKey: string;
  readonly storeNonce: string;
  /** The store's authority in PEM; undefined where both are one machine and there is no TLS. */
  readonly caCertificate?: string | undefined;
}

export interface PairingProof {
  readonly exchange: string;
  readonly proof: string;
  /** Over the transcript, by the key that is to be known: who has not got it cannot have it known. */
  readonly signature: string;
}

/** `busy`: too many at a time, try again. `refused`: no such code, or another one; nothing more is told. */
export type PairingRefusal = 'busy' | 'refused';

export interface PairingDeskParts {
  readonly store: string;
  readonly key: IdentityKey;
  readonly caCertificate?: string | undefined;
  readonly peers: KnownPeers;
  readonly clock: IdentityClock;
  readonly log: IdentityLog;
}

/** The store's side of pairing: gives out codes, and takes in whoever proves to have one. */
export class PairingDesk {
  readonly #parts: PairingDeskParts;
  readonly #codes = new Map<string, Code>();
  readonly #exchanges = new Map<string, Exchange>();
  #beginnings: number[] = [];
  #isProving = false;

  constructor(parts: PairingDeskParts) {
    this.#parts = parts;
  }

  /**
   * A code for one machine, in place of an older one for it. It works once, within CODE_AGE_MAX_MS.
   *
   * @param carries whose logs that machine may bring; its own if nothing is said
   */
  issue(
    origin: string,
    carries: readonly string[] = [origin],
  ): { readonly code: string; readonly expiresInMs: number } {
    if (!isSubject(origin) || !carries.every(isPattern)) {
      throw new IdentityError('pairing', `"${origin}" is no name for a machine: letters, digits, hyphens and dots`);
    }
    this.#forgetOld();
    if (!this.#codes.has(origin) && this.#codes.size >= CODES_MAX) {
      throw new IdentityError('pairing', `there are ${CODES_MAX} codes out; use them, or wait until they run out`);
    }
    const code = makePairingCode(randomBytes);
    const until = this.#parts.clock.monotonic() + CODE_AGE_MAX_MS;
    this.#codes.set(origin, { code, carries, until, wrongProofs: 0 });
    return { code: showPairingCode(code), expiresInMs: CODE_AGE_MAX_MS };
  }

  /** Makes a code void. */
  withdraw(origin: string): void {
    this.#codes.delete(origin);
  }

  /** The first half. A stranger without any code gets the same answer, so it tells nobody which codes are out. */
  hello({ origin, publicKey, nonce }: PairingHello): PairingOffer | PairingRefusal {
    if (!isSubject(origin) || !isPublicKey(publicKey) || !NONCE.test(nonce)) return 'refused';
    this.#forgetOld();
    if (this.#exchanges.size >= EXCHANGES_MAX || this.#beginnings.length >= BEGINNINGS_PER_MINUTE_MAX) return 'busy';
    const { store, key, caCertificate, clock } = this.#parts;
    this.#beginnings.push(clock.monotonic());
    const exchange = randomUUID();
    const storeNonce = randomBytes(NONCE_BYTES).toString('base64url');
    const ours = { store, storePublicKey: key.publicKey, storeNonce };
    const transcript = { origin, publicKey, nonce, ...ours, caFingerprint: caFingerprint(caCertificate) };
    this.#exchanges.set(exchange, { transcript, until: clock.monotonic() + EXCHANGE_AGE_MAX_MS });
    return { exchange, ...ours, caCertificate };
  }

  /** The second half. @returns the store's own proof, after the peer was taken in */
  async prove(given: PairingProof): Promise<{ readonly proof: string } | PairingRefusal> {
    this.#forgetOld();
    const exchange = this.#exchanges.get(given.exchange);
    if (exchange === undefined) return 'refused';
    const { done } = exchange;
    if (done !== undefined) return isSameProof(given.proof, done.proof) ? { proof: done.storesProof } : 'refused';
    // A proof costs this machine real work and memory; one at a time is enough for people who type.
    if (this.#isProving) return 'busy';
    this.#isProving = true;
    try {
      return await this.#judge(exchange, given);
    } finally {
      this.#isProving = false;
    }
  }

  async #judge(exchange: Exchange, given: PairingProof): Promise<{ readonly proof: string } | PairingRefusal> {
    const { transcript } = exchange;
    const { origin, publicKey } = transcript;
    const { peers, clock, log } = this.#parts;
    const isOwner = isSignedBy(publicKey, pairingText(transcript), given.signature);
    const issued = this.#codes.get(origin);
    const proofs = await pairingProofs(issued?.code ?? makePairingCode(randomBytes), transcript);
    // A second look: while the proof was computed, the code may have been used, withdrawn or replaced.
    const isRight = isSameProof(given.proof, proofs.ours) && isOwner;
    if (!isRight || issued === undefined || this.#codes.get(origin) !== issued) {
      this.#exchanges.delete(given.exchange);
      log.warn('a pairing was refused', { origin });
      if (issued !== undefined) this.#countWrongProof(origin, issued);
      return 'refused';
    }
    peers.pair({ origin, publicKey, carries: issued.carries, pairedAt: clock.now() });
    this.#codes.delete(origin);
    exchange.done = { proof: given.proof, storesProof: proofs.stores };
    log.warn('a machine was paired', { origin });
    return { proof: proofs.stores };
  }

  #countWrongProof(origin: string, issued: Code): void {
    issued.wrongProofs += 1;
    if (issued.wrongProofs < WRONG_PROOFS_MAX || this.#codes.get(origin) !== issued) return;
    this.#codes.delete(origin);
    this.#parts.log.error('a pairing code is void: it was guessed at, or typed wrongly too often', { origin });
  }

  #forgetOld(): void {
    const now = this.#parts.clock.monotonic();
    for (const [origin, { until }] of this.#codes) if (now > until) this.#codes.delete(origin);
    for (const [id, { until }] of this.#exchanges) if (now > until) this.#exchanges.delete(id);
    this.#beginnings = this.#beginnings.filter((begun) => now - begun < MINUTE_MS);
  }
}
