import { open } from 'node:fs/promises';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { hashOfFile } from '../feed/content.ts';
import { FEED_NAMES, type FeedFile, type FeedManifest, type FeedName, type SignedManifest } from '../feed/feed.ts';
import type { FeedFolder, KeptManifest } from '../feed/feed-folder.ts';
import { FeedProblem } from '../feed/feed-problem.ts';
import { readManifest } from '../feed/manifest.ts';
import { MANIFESTS_TOLD_MAX, manifestsSchema } from '../feed/told-manifests.ts';
import { UpstreamFailure } from '../log/upstream.ts';
import { FILE_BYTES_HEADER, pieceCount, pieceLength, PIECE_BYTES } from './file-pieces.ts';
import { type KeptValue, publishBehind, readKey, writeKey } from './key-value.ts';
import type { NatsLine } from './nats-line.ts';
import { FEEDS_BUCKET, FILES_STREAM, piecePattern, pieceSubject, readPieceSubject } from './nats-names.ts';
import { provisionFeeds, HEAD_BYTES_MAX } from './provision-feeds.ts';
import type { ProvisionOptions } from './provision.ts';

/** So many pieces are on their way to the servers at once. */
const PIECES_AT_ONCE = 8;

/** Which pieces of which files the servers hold. */
type HeldPieces = ReadonlyMap<string, ReadonlySet<number>>;

/**
 * Brings what is on a shelf to the chain's servers: a revision's files first, then the list that names it, and what no
 * list names any more is taken out. It may break off anywhere; the next time goes on with what is missing.
 *
 * @param onProblem what is the matter with one feed; the others come all the same
 * @throws UpstreamFailure, SinkFailure, and what the client throws
 */
export async function bringShelf(
  line: NatsLine,
  folder: FeedFolder,
  limits: ProvisionOptions,
  onProblem: (feed: FeedName, error: unknown) => void,
): Promise<void> {
  const connection = await line.connection();
  await provisionFeeds(connection, limits);
  const manager = await jetstreamManager(connection);
  const held = await heldPieces(manager);
  const heads = new Map(await Promise.all(FEED_NAMES.map(async (feed) => [feed, await readHead(line, feed)] as const)));
  const kept = new Map(FEED_NAMES.map((feed) => [feed, told(folder.kept(feed))]));
  const onShelf = [...kept.values()].flat().map(({ manifest }) => manifest);
  const needed = (): ReadonlySet<string> => filesOf([...onShelf, ...manifestsIn(heads)]);
  // What nobody needs makes room for what comes.
  const left = await takeOut(manager, held, needed());
  for (const [feed, revisions] of kept) {
    try {
      for (const { manifest } of revisions) {
        for (const file of manifest.files) await bringFile(line, folder, file, left);
      }
      heads.set(feed, await tellHead(line, feed, revisions, heads.get(feed)));
    } catch (error) {
      onProblem(feed, error);
    }
  }
  await takeOut(manager, left, needed());
}

/** The newest revisions, as many as a list may name. */
function told(kept: readonly KeptManifest[]): readonly KeptManifest[] {
  const newest: KeptManifest[] = [];
  let bytes = 0;
  for (const each of kept.slice(-MANIFESTS_TOLD_MAX).toReversed()) {
    bytes += Buffer.byteLength(headText([each.signed]));
    if (bytes > HEAD_BYTES_MAX) break;
    newest.unshift(each);
  }
  return newest;
}

function headText(manifests: readonly SignedManifest[]): string {
  const plain = manifests.map(({ manifest, keyId, signature }) => ({ manifest, keyId, signature }));
  return JSON.stringify({ manifests: plain });
}

async function readHead(line: NatsLine, feed: FeedName): Promise<KeptValue | undefined> {
  return readKey(line, FEEDS_BUCKET, feed);
}

async function tellHead(
  line: NatsLine,
  feed: FeedName,
  revisions: readonly KeptManifest[],
  before: KeptValue | undefined,
): Promise<KeptValue | undefined> {
  const text = headText(revisions.map(({ signed }) => signed));
  if (text === before?.text || (before === undefined && revisions.length === 0)) return before;
  const revision = await writeKey(line, FEEDS_BUCKET, feed, text, before?.revision ?? 0);
  if (revision === undefined) throw new UpstreamFailure('busy', `somebody else has just published ${feed}`);
  return { text, revision };
}

/** What lists on the servers name; a list that is none names nothing. */
function manifestsIn(heads: ReadonlyMap<FeedName, KeptValue | undefined>): readonly FeedManifest[] {
  return [...heads].flatMap(([feed, head]) => {
    try {
      const { manifests } = manifestsSchema.parse(JSON.parse(head?.text ?? '{"manifests":[]}'));
      return manifests.map((signed) => readManifest(signed, feed));
    } catch {
      return [];
    }
  });
}

function filesOf(manifests: readonly FeedManifest[]): ReadonlySet<string> {
  return new Set(manifests.flatMap(({ files }) => files.map(({ sha256 }) => sha256)));
}

async function heldPieces(manager: JetStreamManager): Promise<HeldPieces> {
  const { state } = await manager.streams.info(FILES_STREAM, { subjects_filter: piecePattern() });
  const held = new Map<string, Set<number>>();
  for (const subject of Object.keys(state.subjects ?? {})) {
    const piece = readPieceSubject(subject);
    if (piece === undefined) continue;
    const pieces = held.get(piece.sha256) ?? new Set();
    held.set(piece.sha256, pieces.add(piece.index));
  }
  return held;
}

/** @returns what is left */
async function takeOut(manager: JetStreamManager, held: HeldPieces, needed: ReadonlySet<string>): Promise<HeldPieces> {
  for (const sha256 of held.keys()) {
    if (!needed.has(sha256)) await manager.streams.purge(FILES_STREAM, { filter: piecePattern(sha256) });
  }
  return new Map([...held].filter(([sha256]) => needed.has(sha256)));
}

/** @throws FeedProblem damaged, for what is not on the shelf as it was signed; UpstreamFailure busy, without room */
async function bringFile(line: NatsLine, folder: FeedFolder, file: FeedFile, held: HeldPieces): Promise<void> {
  const { sha256, bytes } = file;
  const here = held.get(sha256) ?? new Set();
  const missing = Array.from({ length: pieceCount(bytes) }, (_, index) => index).filter((index) => !here.has(index));
  if (missing.length === 0) return;
  const path = folder.pathOf(sha256);
  const found = await hashOfFile(path);
  if (found.sha256 !== sha256 || found.bytes !== bytes) {
    throw new FeedProblem('damaged', `file ${sha256} on the shelf has other bytes than were signed`);
  }
  const handle = await open(path);
  try {
    for (let at = 0; at < missing.length; at += PIECES_AT_ONCE) {
      await Promise.all(
        missing.slice(at, at + PIECES_AT_ONCE).map(async (index) => {
          const piece = Buffer.alloc(pieceLength(bytes, index));
          await handle.read(piece, 0, piece.length, index * PIECE_BYTES);
          await bringPiece(line, file, index, piece);
        }),
      );
    }
  } finally {
    await handle.close();
  }
}

async function bringPiece(line: NatsLine, { sha256, bytes }: FeedFile, index: number, piece: Buffer): Promise<void> {
  const published = await publishBehind(line, pieceSubject(sha256, index), piece, 0, {
    [FILE_BYTES_HEADER]: String(bytes),
  });
  // One that is there already came from an earlier try whose answer was lost.
  if (published.type !== 'full') return;
  const { detail, retryAfterMs } = published;
  throw new UpstreamFailure('busy', `no room for files of feeds: ${detail}`, { retryAfterMs });
}
