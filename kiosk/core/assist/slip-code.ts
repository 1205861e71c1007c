/** Letters and digits that nobody takes for another one when reading them aloud: Crockford's base 32. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const BITS_PER_LETTER = 5n;
const LETTERS_COUNT = 8;
/** As many bits as the letters hold, in hexadecimal digits. */
const HEX_DIGITS = 10;

/**
 * What stands on a slip of paper, and is read from it again: short enough to be typed.
 *
 * @param prefix by which a scan of it is known, "RAIN-"
 * @param id a random UUID: the same one always has the same code
 */
export function slipCode(prefix: string, id: string): string {
  let bits = BigInt(`0x${id.replaceAll('-', '').slice(0, HEX_DIGITS)}`);
  let letters = '';
  for (let count = 0; count < LETTERS_COUNT; count += 1) {
    letters = (LETTERS[Number(bits % BigInt(LETTERS.length))] ?? '') + letters;
    bits >>= BITS_PER_LETTER;
  }
  return prefix + letters;
}
