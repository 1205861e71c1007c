/**
 * JSON with one way to write each value (RFC 8785): keys in the order of their UTF-16 code units, no white space,
 * numbers as ECMAScript writes them. Properties that are undefined are left out, as JSON has no word for them.
 *
 * @throws TypeError for what JSON cannot carry: undefined inside an array, NaN, infinities, functions, bigints
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item: unknown) => canonicalJson(item)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} has no form in JSON`);
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError(`a ${typeof value} has no form in JSON`);
  return text;
}
