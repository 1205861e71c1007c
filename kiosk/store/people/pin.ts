import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** What one try costs, here and for a thief of the list: about a tenth of a second and 32 MB (RFC 7914). */
const COST = { N: 32_768, r: 8, p: 1 } as const;
const MEMORY_MAX = 64 * 1_024 * 1_024;
const SALT_BYTES = 16;
const KEY_BYTES = 32;

export const PIN = /^\d{4,12}$/;

/** @returns "scrypt$N$r$p$salt$key", with salt and key in base64url */
export async function hashPin(pin: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(pin, salt);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** Takes equally long whether there is something to compare with or not. */
export async function isPin(pin: string, stored: string | undefined): Promise<boolean> {
  const [scheme, n, r, p, salt = '', key = ''] = stored?.split('$') ?? [];
  const isOurs = scheme === 'scrypt' && n === String(COST.N) && r === String(COST.r) && p === String(COST.p);
  const expected = Buffer.from(key, 'base64url');
  const derived = await derive(pin, isOurs ? Buffer.from(salt, 'base64url') : Buffer.alloc(SALT_BYTES));
  return isOurs && expected.length === KEY_BYTES && timingSafeEqual(expected, derived);
}

async function derive(pin: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(pin, salt, KEY_BYTES, { ...COST, maxmem: MEMORY_MAX }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
