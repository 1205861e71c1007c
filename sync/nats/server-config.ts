import {
  askPattern,
  busSubject,
  FEEDS_BUCKET,
  FILES_STREAM,
  kvSubject,
  LATEST_STREAM,
  LOG_STREAM,
  logPattern,
  MARKS_BUCKET,
  ORIGINS_BUCKET,
  piecePattern,
  questionSubject,
  word,
} from './nats-names.ts';
import { MESSAGE_BYTES_MAX } from './provision.ts';

/** Who may connect: a store with its own subjects, or headquarters with all. */
export type NatsUser = (
  | { readonly role: 'store'; readonly store: string }
  /** Several processes of headquarters may have one user each. */
  | { readonly role: 'headquarters'; readonly name: string }
) & {
  /** A public user key ("U…", the seed of which never leaves the machine), or a password, best as its bcrypt hash. */
  readonly credential: { readonly nkey: string } | { readonly password: string; readonly user: string };
};

export interface NatsServerSettings {
  readonly name: string;
  /** "host:port" to listen on for clients. */
  readonly listen: string;
  readonly storeDirectory: string;
  readonly storeBytesMax: number;
  readonly users: readonly NatsUser[];
  /** PEM files. Left out only where everything is on one machine. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string; readonly caFile: string };
  readonly cluster?: { readonly name: string; readonly listen: string; readonly routes: readonly string[] };
}

/** After an outage all stores come at once, and each has to prove who it is. Seconds. */
const AUTHORIZATION_TIMEOUT_S = 10;

/** The inbox of a user: the first words of what it listens to for answers. */
export function inboxOf(user: { readonly store: string } | { readonly name: string }): string {
  return `_INBOX.${'store' in user ? word(`store ${user.store}`) : word(`hq ${user.name}`)}`;
}

/** The configuration file of one of the chain's servers, in the server's own format. */
export function natsServerConfig(settings: NatsServerSettings): string {
  const { name, listen, storeDirectory, storeBytesMax, users, tls, cluster } = settings;
  const tlsLines = tls === undefined ? [] : [`tls ${tlsBlock(tls)}`];
  return [
    `server_name: ${text(name)}`,
    `listen: ${text(listen)}`,
    `max_payload: ${MESSAGE_BYTES_MAX}`,
    `jetstream { store_dir: ${text(storeDirectory)}, max_file_store: ${storeBytesMax} }`,
    ...tlsLines,
    ...(cluster === undefined
      ? []
      : [
          `cluster { name: ${text(cluster.name)}, listen: ${text(cluster.listen)}, ` +
            `routes: [${cluster.routes.map(text).join(', ')}] }`,
        ]),
    'authorization {',
    `  timeout: ${AUTHORIZATION_TIMEOUT_S}`,
    '  users: [',
    ...users.map((user) => `    ${userBlock(user)}`),
    '  ]',
    '}',
    '',
  ].join('\n');
}

function tlsBlock({ certFile, keyFile, caFile }: NonNullable<NatsServerSettings['tls']>): string {
  return `{ cert_file: ${text(certFile)}, key_file: ${text(keyFile)}, ca_file: ${text(caFile)}, verify: true }`;
}

function userBlock(user: NatsUser): string {
  const { credential } = user;
  const who =
    'nkey' in credential
      ? `nkey: ${text(credential.nkey)}`
      : `user: ${text(credential.user)}, password: ${text(credential.password)}`;
  const may = user.role === 'store' ? storePermissions(user.store) : headquartersPermissions(inboxOf(user));
  const list = (subjects: readonly string[]): string => `[${subjects.map(text).join(', ')}]`;
  const answers = may.answers ? ', allow_responses: true' : '';
  const rules = `publish: ${list(may.publish)}, subscribe: ${list(may.subscribe)}${answers}`;
  return `{ ${who}, permissions: { ${rules} } }`;
}

interface Permissions {
  readonly answers: boolean;
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** A store writes its own logs and epochs, reads its own marks and all feeds, and hears its own bus. */
function storePermissions(store: string): Permissions {
  const key = word(store);
  const own = (bucket: string): string => `$JS.API.DIRECT.GET.KV_${bucket}.$KV.${bucket}.${key}.>`;
  return {
    publish: [
      logPattern(store),
      askPattern(store),
      busSubject(store, '>'),
      questionSubject(store, '>'),
      `$KV.${ORIGINS_BUCKET}.${key}.>`,
      own(MARKS_BUCKET),
      own(ORIGINS_BUCKET),
      `$JS.API.DIRECT.GET.${LOG_STREAM}.${logPattern(store)}`,
      `$JS.API.CONSUMER.CREATE.${LOG_STREAM}.*.${logPattern(store)}`,
      `$JS.API.CONSUMER.CREATE.${LATEST_STREAM}.*.${busSubject(store, '>')}`,
      `$JS.API.DIRECT.GET.KV_${FEEDS_BUCKET}.${kvSubject(FEEDS_BUCKET, '*')}`,
      `$JS.API.DIRECT.GET.${FILES_STREAM}.${piecePattern()}`,
    ],
    subscribe: [
      `${inboxOf({ store })}.>`,
      busSubject(store, '>'),
      questionSubject(store, '>'),
      // A revision that is written there is the hint that there is one.
      kvSubject(FEEDS_BUCKET, '*'),
    ],
    // Whoever was asked may answer, and nothing more.
    answers: true,
  };
}

/** Headquarters answers whoever asks it, later too, so it may write to the inboxes of others. */
function headquartersPermissions(inbox: string): Permissions {
  return {
    publish: ['handrail.>', '$JS.API.>', '$JS.ACK.>', '$KV.>', '_INBOX.>'],
    subscribe: ['handrail.>', `${inbox}.>`],
    answers: false,
  };
}

/** JSON's texts are texts of the server's format as well. */
function text(value: string): string {
  return JSON.stringify(value);
}
