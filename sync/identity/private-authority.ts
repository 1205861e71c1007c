import { createPrivateKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import path from 'node:path';
import { issueAuthority, issueServer } from './certificate.ts';
import { IdentityError } from './identity-error.ts';
import { caFingerprint } from './pairing.ts';
import { readPrivateFile, writePrivateFile, writePrivateFileOnce } from './private-file.ts';

/**
 * The name that every server of ours has in its certificate, whatever its address is today. The authority signs one
 * machine only, so who trusts it and finds this name has found that machine, also after it moved to another address.
 */
export const SYNC_SERVER_NAME = 'sync.handrail.internal';

const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 25 * 365;
const SERVER_DAYS = 397;
/** A server's certificate is made anew when less than this is left of it. */
export const RENEW_BEFORE_MS = 60 * DAY_MS;

/** A machine whose clock lost its battery must not find certificates that begin in its future. */
const NOT_BEFORE = new Date('2020-01-01T00:00:00Z');

export interface ServerCredentials {
  readonly key: string;
  readonly cert: string;
  readonly validUntil: Date;
}

/** A store's own authority for TLS between its machines, made at the first start and kept in a folder. */
export class PrivateAuthority {
  /** In PEM; what a lane trusts after pairing, and nothing else. */
  readonly certificate: string;
  readonly #key: KeyObject;
  readonly #folder: string;

  /** @throws IdentityError if what is there cannot be used */
  constructor(folder: string, now: number) {
    this.#folder = folder;
    const file = path.join(folder, 'authority.pem');
    if (readPrivateFile(file) === undefined) writePrivateFileOnce(file, makeAuthority(now));
    const { key, cert, validUntil } = readCredentials(file);
    if (validUntil.getTime() <= now) {
      throw new IdentityError('file', `${file}: its time is over; move it away, and pair all machines anew`);
    }
    this.#key = createPrivateKey(key);
    this.certificate = cert;
  }

  get fingerprint(): string {
    return caFingerprint(this.certificate);
  }

  /**
   * The certificate of this machine's server: the one that is kept, or a new one if that runs out soon, lacks a host,
   * or cannot be read. Peers need not be told: they trust the authority.
   */
  serverCredentials(hosts: readonly string[], now: number): ServerCredentials {
    const file = path.join(this.#folder, 'server.pem');
    const all = [...new Set([SYNC_SERVER_NAME, 'localhost', '127.0.0.1', '::1', ...hosts])];
    const kept = this.#keptCredentials(file, all, now);
    if (kept !== undefined) return kept;
    const key = newKey();
    const notAfter = new Date(now + SERVER_DAYS * DAY_MS);
    const plan = { commonName: SYNC_SERVER_NAME, hosts: all, notBefore: NOT_BEFORE, notAfter };
    const certificate = issueServer(plan, key, this.#key);
    writePrivateFile(file, pemOf(key) + certificate);
    return readCredentials(file);
  }

  #keptCredentials(file: string, hosts: readonly string[], now: number): ServerCredentials | undefined {
    if (readPrivateFile(file) === undefined) return undefined;
    try {
      const kept = readCredentials(file);
      const certificate = new X509Certificate(kept.cert);
      const isOurs = certificate.verify(new X509Certificate(this.certificate).publicKey);
      const isFresh = kept.validUntil.getTime() - now > RENEW_BEFORE_MS;
      const hasAll = hosts.every((host) => (certificate.checkHost(host) ?? certificate.checkIP(host)) !== undefined);
      return isOurs && isFresh && hasAll ? kept : undefined;
    } catch {
      // It can be made anew at any time, so nobody has to hear of it.
      return undefined;
    }
  }
}

function makeAuthority(now: number): string {
  const key = newKey();
  const notAfter = new Date(Math.max(now, NOT_BEFORE.getTime()) + AUTHORITY_DAYS * DAY_MS);
  return pemOf(key) + issueAuthority({ notBefore: NOT_BEFORE, notAfter }, key);
}

function newKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** A key and its certificate from one file, so that the two are never those of different days. */
function readCredentials(file: string): ServerCredentials {
  const text = readPrivateFile(file) ?? '';
  const key = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n/.exec(text)?.[0] ?? '';
  const cert = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/.exec(text)?.[0] ?? '';
  try {
    const certificate = new X509Certificate(cert);
    if (certificate.checkPrivateKey(createPrivateKey(key))) return { key, cert, validUntil: certificate.validToDate };
  } catch {
    // Said below.
  }
  throw new IdentityError('file', `${file}: holds no key with its certificate; restore it from a copy`);
}
