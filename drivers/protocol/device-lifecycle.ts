import { DeviceError, type DeviceState, type DriverLog, SILENT } from '../device.ts';
import type { ByteTransport, TransportFactory } from '../transport/transport.ts';
import { type BackoffPolicy, NEARBY_BACKOFF, backoffDelay } from './backoff.ts';
import { SYSTEM_TIMERS, type Timers } from './timers.ts';

/** What a driver brings: the conversation. What the lifecycle brings: the line that it is held on. */
export interface DeviceProtocol {
  /** Each chunk from the device, from the moment that the transport is open (thus also while greeting). */
  received(bytes: Uint8Array): void;
  /**
   * Called on the fresh, open transport, to make sure that the right device is there and to set it up. The device is
   * ready when this resolves. A DeviceError ends the attempt; anything else is our own bug and is not caught.
   */
  greet?(transport: ByteTransport): Promise<void>;
  /**
   * The connection is over: lost, given up, or being closed. Called exactly once for each transport, also for one that
   * never opened. Everything that waits for an answer must be rejected here, or greet() and close() would hang.
   */
  gone(cause: DeviceError): void;
}

export interface LifecycleOptions {
  readonly deviceId: string;
  readonly transport: TransportFactory;
  readonly protocol: DeviceProtocol;
  readonly backoff?: BackoffPolicy | undefined;
  readonly timers?: Timers | undefined;
  /** From 0 up to 1. */
  readonly random?: (() => number) | undefined;
  readonly log?: DriverLog | undefined;
}

/** One transport and the way to end it. */
interface Connection {
  readonly transport: ByteTransport;
  readonly end: (cause: DeviceError) => void;
}

/**
 * Runs the life of a device as `Device` promises it: opens a fresh transport, lets the driver greet, waits for the end
 * of the connection, backs off, and starts again, until close().
 *
 * A driver holds one of these, hands its Device methods through, and tells it of trouble: fault() and recovered() for a
 * device that is there but cannot work, drop() for a line that has to be made anew, whileBusy() around each exchange.
 */
export class DeviceLifecycle {
  readonly deviceId: string;
  readonly #makeTransport: TransportFactory;
  readonly #protocol: DeviceProtocol;
  readonly #backoff: BackoffPolicy;
  readonly #timers: Timers;
  readonly #random: () => number;
  readonly #log: DriverLog;

  readonly #listeners = new Set<(state: DeviceState) => void>();
  #state: DeviceState = { state: 'closed' };
  #connection: Connection | undefined;
  #connected = false;
  #fault: string | undefined;
  #working = false;

  #running: Promise<void> | undefined;
  #firstAttempt: Promise<void> | undefined;
  #closing = false;
  #endWait: () => void = () => {};

  constructor(options: LifecycleOptions) {
    this.deviceId = options.deviceId;
    this.#makeTransport = options.transport;
    this.#protocol = options.protocol;
    this.#backoff = options.backoff ?? NEARBY_BACKOFF;
    this.#timers = options.timers ?? SYSTEM_TIMERS;
    this.#random = options.random ?? Math.random;
    this.#log = options.log ?? SILENT;
  }

  get state(): DeviceState {
    return this.#state;
  }

  onState(listener: (state: DeviceState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async open(): Promise<void> {
    if (this.#closing) await this.close();
    this.#firstAttempt ??= this.#start();
    await this.#firstAttempt;
  }

  async close(): Promise<void> {
    if (!this.#running) return;
    this.#closing = true;
    this.#endWait();
    this.#connection?.end(new DeviceError('offline', 'the device is being closed'));
    await this.#running;
    this.#running = undefined;
    this.#firstAttempt = undefined;
    this.#closing = false;
    this.#become({ state: 'closed' });
  }

  /**
   * The open transport, for a write.
   *
   * @throws DeviceError offline when there is none
   */
  transport(): ByteTransport {
    if (!this.#connection || !this.#connected) throw new DeviceError('offline', this.#absence());
    return this.#connection.transport;
  }

  /**
   * The device is there but cannot work; the detail is for an engineer. Holds until recovered() or a new connection.
   */
  fault(detail: string): void {
    this.#fault = detail;
    this.#refresh();
  }

  recovered(): void {
    this.#fault = undefined;
    this.#refresh();
  }

  /**
   * Ends the connection, because the other side makes no sense or no answer comes. A new one is tried with back-off.
   *
   * @param transport the one that the trouble was on; when it is gone already, its successor is left in peace
   */
  drop(transport: ByteTransport, cause: DeviceError): void {
    if (this.#connection?.transport === transport) this.#connection.end(cause);
  }

  /**
   * One exchange at a time, during which the device is busy.
   *
   * @throws DeviceError busy when one is running, offline when there is no connection
   */
  async whileBusy<T>(exchange: (transport: ByteTransport) => Promise<T>): Promise<T> {
    if (this.#working) throw new DeviceError('busy', `${this.deviceId} is busy with another exchange`);
    const transport = this.transport();
    this.#working = true;
    this.#refresh();
    try {
      return await exchange(transport);
    } finally {
      this.#working = false;
      this.#refresh();
    }
  }

  #start(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let attempted = false;
    const firstAttemptEnded = (): void => {
      attempted = true;
      resolve();
    };
    // Only our own bug ends the loop with an error. Whoever waits for open() gets to see it; later on nobody waits, and
    // it must stop the process as an unhandled rejection.
    this.#running = this.#live(firstAttemptEnded).catch((error: unknown) => {
      if (attempted) throw error;
      reject(error);
    });
    return promise;
  }

  async #live(firstAttemptEnded: () => void): Promise<void> {
    let failures = 0;
    while (!this.#closing) {
      this.#become({ state: 'opening' });
      const cause = await this.#connect(() => {
        failures = 0;
        firstAttemptEnded();
      });
      if (!this.#closing) {
        failures += 1;
        this.#become(stateAfter(cause));
        this.#log.warn('device not available', { device: this.deviceId, cause: cause.message, failures });
        firstAttemptEnded();
        await this.#wait(backoffDelay(this.#backoff, failures, this.#random()));
      }
    }
    firstAttemptEnded();
  }

  /** One connection from its first byte to its last. Resolves with the reason for its end. */
  async #connect(ready: () => void): Promise<DeviceError> {
    const transport = this.#makeTransport();
    const ended = Promise.withResolvers<DeviceError>();
    let over = false;
    const end = (cause: DeviceError): void => {
      if (over) return;
      over = true;
      this.#connected = false;
      this.#protocol.gone(cause);
      ended.resolve(cause);
      // Closing at once makes a pending open() or write() fail, so that nothing holds the loop up.
      void transport.close();
    };
    this.#connection = { transport, end };
    transport.onData((bytes) => {
      if (!over) this.#protocol.received(bytes);
    });
    transport.onLost((cause) => end(new DeviceError('offline', cause)));

    try {
      await transport.open();
      await this.#protocol.greet?.(transport);
      if (!over) {
        this.#connected = true;
        this.#log.debug('device connected', { device: this.deviceId, transport: transport.name });
        this.#refresh();
        ready();
      }
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      end(error);
    } finally {
      // Our own bug leaves through here: the port must be free all the same.
      if (!over && !this.#connected) await transport.close();
    }

    const cause = await ended.promise;
    await transport.close();
    this.#connection = undefined;
    this.#fault = undefined;
    return cause;
  }

  async #wait(delayMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#timers.after(delayMs, resolve);
    this.#endWait = resolve;
    await promise;
    cancel();
  }

  #refresh(): void {
    if (!this.#connected) return;
    if (this.#working) this.#become({ state: 'busy' });
    else if (this.#fault !== undefined) this.#become({ state: 'faulted', detail: this.#fault });
    else this.#become({ state: 'ready' });
  }

  /** Listeners are told in a microtask, in the order of the changes: never from within the caller's own call. */
  #become(state: DeviceState): void {
    if (sameState(this.#state, state)) return;
    this.#state = state;
    for (const listener of this.#listeners) {
      queueMicrotask(() => {
        if (this.#listeners.has(listener)) listener(state);
      });
    }
  }

  #absence(): string {
    if (this.#state.state === 'offline' || this.#state.state === 'faulted') return this.#state.detail;
    return `${this.deviceId} is not connected (${this.#state.state})`;
  }
}

/** Not reachable is offline; everything else means that something is there, only not as it should be. */
function stateAfter(cause: DeviceError): DeviceState {
  const absent = cause.code === 'offline' || cause.code === 'timeout';
  return { state: absent ? 'offline' : 'faulted', detail: cause.message };
}

function sameState(a: DeviceState, b: DeviceState): boolean {
  return a.state === b.state && detailOf(a) === detailOf(b);
}

function detailOf(state: DeviceState): string | undefined {
  return 'detail' in state ? state.detail : undefined;
}
