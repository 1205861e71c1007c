import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { FeedContent } from '#sync/feed/feed.ts';
import { plainPieces } from '#sync/feed/content.ts';
import { CommandFailure } from '../exit-codes.ts';

/** A part of a text file that ends with a whole row. */
export interface FilePiece {
  readonly text: string;
  /** The line of the file that it begins with, counted from 1. */
  readonly firstLine: number;
  /** Bytes of the file that were read by now. */
  readonly bytesRead: number;
}

const PIECE_BYTES = 256 * 1_024;
/** A single row longer than this is no row but a file of another kind, or a quote that never ends. */
const ROW_LENGTH_MAX = 4 * 1_024 * 1_024;

/**
 * Reads a text file piece by piece.
 *
 * @param quoted rows may have line ends inside double quotes, as in a spreadsheet
 * @param content what a compressed file has to hold; undefined for a plain one
 * @throws CommandFailure if the file cannot be read, is not UTF-8, or has a row without end
 */
export async function* filePieces(
  file: string,
  quoted: boolean,
  content?: FeedContent,
): AsyncGenerator<FilePiece, void, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  let firstLine = 1;
  let bytesRead = 0;
  for await (const bytes of chunksOf(file, content)) {
    bytesRead += bytes.length;
    const text = rest + decoded(decoder, bytes, file, firstLine);
    const end = quoted ? lastRowEndOutsideQuotes(text) : text.lastIndexOf('\n') + 1;
    if (end > 0) {
      yield { text: text.slice(0, end), firstLine, bytesRead };
      firstLine += lineEnds(text, end);
    }
    rest = text.slice(end);
    if (rest.length > ROW_LENGTH_MAX) {
      throw new CommandFailure(`${file}:${firstLine}: a row of more than ${ROW_LENGTH_MAX} characters begins here`);
    }
  }
  if (rest !== '') yield { text: rest, firstLine, bytesRead };
}

export async function fileBytes(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    throw unreadable(file, error);
  }
}

async function* chunksOf(file: string, content: FeedContent | undefined): AsyncGenerator<Buffer, void, void> {
  try {
    if (content !== undefined) return yield* plainPieces(file, content);
    for await (const chunk of createReadStream(file, { highWaterMark: PIECE_BYTES })) yield chunk as Buffer;
  } catch (error) {
    throw unreadable(file, error);
  }
}

function decoded(decoder: InstanceType<typeof TextDecoder>, bytes: Buffer, file: string, line: number): string {
  try {
    return decoder.decode(bytes, { stream: true });
  } catch {
    throw new CommandFailure(
      `${file}: is not UTF-8 somewhere after line ${line}; save it as UTF-8 and import it again`,
    );
  }
}

function lastRowEndOutsideQuotes(text: string): number {
  let end = 0;
  let inside = false;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === 0x22) inside = !inside;
    else if (unit === 0x0a && !inside) end = index + 1;
  }
  return end;
}

function lineEnds(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

function unreadable(file: string, error: unknown): CommandFailure {
  if (error instanceof CommandFailure) return error;
  return new CommandFailure(`${file}: cannot be read (${error instanceof Error ? error.message : String(error)})`);
}
