import { BUS_MESSAGE_BYTES_MAX, type BusMessage } from './bus.ts';

/** A message goes to many and is written once. */
const texts = new WeakMap<BusMessage, string>();

/** A message as JSON; undefined if it is too large or cannot be written. */
export function textOf(message: BusMessage): string | undefined {
  const known = texts.get(message);
  if (known !== undefined) return known;
  const text = written(message);
  if (text === undefined || Buffer.byteLength(text) > BUS_MESSAGE_BYTES_MAX) return undefined;
  texts.set(message, text);
  return text;
}

function written(message: BusMessage): string | undefined {
  try {
    return JSON.stringify(message);
  } catch {
    return undefined;
  }
}
