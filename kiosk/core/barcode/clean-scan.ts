import { problem, type ScanProblem } from './scan.ts';

/** ASCII 29: what a scanner sends for the FNC1 that ends an element of variable length. */
export const GROUP_SEPARATOR = '\u001D';

/** More than any code that a till has a use for; a QR code alone can hold 7089 digits. */
export const SCAN_LENGTH_MAX = 512;

/** What scanners put around a read: STX and ETX, CR, LF and tab, blanks, and a separator after the last element. */
const FRAMING = new Set(['\u0002', '\u0003', '\r', '\n', '\t', ' ', GROUP_SEPARATOR]);

const FIRST_PRINTABLE = 0x20;
const DELETE = 0x7f;

/**
 * Takes the framing off and refuses what is empty, too long, or has
 * control characters inside: bytes were lost or mixed, and what is left must not be taken for a code.
 */
export function cleanScan(text: string, lengthMax: number): string | ScanProblem {
  let start = 0;
  let end = text.length;
  while (start < end && FRAMING.has(text.charAt(start))) start += 1;
  while (end > start && FRAMING.has(text.charAt(end - 1))) end -= 1;
  if (start === end) return problem('empty', 'the read has no printable character');
  if (end - start > lengthMax) {
    return problem('too-long', `the read has ${end - start} characters; at most ${lengthMax} are allowed`);
  }
  const cleaned = text.slice(start, end);
  for (let index = 0; index < cleaned.length; index += 1) {
    const code = cleaned.charCodeAt(index);
    if (isControl(code) && cleaned[index] !== GROUP_SEPARATOR) {
      return problem('not-printable', `character ${index + 1} is the control character ${code}`);
    }
  }
  return cleaned;
}

function isControl(code: number): boolean {
  return code < FIRST_PRINTABLE || code === DELETE;
}
