import { assert } from '#kiosk/core/values/assert.ts';
import { requestProblem } from '../log/framing.ts';
import { SinkFailure, type KnownLog, type KnownOrigin, type LogSink, type Suspect } from '../log/log-sink.ts';
import type { LogName, Mark, PushAnswer, PushRequest } from '../log/log.ts';
import { logKey } from '../log/row-hash.ts';
import { UpstreamFailure } from '../log/upstream.ts';
import { admission, type PushedBy, type TakeOver } from './admission.ts';
import { HeardOf } from './heard-of.ts';
import { InTurn } from './in-turn.ts';
import { flawsOf, judge, placesToCompare, type Flaws, type Understand } from './judge.ts';
import { whatIsNotUnderstood } from './understand.ts';

/** Requests that may wait for one log; a sender has four on their way, more are repeats. */
const WAITING_PER_LOG_MAX = 8;
/** So many rows of requests that waited are taken together: they share one commit, and nobody waits long for it. */
const JOINED_ROWS_MAX = 800;
/** Requests in all, running and waiting. With 256 KB each they take 64 MB. */
const REQUESTS_MAX = 256;
/** So often at most is it written down when an origin was last heard of. */
const NOTE_HEARD_EVERY_MS = 60_000;
/** What is remembered only to spare work is forgotten above so many entries. */
const REMEMBERED_MAX = 10_000;

/** What a person or an engineer should hear of, and `unsettled`, for whoever sends on what is kept. */
export type ReceiverEvent =
  /** Rows are kept that the final system lacks, as far as is known. Told with each answer for such a log. */
  | { readonly type: 'unsettled'; readonly log: LogName }
  | { readonly type: 'fork'; readonly log: LogName; readonly mark: Mark; readonly detail: string }
  | { readonly type: 'fenced'; readonly log: LogName; readonly liveEpoch: string }
  | { readonly type: 'epoch-took-over'; readonly log: LogName; readonly because: TakeOver; readonly former?: string }
  | { readonly type: 'refused'; readonly log: LogName; readonly seq: number; readonly detail: string }
  | { readonly type: 'suspects'; readonly log: LogName; readonly suspects: readonly Suspect[] }
  | { readonly type: 'started-at'; readonly log: LogName; readonly place: Mark }
  | { readonly type: 'sink-failed'; readonly log: LogName; readonly error: unknown };

export interface ReceiverOptions {
  /** Milliseconds since 1970; noted, never reckoned with. */
  readonly now: () => number;
  /** Milliseconds that never go back. */
  readonly monotonic: () => number;
  readonly onEvent?: (event: ReceiverEvent) => void;
  readonly understand?: Understand;
  /** Requests that follow one another and wait are committed together, unless the sink takes no more than a push. */
  readonly joins?: boolean;
  /**
   * Asks the next hop how far the final system is with a log; undefined if it cannot be asked now. Left out where the
   * sink is that of the final system.
   */
  readonly settledBeyond?: (log: LogName) => Promise<Mark | undefined>;
}

/** A request that waits for its turn, looked at already. */
interface Task {
  readonly request: PushRequest;
  readonly flaws: Flaws;
  readonly from: PushedBy;
}

/** Takes in logs: judges, commits, and only then answers. */
export class Receiver {
  readonly #sink: LogSink;
  readonly #options: ReceiverOptions;
  readonly #turns: InTurn<Task, PushAnswer>;
  readonly #heard: HeardOf;
  readonly #noted = new Map<string, number>();
  readonly #gaps = new Map<string, number>();
  #isStopped = false;

  constructor(sink: LogSink, options: ReceiverOptions) {
    this.#sink = sink;
    this.#options = options;
    this.#heard = new HeardOf(options.monotonic());
    this.#turns = new InTurn({
      waitingMax: WAITING_PER_LOG_MAX,
      totalMax: REQUESTS_MAX,
      // What overtook others on its way waits behind them.
      place: ({ request }) => request.after.seq,
      mayJoin: options.joins === false ? () => false : mayJoin,
      run: async (group) => this.#inTurn(joinedTask(group)),
    });
  }

  /**
   * @param from who sends, as the adapter has authenticated it; also that this peer may send this origin
   * @throws UpstreamFailure busy (nothing of it may be counted on), rejected (unreadable as a whole)
   */
  async receive(request: PushRequest, from: PushedBy): Promise<PushAnswer> {
    const problem = requestProblem(request);
    if (problem !== undefined) throw new UpstreamFailure('rejected', problem);
    if (this.#isStopped) throw new UpstreamFailure('busy', 'the receiver is about to end');
    // Before its turn: while the disk takes the rows before these, these are looked at.
    const result = this.#turns.add(logKey(request.log), { request, flaws: flawsOf(request), from });
    if (result === undefined) throw new UpstreamFailure('busy', 'too many requests at once');
    return result;
  }

  /** Lets what has begun come to its end and takes nothing more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#turns.idle();
  }

  async #inTurn({ request, flaws, from }: Task): Promise<PushAnswer> {
    try {
      const fenced = from === 'writer' ? await this.#fence(request) : undefined;
      return fenced ?? (await this.#take(request, flaws));
    } catch (error) {
      if (!(error instanceof SinkFailure)) throw error;
      this.#tell({ type: 'sink-failed', log: request.log, error });
      throw new UpstreamFailure('busy', error.message, { cause: error });
    }
  }

  async #fence(request: PushRequest): Promise<PushAnswer | undefined> {
    const { log } = request;
    const { now, monotonic } = this.#options;
    const known = await this.#sink.origin(log.origin);
    const silentFor = this.#heard.silentFor(log.origin, monotonic());
    const decision = admission(request, 'writer', known, silentFor, now());
    if (decision.type === 'fenced') {
      const { liveEpoch } = decision;
      this.#tell({ type: 'fenced', log, liveEpoch });
      const detail = `epoch ${liveEpoch} of ${log.origin} is alive; a person has to say which of the two is right`;
      return { type: 'fenced', liveEpoch, detail };
    }
    if (decision.type === 'takes-over') {
      await this.#sink.noteOrigin(decision.origin);
      const former = known === undefined ? {} : { former: known.liveEpoch };
      this.#tell({ type: 'epoch-took-over', log, because: decision.because, ...former });
    } else if (known?.liveEpoch === log.epoch) {
      await this.#noteHeard(known);
    } else {
      return undefined;
    }
    this.#heard.note(log.origin, monotonic());
    return undefined;
  }

  /** Writes now and then when the live epoch was last heard of: a commit for every push would be one too many. */
  async #noteHeard(known: KnownOrigin): Promise<void> {
    const { now, monotonic } = this.#options;
    const { origin } = known;
    const last = this.#noted.get(origin);
    if (last !== undefined && monotonic() - last < NOTE_HEARD_EVERY_MS) return;
    await this.#sink.noteOrigin({ ...known, lastHeardAt: now() });
    if (this.#noted.size >= REMEMBERED_MAX) this.#noted.clear();
    this.#noted.set(origin, monotonic());
  }

  async #take(request: PushRequest, flaws: Flaws): Promise<PushAnswer> {
    const { log } = request;
    let known = await this.#sink.known(log);
    if (request.after.seq > known.mark.seq && this.#isSecondTime(request)) {
      const settled = await this.#options.settledBeyond?.(log);
      if (settled !== undefined && isAnotherThan(settled, request.after)) {
        const detail = `the final system has another row ${settled.seq}`;
        return this.#telling(log, { type: 'fork', mark: known.mark, detail });
      }
      if (settled !== undefined && settled.seq >= request.after.seq) known = await this.#startAt(request, settled);
    }
    const held = new Map<number, string | undefined>();
    for (const seq of placesToCompare(request, known)) held.set(seq, await this.#sink.hashAt(log, seq));
    const verdict = judge(request, flaws, known, held, this.#options.understand ?? whatIsNotUnderstood);
    if (verdict.type === 'gap') return this.#telling(log, { type: 'mark', mark: known.mark, settled: known.settled });
    if (verdict.type === 'answer') return this.#telling(log, verdict.answer);
    const mark = await this.#sink.append(log, verdict.rows, verdict.suspects);
    this.#gaps.delete(logKey(log));
    if (verdict.suspects.length > 0) this.#tell({ type: 'suspects', log, suspects: verdict.suspects });
    // The sink of headquarters settles as it commits; where something was unsettled before, the next answer tells
    // news.
    const isLagging = known.settled.seq < known.mark.seq;
    const { settled } = isLagging ? known : await this.#sink.known(log);
    return this.#telling(log, { type: 'mark', mark, settled });
  }

  /**
   * Rows are missing in between. A sender that is told the old mark goes back and sends them; if it comes to the same
   * place again, it keeps them no longer, which it may only if the final system has them.
   */
  #isSecondTime({ log, after }: PushRequest): boolean {
    const key = logKey(log);
    if (this.#gaps.get(key) === after.seq) return true;
    if (this.#gaps.size >= REMEMBERED_MAX) this.#gaps.clear();
    this.#gaps.set(key, after.seq);
    return false;
  }

  /** The log goes on from a place that the final system has. */
  async #startAt({ log, after }: PushRequest, settled: Mark): Promise<KnownLog> {
    await this.#sink.startAt(log, after);
    await this.#sink.noteSettled(log, settled);
    this.#tell({ type: 'started-at', log, place: after });
    return this.#sink.known(log);
  }

  #telling(log: LogName, answer: PushAnswer): PushAnswer {
    // Not only after a commit: one that seemed to fail may be on the disk all the same.
    if (answer.type === 'mark' && answer.settled.seq < answer.mark.seq) this.#tell({ type: 'unsettled', log });
    if (answer.type === 'fork') this.#tell({ type: 'fork', log, mark: answer.mark, detail: answer.detail });
    if (answer.type === 'refused') {
      this.#tell({ type: 'refused', log, seq: answer.seq, detail: answer.detail });
    }
    return answer;
  }

  #tell(event: ReceiverEvent): void {
    this.#options.onEvent?.(event);
  }
}

/** Whether a request goes on exactly where those before it end, and nothing is wrong with any row. */
function mayJoin(group: readonly Task[], next: Task): boolean {
  const [first] = group;
  const last = group.at(-1)?.request.rows.at(-1);
  if (first === undefined || last === undefined || next.request.rows.length === 0 || first.from !== next.from)
    return false;
  const { after } = next.request;
  const isNext = after.seq === last.seq && after.hash === last.hash;
  const rows = [...group, next].reduce((sum, { request }) => sum + request.rows.length, 0);
  return isNext && rows <= JOINED_ROWS_MAX && [...group, next].every(({ flaws }) => isFlawless(flaws));
}

function isFlawless({ refused, broken }: Flaws): boolean {
  return refused === undefined && broken === undefined;
}

/** Tasks that follow one another, as one. */
function joinedTask(group: readonly Task[]): Task {
  const [first] = group;
  assert(first !== undefined, 'there is something to do');
  if (group.length === 1) return first;
  return { ...first, request: { ...first.request, rows: group.flatMap(({ request }) => request.rows) } };
}

function isAnotherThan(one: Mark, other: Mark): boolean {
  return one.seq === other.seq && one.hash !== other.hash;
}
