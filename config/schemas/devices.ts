import { z } from 'zod';
import { flag, host, milliseconds, PORT_FIXED, whole } from './fields.ts';

const BAUD_RATES = [9600, 19_200, 38_400, 57_600, 115_200] as const;

const serialPath = z.string().min(1).max(255).meta({
  description: 'The serial port: /dev/serial/by-id/…, /dev/ttyUSB0 or COM3. A name by id survives replugging.',
});

const baudRate = z.literal(BAUD_RATES).meta({ description: 'Speed of the serial port.', unit: 'baud' }).default(9600);
const format = z
  .enum(['8N1', '7E1', '8N2'])
  .meta({ description: 'Data bits, parity and stop bits of the serial port.' })
  .default('8N1');

const scannerSchema = z.strictObject({
  kind: z.literal('serial').meta({ description: 'A scanner on a serial port or a USB port that acts as one.' }),
  path: serialPath,
  baudRate,
  format,
  framing: z
    .enum(['cr', 'lf', 'cr-lf', 'stx-etx', 'idle-gap'])
    .meta({ description: 'How the scanner ends one read: a suffix, STX and ETX around it, or nothing but a pause.' })
    .default('cr'),
  idleGapMs: milliseconds(
    'The pause that ends a read when framing is idle-gap, and drops an unfinished read otherwise.',
    {
      min: 10,
      max: 1000,
    },
  ).default(100),
  aimIdentifiers: flag('The scanner puts the AIM identifier (for example ]E0) before each read. Recommended.').default(
    true,
  ),
  gsReplacement: z
    .string()
    .length(1)
    .nullable()
    .meta({
      description:
        'The character that the scanner sends in place of GS (0x1D) between GS1 elements; null for GS itself.',
    })
    .default(null),
});

const terminalSchema = z.strictObject({
  kind: z.literal('zvt-tcp').meta({ description: 'A card terminal that speaks ZVT over TCP/IP.' }),
  host: host('The address of the terminal.'),
  port: whole('The port of the terminal.', PORT_FIXED).default(20_007),
  password: z
    .string()
    .regex(/^\d{6}$/, 'must be six digits')
    .meta({ description: 'The password that the terminal expects at registration.', secret: true })
    .default('000000'),
  connectTimeoutMs: milliseconds('How long to wait for the connection.', { min: 100, max: 60_000 }).default(5000),
  replyTimeoutMs: milliseconds('ZVT T3: how long to wait for the answer to a command.', {
    min: 3000,
    max: 15_000,
  }).default(5000),
  idleTimeoutMs: milliseconds(
    'ZVT T4: how long to wait for the next message of a running payment. The terminal says nothing for 120 s ' +
      'while it waits for a PIN.',
    { min: 180_000, max: 900_000 },
  ).default(180_000),
  recoverTimeoutMs: milliseconds(
    'How long the lane goes on asking what became of a payment before a colleague must settle it.',
    {
      min: 500,
      max: 1_800_000,
    },
  ).default(300_000),
  codePage: z
    .enum(['cp437', 'latin1', 'utf8'])
    .meta({ description: 'The character set of the texts that the terminal sends.' })
    .default('cp437'),
});

const printerLayout = {
  columns: z
    .literal([32, 42, 48])
    .meta({
      description: 'Characters of normal size on one line of paper: 42 or 48 on 80 mm, 32 on 58 mm.',
      unit: 'characters',
    })
    .default(42),
  codePage: z
    .enum(['cp437', 'cp850', 'cp852', 'cp858', 'cp865', 'cp1252', 'cp1257'])
    .meta({ description: 'The character set that the printer is set to for a receipt; cp858 has the euro sign.' })
    .default('cp858'),
  cutter: flag('The printer cuts the paper by itself.').default(true),
};

const printerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('escpos-tcp').meta({ description: 'An ESC/POS printer in the network.' }),
    host: host('The address of the printer, for escpos-tcp.'),
    port: whole('The port of the printer, for escpos-tcp.', PORT_FIXED).default(9100),
    ...printerLayout,
  }),
  z.strictObject({
    kind: z.literal('escpos-serial').meta({ description: 'An ESC/POS printer on a serial port.' }),
    path: serialPath,
    baudRate,
    format,
    ...printerLayout,
  }),
]);

/** What is connected to the lane; null where there is none. */
export const devicesSchema = z
  .strictObject({
    scanner: scannerSchema.nullable().meta({ description: 'The barcode scanner.' }).default(null),
    terminal: terminalSchema.nullable().meta({ description: 'The card terminal.' }).default(null),
    printer: printerSchema.nullable().meta({ description: 'The receipt printer.' }).default(null),
  })
  .prefault({});
