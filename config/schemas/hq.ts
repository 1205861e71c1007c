import { z } from 'zod';
import { connectorsSchema } from './connectors.ts';
import { filePath, host, isBrokerAddress, metricsFor, PORT_ANY, whole } from './fields.ts';

const postgresUrl = z
  .url({ protocol: /^postgres(?:ql)?$/, error: 'must be an address that starts with postgres://' })
  .max(400)
  .meta({ description: 'The PostgreSQL database: postgres://USER:PASSWORD@HOST/DATABASE', secret: true });

function databaseKind<Kind extends string>(kind: Kind): z.ZodLiteral<Kind> {
  return z.literal(kind).meta({ description: 'A file in the data folder, or a PostgreSQL server.' });
}

const database = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: databaseKind('sqlite') }),
    z.strictObject({
      kind: databaseKind('postgres'),
      url: postgresUrl,
      partitions: z
        .enum(['month', 'day'])
        .meta({
          description: 'How many days one table of the record holds. By month suits up to some 10,000 sales a day.',
        })
        .default('month'),
    }),
  ])
  .prefault({ kind: 'sqlite' });

const KEEP_DAYS = { min: 30, max: 40_000 } as const;

const BROKER_LENGTH_MAX = 1_000;

const brokerUrl = z
  .string()
  .max(BROKER_LENGTH_MAX)
  .refine(isBrokerAddress, {
    error: 'must be an address that starts with nats:// or tls://; several servers are joined by commas',
  })
  .meta({ description: 'Also takes in what stores gave to this NATS broker; its servers joined by commas.' });

/** Headquarters: where all records end. */
export const hqSchema = z.strictObject({
  dataDirectory: filePath('The folder of keys, feeds and, unless there is PostgreSQL, of everything taken in.'),
  database,
  keepDays: whole(
    'The record of days that are older is deleted, unless somebody still has to look at it or to read it; without this ' +
      'everything is kept. Tax law often wants ten years.',
    KEEP_DAYS,
    'days',
  ).optional(),
  http: z
    .strictObject({
      host: host('The address that /metrics and /healthz are served on.').default('127.0.0.1'),
      port: whole('The port of /metrics and /healthz; 0 takes any free one.', PORT_ANY).default(7383),
      metrics: metricsFor,
    })
    .prefault({}),
  broker: brokerUrl.optional(),
  brokerCredentialsFile: filePath(
    'What the broker asks for: {"user", "password"} or {"nkeySeed"}, and "ca" for TLS.',
  ).optional(),
  brokerMegabytes: whole(
    'How much may wait on the broker for headquarters; beyond it stores wait. Less than the broker may keep on its disk.',
    { min: 64, max: 10_000_000 },
    'MB',
  ).default(1_024),
  brokerFeedMegabytes: whole(
    'How much of feeds the broker may keep for stores, on top of what waits for headquarters: the files of the newest ' +
      'ten revisions of each feed.',
    { min: 16, max: 10_000_000 },
    'MB',
  ).default(1_024),
  brokerReplicas: z
    .union([z.literal(1), z.literal(3)])
    .meta({ description: 'How many servers of the broker keep each message: 1, or 3 in a cluster.' })
    .default(1),
  connectors: connectorsSchema,
});
