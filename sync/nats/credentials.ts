import { readFileSync } from 'node:fs';
import { type Authenticator, nkeyAuthenticator, usernamePasswordAuthenticator } from '@nats-io/transport-node';
import { z } from 'zod';
import type { NatsOptions } from './nats-line.ts';
import { inboxOf } from './server-config.ts';

const NAME_LENGTH_MAX = 200;
const PEM_LENGTH_MAX = 64 * 1_024;

const name = z.string().min(1).max(NAME_LENGTH_MAX);
const pem = z.string().min(1).max(PEM_LENGTH_MAX);

/** What a machine shows to a broker, in a file that only its owner reads. */
const schema = z
  .strictObject({
    /** The seed of a user nkey ("SU…"); or a user and a password. */
    nkeySeed: z
      .string()
      .regex(/^SU[A-Z2-7]{56}$/, 'must be the seed of a user nkey ("SU…")')
      .optional(),
    user: name.optional(),
    password: name.optional(),
    /** The authority that signed the broker's certificate, and what this machine shows itself; PEM. */
    ca: pem.optional(),
    cert: pem.optional(),
    key: pem.optional(),
  })
  .refine(({ nkeySeed, user, password }) => nkeySeed !== undefined || (user !== undefined && password !== undefined), {
    error: 'must have nkeySeed, or user and password',
  });

type Credentials = z.output<typeof schema>;

/** Who asks: a store, or a process of headquarters. */
export type BrokerUser = { readonly store: string } | { readonly name: string };

/**
 * How to connect to a broker at an address, with the credentials in a file.
 *
 * @param address nats://HOST:PORT or tls://HOST:PORT; several joined by commas
 * @throws an Error with words for a person when the file cannot be used
 */
export function brokerOptions(address: string, credentialsFile: string | undefined, user: BrokerUser): NatsOptions {
  const credentials = credentialsFile === undefined ? undefined : readCredentials(credentialsFile);
  const { ca, cert, key } = credentials ?? {};
  const servers = address.split(',').map((url) => url.replace(/^(?:nats|tls):\/\//, ''));
  if (address.startsWith('tls:') && ca === undefined) throw new Error(`${address}: the credentials file names no "ca"`);
  return {
    servers,
    inbox: inboxOf(user),
    name: 'store' in user ? `store ${user.store}` : `headquarters ${user.name}`,
    ...(credentials === undefined ? {} : { authenticator: authenticatorOf(credentials) }),
    ...(ca === undefined
      ? {}
      : { tls: { ca, ...(cert === undefined ? {} : { cert }), ...(key === undefined ? {} : { key }) } }),
  };
}

function authenticatorOf({ nkeySeed, user = '', password = '' }: Credentials): Authenticator {
  return nkeySeed === undefined
    ? usernamePasswordAuthenticator(user, password)
    : nkeyAuthenticator(new TextEncoder().encode(nkeySeed));
}

function readCredentials(file: string): Credentials {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : '';
    throw new Error(`${file}: ${why}`, { cause: error });
  }
}
