import { z } from 'zod';
import { isPattern, isSubject, matches } from '../bus/subjects.ts';
import { IdentityError } from './identity-error.ts';
import { isPublicKey } from './key-pair.ts';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

/** A machine that was paired with this one. */
export interface KnownPeer {
  /** The name under which it writes its own log. */
  readonly origin: string;
  readonly publicKey: string;
  /**
   * Whose logs it may bring: patterns as on the bus. A lane its own; a store at headquarters those of its lanes too.
   */
  readonly carries: readonly string[];
  /** Milliseconds since 1970. */
  readonly pairedAt: number;
  readonly revokedAt?: number | undefined;
}

/** A chain of thousands of stores at one headquarters, and no more. */
const PEERS_MAX = 20_000;
const CARRIES_MAX = 50;

const peerSchema = z.strictObject({
  origin: z.string().refine(isSubject),
  publicKey: z.string().refine(isPublicKey),
  carries: z.array(z.string().refine(isPattern)).max(CARRIES_MAX),
  pairedAt: z.int(),
  revokedAt: z.int().optional(),
});
const fileSchema = z.strictObject({ v: z.literal(1), peers: z.array(peerSchema).max(PEERS_MAX) });

/**
 * Who may speak to this machine, kept in a file. A damaged file is an error and never an empty list: that would lock
 * all lanes out, and the next pairing would write it over.
 */
export class KnownPeers {
  readonly #file: string;
  readonly #peers = new Map<string, KnownPeer>();
  readonly #listeners = new Set<(origin: string) => void>();

  /** @throws IdentityError if the file is not a list of peers */
  constructor(file: string) {
    this.#file = file;
    for (const peer of readPeers(file)) this.#peers.set(peer.origin, peer);
  }

  /** The peer of a name, unless there is none or it is not trusted any more. */
  trusted(origin: string): KnownPeer | undefined {
    const peer = this.#peers.get(origin);
    return peer?.revokedAt === undefined ? peer : undefined;
  }

  /** Everyone who was ever paired, also those who are not trusted any more. */
  all(): readonly KnownPeer[] {
    return [...this.#peers.values()];
  }

  /** Takes a peer in, in place of an older one of that name. */
  pair(peer: KnownPeer): void {
    if (!this.#peers.has(peer.origin) && this.#peers.size >= PEERS_MAX) {
      throw new IdentityError('pairing', `there are ${PEERS_MAX} paired machines, and no room for one more`);
    }
    this.#put(peer);
  }

  /** Ends the trust in a peer at once. @returns false if there was none */
  revoke(origin: string, now: number): boolean {
    const peer = this.trusted(origin);
    if (peer === undefined) return false;
    this.#put({ ...peer, revokedAt: now });
    return true;
  }

  /** Tells when somebody's trust began anew or ended. @returns ends it */
  onChange(listener: (origin: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #put(peer: KnownPeer): void {
    const peers = [...this.#peers.values()].filter(({ origin }) => origin !== peer.origin);
    writePrivateFile(this.#file, `${JSON.stringify({ v: 1, peers: [...peers, peer] }, undefined, 1)}\n`);
    this.#peers.set(peer.origin, peer);
    for (const listener of this.#listeners) listener(peer.origin);
  }
}

/** May this peer bring the log of that origin? */
export function mayCarry(peer: KnownPeer, origin: string): boolean {
  return peer.carries.some((pattern) => matches(pattern, origin));
}

function readPeers(file: string): readonly KnownPeer[] {
  const text = readPrivateFile(file);
  if (text === undefined) return [];
  try {
    return fileSchema.parse(JSON.parse(text)).peers;
  } catch (error) {
    throw new IdentityError('file', `${file}: is not a list of paired machines; restore it from a copy`, {
      cause: error,
    });
  }
}
