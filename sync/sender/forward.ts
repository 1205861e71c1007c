import type { LogSink } from '../log/log-sink.ts';
import type { LogSource } from '../log/log-source.ts';
import type { LogName } from '../log/log.ts';
import { logKey } from '../log/row-hash.ts';
import type { Upstream } from '../log/upstream.ts';
import { runSender, type RunningSender, type SenderClock, type SenderEvent, type SenderStatus } from './run-sender.ts';
import type { PeerPatience } from './back-off.ts';
import type { SenderSettings } from './sender-state.ts';
import { pushesInTurn } from './pushes-in-turn.ts';

export interface ForwarderPorts {
  /** What the store takes in. It is told what is settled, so that the lanes hear of it. */
  readonly sink: LogSink;
  /** A log as the sink keeps it, to be read. */
  readonly open: (log: LogName) => LogSource;
  readonly upstream: Upstream;
  readonly clock: SenderClock;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly onEvent?: (event: SenderEvent) => void;
}

/**
 * A store asks headquarters so often for the mark of a log that has nothing new, so that a headquarters that lost what
 * it had gets it again. There are many such logs, former epochs too. Milliseconds.
 */
const ASK_IDLE_EVERY_MS = 10 * 60_000;

/** So often the store looks for logs that it keeps and that nobody told of. Milliseconds. */
const LOOK_EVERY_MS = 10 * 60_000;

/** Sends on all that a store takes in, each log by a sender of its own and one push of all of them at a time. */
export class Forwarder {
  readonly #ports: ForwarderPorts;
  readonly #settings: SenderSettings;
  readonly #senders = new Map<string, RunningSender>();
  readonly #upstream: Upstream;
  #isStopped = false;
  #cancelLook: (() => void) | undefined;

  constructor(ports: ForwarderPorts, patience: PeerPatience) {
    this.#ports = ports;
    this.#settings = { patience, heartbeatMs: ASK_IDLE_EVERY_MS, isForwarding: true };
    this.#upstream = pushesInTurn(ports.upstream);
  }

  /**
   * Begins with what is kept already, and looks again now and then: a commit that seemed to fail may be on the disk
   * all the same, of a log that nobody sends any more.
   */
  async start(): Promise<void> {
    try {
      for (const log of await this.#ports.sink.logs()) {
        if (!this.#senders.has(logKey(log))) this.wake(log);
      }
    } finally {
      this.#cancelLook = this.#ports.clock.after(LOOK_EVERY_MS, () => this.#lookAgain());
    }
  }

  #lookAgain(): void {
    if (this.#isStopped) return;
    // What fails now is tried again at the next look.
    this.start().catch(() => undefined);
  }

  /** Rows are kept that the final system lacks. */
  wake(log: LogName): void {
    if (this.#isStopped) return;
    const running = this.#senders.get(logKey(log));
    if (running !== undefined) {
      running.wake();
      return;
    }
    const { sink, open, clock, random, onEvent } = this.#ports;
    const source = tellingTheSink(open(log), sink);
    const events = onEvent === undefined ? {} : { onEvent };
    const ports = { source, upstream: this.#upstream, clock, random, ...events };
    this.#senders.set(logKey(log), runSender(ports, this.#settings));
  }

  linkUp(): void {
    for (const sender of this.#senders.values()) sender.linkUp();
  }

  /** A person lets the sender of a log go on. */
  resume(log: LogName): void {
    this.#senders.get(logKey(log))?.resume();
  }

  /** @param now milliseconds since 1970 */
  async status(now: number): Promise<readonly SenderStatus[]> {
    return Promise.all([...this.#senders.values()].map(async (sender) => sender.status(now)));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelLook?.();
    await Promise.all([...this.#senders.values()].map(async (sender) => sender.stop()));
  }
}

/** A source that tells the sink how far the final system is. */
function tellingTheSink(source: LogSource, sink: LogSink): LogSource {
  return {
    name: source.name,
    head: async () => source.head(),
    read: async (afterSeq, limits) => source.read(afterSeq, limits),
    hashAt: async (seq) => source.hashAt(seq),
    progress: async () => source.progress(),
    setAside: async (letter) => source.setAside(letter),
    deadLetters: async () => source.deadLetters(),
    noteProgress: async (progress) => {
      await source.noteProgress(progress);
      await sink.noteSettled(source.name, progress.settled);
    },
  };
}
