import { randomBytes, randomUUID } from 'node:crypto';
import { canonicalJson } from '#kiosk/storage/journal/canonical-json.ts';
import { openJournal, type JournalClient } from '#kiosk/storage/journal/journal-client.ts';
import type { JournalIdentity, NewEntry, ReadRow } from '#kiosk/storage/journal/journal-store.ts';
import { UUID_RANDOM_BYTES, uuidV7 } from '#kiosk/storage/journal/uuid-v7.ts';
import { StorageError } from '#kiosk/storage/storage-error.ts';
import { ASSIST_EVENT_VERSION } from '../core/assist/ticket.ts';
import { upcastAssistEvent } from '../core/assist/upcast.ts';
import type { PaymentEvent } from '../core/payment/payment.ts';
import { TRANSACTION_EVENT_VERSION } from '../core/transaction/events.ts';
import { upcastTransactionEvent } from '../core/transaction/upcast.ts';
import type { BusinessDay, TransactionId } from '../core/values/identifiers.ts';
import type { Journal, JournalEntry, LaneEvent } from '../lane/ports.ts';
import { keepPrivate } from './private-file.ts';

/** A journal for a lane, and what its host needs besides. */
export interface LaneJournal extends Journal {
  readonly identity: JournalIdentity;
  /** The number of the last row that is known to be on the disk. */
  readonly headSeq: number;
  /** Finishes what was asked for and lets go of the file. */
  close(): Promise<void>;
}

export interface LaneJournalOptions {
  /** Whose journal it is; the file of another workstation is refused. */
  readonly workstationId: string;
  /** Wall clock in milliseconds since 1970, and a clock that never goes back; given only to hold them in tests. */
  readonly wallClock?: () => number;
  readonly monotonicClock?: () => number;
}

type Family = JournalEntry['kind'];
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
  } satisfies Record<LaneEvent['type'], true>,
} as const;

/**
 * Opens the journal file of a workstation, or makes it, as its one writer.
 *
 * @throws StorageError not-found, not-a-database, foreign, newer, corrupt, locked, unsupported; the message names the
 * file
 */
export async function openLaneJournal(file: string, options: LaneJournalOptions): Promise<LaneJournal> {
  const wallClock = options.wallClock ?? (() => Date.now());
  const monotonicClock = options.monotonicClock ?? (() => Math.trunc(Number(process.hrtime.bigint() / 1_000_000n)));
  const client = await openJournal(file, {
    origin: options.workstationId,
    newEpoch: randomUUID(),
    now: wallClock(),
  });
  keepPrivate(file);
  return {
    identity: client.identity,
    get headSeq() {
      return client.headSeq;
    },
    async append(businessDay: BusinessDay, entries: readonly JournalEntry[]): Promise<void> {
      const wall = wallClock();
      const written = entries.map((entry) => entryToRow(entry, uuidV7(wall, randomBytes(UUID_RANDOM_BYTES))));
      await client.append({ businessDay, wall, monotonic: monotonicClock(), entries: written });
    },
    read: (afterSeq) => readEntries(client, afterSeq),
    close: async () => client.close(),
  };
}

async function* readEntries(
  client: JournalClient,
  afterSeq?: number,
): AsyncGenerator<{ seq: number; entry: JournalEntry }> {
  for await (const row of client.read(afterSeq)) yield { seq: row.seq, entry: rowToEntry(row, client.file) };
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
export function rowToEntry(row: Pick<ReadRow, 'seq' | 'kind' | 'body'>, file: string): JournalEntry {
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
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw refuse('its body is not JSON');
  }
  if (!isRecord(parsed) || !isRecord(parsed['event'])) throw refuse('its body holds no event');
  const version = parsed['v'];
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1) {
    throw refuse('its body has no version');
  }
  return { version, event: parsed['event'], transactionId: parsed['transactionId'] };
}

function isFamily(text: string): text is Family {
  return Object.hasOwn(VERSION, text);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
