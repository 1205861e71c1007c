import { BUS_MESSAGE_BYTES_MAX, type BusMessage } from '../bus/bus.ts';

/** @returns undefined for what is no message: whoever writes on the servers may write anything */
export function readBusMessage(bytes: Uint8Array): BusMessage | undefined {
  if (bytes.byteLength > BUS_MESSAGE_BYTES_MAX) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as BusMessage) : undefined;
  } catch {
    return undefined;
  }
}
