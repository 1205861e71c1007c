import type { Device } from '../device.ts';

/** One read of a barcode as the scanner sent it, without its framing. Hostile until the core has parsed it. */
export interface ScanData {
  /** Latin-1 text of at most SCAN_LENGTH_MAX characters, control characters included (GS separates GS1 elements). */
  readonly text: string;
  /** When its last byte arrived, on the monotonic clock in milliseconds (performance.now). */
  readonly receivedAt: number;
}

/** The longest read that is passed on. QR codes hold more, but nothing that a till has a use for. */
export const SCAN_LENGTH_MAX = 512;

/**
 * Why bytes were no read.
 *
 * - too-long: over SCAN_LENGTH_MAX
 * - unfinished: its end never came
 * - outside-frame: bytes between two reads
 * - noise: control characters before a read, as plugging in makes them
 * - no-symbology-identifier: the scanner's settings have changed, or something else speaks on this line
 */
export type DiscardReason = 'too-long' | 'unfinished' | 'outside-frame' | 'noise' | 'no-symbology-identifier';

export interface Scanner extends Device {
  onScan(listener: (scan: ScanData) => void): () => void;
  /** Something came that was no read, so that the shopper may be asked to scan again. */
  onDiscarded(listener: (reason: DiscardReason) => void): () => void;
}
