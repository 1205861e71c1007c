import { z } from 'zod';
import { failedThere, notReached, paused, refused, type Delivery } from '../connector.ts';
import { callHttp, jsonOf, unlessSuccess } from '../http-call.ts';

export interface OdooAccount {
  /** "https://erp.example.com". */
  readonly url: string;
  readonly database: string;
  readonly login: string;
  readonly apiKey: string;
}

/** A call that brought no result, and what that means for the sale. */
export class OdooRefusal extends Error {
  override readonly name = 'OdooRefusal';
  readonly delivery: Delivery;

  constructor(delivery: Delivery) {
    super(delivery.type);
    this.delivery = delivery;
  }
}

const answerSchema = z.object({
  result: z.unknown().optional(),
  error: z
    .object({
      message: z.string().optional(),
      data: z.object({ name: z.string().optional(), message: z.string().optional() }).optional(),
    })
    .optional(),
});

/** Odoo answers 200 to everything; what happened is in the name of the Python exception. */
const PAUSING = new Set([
  'odoo.exceptions.AccessDenied',
  'odoo.exceptions.AccessError',
  'odoo.http.SessionExpiredException',
]);
const REFUSING = new Set([
  'odoo.exceptions.ValidationError',
  'odoo.exceptions.UserError',
  'odoo.exceptions.MissingError',
  'odoo.exceptions.RedirectWarning',
  'builtins.ValueError',
  'builtins.KeyError',
  'builtins.TypeError',
]);

/** Odoo's external API: JSON-RPC 2.0 at /jsonrpc, services "common" and "object". */
export class OdooRpc {
  readonly #account: OdooAccount;
  #uid: number | undefined;
  #lastId = 0;

  constructor(account: OdooAccount) {
    this.#account = account;
  }

  /** @throws OdooRefusal, NoAnswer */
  async execute(
    signal: AbortSignal,
    model: string,
    method: string,
    args: readonly unknown[],
    options: Readonly<Record<string, unknown>> = {},
  ): Promise<unknown> {
    const { database, apiKey } = this.#account;
    this.#uid ??= await this.#logIn(signal);
    return this.#call(signal, 'object', 'execute_kw', [database, this.#uid, apiKey, model, method, args, options]);
  }

  async #logIn(signal: AbortSignal): Promise<number> {
    const { database, login, apiKey } = this.#account;
    const uid = await this.#call(signal, 'common', 'authenticate', [database, login, apiKey, {}]);
    // A wrong login is answered with false, not with an error.
    if (typeof uid === 'number') return uid;
    throw new OdooRefusal(paused(`Odoo does not let ${login} in: wrong database, login or key`));
  }

  async #call(signal: AbortSignal, service: string, method: string, args: readonly unknown[]): Promise<unknown> {
    this.#lastId += 1;
    const call = { jsonrpc: '2.0', method: 'call', id: this.#lastId, params: { service, method, args } };
    const answer = await callHttp(
      {
        method: 'POST',
        url: new URL('/jsonrpc', this.#account.url).href,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(call),
      },
      signal,
    );
    const failed = unlessSuccess(answer);
    if (failed !== undefined) throw new OdooRefusal(failed);
    const read = answerSchema.safeParse(jsonOf(answer));
    if (!read.success) throw new OdooRefusal(notReached('the answer is not one of Odoo'));
    if (read.data.error !== undefined) throw new OdooRefusal(meaningOf(read.data.error));
    return read.data.result;
  }
}

function meaningOf({ message = '', data }: NonNullable<z.output<typeof answerSchema>['error']>): Delivery {
  const name = data?.name ?? '';
  const reason = `Odoo: ${name} ${data?.message ?? message}`;
  if (PAUSING.has(name)) return paused(reason);
  if (REFUSING.has(name)) return refused(reason);
  return failedThere(reason);
}
