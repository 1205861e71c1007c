import { scrypt } from 'node:crypto';

/** Crockford's base 32: no letter that is taken for a digit or another letter. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_LENGTH = 10;
const GROUP_LENGTH = 5;
const BITS_MASK = 31;
const CODE = new RegExp(`^[${ALPHABET}]{${CODE_LENGTH}}$`);

/** A person may type it with spaces, hyphens and small letters; more than this is not looked at, in characters. */
const TYPED_LENGTH_MAX = 40;

/**
 * What one guess costs: 32 MB and some 80 ms of a processor. A code has 50 bits and lives for minutes, so to find it
 * from what went over the line would take 10^12 guesses a second (RFC 7914 describes the function and its numbers).
 */
const STRETCH = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1_024 * 1_024 } as const;
const KEY_BYTES = 32;

/** @param random as many bytes as asked for, from a generator that nobody can foretell */
export function makePairingCode(random: (bytes: number) => Uint8Array): string {
  return [...random(CODE_LENGTH)].map((byte) => ALPHABET.charAt(byte & BITS_MASK)).join('');
}

/** "K7Q2M-9XF4A", as a person reads it off a screen. */
export function showPairingCode(code: string): string {
  return `${code.slice(0, GROUP_LENGTH)}-${code.slice(GROUP_LENGTH)}`;
}

/** What a person typed as the code that was meant; undefined if it cannot be one. */
export function readPairingCode(typed: string): string | undefined {
  if (typed.length > TYPED_LENGTH_MAX) return undefined;
  const code = typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return CODE.test(code) ? code : undefined;
}

/** The key that both sides compute from the code, 32 bytes. Slow by intention; does not hold up the main thread. */
export function stretchPairingCode(code: string, salt: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    scrypt(code, salt, KEY_BYTES, STRETCH, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
