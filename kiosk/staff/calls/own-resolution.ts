/** The contract's bound, in characters. */
export const RESOLUTION_LENGTH_MAX = 40;

/**
 * A store's own word for what a call turned out to be, as it is kept: small letters, digits and hyphens.
 *
 * @returns undefined for what has no letter or digit in it
 */
export function ownResolution(text: string): string | undefined {
  const code = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('æ', 'ae')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+/g, '')
    .slice(0, RESOLUTION_LENGTH_MAX)
    .replaceAll(/-+$/g, '');
  return code === '' ? undefined : code;
}
