/**
 * Keeps card numbers out of the log, whoever lets them slip: any run of 13 to 19 digits (ISO/IEC 7812-1 length) that
 * passes the Luhn check, also when written in groups, and any longer run, since it may hold one.
 */
const REDACTED = '[redacted]';

const DIGITS_MIN = 13;
const DIGITS_MAX = 19;

/** What is logged is bounded, whatever it was. */
const STRING_LENGTH_MAX = 8 * 1024;
const DEPTH_MAX = 6;
const MEMBERS_MAX = 100;

/**
 * An identifier (RFC 9562) is made of digits and dashes too, and stays; a run of digits in groups of any size is looked
 * at.
 */
const UUID_OR_DIGITS = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\d(?:[ -]?\d){12,}/gi;

/** A text without card numbers, of bounded length. */
export function redactText(text: string): string {
  // Cut with room for a number at the edge: half a card number would pass the check.
  const cut = text.length <= STRING_LENGTH_MAX ? text : `${text.slice(0, STRING_LENGTH_MAX).replace(/[\d -]+$/, '')}…`;
  return cut.replaceAll(UUID_OR_DIGITS, (found) => {
    if (/^[0-9a-f]{8}-/i.test(found) && found.length === 36) return found;
    const digits = found.replaceAll(/[ -]/g, '');
    return mayHoldCardNumber(digits) ? REDACTED : found;
  });
}

/**
 * Any value as plain bounded data without card numbers; errors keep name, message, stack and cause, bytes only their
 * count.
 */
export function redactValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return redactText(value.toString());
  if (typeof value === 'number') return mayHoldCardNumber(String(value)) ? REDACTED : value;
  if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`;
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString();
  if (depth >= DEPTH_MAX) return '[deeper]';
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return redactList(value, depth);
  if (value instanceof Map || value instanceof Set) return redactList([...value], depth);
  return redactMembers(Object.entries(value), depth);
}

function redactError(error: Error, depth: number): unknown {
  const known: [string, unknown][] = [
    ['name', error.name],
    ['message', error.message],
    ['stack', error.stack],
    ['cause', error.cause],
  ];
  return redactMembers([...known.filter(([, value]) => value !== undefined), ...Object.entries(error)], depth);
}

function redactList(list: readonly unknown[], depth: number): unknown[] {
  const shown = list.slice(0, MEMBERS_MAX).map((member) => redactValue(member, depth + 1));
  return list.length > MEMBERS_MAX ? [...shown, `[${list.length - MEMBERS_MAX} more]`] : shown;
}

function redactMembers(members: readonly (readonly [string, unknown])[], depth: number): Record<string, unknown> {
  const shown = members.slice(0, MEMBERS_MAX).map(([key, value]) => [redactText(key), redactValue(value, depth + 1)]);
  return Object.fromEntries(shown) as Record<string, unknown>;
}

function mayHoldCardNumber(digits: string): boolean {
  if (digits.length < DIGITS_MIN || !/^\d+$/.test(digits)) return false;
  return digits.length > DIGITS_MAX || passesLuhn(digits);
}

/** ISO/IEC 7812-1, annex B. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (const [index, digit] of Array.from(digits).toReversed().entries()) {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}
