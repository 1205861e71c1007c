import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import { stretchPairingCode } from './pairing-code.ts';

/** Everything that the two sides of a pairing must agree on. Whoever changes one word of it fails both proofs. */
export interface PairingTranscript {
  readonly origin: string;
  readonly publicKey: string;
  /** 32 random bytes of the one that wants to be known, in base64url. */
  readonly nonce: string;
  readonly store: string;
  readonly storePublicKey: string;
  /** 32 random bytes of the store, in base64url. */
  readonly storeNonce: string;
  /** `caFingerprint` of the store's own authority; empty where both are one machine and there is no TLS. */
  readonly caFingerprint: string;
}

const TAG = 'handrail-pairing-1';

export function pairingText(transcript: PairingTranscript): string {
  const { origin, publicKey, nonce, store, storePublicKey, storeNonce, caFingerprint } = transcript;
  return JSON.stringify([TAG, origin, publicKey, nonce, store, storePublicKey, storeNonce, caFingerprint]);
}

/**
 * What each side shows the other: HMAC-SHA-256 over its side and the transcript, keyed by the stretched code, in
 * base64url. The salt is the transcript itself, with fresh numbers of both sides in it, so nothing can be computed
 * ahead.
 */
export async function pairingProofs(
  code: string,
  transcript: PairingTranscript,
): Promise<{ readonly ours: string; readonly stores: string }> {
  const text = pairingText(transcript);
  const key = await stretchPairingCode(code, hash('sha256', text, 'buffer'));
  const proof = (side: string): string => createHmac('sha256', key).update(`${side}\n${text}`).digest('base64url');
  return { ours: proof('lane'), stores: proof('store') };
}

/** Compares two proofs in a time that tells nothing about where they differ. */
export function isSameProof(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** SHA-256 over a certificate's DER bytes, in base64url. */
export function caFingerprint(certificate: string | undefined): string {
  if (certificate === undefined) return '';
  const base64 = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(certificate)?.[1] ?? '';
  return hash('sha256', Buffer.from(base64, 'base64'), 'buffer').toString('base64url');
}
