import { isSubject } from '../bus/subjects.ts';
import { readPairingCode } from './pairing-code.ts';

/** All that a machine needs to be paired, as one text for a QR code: as secret, and as short-lived, as its code. */
export interface PairingLink {
  /** https://store.example:7382 */
  readonly address: string;
  readonly origin: string;
  /** In any form that `readPairingCode` understands. */
  readonly code: string;
  /** Of the store's authority; undefined where there is no TLS. */
  readonly fingerprint?: string | undefined;
}

const SCHEME = 'handrail-pair:';
const LENGTH_MAX = 1_000;
const ADDRESS_LENGTH_MAX = 300;
const FINGERPRINT = /^[\w-]{43}$/;

export function writePairingLink({ address, origin, code, fingerprint }: PairingLink): string {
  const fields = new URLSearchParams({ at: address, as: origin, code: readPairingCode(code) ?? code });
  if (fingerprint !== undefined && fingerprint !== '') fields.set('ca', fingerprint);
  return `${SCHEME}?${fields.toString()}`;
}

/** @returns undefined if this is no such link; whether the address may be spoken to is not looked at */
export function readPairingLink(text: string): PairingLink | undefined {
  if (text.length > LENGTH_MAX || !text.startsWith(`${SCHEME}?`)) return undefined;
  const fields = new URLSearchParams(text.slice(SCHEME.length + 1));
  const [address, origin, fingerprint] = [fields.get('at'), fields.get('as'), fields.get('ca')];
  const code = readPairingCode(fields.get('code') ?? '');
  if (address === null || address.length > ADDRESS_LENGTH_MAX || code === undefined) return undefined;
  if (origin === null || !isSubject(origin)) return undefined;
  if (fingerprint !== null && !FINGERPRINT.test(fingerprint)) return undefined;
  return { address, origin, code, ...(fingerprint === null ? {} : { fingerprint }) };
}
