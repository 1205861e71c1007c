import type { PushAnswer, PushRequest } from '../log/log.ts';
import type { Upstream } from '../log/upstream.ts';
import type { PushedBy } from '../receiver/admission.ts';
import { Receiver } from '../receiver/receiver.ts';
import { orGivenUp } from './given-up.ts';
import { asUpstreamFailure, NatsLine, type NatsOptions } from './nats-line.ts';
import { StreamSink } from './stream-sink.ts';

export interface NatsUpstreamOptions extends NatsOptions {
  /** The store whose subjects these are. */
  readonly store: string;
  readonly from: PushedBy;
  /** Milliseconds since 1970, and milliseconds that never go back. */
  readonly now: () => number;
  readonly monotonic: () => number;
}

/**
 * The chain's servers as the next hop. What a receiver would judge is judged here, against what the stream holds; the
 * stream takes a push as one message and only behind the last one that was seen. Headquarters judges again.
 */
export class NatsUpstream implements Upstream {
  readonly #line: NatsLine;
  readonly #sink: StreamSink;
  readonly #receiver: Receiver;
  readonly #from: PushedBy;

  constructor(options: NatsUpstreamOptions) {
    const { store, from, now, monotonic } = options;
    this.#line = new NatsLine(options);
    this.#sink = new StreamSink(this.#line, store, options.inbox);
    // What the rows tell of is for headquarters to understand; a message holds one push.
    this.#receiver = new Receiver(this.#sink, { now, monotonic, understand: () => undefined, joins: false });
    this.#from = from;
  }

  async push(request: PushRequest, signal: AbortSignal): Promise<PushAnswer> {
    try {
      const answer = await orGivenUp(this.#receiver.receive(request, this.#from), signal);
      return this.#sink.stopOf(request.log) ?? answer;
    } catch (error) {
      throw asUpstreamFailure(error);
    }
  }

  async close(): Promise<void> {
    await this.#line.close();
    await this.#receiver.stop();
  }
}
