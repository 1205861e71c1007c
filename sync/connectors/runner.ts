import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import type { LogName } from '../log/log.ts';
import { SaleAssembler, assembleAgain, type AssembledSale, type ReadFact } from './assemble-sales.ts';
import { failedThere, refused, type Connector, type Delivery } from './connector.ts';
import type { FinishedSale } from './finished-sale.ts';
import { inParallel } from './in-parallel.ts';
import { afterSuccess, afterTrouble, type LanePatience, type NotNow } from './lane-patience.ts';
import type { HeldSale, Ledger, Trouble } from './ledger.ts';

/** What was taken in, to be read from beginning to end, log by log. */
export interface TakenIn {
  heads(): Promise<readonly (LogName & { readonly head: number })[]>;
  /** Rows after a place, one at least if there is one. What is not kept any more is missing at the beginning. */
  read(
    log: LogName,
    afterSeq: number,
    limits: { readonly rows: number; readonly bytes: number },
  ): Promise<{ readonly rows: readonly JournalRow[]; readonly leftOut: readonly number[] }>;
}

export interface RunnerClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds by a clock that never goes back. */
  monotonic(): number;
  after(delayMs: number, callback: () => void): () => void;
}

/** What happened, for a log and for whoever is to be called. */
export type ConnectorEvent =
  | { readonly type: 'trouble'; readonly connector: string; readonly kind: Trouble['kind']; readonly text: string }
  | { readonly type: 'well-again'; readonly connector: string }
  | { readonly type: 'set-aside'; readonly connector: string; readonly sale: HeldSale };

export interface RunnerParts {
  /** As configured; its cursors are kept under it. */
  readonly name: string;
  readonly connector: Connector;
  readonly takenIn: TakenIn;
  readonly ledger: Ledger;
  readonly readFact: ReadFact;
  readonly clock: RunnerClock;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly onEvent: (event: ConnectorEvent) => void;
  /** Sales of earlier days are passed over, YYYY-MM-DD. */
  readonly fromBusinessDay?: string | undefined;
}

const PAGE = { rows: 1_000, bytes: 4 * 1_024 * 1_024 };
/** How often it is looked for new rows, in milliseconds. */
const LOOK_EVERY_MS = 1_000;
const LANES_AT_ONCE = 4;
/** So many sales in a row are not all bad: the system is ill, and they wait for it. */
const FAILED_IN_A_ROW_MAX = 3;
/** How long a system that is ill is left alone between two tries, in milliseconds. */
const ILL_SYSTEM_WAIT_MS = 60_000;
const RELEASED_AT_ONCE = 100;
/** Names no log: an origin has no space. */
const RELEASED = 'released ';

interface LaneState {
  readonly assembler: SaleAssembler;
  /** The last row that the assembler took. */
  readSeq: number;
}

type Outcome = 'taken' | 'left' | { readonly heldBecause: string };

/** Brings everything that was taken in to one connector: in the order of each lane, at least once, nothing left out. */
export class ConnectorRunner {
  readonly #parts: RunnerParts;
  /** Lanes in the middle of a sale; the others go on from their cursor. */
  readonly #lanes = new Map<string, LaneState>();
  /** The last row of lanes that are through, so that looking at thousands of them costs next to nothing. */
  readonly #through = new Map<string, number>();
  /** Lanes that are in trouble now; a released sale counts as a lane of its own. */
  readonly #troubled = new Map<string, Trouble['kind']>();
  /** What was told last; before anything was, an earlier run may have noted a trouble. */
  #told: 'trouble' | 'well' | undefined;
  /** Lanes whose next sales were not taken, and how long they wait. */
  readonly #waiting = new Map<string, LanePatience>();
  #failedInARow = 0;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  /** Goes on until the signal. Rejects only when what it remembers cannot be kept, or what was taken in not be read. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#pass(signal);
      await waitFor(this.#nextLookMs(), this.#parts.clock, signal);
    }
  }

  /**
   * Delivers what is there. What cannot be delivered within seconds is left for another time.
   *
   * @returns whether nothing is left
   */
  async runOnce(signal: AbortSignal): Promise<boolean> {
    for (;;) {
      const isDone = await this.#pass(signal);
      const brief = [...this.#waiting.values()].filter(({ isBrief }) => isBrief);
      if (brief.length === 0 || signal.aborted) return isDone;
      const dueMs = Math.min(...brief.map(({ until }) => until)) - this.#parts.clock.monotonic();
      await waitFor(Math.max(0, dueMs), this.#parts.clock, signal);
    }
  }

  async #pass(signal: AbortSignal): Promise<boolean> {
    const { name, takenIn, ledger } = this.#parts;
    let isDone = await this.#offerReleased(signal);
    const heads = await takenIn.heads();
    const behind = heads.filter(({ head, ...log }) => {
      const key = keyOf(log);
      return head > (this.#lanes.get(key)?.readSeq ?? this.#through.get(key) ?? ledger.cursor(name, log).seq);
    });
    const due = behind.filter((log) => !this.#mustWait(keyOf(log)));
    if (due.length < behind.length) isDone = false;
    await inParallel(due, LANES_AT_ONCE, async ({ origin, epoch }) => {
      if (!(await this.#catchUp({ origin, epoch }, signal))) isDone = false;
    });
    return isDone && !signal.aborted;
  }

  #nextLookMs(): number {
    const now = this.#parts.clock.monotonic();
    const waits = [...this.#waiting.values()].map(({ until }) => until - now).filter((wait) => wait > 0);
    return Math.min(LOOK_EVERY_MS, ...waits);
  }

  #mustWait(lane: string): boolean {
    return (this.#waiting.get(lane)?.until ?? 0) > this.#parts.clock.monotonic();
  }

  /** @returns false if it had to be left before its end */
  async #catchUp(log: LogName, signal: AbortSignal): Promise<boolean> {
    const { name, takenIn, ledger } = this.#parts;
    const key = keyOf(log);
    let lane = this.#lanes.get(key);
    // Until it is through it is not remembered: what went wrong in between is begun again from the cursor.
    this.#lanes.delete(key);
    this.#through.delete(key);
    if (lane === undefined) {
      lane = { assembler: new SaleAssembler(log, this.#parts.readFact), readSeq: ledger.cursor(name, log).seq };
    }
    for (;;) {
      if (signal.aborted) return false;
      const { rows, leftOut } = await takenIn.read(log, lane.readSeq, PAGE);
      const first = rows[0];
      if (first === undefined) break;
      if (first.seq !== lane.readSeq + 1) this.#missing(log, lane, first.seq);
      if (!(await this.#takeRows(log, lane, rows, new Set(leftOut), signal))) return false;
    }
    if (lane.assembler.openSince === undefined) this.#through.set(key, lane.readSeq);
    else this.#lanes.set(key, lane);
    return true;
  }

  #missing(log: LogName, lane: LaneState, firstSeq: number): void {
    const from = lane.readSeq + 1;
    const to = firstSeq - 1;
    const reason = `rows ${from} to ${to} were removed before they were read`;
    lane.assembler.gap(reason);
    const transactionId = `rows-${from}-${to}`;
    this.#setAside({ log, seq: to, firstSeq: from, transactionId, businessDay: '', reason, rows: [] });
  }

  async #takeRows(
    log: LogName,
    lane: LaneState,
    rows: readonly JournalRow[],
    leftOut: ReadonlySet<number>,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { name, connector, ledger, clock } = this.#parts;
    let batch: AssembledSale[] = [];
    const flush = async (): Promise<boolean> => {
      const sales = batch;
      batch = [];
      return sales.length === 0 || this.#deliver(log, sales, signal);
    };
    for (const row of rows) {
      lane.readSeq = row.seq;
      const over = leftOut.has(row.seq) ? undefined : lane.assembler.take(row);
      if (over === undefined || !this.#isWanted(over)) continue;
      if (over.result.type === 'broken') {
        if (!(await flush())) return false;
        this.#setAside({ ...over, log, reason: over.result.reason });
        continue;
      }
      batch.push(over);
      const batchMax = Math.min(connector.batchMax, this.#waiting.get(keyOf(log))?.batchMax ?? Infinity);
      if (batch.length >= batchMax && !(await flush())) return false;
    }
    if (!(await flush())) return false;
    const done = (lane.assembler.openSince ?? lane.readSeq + 1) - 1;
    if (done > ledger.cursor(name, log).seq) ledger.advance(name, log, done, 0, clock.now());
    return true;
  }

  #isWanted({ businessDay, result }: AssembledSale): boolean {
    const { connector, fromBusinessDay } = this.#parts;
    if (fromBusinessDay !== undefined && businessDay < fromBusinessDay) return false;
    return result.type === 'broken' || result.sale.outcome === 'paid' || connector.wantsCancelled;
  }

  /** @returns false if the lane has to be left */
  async #deliver(log: LogName, sales: readonly AssembledSale[], signal: AbortSignal): Promise<boolean> {
    const { name, ledger, clock } = this.#parts;
    const last = sales.at(-1);
    if (last === undefined) return true;
    const outcome = await this.#offer(log, keyOf(log), salesOf(sales), signal);
    if (outcome === 'left') return false;
    if (outcome === 'taken') {
      ledger.advance(name, log, last.seq, sales.length, clock.now());
      return true;
    }
    if (sales.length === 1) {
      this.#setAside({ ...last, log, reason: outcome.heldBecause });
      return true;
    }
    const half = Math.ceil(sales.length / 2);
    return (
      (await this.#deliver(log, sales.slice(0, half), signal)) && (await this.#deliver(log, sales.slice(half), signal))
    );
  }

  /** Offers a batch once. For a batch of several, "held" means that it has to be halved. */
  async #offer(log: LogName, lane: string, sales: readonly FinishedSale[], signal: AbortSignal): Promise<Outcome> {
    const { connector, clock, random } = this.#parts;
    if (signal.aborted || this.#hasToSettle(log, lane, sales)) return 'left';
    const delivery = await deliver(connector, sales, signal);
    if (delivery.type === 'delivered') {
      this.#wellAgain(lane);
      return 'taken';
    }
    if (signal.aborted) return 'left';
    if (delivery.type === 'refused') {
      if (sales.length === 1) this.#wellAgain(lane);
      return { heldBecause: delivery.reason };
    }
    if (delivery.type === 'paused' || delivery.isUntouched === true) this.#forgetTry(log);
    this.#note(lane, { kind: delivery.type === 'paused' ? 'paused' : 'retrying', text: delivery.reason });
    const now = clock.monotonic();
    const next = afterTrouble(this.#waiting.get(lane), delivery, { batch: sales.length, now, random: random() });
    if (next !== 'set-aside') {
      this.#waiting.set(lane, next);
      return 'left';
    }
    return this.#giveUpOn(lane, delivery);
  }

  /** Nothing was taken, so there is nothing that would have to show. */
  #forgetTry(log: LogName): void {
    const { name, connector, ledger, clock } = this.#parts;
    if (connector.settleMs > 0) ledger.advance(name, log, ledger.cursor(name, log).seq, 0, clock.now());
  }

  /** One sale that fails is the sale's doing; many in a row are the system's, and they wait until it is well. */
  #giveUpOn(lane: string, { reason }: NotNow): Outcome {
    const before = this.#waiting.get(lane);
    if (this.#failedInARow >= FAILED_IN_A_ROW_MAX && before !== undefined) {
      const until = this.#parts.clock.monotonic() + ILL_SYSTEM_WAIT_MS * (0.5 + this.#parts.random() / 2);
      this.#waiting.set(lane, { ...before, until, isBrief: false });
      return 'left';
    }
    this.#failedInARow += 1;
    this.#waiting.delete(lane);
    return { heldBecause: `failed again and again: ${reason}` };
  }

  /** Where a system does not show at once what it took, a repeated try waits, and each try is noted before it. */
  #hasToSettle(log: LogName, lane: string, sales: readonly FinishedSale[]): boolean {
    const { name, connector, ledger, clock } = this.#parts;
    const seq = sales.at(-1)?.seq;
    if (connector.settleMs === 0 || seq === undefined) return false;
    const { tried } = ledger.cursor(name, log);
    const sinceMs = tried === undefined ? Infinity : Math.abs(clock.now() - tried.at);
    if (tried?.seq === seq && sinceMs < connector.settleMs) {
      const before = this.#waiting.get(lane) ?? { tries: 0, failures: 0, batchMax: Infinity };
      this.#waiting.set(lane, { ...before, until: clock.monotonic() + connector.settleMs - sinceMs, isBrief: true });
      return true;
    }
    ledger.noteTry(name, log, seq, clock.now());
    return false;
  }

  /** @returns false if some could not be offered now */
  async #offerReleased(signal: AbortSignal): Promise<boolean> {
    const { name, ledger, readFact, clock } = this.#parts;
    let isDone = true;
    const released = ledger.released(name, RELEASED_AT_ONCE);
    this.#forgetReleasedBut(new Set(released.map(laneOfReleased)));
    for (const held of released) {
      const lane = laneOfReleased(held);
      if (this.#mustWait(lane)) {
        isDone = false;
        continue;
      }
      const again = assembleAgain(held.log, await this.#rowsToRead(held), readFact);
      const result = again?.result ?? { type: 'broken' as const, reason: held.reason };
      const outcome: Outcome =
        result.type === 'broken'
          ? { heldBecause: result.reason }
          : await this.#offer(held.log, lane, [result.sale], signal);
      if (outcome === 'left') isDone = false;
      else ledger.settleReleased(name, held, outcome === 'taken' ? undefined : outcome.heldBecause, clock.now());
    }
    return isDone;
  }

  /** What a person dropped meanwhile waits for nothing. */
  #forgetReleasedBut(lanes: ReadonlySet<string>): void {
    for (const known of [this.#waiting, this.#troubled]) {
      for (const lane of known.keys()) if (lane.startsWith(RELEASED) && !lanes.has(lane)) known.delete(lane);
    }
  }

  /** A person may have said since that one of the rows is to be left out. */
  async #rowsToRead({ log, firstSeq, seq, rows }: HeldSale): Promise<readonly JournalRow[]> {
    const limits = { rows: seq - firstSeq + 1, bytes: PAGE.bytes };
    const { leftOut } = await this.#parts.takenIn.read(log, firstSeq - 1, limits);
    return rows.filter((row) => !leftOut.includes(row.seq));
  }

  #setAside({ log, seq, firstSeq, transactionId, businessDay, reason, rows }: HeldSale): void {
    const { name, ledger, clock, onEvent } = this.#parts;
    const sale = { log, seq, firstSeq, transactionId, businessDay, reason, rows };
    ledger.setAside(name, sale, clock.now());
    onEvent({ type: 'set-aside', connector: name, sale });
  }

  /** Tells of each kind once, however many lanes and tries it hits. */
  #note(lane: string, trouble: Trouble): void {
    const isNew = ![...this.#troubled.values()].includes(trouble.kind);
    this.#troubled.set(lane, trouble.kind);
    if (!isNew) return;
    this.#told = 'trouble';
    const { name, ledger, clock, onEvent } = this.#parts;
    ledger.noteTrouble(name, trouble, clock.now());
    onEvent({ type: 'trouble', connector: name, ...trouble });
  }

  #wellAgain(lane: string): void {
    this.#failedInARow = 0;
    this.#troubled.delete(lane);
    const patience = afterSuccess(this.#waiting.get(lane), this.#parts.connector.batchMax);
    if (patience === undefined) this.#waiting.delete(lane);
    else this.#waiting.set(lane, patience);
    if (this.#told === 'well' || this.#troubled.size > 0) return;
    const { name, ledger, clock, onEvent } = this.#parts;
    ledger.noteTrouble(name, undefined, clock.now());
    if (this.#told === 'trouble') onEvent({ type: 'well-again', connector: name });
    this.#told = 'well';
  }
}

function laneOfReleased({ log, seq }: HeldSale): string {
  return `${RELEASED}${seq} of ${keyOf(log)}`;
}

function keyOf({ origin, epoch }: LogName): string {
  return `${origin}\n${epoch}`;
}

function salesOf(assembled: readonly AssembledSale[]): readonly FinishedSale[] {
  return assembled.flatMap(({ result }) => (result.type === 'sale' ? [result.sale] : []));
}

async function deliver(connector: Connector, sales: readonly FinishedSale[], signal: AbortSignal): Promise<Delivery> {
  try {
    return await connector.deliver(sales, signal);
  } catch (error) {
    if (signal.aborted) return failedThere('stopped');
    return refused(`could not be put into the form that is asked for: ${String(error)}`);
  }
}

async function waitFor(delayMs: number, clock: RunnerClock, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.after(delayMs, end);
    signal.addEventListener('abort', end);
  });
}
