import type http from 'node:http';
import https from 'node:https';
import { assert } from '#kiosk/core/values/assert.ts';
import { IdentityError } from '../identity/identity-error.ts';
import { SYNC_SERVER_NAME } from '../identity/private-authority.ts';
import { UpstreamFailure } from '../log/upstream.ts';
import { readServerAddress } from './address.ts';
import { ANSWER_BYTES_MAX, ANSWER_TIMEOUT_MS, CONNECT_TIMEOUT_MS, HEADERS_BYTES_MAX } from './limits.ts';
import { nodeHttp } from './node-http.ts';

/** Sockets to one store: four pushes, a download and a few questions at a time; the bus has its own. */
const SOCKETS_MAX = 8;

/** Whom the other end must prove to be: a server of this authority, or (to be paired with) anyone for now. */
export type ServerTrust = { readonly caCertificate: string | undefined } | 'anyone';

export interface Call {
  readonly method: 'GET' | 'POST';
  /** Begins with a slash. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
  /** The time-out is for the beginning of the answer only: its body is a file, and who reads it watches over it. */
  readonly isDownload?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * Speaks HTTP with one server over connections that stay open. Redirects are never followed: whoever redirects is not
 * the store.
 */
export class StoreCaller {
  readonly #url: URL;
  readonly #agent: http.Agent;

  /** @throws IdentityError if the address may not be spoken to, or there is nothing to know its server by */
  constructor(address: string, trust: ServerTrust) {
    this.#url = readServerAddress(address);
    if (this.#url.protocol === 'https:' && trust !== 'anyone' && trust.caCertificate === undefined) {
      throw new IdentityError('settings', `${this.#url.origin}: was paired without https; pair anew with this address`);
    }
    const common = { keepAlive: true, maxSockets: SOCKETS_MAX };
    this.#agent =
      this.#url.protocol === 'http:'
        ? new nodeHttp.Agent(common)
        : new https.Agent({ ...common, ...tlsOptions(trust), maxCachedSessions: 1 });
  }

  get url(): URL {
    return this.#url;
  }

  /**
   * A whole exchange.
   *
   * @throws UpstreamFailure unreachable, when there is no whole answer in time
   */
  async call(call: Call): Promise<Answer> {
    const response = await this.open(call);
    return { status: response.statusCode ?? 0, headers: response.headers, body: await wholeBody(response) };
  }

  /** The beginning of an answer, whose body is still to be read. */
  async open(call: Call): Promise<http.IncomingMessage> {
    try {
      return await this.#send(call);
    } catch (error) {
      // A connection that the server had just given up: nothing was answered, and every call of ours may be repeated.
      if (!(error instanceof StaleConnection) || call.signal?.aborted === true) throw error;
      // What broke one idle connection has broken the others, too.
      for (const socket of Object.values(this.#agent.freeSockets).flat()) socket?.destroy();
      return await this.#send(call);
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(call: Call): Promise<http.IncomingMessage> {
    const { method, path, headers, body, signal, timeoutMs = ANSWER_TIMEOUT_MS } = call;
    const { protocol, hostname, port } = this.#url;
    return new Promise((resolve, reject) => {
      const request = (protocol === 'http:' ? nodeHttp : https).request({
        agent: this.#agent,
        hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
        port,
        method,
        path,
        headers: { ...headers, ...(body === undefined ? {} : { 'content-length': body.byteLength }) },
        maxHeaderSize: HEADERS_BYTES_MAX,
        ...(signal === undefined ? {} : { signal }),
      });
      const giveUp = (what: string) => (): void => {
        request.destroy(new UpstreamFailure('unreachable', `${this.#url.origin}: ${what}`));
      };
      const answered = setTimeout(giveUp(`no answer within ${timeoutMs} ms`), timeoutMs);
      const connected = setTimeout(giveUp(`no connection within ${CONNECT_TIMEOUT_MS} ms`), CONNECT_TIMEOUT_MS);
      request.once('socket', (socket) => {
        const onConnected = (): void => clearTimeout(connected);
        if (!socket.connecting) onConnected();
        else socket.once(protocol === 'http:' ? 'connect' : 'secureConnect', onConnected);
      });
      request.once('close', () => {
        clearTimeout(answered);
        clearTimeout(connected);
      });
      request.on('response', (response) => {
        if (call.isDownload === true) clearTimeout(answered);
        resolve(response);
      });
      request.on('error', (error) => reject(this.#inWords(error, request.reusedSocket)));
      request.end(body);
    });
  }

  #inWords(error: Error, isReused: boolean): Error {
    if (error instanceof UpstreamFailure) return error;
    if (error.name === 'AbortError') return new UpstreamFailure('unreachable', 'given up', { cause: error });
    const code = 'code' in error ? String(error.code) : '';
    const said = error.message.includes(NO_TLS) ? NO_TLS_WORDS : (TLS_WORDS.get(code) ?? error.message);
    const message = `${this.#url.origin}: ${said}`;
    if (isReused && (code === 'ECONNRESET' || code === 'EPIPE')) return new StaleConnection(message, error);
    return new UpstreamFailure('unreachable', message, { cause: error });
  }
}

class StaleConnection extends UpstreamFailure {
  constructor(message: string, cause: Error) {
    super('unreachable', message, { cause });
  }
}

/** What OpenSSL makes of an answer in plain HTTP; the error has no code of its own. */
const NO_TLS = 'wrong version number';
const NO_TLS_WORDS =
  'speaks plain HTTP, as a store does for its own machine alone; then the address begins with http://';

/** What OpenSSL says, and what a person can do about it. */
const TLS_WORDS: ReadonlyMap<string, string> = new Map([
  ['CERT_NOT_YET_VALID', 'its certificate begins in the future; set the clock of this machine'],
  ['CERT_HAS_EXPIRED', 'its certificate ran out; look at the clocks of both machines, and start the store anew'],
  ...[
    'SELF_SIGNED_CERT_IN_CHAIN',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'CERT_SIGNATURE_FAILURE',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ].map((code): [string, string] => [code, `is not the store that this machine was paired with (${code})`]),
]);

export interface TlsOptions {
  readonly minVersion: 'TLSv1.3';
  readonly servername: string;
  readonly rejectUnauthorized: boolean;
  readonly ca?: string;
}

/** How TLS is spoken with a store, also by the bus. */
export function tlsOptions(trust: ServerTrust): TlsOptions {
  const version = { minVersion: 'TLSv1.3', servername: SYNC_SERVER_NAME } as const;
  if (trust === 'anyone') return { ...version, rejectUnauthorized: false };
  // Without one of its own the system's authorities would do, and any server on the internet; so this is never empty.
  assert(trust.caCertificate !== undefined, 'TLS needs an authority to trust');
  return { ...version, ca: trust.caCertificate, rejectUnauthorized: true };
}

/** Also ends with the time-out of its exchange, which stays on until the request is closed. */
async function wholeBody(response: http.IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      length += piece.length;
      if (length > ANSWER_BYTES_MAX) throw new Error(`more than ${ANSWER_BYTES_MAX} bytes`);
      pieces.push(piece);
    }
  } catch (error) {
    if (error instanceof UpstreamFailure) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw new UpstreamFailure('unreachable', `the answer broke off: ${said}`, { cause: error });
  }
  return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
}
