/** Tag-length-value fields (PA00P015): BER coding with multi-byte tags and big-endian lengths. */
export interface Tlv {
  readonly tag: number;
  readonly value: Uint8Array;
  /** The fields inside, when the tag says that it is constructed. */
  readonly children: readonly Tlv[];
}

const DEPTH_MAX = 8;
const FIELDS_MAX = 1_024;
const TAG_BYTES_MAX = 3;

const CONSTRUCTED = 0x20;
const TAG_NUMBER_CONTINUES = 0x1f;
const MORE = 0x80;

/**
 * Reads the fields as far as they make sense; what is cut short or nested too deep ends the reading, it never throws.
 */
export function parseTlv(bytes: Uint8Array): readonly Tlv[] {
  return parseLevel(bytes, 0, { fields: FIELDS_MAX });
}

/** The first field with this tag, at any depth. */
export function findTlv(fields: readonly Tlv[], tag: number): Tlv | undefined {
  for (const field of fields) {
    if (field.tag === tag) return field;
    const inside = findTlv(field.children, tag);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

/** A length as it stands before a value: one byte up to 7F, else 81 or 82 and one or two bytes, high byte first. */
export function readTlvLength(
  bytes: Uint8Array,
  at: number,
): { readonly length: number; readonly size: number } | undefined {
  const [first, second, third] = bytes.subarray(at, at + 3);
  if (first === undefined) return undefined;
  if (first < MORE) return { length: first, size: 1 };
  if (first === 0x81 && second !== undefined) return { length: second, size: 2 };
  if (first === 0x82 && second !== undefined && third !== undefined) return { length: second * 256 + third, size: 3 };
  return undefined;
}

function parseLevel(bytes: Uint8Array, depth: number, budget: { fields: number }): readonly Tlv[] {
  const found: Tlv[] = [];
  let at = 0;
  while (at < bytes.length && budget.fields > 0) {
    const tag = readTag(bytes, at);
    if (tag === undefined) break;
    const length = readTlvLength(bytes, at + tag.size);
    if (length === undefined) break;
    const start = at + tag.size + length.size;
    if (start + length.length > bytes.length) break;
    const value = bytes.subarray(start, start + length.length);
    budget.fields -= 1;
    const children = tag.constructed && depth < DEPTH_MAX ? parseLevel(value, depth + 1, budget) : [];
    found.push({ tag: tag.tag, value, children });
    at = start + length.length;
  }
  return found;
}

function readTag(
  bytes: Uint8Array,
  at: number,
): { readonly tag: number; readonly size: number; readonly constructed: boolean } | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  const constructed = (first & CONSTRUCTED) !== 0;
  if ((first & TAG_NUMBER_CONTINUES) !== TAG_NUMBER_CONTINUES) return { tag: first, size: 1, constructed };
  let tag = first;
  for (let size = 2; size <= TAG_BYTES_MAX; size += 1) {
    const next = bytes[at + size - 1];
    if (next === undefined) return undefined;
    tag = tag * 256 + next;
    if ((next & MORE) === 0) return { tag, size, constructed };
  }
  return undefined;
}
