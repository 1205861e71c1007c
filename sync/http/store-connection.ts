import { z } from 'zod';
import type { BusRoute } from '../bus/bus-client.ts';
import type { IdentityKey } from '../identity/key-pair.ts';
import { sessionText } from '../identity/sessions.ts';
import type { TrustedStore } from '../identity/trusted-store.ts';
import { UpstreamFailure } from '../log/upstream.ts';
import { isLoopback } from './address.ts';
import { failureOf } from './answer-failure.ts';
import { SIGN_IN_TIMEOUT_MS, TOKEN_RENEW_SHARE } from './limits.ts';
import { type Answer, type Call, StoreCaller, tlsOptions } from './store-call.ts';

const challengeSchema = z.object({ challenge: z.string().max(200) });
const sessionSchema = z.object({ token: z.string().regex(/^[\w-]{1,100}$/), expiresInMs: z.number().positive() });

/** Tokens that are tried for one call; whoever is refused after that is not known. */
const TOKENS_MAX = 3;

export interface StoreConnectionParts {
  /** https://store.example:7382; http:// only for this machine. */
  readonly address: string;
  readonly key: IdentityKey;
  readonly trusted: TrustedStore;
  readonly monotonic: () => number;
}

/** A paired machine's way to its store: one identity for pushes, feeds and the bus. */
export class StoreConnection {
  readonly #parts: StoreConnectionParts;
  readonly #caller: StoreCaller;
  #session: { readonly token: string; readonly renewAt: number } | undefined;
  #signingIn: Promise<string> | undefined;

  /** @throws IdentityError if the address may not be spoken to */
  constructor(parts: StoreConnectionParts) {
    this.#parts = parts;
    this.#caller = new StoreCaller(parts.address, { caCertificate: parts.trusted.caCertificate });
  }

  /**
   * A call in this machine's name. If the store has forgotten the token (it was started anew, perhaps once more while
   * this machine was signing in), it is signed in again.
   *
   * @throws UpstreamFailure
   */
  async call(call: Call): Promise<Answer> {
    return this.#signed(
      call,
      (signed) => this.#caller.call(signed),
      ({ status }) => status === 401,
    );
  }

  /** The same for an answer whose body is read piece by piece. */
  async open(call: Call): Promise<Awaited<ReturnType<StoreCaller['open']>>> {
    return this.#signed(
      call,
      (signed) => this.#caller.open(signed),
      (response) => {
        if (response.statusCode !== 401) return false;
        response.resume();
        return true;
      },
    );
  }

  /** Is the store on another machine, as far as its address tells? */
  get isOverNetwork(): boolean {
    return !isLoopback(this.#caller.url.hostname);
  }

  /** How the bus gets there. */
  get busRoute(): BusRoute {
    const { url } = this.#caller;
    return {
      url: `${url.protocol === 'http:' ? 'ws' : 'wss'}://${url.host}/sync/v1/bus`,
      tls: url.protocol === 'http:' ? {} : tlsOptions({ caCertificate: this.#parts.trusted.caCertificate }),
      token: (signal) => this.#token(signal),
      forgetToken: (token) => this.#forget(token),
    };
  }

  close(): void {
    this.#caller.close();
  }

  async #signed<Result>(
    call: Call,
    send: (signed: Call) => Promise<Result>,
    isForgotten: (result: Result) => boolean,
  ): Promise<Result> {
    for (let tokens = 1; ; tokens += 1) {
      const token = await this.#token(call.signal);
      const result = await send(withToken(call, token));
      if (tokens === TOKENS_MAX || !isForgotten(result)) return result;
      this.#forget(token);
    }
  }

  #forget(token: string): void {
    if (this.#session?.token === token) this.#session = undefined;
  }

  async #token(signal: AbortSignal | undefined): Promise<string> {
    if (this.#session !== undefined && this.#parts.monotonic() < this.#session.renewAt) return this.#session.token;
    // Whoever needs a token meanwhile waits for the same one; one who gives up leaves the others to it.
    this.#signingIn ??= this.#signInAgainIfNeedBe().finally(() => (this.#signingIn = undefined));
    return orGivenUp(this.#signingIn, signal);
  }

  /** A store that was started anew between its question and our answer does not know its question any more. */
  async #signInAgainIfNeedBe(): Promise<string> {
    try {
      return await this.#signIn();
    } catch (error) {
      if (!(error instanceof UpstreamFailure && error.code === 'unauthorized')) throw error;
      return this.#signIn();
    }
  }

  async #signIn(): Promise<string> {
    const { key, trusted, monotonic } = this.#parts;
    const { origin, storePublicKey } = trusted;
    const { challenge } = await this.#ask('/sync/v1/session/challenge', { origin }, challengeSchema);
    const signature = key.sign(sessionText(storePublicKey, origin, challenge));
    const begun = monotonic();
    const session = await this.#ask('/sync/v1/session', { origin, challenge, signature }, sessionSchema);
    this.#session = { token: session.token, renewAt: begun + session.expiresInMs * TOKEN_RENEW_SHARE };
    return session.token;
  }

  async #ask<T>(path: string, body: object, schema: z.ZodType<T>): Promise<T> {
    const answer = await this.#caller.call({ method: 'POST', path, ...jsonBody(body), timeoutMs: SIGN_IN_TIMEOUT_MS });
    if (answer.status !== 200) throw failureOf(answer);
    return readAnswer(answer, schema);
  }
}

export function jsonBody(value: object): { readonly headers: Record<string, string>; readonly body: Uint8Array } {
  return { headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(value)) };
}

/** @throws UpstreamFailure unreachable: whoever answered is no store */
export function readAnswer<T>(answer: Answer, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(answer.body.toString('utf8')));
  } catch (error) {
    throw new UpstreamFailure('unreachable', 'no store answers there: its answer is not understood', { cause: error });
  }
}

/** @throws UpstreamFailure unreachable as soon as the signal says so */
async function orGivenUp<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let giveUp = (): void => {};
  const givenUp = new Promise<never>((_resolve, reject) => {
    giveUp = () => reject(new UpstreamFailure('unreachable', 'given up'));
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    return await Promise.race([work, givenUp]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

function withToken(call: Call, token: string): Call {
  return { ...call, headers: { ...call.headers, authorization: `Bearer ${token}` } };
}
