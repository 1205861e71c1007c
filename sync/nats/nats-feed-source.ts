import type { FeedName, FeedSource, SignedManifest } from '../feed/feed.ts';
import { FeedProblem } from '../feed/feed-problem.ts';
import { manifestsSchema } from '../feed/told-manifests.ts';
import { UpstreamFailure } from '../log/upstream.ts';
import { FILE_BYTES_HEADER, pieceCount, pieceLength, pieceOf, PIECE_BYTES } from './file-pieces.ts';
import { orGivenUp } from './given-up.ts';
import { lastOf, readKey } from './key-value.ts';
import { asUpstreamFailure, type NatsLine } from './nats-line.ts';
import { FEEDS_BUCKET, FILES_STREAM, pieceSubject } from './nats-names.ts';

/** So many pieces are asked for at once. */
const READ_AHEAD = 4;

interface Piece {
  readonly data: Uint8Array;
  readonly fileBytes: number;
}

/**
 * What comes down from headquarters over the chain's servers. Each piece is asked for by itself, so a slow store is
 * sent no more than it asked for. Whether anything is genuine, the signatures tell.
 */
export class NatsFeedSource implements FeedSource {
  readonly #line: NatsLine;

  constructor(line: NatsLine) {
    this.#line = line;
  }

  /** @throws UpstreamFailure; rejected for what is no list of manifests */
  async manifests(feed: FeedName, signal: AbortSignal): Promise<readonly SignedManifest[]> {
    const value = await this.#answered(readKey(this.#line, FEEDS_BUCKET, feed), signal);
    return value === undefined ? [] : readManifests(value.text);
  }

  /**
   * The bytes of a file from one on. Ends without an error only when all of them have come.
   *
   * @throws UpstreamFailure; what came before it is good, and the download goes on after it
   * @throws FeedProblem missing, damaged: the servers hold no such file, or another one
   */
  async *file(sha256: string, fromByte: number, signal: AbortSignal): AsyncGenerator<Uint8Array, void, void> {
    // Where all is here already, the last byte is asked for, so that there is somebody who says so.
    const first = pieceOf(Math.max(0, fromByte - 1));
    const { data, fileBytes } = await this.#piece(sha256, first, signal);
    checkLength(sha256, first, data, fileBytes);
    if (data.byteLength > fromByte - first * PIECE_BYTES) yield data.subarray(fromByte - first * PIECE_BYTES);
    const count = pieceCount(fileBytes);
    const coming: Promise<Piece>[] = [];
    let asked = first + 1;
    for (let index = first + 1; index < count; index += 1) {
      for (; asked < Math.min(count, index + READ_AHEAD); asked += 1) {
        const piece = this.#piece(sha256, asked, signal);
        // One before it may fail first, and then nobody waits for this one.
        piece.catch(() => undefined);
        coming.push(piece);
      }
      const piece = await coming.shift();
      if (piece === undefined) return;
      checkLength(sha256, index, piece.data, fileBytes);
      yield piece.data;
    }
  }

  async #piece(sha256: string, index: number, signal: AbortSignal): Promise<Piece> {
    const found = await this.#answered(lastOf(this.#line, FILES_STREAM, pieceSubject(sha256, index)), signal);
    if (found === undefined) throw new FeedProblem('missing', `the servers hold no piece ${index} of file ${sha256}`);
    return { data: found.data, fileBytes: Number(found.header(FILE_BYTES_HEADER)) };
  }

  async #answered<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
    try {
      return await orGivenUp(work, signal);
    } catch (error) {
      throw asUpstreamFailure(error);
    }
  }
}

/** A piece that is too long or too short would put all that follow in the wrong place. */
function checkLength(sha256: string, index: number, data: Uint8Array, fileBytes: number): void {
  const expected = Number.isSafeInteger(fileBytes) ? pieceLength(fileBytes, index) : 0;
  if (expected > 0 && data.byteLength === expected) return;
  throw new FeedProblem(
    'damaged',
    `piece ${index} of file ${sha256} has ${data.byteLength} bytes, and not ${expected}`,
  );
}

function readManifests(text: string): readonly SignedManifest[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UpstreamFailure('rejected', 'the servers hold a list of revisions that is not JSON', { cause: error });
  }
  const { data } = manifestsSchema.safeParse(value);
  if (data === undefined) throw new UpstreamFailure('rejected', 'the servers hold a list of revisions that is none');
  return data.manifests;
}
