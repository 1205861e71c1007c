/** Random bits that follow the time in a UUIDv7. */
export const UUID_RANDOM_BYTES = 10;

/**
 * UUID version 7 (RFC 9562, section 5.7): 48 bits of milliseconds since 1970, then random bits around version and
 * variant.
 *
 * @param random at least ten bytes
 */
export function uuidV7(epochMs: number, random: Uint8Array): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(epochMs, 0, 6);
  bytes.set(random.subarray(0, UUID_RANDOM_BYTES), 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
