import { z } from 'zod';
import { isSubject } from '../bus/subjects.ts';
import { IdentityError } from './identity-error.ts';
import { isPublicKey } from './key-pair.ts';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

const CERTIFICATE_LENGTH_MAX = 16 * 1_024;

/** What a lane keeps of the store that it was paired with (or a store of headquarters). */
export interface TrustedStore {
  /** The name under which this machine is known there. */
  readonly origin: string;
  readonly store: string;
  readonly storePublicKey: string;
  /** In PEM: the only authority whose server is spoken to. Undefined where both are one machine. */
  readonly caCertificate?: string | undefined;
}

const schema = z.strictObject({
  v: z.literal(1),
  origin: z.string().refine(isSubject),
  store: z.string().refine(isSubject),
  storePublicKey: z.string().refine(isPublicKey),
  caCertificate: z.string().max(CERTIFICATE_LENGTH_MAX).optional(),
});

/** @throws IdentityError `unpaired` if there was no pairing yet, `file` if what was kept of it is damaged */
export function readTrustedStore(file: string): TrustedStore {
  const text = readPrivateFile(file);
  if (text === undefined) {
    throw new IdentityError('unpaired', `${file}: this machine is not paired with a store yet`);
  }
  try {
    const { v: _version, ...store } = schema.parse(JSON.parse(text));
    return store;
  } catch (error) {
    throw new IdentityError('file', `${file}: does not say which store is trusted; pair anew`, { cause: error });
  }
}

export function writeTrustedStore(file: string, store: TrustedStore): void {
  writePrivateFile(file, `${JSON.stringify({ v: 1, ...store }, undefined, 1)}\n`);
}
