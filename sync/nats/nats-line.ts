import {
  type Authenticator,
  AuthorizationError,
  connect,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  PermissionViolationError,
  UserAuthenticationExpiredError,
} from '@nats-io/transport-node';
import { UpstreamFailure } from '../log/upstream.ts';

export interface NatsOptions {
  /** "host:port" of each server of the chain, or of the leaf in the store. */
  readonly servers: readonly string[];
  readonly authenticator?: Authenticator;
  /** The chain's own authority and this machine's certificate, PEM. Left out only on one machine. */
  readonly tls?: { readonly ca: string; readonly cert?: string; readonly key?: string };
  /** The first word of the subjects that answers come to; permissions go by it. */
  readonly inbox: string;
  /** Shown in the server's list of connections. */
  readonly name: string;
  /** How long one answer may take, in milliseconds. */
  readonly answerTimeoutMs?: number;
}

const CONNECT_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 5_000;
const RECONNECT_WAIT_MS = 250;
const RECONNECT_JITTER_MS = 1_000;
const PING_INTERVAL_MS = 10_000;
const PINGS_WITHOUT_ANSWER_MAX = 2;

/** A connection to the chain's servers, made when it is first needed and again whenever it was lost. */
export class NatsLine {
  readonly #options: NatsOptions;
  #connecting: Promise<NatsConnection> | undefined;
  #isDown = false;
  #isClosed = false;

  constructor(options: NatsOptions) {
    this.#options = options;
  }

  /** @throws UpstreamFailure unreachable, unauthorized */
  async connection(): Promise<NatsConnection> {
    if (this.#isClosed) throw new UpstreamFailure('unreachable', 'the connection was closed');
    this.#connecting ??= this.#connect();
    try {
      const connection = await this.#connecting;
      if (this.#isDown) throw new UpstreamFailure('unreachable', 'the connection to the servers is lost');
      return connection;
    } catch (error) {
      throw asUpstreamFailure(error);
    }
  }

  /**
   * Sends and waits for the one answer.
   *
   * @throws UpstreamFailure unreachable, unauthorized, rejected (larger than the server takes)
   */
  async request(subject: string, payload: Uint8Array | string = '', headers?: MsgHdrs): Promise<Msg> {
    const connection = await this.connection();
    const bytes = typeof payload === 'string' ? Buffer.byteLength(payload) : payload.byteLength;
    const { max_payload: most = Infinity } = connection.info ?? {};
    if (bytes > most) throw new UpstreamFailure('rejected', `${bytes} bytes, and the server takes ${most}`);
    try {
      const timeout = this.#options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS;
      return await connection.request(subject, payload, headers === undefined ? { timeout } : { timeout, headers });
    } catch (error) {
      throw asUpstreamFailure(error);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const connection = await this.#connecting?.catch(() => undefined);
    await connection?.close();
  }

  async #connect(): Promise<NatsConnection> {
    const { servers, authenticator, tls, inbox, name } = this.#options;
    try {
      const connection = await connect({
        servers: [...servers],
        name,
        inboxPrefix: inbox,
        timeout: CONNECT_TIMEOUT_MS,
        reconnect: true,
        maxReconnectAttempts: -1,
        reconnectTimeWait: RECONNECT_WAIT_MS,
        reconnectJitter: RECONNECT_JITTER_MS,
        pingInterval: PING_INTERVAL_MS,
        maxPingOut: PINGS_WITHOUT_ANSWER_MAX,
        ignoreAuthErrorAbort: true,
        ...(authenticator === undefined ? {} : { authenticator }),
        ...(tls === undefined ? {} : { tls }),
      });
      void this.#watch(connection);
      void connection.closed().then(() => this.#forget());
      return connection;
    } catch (error) {
      this.#connecting = undefined;
      throw error;
    }
  }

  async #watch(connection: NatsConnection): Promise<void> {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect' || type === 'reconnecting' || type === 'staleConnection') this.#isDown = true;
      if (type === 'reconnect') this.#isDown = false;
    }
  }

  #forget(): void {
    this.#connecting = undefined;
    this.#isDown = false;
  }
}

/** What a failure of the client means to a sender. */
export function asUpstreamFailure(error: unknown): UpstreamFailure {
  if (error instanceof UpstreamFailure) return error;
  const detail = error instanceof Error ? error.message : String(error);
  const causes = [error, error instanceof Error ? error.cause : undefined];
  const isRefused = causes.some(
    (cause) =>
      cause instanceof AuthorizationError ||
      cause instanceof PermissionViolationError ||
      cause instanceof UserAuthenticationExpiredError,
  );
  return new UpstreamFailure(isRefused ? 'unauthorized' : 'unreachable', `the servers: ${detail}`, { cause: error });
}
