import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { parseScan } from '#kiosk/core/barcode/parse-scan.ts';
import type { ScanOptions } from '#kiosk/core/barcode/scan-options.ts';
import { problem } from '#kiosk/core/barcode/scan.ts';
import { boundedLines } from './bounded-lines.ts';
import { scanJson } from './scan-json.ts';

/** In bytes. Longer lines are counted, never kept. */
const LINE_LENGTH_MAX = 8192;

export interface DecodeCounts {
  readonly decoded: number;
  readonly refused: number;
}

/**
 * Decodes a read a line and writes a JSON object a line, in order, at the pace of whoever reads them. Ends early,
 * without a fault, when nobody reads any more.
 */
export async function decodeStream(
  input: AsyncIterable<Uint8Array>,
  output: Writable,
  options: ScanOptions,
): Promise<DecodeCounts> {
  let decoded = 0;
  let refused = 0;
  const closed = new AbortController();
  let failure: NodeJS.ErrnoException | undefined;
  output.once('close', () => closed.abort());
  output.once('error', (error) => {
    failure = error;
    closed.abort();
  });
  for await (const line of boundedLines(input, LINE_LENGTH_MAX)) {
    const scan =
      'text' in line
        ? parseScan(line.text, options)
        : problem('too-long', `the line has ${line.tooLong} bytes; at most ${LINE_LENGTH_MAX} are read`);
    if (scan.ok) decoded += 1;
    else refused += 1;
    if (closed.signal.aborted) break;
    if (!output.write(`${JSON.stringify(scanJson(scan))}\n`)) await drained(output, closed.signal);
  }
  // A reader that goes away (`| head -1`) is no fault of ours; every other trouble with the output is.
  if (failure !== undefined && failure.code !== 'EPIPE') throw failure;
  return { decoded, refused };
}

async function drained(output: Writable, closed: AbortSignal): Promise<void> {
  try {
    await once(output, 'drain', { signal: closed });
  } catch (error) {
    if (!closed.aborted) throw error;
  }
}
