import { z } from 'zod';
import { filePath, flag, host, identifier, metricsFor, milliseconds, PORT_ANY, whole } from './fields.ts';

const laneHttp = z
  .strictObject({
    host: host('The address to listen on. The shopper page needs no other than this machine.').default('127.0.0.1'),
    port: whole('The port of the shopper page; 0 takes any free one.', PORT_ANY).default(7380),
    metrics: metricsFor,
  })
  .prefault({});

const LOOPBACK = /^(?:127\.|::1$|localhost$)/;

/** Where staff pages reach this lane by itself while the store is away. */
const staffDoor = z
  .strictObject({
    host: host('The address to listen on. Anything but this machine needs a certificate.').default('127.0.0.1'),
    port: whole('The port for staff pages; 0 takes any free one.', PORT_ANY).default(7383),
    url: z
      .url({ protocol: /^wss?$/, error: 'must be an address that starts with wss:// (ws:// for this machine only)' })
      .max(200)
      .regex(/\/staff\/api$/, 'must end with /staff/api')
      .meta({ description: 'Where tablets find it: wss://lane-1.shop.example:7383/staff/api.' })
      .optional(),
    tls: z
      .strictObject({
        certificateFile: filePath('The certificate (PEM), of an authority that the tablets trust.'),
        keyFile: filePath('Its private key (PEM).'),
      })
      .optional(),
  })
  .refine(({ host: address, url, tls }) => LOOPBACK.test(address) || (tls !== undefined && url?.startsWith('wss:')), {
    error: 'must have "tls" and a "url" that starts with wss://, since it is open to other machines',
  })
  .nullable()
  .default(null)
  .meta({ description: 'The door of this lane for staff pages while the store is away; null has none.' });

const MM_PER_PX_DESCRIPTION =
  'Width of one CSS pixel on the glass: sizes for hands and eyes are physical. 21.5 inch full HD is 0.248.';

const screen = z
  .strictObject({
    mmPerPx: z.number().min(0.05).max(1).meta({ description: MM_PER_PX_DESCRIPTION, unit: 'mm' }).default(0.248),
  })
  .prefault({});

const idle = z
  .strictObject({
    warnAfterMs: milliseconds(
      'With an open basket and no touch or scan for this long, the lane asks if more time is needed.',
      {
        min: 10_000,
        max: 600_000,
      },
    ).default(60_000),
    answerWithinMs: milliseconds(
      'How long that question waits for an answer before the basket is put aside (WCAG 2.2.1: 20 s or more).',
      {
        min: 20_000,
        max: 600_000,
      },
    ).default(30_000),
    parkForMs: milliseconds('How long a basket that was put aside is kept for its shopper.', {
      min: 60_000,
      max: 3_600_000,
    }).default(600_000),
  })
  .prefault({});

/**
 * One pass over the glass is often read twice within a quarter of a second, and scanners are set up to report a barcode
 * that lies still about once every 0.6 s. A person who scans two equal articles one by one takes longer than half a
 * second even when quick. Half a second therefore drops most double reads and next to no article.
 */
const SCAN_REPEAT_WINDOW_DEFAULT_MS = 500;

const percent = whole('Of the regular price.', { min: 0, max: 100 }, '%');

/** One workstation. */
export const laneSchema = z.strictObject({
  workstationId: identifier('The name of this lane, unique in the store: "lane-3".'),
  number: whole('The number that hangs over the lane.', { min: 1, max: 999 }),
  dataDirectory: filePath('The folder of the journal. On a disk of this machine, never on a network share.'),
  http: laneHttp,
  staffDoor,
  screen,
  idle,
  thanksCloseAfterMs: milliseconds('How long the thank-you screen stays.', { min: 3000, max: 120_000 }).default(10_000),
  scanRepeatWindowMs: milliseconds(
    'The same barcode again within this time is one read, not two articles; 0 counts each. Half a second is longer than ' +
      'the double read of one pass and shorter than a quick hand takes for two articles.',
    { min: 0, max: 5000 },
  ).default(SCAN_REPEAT_WINDOW_DEFAULT_MS),
  linesMax: whole(
    'The most lines that one basket may have; what is more is scanned after these are paid.',
    { min: 10, max: 5000 },
    'lines',
  ).default(1000),
  depositReturnMax: whole(
    'The most that deposit slips may give back in one basket; 0: slips are not taken here.',
    { min: 0, max: 100_000 },
    'minor units',
  ).default(0),
  membersKnownForDays: whole(
    'How long the lane can tell that two sales were the same member’s, for limits per shopper; then nobody can any more.',
    { min: 1, max: 400 },
    'days',
  ).default(90),
  priceOverridePercentMax: z
    .strictObject({
      assistant: percent.default(20),
      supervisor: percent.default(50),
      manager: percent.default(100),
    })
    .prefault({})
    .meta({ description: 'The most that a person of each role may take off the price of a line.' }),
  priceOverrideMax: whole(
    'The highest price that a supervisor or manager may set for one piece, kilogram or litre.',
    { min: 1, max: 10_000_000 },
    'minor units',
  ).default(100_000),
  testMode: flag('Nothing is really sold: screens and receipts say so.').default(false),
});
