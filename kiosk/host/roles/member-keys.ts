import { createHmac } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { loadOrMakeSecret } from '../http/secret-file.ts';

const PREFIX = 'member-secret-';
const MS_PER_DAY = 86_400_000;
/** Of the hash, in hexadecimal digits: enough that no two members share one. */
const KEY_LENGTH = 32;

/**
 * Makes the keys that a lane knows members by: the same card gives the same key, and nobody can find the card by the
 * key without the secret beside the journal. After `days` the secret is thrown away: from then on nobody at all can,
 * and what the journal keeps for years is about nobody.
 */
export function memberKeys(directory: string, days: number, now: () => number): (card: string) => string {
  let known: { readonly period: number; readonly secret: Buffer } | undefined;
  return (card) => {
    const period = Math.floor(now() / (days * MS_PER_DAY));
    if (known?.period !== period) known = { period, secret: secretOf(directory, period) };
    return createHmac('sha256', known.secret).update(card).digest('hex').slice(0, KEY_LENGTH);
  };
}

function secretOf(directory: string, period: number): Buffer {
  const name = `${PREFIX}${period}`;
  const secret = loadOrMakeSecret(path.join(directory, name));
  for (const file of readdirSync(directory)) {
    if (file.startsWith(PREFIX) && file !== name) rmSync(path.join(directory, file), { force: true });
  }
  return secret;
}
