import type { LogSource, PeerProgress } from '../log/log-source.ts';
import type { LogName, Mark, PushRequest } from '../log/log.ts';
import { UpstreamFailure, type Upstream } from '../log/upstream.ts';
import { ReadAhead } from './read-ahead.ts';
import { newSender, stepSender } from './sender.ts';
import type {
  AlarmKind,
  PauseReason,
  SenderEffect,
  SenderInput,
  SenderPhase,
  SenderSettings,
  SenderState,
  StopReason,
} from './sender-state.ts';

/** A push that is not answered by then is given up; whether the rows arrived is not known. Milliseconds. */
const PUSH_TIMEOUT_MS = 30_000;
/** So long an end waits for what is on its way. Milliseconds. */
const STOP_PATIENCE_MS = 2_000;

export interface SenderPorts {
  readonly source: LogSource;
  /** Is not closed by the sender: others may use it too. */
  readonly upstream: Upstream;
  readonly clock: SenderClock;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly onEvent?: (event: SenderEvent) => void;
}

export interface SenderClock {
  /** Milliseconds that never go back. */
  monotonic(): number;
  /** Calls back once after the delay; the returned function cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}

/** What a person or an engineer should hear of. */
export type SenderEvent = { readonly log: LogName } & (
  | { readonly type: 'alarm'; readonly alarm: AlarmKind; readonly detail: string }
  | { readonly type: 'alarm-over'; readonly alarm: AlarmKind }
  | { readonly type: 'rewound'; readonly from: Mark; readonly to: Mark }
);

export interface SenderStatus {
  readonly log: LogName;
  readonly phase: SenderPhase['type'];
  readonly why: PauseReason | StopReason | undefined;
  readonly sent: Mark;
  readonly settled: Mark;
  /** Rows that the next hop does not have, and that the final system does not have. */
  readonly backlogRows: number;
  readonly unsettledRows: number;
  /** By the wall clocks of the writer and of now; for a person to read. Undefined if all is settled. */
  readonly oldestUnsettledAgeMs: number | undefined;
  readonly deadRows: number;
  readonly alarms: readonly AlarmKind[];
  readonly lastError: string | undefined;
  readonly rewinds: number;
}

/** The imperative shell of a sender: does what the reducer says, one thing after the other. */
export class RunningSender {
  readonly #ports: SenderPorts;
  readonly #ahead: ReadAhead;
  #state: SenderState;
  readonly #inputs: SenderInput[] = [];
  #isStepping = false;
  #cancelTimer: (() => void) | undefined;
  /** Counts what was begun at the disk; an answer to what was given up counts no more. */
  #begun = 0;
  #atWork: Promise<void> = Promise.resolve();
  readonly #pushes = new Map<number, { readonly giveUp: AbortController; readonly over: Promise<void> }>();
  #toNote: PeerProgress | undefined;
  #noting: Promise<void> | undefined;
  /** What is settled and was last found to be the same row here. */
  #compared: Mark | undefined;

  constructor(ports: SenderPorts, settings: SenderSettings) {
    this.#ports = ports;
    this.#ahead = new ReadAhead(ports.source);
    this.#state = newSender(ports.source.name, settings);
    this.#take({ type: 'start' });
  }

  /** A row was written. */
  wake(): void {
    this.#take({ type: 'grew' });
  }

  /** The network is there again. */
  linkUp(): void {
    this.#take({ type: 'link-up' });
  }

  /** A person lets the sender go on that stopped or pauses. */
  resume(): void {
    this.#take({ type: 'resume' });
  }

  /** @param now milliseconds since 1970 */
  async status(now: number): Promise<SenderStatus> {
    const { log, phase, cursor, settled, dead, alarms, lastError, rewinds } = this.#state;
    const { source } = this.#ports;
    const head = await source.head();
    const unsettled = settled.seq < head ? (await source.read(settled.seq, { rows: 1, bytes: 1 }))?.rows[0] : undefined;
    return {
      log,
      phase: phase.type,
      why: phase.type === 'paused' || phase.type === 'stopped' ? phase.why : undefined,
      sent: cursor,
      settled,
      backlogRows: Math.max(0, head - cursor.seq),
      unsettledRows: Math.max(0, head - settled.seq),
      oldestUnsettledAgeMs: unsettled === undefined ? undefined : Math.max(0, now - unsettled.wall),
      deadRows: dead.size,
      alarms: [...alarms],
      lastError,
      rewinds,
    };
  }

  /** Ends: gives up the push that is on its way and lets what was begun at the disk come to its end. */
  async stop(): Promise<void> {
    this.#take({ type: 'close' });
    const pushes = [...this.#pushes.values()];
    for (const { giveUp } of pushes) giveUp.abort();
    const over = Promise.all([this.#atWork, this.#noting, ...pushes.map((push) => push.over)]);
    await new Promise<void>((resolve) => {
      const cancel = this.#ports.clock.after(STOP_PATIENCE_MS, resolve);
      void over.then(() => {
        cancel();
        resolve();
      });
    });
  }

  #take(input: SenderInput): void {
    this.#inputs.push(input);
    if (this.#isStepping) return;
    this.#isStepping = true;
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
        const { clock, random } = this.#ports;
        const step = stepSender(this.#state, next, { now: clock.monotonic(), random: random() });
        this.#state = step.state;
        for (const effect of step.effects) this.#perform(effect);
      }
    } finally {
      this.#isStepping = false;
    }
  }

  #perform(effect: SenderEffect): void {
    const { source, clock } = this.#ports;
    switch (effect.type) {
      case 'load':
        this.#begin(async () => {
          const [progress, letters] = await Promise.all([source.progress(), source.deadLetters()]);
          return { type: 'loaded', progress, letters };
        });
        return;
      case 'read': {
        const { afterSeq, rows, bytes } = effect;
        this.#begin(async () => ({ type: 'read', result: await this.#ahead.read(afterSeq, { rows, bytes }) }));
        return;
      }
      case 'set-aside':
        this.#begin(async () => {
          await source.setAside(effect.letter);
          return { type: 'set-aside' };
        });
        return;
      case 'push':
        this.#push(effect.push, effect.request);
        return;
      case 'give-up':
        for (const push of effect.pushes) this.#giveUp(push);
        return;
      case 'note':
        this.#note(effect.progress);
        return;
      case 'timer':
        this.#cancelTimer?.();
        this.#cancelTimer = clock.after(effect.delayMs, () => this.#take({ type: 'due' }));
        return;
      case 'no-timer':
        this.#cancelTimer?.();
        this.#cancelTimer = undefined;
        return;
      default:
        this.#ports.onEvent?.({ log: source.name, ...effect });
    }
  }

  #begin(work: () => Promise<SenderInput>): void {
    this.#begun += 1;
    const number = this.#begun;
    const tell = (input: SenderInput): void => {
      if (number === this.#begun) this.#take(input);
    };
    this.#atWork = work().then(tell, (error: unknown) => tell({ type: 'storage-failed', detail: messageOf(error) }));
  }

  #push(push: number, request: PushRequest): void {
    const { upstream, clock } = this.#ports;
    const giveUp = new AbortController();
    const cancel = clock.after(PUSH_TIMEOUT_MS, () => {
      this.#giveUp(push);
      // An adapter that does not heed the signal must not hold the sender up.
      this.#take(failed(push, new UpstreamFailure('unreachable', `no answer in ${PUSH_TIMEOUT_MS} ms`)));
    });
    const work = async (): Promise<void> => {
      let input: SenderInput;
      try {
        input = { type: 'answered', push, answer: await upstream.push(request, giveUp.signal) };
      } catch (error) {
        input = failed(push, error);
      }
      cancel();
      this.#pushes.delete(push);
      this.#take(input);
    };
    this.#pushes.set(push, { giveUp, over: work() });
  }

  #giveUp(push: number): void {
    this.#pushes.get(push)?.giveUp.abort();
    this.#pushes.delete(push);
  }

  /** Notes the latest progress; what came before it while the disk was busy need not be noted any more. */
  #note(progress: PeerProgress): void {
    this.#toNote = progress;
    this.#noting ??= this.#noteAll();
  }

  async #noteAll(): Promise<void> {
    const { source } = this.#ports;
    try {
      while (this.#toNote !== undefined) {
        const progress = this.#toNote;
        this.#toNote = undefined;
        const { seq, hash } = progress.settled;
        if (seq !== this.#compared?.seq || hash !== this.#compared.hash) {
          const here = await source.hashAt(seq);
          const isPastTheEnd = here === undefined && seq > (await source.head());
          if ((isPastTheEnd && !this.#state.settings.isForwarding) || (here !== undefined && here !== hash)) {
            const detail = `what the final system has as row ${seq} is not what is here`;
            this.#take({ type: 'settled-differs', detail });
            break;
          }
          this.#compared = here === undefined ? undefined : progress.settled;
        }
        await source.noteProgress(progress);
      }
    } catch (error) {
      this.#take({ type: 'note-failed', detail: messageOf(error) });
    } finally {
      this.#noting = undefined;
    }
  }
}

/** An error that is none of the upstream's words is its bug; the rows are safe here, so it is tried again. */
function failed(push: number, error: unknown): SenderInput {
  const known = error instanceof UpstreamFailure ? error : undefined;
  const { code = 'unreachable', retryAfterMs } = known ?? {};
  return { type: 'failed', push, code, detail: messageOf(error), retryAfterMs };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function runSender(ports: SenderPorts, settings: SenderSettings): RunningSender {
  return new RunningSender(ports, settings);
}
