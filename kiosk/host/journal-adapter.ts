import { randomBytes, randomUUID } from 'node:crypto';
import { canonicalJson } from '#kiosk/storage/journal/canonical-json.ts';
import { beginEpoch, isDamage, settleEpochFiles, type FormerLife } from '#kiosk/storage/journal/begin-epoch.ts';
import { bootId } from '#kiosk/storage/journal/boot-id.ts';
import { openJournal, type JournalClient } from '#kiosk/storage/journal/journal-client.ts';
import type { JournalIdentity, NewEntries, NewEntry, ReadRow, RowTime } from '#kiosk/storage/journal/journal-store.ts';
import { machineId } from '#kiosk/storage/journal/machine-mark.ts';
import { salvageInBackground } from '#kiosk/storage/journal/salvage-client.ts';
import type { SalvageReport } from '#kiosk/storage/journal/salvage.ts';
import { UUID_RANDOM_BYTES, uuidV7 } from '#kiosk/storage/journal/uuid-v7.ts';
import { StorageError } from '#kiosk/storage/storage-error.ts';
import type { FileThread } from '#kiosk/storage/thread/file-thread.ts';
import { ASSIST_EVENT_VERSION } from '../core/assist/ticket.ts';
import { upcastAssistEvent } from '../core/assist/upcast.ts';
import type { PaymentEvent } from '../core/payment/payment.ts';
import { TRANSACTION_EVENT_VERSION } from '../core/transaction/events.ts';
import { upcastTransactionEvent } from '../core/transaction/upcast.ts';
import type { BusinessDay, TransactionId } from '../core/values/identifiers.ts';
import type { Journal, JournalEntry, LaneEvent } from '../lane/ports.ts';
import { keepPrivate } from './private-file.ts';
import { CarryOver } from './sync/carry-over.ts';
import { clockJump } from './sync/clock-jump.ts';
import { CutPoints } from './sync/cut-points.ts';
import { receiptNumbersAfter } from './sync/receipt-numbers.ts';
import { journalLogSource, type JournalLogSource } from './sync/journal-log-source.ts';

/** A journal for a lane, and what its host needs besides. */
export interface LaneJournal extends Journal {
  readonly identity: JournalIdentity;
  /** The number of the last row that is known to be on the disk. */
  readonly headSeq: number;
  /** The journal as a log that is to be sent. */
  readonly source: JournalLogSource;
  /** Why this start began another life of the journal; undefined if it went on with the one that was there. */
  readonly begun: EpochBegun | undefined;
  /** What could be saved of damaged files beside the journal; resolves when all were looked through. */
  readonly salvaged: Promise<readonly SalvageReport[]>;
  /**
   * Removes what headquarters has and what is older than a time, as far as nothing of it is needed to bring the lane
   * back. Does nothing before the journal was read from its beginning.
   *
   * @param before milliseconds since 1970
   * @returns how many rows count for nothing any more
   */
  trim(before: number): Promise<number>;
  /** Finishes what was asked for and lets go of the file. */
  close(): Promise<void>;
}

export interface LaneJournalOptions {
  /** Whose journal it is; the file of another workstation is refused. */
  readonly workstationId: string;
  /** Wall clock in milliseconds since 1970, and a clock that never goes back; given only to hold them in tests. */
  readonly wallClock?: () => number;
  readonly monotonicClock?: () => number;
  /** What is asked for room when the disk refused a write; true if there is some now. */
  readonly onFull?: (() => boolean) | undefined;
  /** What is to own the file; without it, a thread of its own. */
  readonly thread?: FileThread | undefined;
  /** What names this machine; given only to be another one in tests. */
  readonly machine?: string;
}

type EpochStarted = Extract<LaneEvent, { type: 'epoch-started' }>;
export type EpochBegun = Omit<EpochStarted, 'type'>;

type Family = JournalEntry['kind'];
type StoredRow = Pick<ReadRow, 'seq' | 'kind' | 'body'>;
type OtherEvent = PaymentEvent | LaneEvent;

/** The version of bodies that this program writes, by family; for sales and calls it is the version of their events. */
const VERSION: Readonly<Record<Family, number>> = {
  transaction: TRANSACTION_EVENT_VERSION,
  payment: 1,
  assist: ASSIST_EVENT_VERSION,
  lane: 1,
};

/** Every word that this version knows; a row with another one comes from a newer version. */
const TYPES = {
  payment: {
    'payment-intended': true,
    'payment-sent': true,
    'payment-answered': true,
    'payment-approved': true,
    'payment-ended': true,
    'payment-unknown': true,
    'terminal-observed': true,
  } satisfies Record<PaymentEvent['type'], true>,
  lane: {
    'lane-started': true,
    'lane-stopped': true,
    'lane-paused': true,
    'lane-opened': true,
    'staff-acted': true,
    'nudge-given': true,
    'help-missed': true,
    'epoch-started': true,
    'clock-jump': true,
  } satisfies Record<LaneEvent['type'], true>,
} as const;

/** A row that repeats an entry of an earlier life of the journal. */
const CARRIED_OVER = 'lane.carried-over';

/**
 * Opens the journal file of a workstation, or makes it, as its one writer. A file that must not go on (it was copied,
 * restored or is damaged) is set aside, and its life is followed by another one that begins with what was open.
 *
 * @throws StorageError not-found, foreign, newer, locked, full, unsupported; the message names the file
 */
export async function openLaneJournal(file: string, options: LaneJournalOptions): Promise<LaneJournal> {
  const wallClock = options.wallClock ?? (() => Date.now());
  const monotonicClock = options.monotonicClock ?? (() => Math.trunc(Number(process.hrtime.bigint() / 1_000_000n)));
  const { workstationId: origin, machine = machineId() } = options;
  const now = (): RowTime => ({ wall: wallClock(), boot: bootId(), monotonic: monotonicClock() });
  settleEpochFiles(file, wallClock());
  const open = async (): Promise<JournalClient> =>
    openJournal(file, { origin, newEpoch: randomUUID(), now: wallClock(), machine }, options.thread);
  let begun: EpochBegun | undefined;
  const client = await open().catch(async (error: unknown) => {
    if (!isDamage(error) && !(error instanceof StorageError && error.code === 'fenced')) throw error;
    begun = goOnInNextEpoch(file, origin, machine, now());
    return open();
  });
  keepPrivate(file);
  const salvaged = salvageInBackground(file);
  // Whoever wants to know waits for it; what failed is tried again at the next start.
  salvaged.catch(() => {});
  return new OpenLaneJournal(client, begun, salvaged, now, options.onFull ?? (() => false));
}

class OpenLaneJournal implements LaneJournal {
  readonly identity: JournalIdentity;
  readonly source: JournalLogSource;
  readonly begun: EpochBegun | undefined;
  readonly salvaged: Promise<readonly SalvageReport[]>;
  readonly #client: JournalClient;
  readonly #now: () => RowTime;
  readonly #onFull: () => boolean;
  #cuts: CutPoints | undefined;
  /** The row that the next append begins with, given that all before it succeed. */
  #nextSeq: number;
  #lastTime: RowTime | undefined;

  constructor(
    client: JournalClient,
    begun: EpochBegun | undefined,
    salvaged: Promise<readonly SalvageReport[]>,
    now: () => RowTime,
    onFull: () => boolean,
  ) {
    this.identity = client.identity;
    this.source = journalLogSource(client, () => now().wall);
    this.begun = begun;
    this.salvaged = salvaged;
    this.#client = client;
    this.#now = now;
    this.#onFull = onFull;
    this.#nextSeq = client.headSeq + 1;
    this.#lastTime = client.lastTime;
  }

  get headSeq(): number {
    return this.#client.headSeq;
  }

  async append(businessDay: BusinessDay, entries: readonly JournalEntry[]): Promise<void> {
    const now = this.#now();
    const jump = clockJump(this.#lastTime, now);
    this.#lastTime = now;
    const all: readonly JournalEntry[] = jump === undefined ? entries : [{ kind: 'lane', event: jump }, ...entries];
    const firstSeq = this.#nextSeq;
    this.#nextSeq += all.length;
    const written = all.map((entry) => entryToRow(entry, newId(now.wall)));
    await this.#write({ businessDay, wall: now.wall, monotonic: now.monotonic, entries: written });
    for (const [index, entry] of all.entries()) this.#follow(firstSeq + index, entry);
  }

  /** A full disk leaves nothing half written, so with room again the same may be written as if for the first time. */
  async #write(batch: NewEntries): Promise<void> {
    try {
      await this.#client.append(batch);
    } catch (error) {
      if (!(error instanceof StorageError && error.code === 'full' && this.#onFull())) throw error;
      await this.#client.append(batch);
    }
  }

  async *read(afterSeq = 0): AsyncGenerator<{ seq: number; entry: JournalEntry }> {
    for await (const row of this.#client.read(afterSeq)) {
      if (afterSeq === 0) this.#cuts ??= new CutPoints(row.seq - 1);
      const entry = rowToEntry(row, this.#client.file);
      this.#follow(row.seq, entry);
      yield { seq: row.seq, entry };
    }
  }

  async trim(before: number): Promise<number> {
    const trimmable = await this.#client.outbox('trimmable', before);
    const { trimmed } = await this.#client.outbox('status');
    const upTo = this.#cuts?.lastSeq === this.headSeq ? this.#cuts.upTo(trimmable) : 0;
    if (upTo <= trimmed) return 0;
    await this.#client.outbox('trim', upTo, before);
    return upTo - trimmed;
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  #follow(seq: number, entry: JournalEntry): void {
    if (this.#cuts?.lastSeq === seq - 1) this.#cuts.take(seq, entry);
  }
}

/** Sets the file aside and begins the next life of its journal with what the former one left open. */
function goOnInNextEpoch(file: string, origin: string, machine: string, now: RowTime): EpochBegun | undefined {
  let begun: EpochBegun | undefined;
  beginEpoch(file, { origin, epoch: randomUUID(), machine, now: now.wall }, (former) => {
    const { carried, businessDay, receiptNumber } = whatIsOpen(former, file);
    const { lastSeq, lastHash } = former;
    const receiptNumbersFrom = receiptNumbersAfter(receiptNumber, now.wall);
    const previousEpoch = former.epoch ?? '';
    begun = { previousEpoch, lastKnownSeq: lastSeq, lastHash, reason: reasonOf(former), receiptNumbersFrom };
    const first = entryToRow({ kind: 'lane', event: { type: 'epoch-started', ...begun } }, newId(now.wall));
    const rest = carried.map((entry) => carriedRow(entry, newId(now.wall)));
    return { businessDay, wall: now.wall, monotonic: now.monotonic, entries: [first, ...rest] };
  });
  return begun;
}

function reasonOf({ epoch, reason }: FormerLife): EpochBegun['reason'] {
  if (reason === 'damaged') return epoch === undefined ? 'replaced' : 'damaged';
  return reason === 'other-machine' ? 'cloned' : 'restored';
}

function whatIsOpen(
  former: FormerLife,
  file: string,
): {
  readonly carried: readonly JournalEntry[];
  readonly businessDay: NewEntries['businessDay'];
  readonly receiptNumber: number;
} {
  const carry = new CarryOver();
  let expected: number | undefined;
  let businessDay = new Date().toLocaleDateString('sv-SE');
  for (const row of former.rows()) {
    if (expected !== undefined && row.seq !== expected) carry.gap();
    expected = row.seq + 1;
    businessDay = row.businessDay;
    try {
      carry.take(rowToEntry(row, file));
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      carry.gap();
    }
  }
  if (expected !== undefined && former.lastSeq >= expected) carry.gap();
  return { carried: carry.entries(), businessDay, receiptNumber: carry.receiptNumber };
}

function newId(wall: number): string {
  return uuidV7(wall, randomBytes(UUID_RANDOM_BYTES));
}

function carriedRow(entry: JournalEntry, id: string): NewEntry {
  const { kind: family, ...rest } = entry;
  const event = { type: 'carried-over', entry: { family, v: VERSION[family], ...rest } };
  return { id, kind: CARRIED_OVER, body: canonicalJson({ v: VERSION.lane, event }) };
}

/** What a row that was carried over repeats, as a row of its own. */
function repeatedBy(row: StoredRow): StoredRow {
  const body = parsed(row.body);
  const event = isRecord(body) ? body['event'] : undefined;
  const entry = isRecord(event) ? event['entry'] : undefined;
  const inner = isRecord(entry) ? entry['event'] : undefined;
  if (!isRecord(entry) || !isRecord(inner)) return row;
  const { family, ...rest } = entry;
  return { seq: row.seq, kind: `${String(family)}.${String(inner['type'])}`, body: JSON.stringify(rest) };
}

/** An entry as it is stored: its kind is "family.type", its body carries the version that it was written in. */
export function entryToRow(entry: JournalEntry, id: string): NewEntry {
  const { kind: family, ...rest } = entry;
  return { id, kind: `${family}.${entry.event.type}`, body: canonicalJson({ v: VERSION[family], ...rest }) };
}

/**
 * The entry that a row tells of, in today's form.
 *
 * @throws StorageError unreadable-entry for what this version does not know
 */
export function rowToEntry(stored: StoredRow, file: string): JournalEntry {
  const row = stored.kind === CARRIED_OVER ? repeatedBy(stored) : stored;
  const refuse = (why: string): StorageError =>
    new StorageError('unreadable-entry', `${file}: row ${row.seq} of kind "${row.kind}" cannot be read: ${why}`);
  const { version, event, transactionId } = parseBody(row.body, refuse);
  const dot = row.kind.indexOf('.');
  const family = row.kind.slice(0, dot);
  const type = row.kind.slice(dot + 1);
  if (!isFamily(family)) throw refuse('this version knows no such kind; most likely a newer version wrote it');
  if (version > VERSION[family]) {
    throw refuse(`it is of version ${version} and this program knows up to ${VERSION[family]}; a newer one wrote it`);
  }
  if (event['type'] !== type) throw refuse(`its body tells of "${String(event['type'])}"`);
  if (family === 'transaction') {
    if (typeof transactionId !== 'string') throw refuse('it names no transaction');
    const lifted = upcastTransactionEvent(version, event);
    if (!lifted.ok) throw refuse(`its event is ${lifted.problem} to this version`);
    return { kind: family, transactionId: transactionId as TransactionId, event: lifted.event };
  }
  if (family === 'assist') {
    const lifted = upcastAssistEvent(version, event);
    if (!lifted.ok) throw refuse(`its event is ${lifted.problem} to this version`);
    return { kind: family, event: lifted.event };
  }
  if (!Object.hasOwn(TYPES[family], type)) {
    throw refuse('this version knows no such event; most likely a newer version wrote it');
  }
  return { kind: family, event: event as unknown as OtherEvent } as JournalEntry;
}

interface ParsedBody {
  readonly version: number;
  readonly event: Record<string, unknown>;
  readonly transactionId: unknown;
}

function parseBody(body: string, refuse: (why: string) => StorageError): ParsedBody {
  const found = parsed(body);
  if (found === undefined) throw refuse('its body is not JSON');
  if (!isRecord(found) || !isRecord(found['event'])) throw refuse('its body holds no event');
  const version = found['v'];
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1) {
    throw refuse('its body has no version');
  }
  return { version, event: found['event'], transactionId: found['transactionId'] };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function isFamily(text: string): text is Family {
  return Object.hasOwn(VERSION, text);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
