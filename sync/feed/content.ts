import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import { FeedProblem } from './feed-problem.ts';

/**
 * Measured on 31 MB of articles: gzip at its best 5.5 MB, Zstandard 3.6 MB at this level in a third of the time, and
 * read again twice as fast.
 */
const PUBLISHED_LEVEL = 9;
/** For what a machine keeps for itself: quick before small. */
const KEPT_LEVEL = 1;
/** The window of the level above, in powers of two; a file that asks for more memory is not ours. */
const WINDOW_LOG_MAX = 27;

export interface Hashed {
  readonly sha256: string;
  readonly bytes: number;
}

/** Hashes and counts what flows through. */
class HashingStream extends Transform {
  readonly #hash = createHash('sha256');
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax = Infinity) {
    super();
    this.#bytesMax = bytesMax;
  }

  override _transform(chunk: Buffer, _encoding: string, done: (error: Error | null, chunk?: Buffer) => void): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#bytesMax) {
      done(new FeedProblem('damaged', `a content is longer than the ${this.#bytesMax} bytes that were signed`));
      return;
    }
    this.#hash.update(chunk);
    done(null, chunk);
  }

  /** Only once, when all has flowed through. */
  result(): Hashed {
    return { sha256: this.#hash.digest('hex'), bytes: this.#bytes };
  }
}

export interface Compressed {
  readonly plain: Hashed;
  readonly file: Hashed;
}

/** Compresses texts into a new file. Nothing of it stays if that fails. */
export async function compressInto(
  file: string,
  source: Iterable<string | Buffer> | AsyncIterable<string | Buffer>,
  purpose: 'publish' | 'keep',
): Promise<Compressed> {
  const plain = new HashingStream();
  const compressed = new HashingStream();
  const level = purpose === 'publish' ? PUBLISHED_LEVEL : KEPT_LEVEL;
  try {
    await pipeline(
      source,
      plain,
      createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: level } }),
      compressed,
      createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true }),
    );
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
  return { plain: plain.result(), file: compressed.result() };
}

/**
 * The plain bytes of a compressed file, as they are read.
 *
 * @param expected what they have to be; only known when the last one has come, so nothing counts before that
 * @throws FeedProblem damaged
 */
export async function* plainPieces(file: string, expected?: Hashed): AsyncGenerator<Buffer, void, void> {
  const hashing = new HashingStream(expected?.bytes);
  const unpacked = createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: WINDOW_LOG_MAX } });
  const ending = pipeline(createReadStream(file), unpacked, hashing);
  // Reading tells of it as well; this only keeps a failure from being one that nobody hears of.
  ending.catch(() => {});
  try {
    for await (const piece of hashing) yield piece as Buffer;
    await ending;
  } catch (error) {
    if (error instanceof FeedProblem || isSystemError(error)) throw error;
    throw new FeedProblem('damaged', `${file}: cannot be unpacked (${String(error)})`, { cause: error });
  } finally {
    unpacked.destroy();
  }
  const found = hashing.result();
  if (expected !== undefined && (found.sha256 !== expected.sha256 || found.bytes !== expected.bytes)) {
    throw new FeedProblem('damaged', `${file}: holds another content than was signed`);
  }
}

/** @throws FeedProblem damaged; also when it is longer than allowed */
export async function plainText(file: string, expected: Hashed | undefined, bytesMax: number): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of plainPieces(file, expected)) {
    bytes += piece.length;
    if (bytes > bytesMax) throw new FeedProblem('unreadable', `${file}: has more than ${bytesMax} bytes`);
    pieces.push(piece);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces));
  } catch (error) {
    throw new FeedProblem('unreadable', `${file}: is not UTF-8`, { cause: error });
  }
}

/** The lines of a compressed file, without their ends and without empty ones. */
export async function* plainLines(file: string, expected?: Hashed): AsyncGenerator<readonly string[], void, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const piece of plainPieces(file, expected)) {
    const lines = (rest + decoded(decoder, piece, file)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LINE_LENGTH_MAX) throw new FeedProblem('unreadable', `${file}: has a line without end`);
    yield lines.filter((line) => line !== '');
  }
  if (rest !== '') yield [rest];
}

/** More than the longest article. */
const LINE_LENGTH_MAX = 4 * 1_024 * 1_024;

function decoded(decoder: InstanceType<typeof TextDecoder>, piece: Buffer, file: string): string {
  try {
    return decoder.decode(piece, { stream: true });
  } catch (error) {
    throw new FeedProblem('unreadable', `${file}: is not UTF-8`, { cause: error });
  }
}

export async function hashOfFile(file: string): Promise<Hashed> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return { sha256: hash.digest('hex'), bytes: (await stat(file)).size };
}

/** Trouble with the disk, not with what is on it. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
