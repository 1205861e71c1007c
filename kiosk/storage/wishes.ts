import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';

/**
 * What a person asks of the process that owns a file: a file has one writer, so others leave a note beside it. Doing
 * the same twice does no harm, because a crash may make it so.
 */
export type Wish =
  /** Rows are to be sent to the next hop once more, both ends included. */
  | (WishFor & { readonly type: 'resend'; readonly from: number; readonly to: number })
  /** A row that could not be understood is to be treated like any other, or left out of what is made of rows. */
  | (WishFor & { readonly type: 'release' | 'drop'; readonly seq: number; readonly reason: string })
  /** A sender that stopped or pauses is to go on. */
  | (WishFor & { readonly type: 'resume' })
  /** An epoch is to be taken in beside the live one of its origin, or to be the live one. */
  | (WishFor & { readonly type: 'admit' | 'make-live' });

interface WishFor {
  readonly origin: string;
  readonly epoch: string;
  /** When, in milliseconds since 1970. */
  readonly at: number;
}

/** A note that holds more is not read. */
const NOTE_BYTES_MAX = 1_024 * 1_024;
const REASON_LENGTH_MAX = 1_000;

export function wishFile(file: string): string {
  return `${file}.wishes`;
}

/** Leaves a wish; when it returns it is on the disk. */
export function leaveWish(file: string, wish: Wish): void {
  const descriptor = openSync(wishFile(file), 'a', 0o600);
  try {
    writeSync(descriptor, `${JSON.stringify(wish)}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Wishes that nobody has taken up yet. */
export function pendingWishes(file: string): readonly Wish[] {
  return [takenFile(file), wishFile(file)].flatMap((note) => read(note).wishes);
}

/**
 * Takes up what was left, and forgets it once all of it was done; what a crash interrupts is done again.
 *
 * @returns lines that are no wishes
 */
export async function takeWishes(file: string, fulfil: (wish: Wish) => Promise<void>): Promise<readonly string[]> {
  const taken = takenFile(file);
  if (!existsSync(taken)) {
    if (!existsSync(wishFile(file))) return [];
    renameSync(wishFile(file), taken);
  }
  const { wishes, unreadable } = read(taken);
  for (const wish of wishes) await fulfil(wish);
  rmSync(taken, { force: true });
  return unreadable;
}

function takenFile(file: string): string {
  return `${wishFile(file)}.taken`;
}

function read(note: string): { readonly wishes: readonly Wish[]; readonly unreadable: readonly string[] } {
  if (!existsSync(note)) return { wishes: [], unreadable: [] };
  const text = readFileSync(note, 'utf8').slice(0, NOTE_BYTES_MAX);
  const lines = text.split('\n').filter((line) => line !== '');
  const wishes = lines.map((line) => ({ line, wish: parse(line) }));
  return {
    wishes: wishes.flatMap(({ wish }) => wish ?? []),
    unreadable: wishes.flatMap(({ line, wish }) => (wish === undefined ? [line] : [])),
  };
}

function parse(line: string): Wish | undefined {
  let found: unknown;
  try {
    found = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof found !== 'object' || found === null) return undefined;
  const { type, origin, epoch, at, from, to, seq, reason } = found as Record<string, unknown>;
  if (typeof origin !== 'string' || typeof epoch !== 'string' || !isPlace(at)) return undefined;
  if (type === 'resend' && isPlace(from) && isPlace(to)) return { type, origin, epoch, at, from, to };
  if (type === 'resume' || type === 'admit' || type === 'make-live') return { type, origin, epoch, at };
  if ((type !== 'release' && type !== 'drop') || !isPlace(seq) || typeof reason !== 'string') return undefined;
  return { type, origin, epoch, at, seq, reason: reason.slice(0, REASON_LENGTH_MAX) };
}

function isPlace(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
