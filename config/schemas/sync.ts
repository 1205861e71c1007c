import { z } from 'zod';
import { filePath, host, isBrokerAddress, milliseconds, PORT_ANY, whole } from './fields.ts';

const MS_PER_DAY = 86_400_000;

const UPSTREAM_LENGTH_MAX = 1_000;
const webAddress = z.url({ protocol: /^https?$/ });

const upstreamUrl = z
  .string()
  .max(UPSTREAM_LENGTH_MAX)
  .refine((text) => isBrokerAddress(text) || webAddress.safeParse(text).success, {
    error: 'must be an address that starts with https://, http:// (this machine only), nats:// or tls://',
  })
  .meta({
    description:
      'Where records go next: the store for a lane, headquarters for a store. https://HOST:7382, or nats:// for a ' +
      'broker, its servers joined by commas. Without it a lane is its own store, and a store keeps everything to itself.',
  });

const listen = z
  .strictObject({
    host: host('The address at which lanes (or stores) connect. Anything but this machine speaks TLS.').default(
      '127.0.0.1',
    ),
    port: whole('The port for them; 0 takes any free one.', PORT_ANY).default(7382),
    names: z
      .array(host('A name or address by which they know this machine; goes into its certificate.'))
      .max(20)
      .meta({ description: 'The names and addresses that the certificate of this machine is made for.' })
      .default([]),
  })
  .prefault({});

/** How what is recorded leaves this machine, and how long it stays here. */
export const syncSchema = z
  .strictObject({
    upstream: upstreamUrl.optional(),
    credentialsFile: filePath(
      'What a broker asks for: {"user", "password"} or {"nkeySeed"}, and "ca", "cert", "key" for TLS.',
    ).optional(),
    listen,
    publisherKeys: z
      .array(
        z
          .string()
          .regex(/^[A-Za-z0-9_-]{43}$/, 'must be a public key as `handrail feed key` prints it')
          .meta({ description: 'A public Ed25519 key (32 bytes in base64url).' }),
      )
      .max(20)
      .meta({
        description:
          'Whose signature counts on articles, prices, promotions, help, staff and settings that come down. With none ' +
          'nothing is taken.',
      })
      .default([]),
    keepForMs: milliseconds('What headquarters has may be deleted here after so long; the law may ask for more.', {
      min: MS_PER_DAY,
      max: 4_000 * MS_PER_DAY,
    }).default(30 * MS_PER_DAY),
    ballastMegabytes: whole(
      'Room that is set aside on the disk, so that a sale that has begun can be ended when the disk is full.',
      { min: 0, max: 4_096 },
      'MB',
    ).default(64),
    floorMegabytes: whole(
      'With less room than this on the disk no new sale begins, and staff are called.',
      { min: 16, max: 65_536 },
      'MB',
    ).default(200),
  })
  .prefault({});
