/**
 * Goal: whatever happens to a receipt printer, before, in the middle or at the end of a job, the outcome says truly
 * whether the receipt came out and whether printing had begun; no job is printed twice; the printer comes back by
 * itself. Method: the real driver over real sockets and kernel pseudo-terminals, against a printer that reads the bytes
 * by Epson's reference and misbehaves on demand.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EscPosPrinter } from '#drivers/printer/escpos/driver.ts';
import type { PrintJob, PrinterStatus } from '#drivers/printer/pos-printer.ts';
import { PrinterSimulator, type PrinterSimulatorOptions } from '#drivers/simulators/printer-simulator.ts';
import { SerialTransport } from '#drivers/transport/serial-transport.ts';
import { TcpTransport } from '#drivers/transport/tcp-transport.ts';
import { temporaryFolder, until } from './device-helpers.ts';

const QUICK_BACKOFF = { firstMs: 5, factor: 2, maxMs: 20, jitter: 0.2 };
/** Slow enough for a test to act in the middle of a job. */
const SLOW_LINE_MS = 20;

const RECEIPT: PrintJob = {
  lines: [
    { kind: 'text', text: 'Hilltop Market', style: { align: 'centre', bold: true, size: 'double' } },
    { kind: 'rule' },
    { kind: 'columns', left: 'Sødmælk', right: '12,95' },
    { kind: 'columns', left: 'Total', right: '€ 12,95' },
    { kind: 'qr', data: 'https://r.example/1' },
  ],
};
const RECEIPT_LINES = [
  '          Hilltop Market',
  '-'.repeat(48),
  `Sødmælk${' '.repeat(36)}12,95`,
  `Total${' '.repeat(36)}€ 12,95`,
  '[QR] https://r.example/1',
];

const longJob = (name: string): PrintJob => ({
  lines: Array.from({ length: 60 }, (_, index) => ({ kind: 'text', text: `${name} line ${index}` })),
});

async function simulate(options: Partial<PrinterSimulatorOptions> = {}): Promise<PrinterSimulator> {
  const simulator = new PrinterSimulator({ at: { tcpPort: 0 }, ...options });
  await simulator.plug();
  onTestFinished(() => simulator.unplug());
  return simulator;
}

function printerAt(simulator: PrinterSimulator) {
  const address = simulator.address;
  const printer = new EscPosPrinter({
    deviceId: 'printer-1',
    columns: 48,
    transport: () =>
      'path' in address
        ? new SerialTransport({ path: address.path, baudRate: 115200 })
        : new TcpTransport({ host: address.host, port: address.port }),
    backoff: QUICK_BACKOFF,
  });
  const statuses: PrinterStatus[] = [];
  printer.onStatus((status) => statuses.push(status));
  onTestFinished(() => printer.close());
  return { printer, statuses };
}

const PLACES = [
  ['a TCP socket', () => ({ tcpPort: 0 })],
  ['a serial line', () => ({ path: join(temporaryFolder(), 'printer') })],
] as const;

describe.each(PLACES)('a printer on %s', (_, place) => {
  it('prints a receipt and says that it came out', async () => {
    const simulator = await simulate({ at: place() });
    const { printer } = printerAt(simulator);
    await printer.open();
    expect(printer.state).toEqual({ state: 'ready' });
    expect(printer.status).toEqual({ online: true, coverOpen: false, paper: 'ok', error: false });
    expect(await printer.print(RECEIPT)).toEqual({ printed: true });
    expect(simulator.receipts.map((receipt) => receipt.lines)).toEqual([RECEIPT_LINES]);
    expect(simulator.receipts[0]?.qrCodes).toEqual(['https://r.example/1']);
    expect(printer.state).toEqual({ state: 'ready' });
  });

  it('that is unplugged while idle is offline at once and prints again after the replug, 15 times', async () => {
    const simulator = await simulate({ at: place() });
    const { printer } = printerAt(simulator);
    await printer.open();
    for (let round = 1; round <= 15; round++) {
      await simulator.unplug();
      await until(`unplug ${round} is noticed`, () => printer.state.state === 'offline', 1_500);
      expect(printer.status.online).toBe(false);
      expect(await printer.print(RECEIPT)).toEqual({ printed: false, cause: 'offline', started: false });
      await simulator.plug();
      await until(`replug ${round} is noticed`, () => printer.state.state === 'ready');
      expect(await printer.print(RECEIPT)).toEqual({ printed: true });
    }
    expect(simulator.receipts).toHaveLength(15);
  });

  it('that is unplugged in the middle of a job says that it had begun, and never prints it again by itself', async () => {
    const simulator = await simulate({ at: place(), lineDelayMs: SLOW_LINE_MS });
    const { printer } = printerAt(simulator);
    await printer.open();
    const outcome = printer.print(longJob('first'));
    await until('some of it is printed', () => simulator.uncutLines.length > 3);
    await simulator.unplug();
    expect(await outcome).toEqual({ printed: false, cause: 'offline', started: true });
    await simulator.plug();
    await until('it is back', () => printer.state.state === 'ready');
    expect(await printer.print(RECEIPT)).toEqual({ printed: true });
    expect(simulator.receipts).toHaveLength(1);
    const lines = simulator.receipts[0]?.lines ?? [];
    expect(lines.filter((line) => line === 'first line 0')).toHaveLength(1);
    expect(lines.slice(-RECEIPT_LINES.length)).toEqual(RECEIPT_LINES);
  });
});

describe('a printer without paper', () => {
  it('is faulted, prints nothing, and is ready when there is paper again', async () => {
    const simulator = await simulate();
    simulator.setPaper('end');
    const { printer } = printerAt(simulator);
    await printer.open();
    expect(printer.state).toEqual({ state: 'faulted', detail: 'no paper' });
    expect(await printer.print(RECEIPT)).toEqual({ printed: false, cause: 'paper-end', started: false });
    simulator.setPaper('ok');
    await until('it is ready', () => printer.state.state === 'ready');
    expect(simulator.uncutLines).toEqual([]);
    expect(await printer.print(RECEIPT)).toEqual({ printed: true });
    expect(simulator.receipts.map((receipt) => receipt.lines)).toEqual([RECEIPT_LINES]);
  });

  it('in the middle of a job says so, and the rest does not come out later', async () => {
    const simulator = await simulate({ lineDelayMs: 2 });
    const { printer } = printerAt(simulator);
    await printer.open();
    simulator.endPaperAfter(10);
    expect(await printer.print(longJob('first'))).toEqual({ printed: false, cause: 'paper-end', started: true });
    expect(printer.state).toEqual({ state: 'faulted', detail: 'no paper' });
    expect(await printer.print(RECEIPT)).toEqual({ printed: false, cause: 'paper-end', started: false });
    simulator.setPaper('ok');
    await until('it is ready', () => printer.state.state === 'ready');
    expect(await printer.print(RECEIPT)).toEqual({ printed: true });
    expect(simulator.receipts).toHaveLength(1);
    const lines = simulator.receipts[0]?.lines ?? [];
    expect(lines.filter((line) => line.startsWith('first'))).toHaveLength(10);
    expect(lines.slice(-RECEIPT_LINES.length)).toEqual(RECEIPT_LINES);
  });

  it('is announced while there is still some', async () => {
    const simulator = await simulate();
    const { printer, statuses } = printerAt(simulator);
    await printer.open();
    simulator.setPaper('near-end');
    await until('it is announced', () => statuses.at(-1)?.paper === 'near-end');
    expect(printer.state).toEqual({ state: 'ready' });
    expect(await printer.print(RECEIPT)).toEqual({ printed: true });
  });
});

describe('a printer whose cover is opened', () => {
  it('before a job prints nothing', async () => {
    const simulator = await simulate();
    const { printer } = printerAt(simulator);
    await printer.open();
    simulator.setCoverOpen(true);
    expect(await printer.print(RECEIPT)).toEqual({ printed: false, cause: 'cover-open', started: false });
    simulator.setCoverOpen(false);
    expect(await printer.print(RECEIPT)).toEqual({ printed: true });
  });

  it('in the middle of a job says so', async () => {
    const simulator = await simulate({ lineDelayMs: SLOW_LINE_MS });
    const { printer } = printerAt(simulator);
    await printer.open();
    const outcome = printer.print(longJob('first'));
    await until('some of it is printed', () => simulator.uncutLines.length > 3);
    simulator.setCoverOpen(true);
    expect(await outcome).toEqual({ printed: false, cause: 'cover-open', started: true });
    simulator.setCoverOpen(false);
    await until('it is ready', () => printer.state.state === 'ready');
    expect(simulator.receipts).toHaveLength(0);
  });
});

describe('a printer that does not answer', () => {
  it('at all is offline, and ready when it answers', async () => {
    const simulator = await simulate();
    simulator.setSilent(true);
    const { printer } = printerAt(simulator);
    await printer.open();
    expect(printer.state.state).toBe('offline');
    expect(JSON.stringify(printer.state)).toContain('no answer to a status question');
    expect(await printer.print(RECEIPT)).toEqual({ printed: false, cause: 'offline', started: false });
    simulator.setSilent(false);
    await until('it is ready', () => printer.state.state === 'ready');
  });

  it('any more, while idle, is noticed by the heartbeat', async () => {
    const simulator = await simulate();
    const { printer } = printerAt(simulator);
    await printer.open();
    simulator.setSilent(true);
    await until('the silence is noticed', () => printer.state.state === 'offline');
  });

  it('any more, in the middle of a job: begun, not known to be printed', async () => {
    const simulator = await simulate({ lineDelayMs: SLOW_LINE_MS });
    const { printer } = printerAt(simulator);
    await printer.open();
    const outcome = printer.print(longJob('first'));
    await until('some of it is printed', () => simulator.uncutLines.length > 3);
    simulator.setSilent(true);
    expect(await outcome).toEqual({ printed: false, cause: 'offline', started: true });
  });

  it('in line, but in real time, is watched instead', async () => {
    const simulator = await simulate();
    simulator.setAnswersInLine(false);
    const { printer } = printerAt(simulator);
    await printer.open();
    expect(await printer.print(RECEIPT)).toEqual({ printed: true });
    simulator.endPaperAfter(10);
    expect(await printer.print(longJob('second'))).toEqual({ printed: false, cause: 'paper-end', started: true });
  });
});

describe('a printer that is hard to reach', () => {
  it('is offline with a hint when nothing listens there', async () => {
    const simulator = await simulate();
    await simulator.unplug();
    const { printer } = printerAt(simulator);
    await printer.open();
    expect(printer.state.state).toBe('offline');
    expect(JSON.stringify(printer.state)).toContain('nothing listens there');
  });

  it('is offline while another computer has it, and ready when that lets go', async () => {
    const simulator = await simulate();
    const address = simulator.address;
    if ('path' in address) throw new Error('a TCP printer is wanted here');
    const other = connect(address.port, address.host);
    await once(other, 'connect');
    const { printer } = printerAt(simulator);
    await printer.open();
    expect(printer.state.state).toBe('offline');
    other.destroy();
    await until('it is ready', () => printer.state.state === 'ready');
  });

  it('goes on printing when the line brings garbage', async () => {
    const simulator = await simulate();
    const { printer } = printerAt(simulator);
    await printer.open();
    const garbage = [
      [0xff, 0x92, 0x8f],
      [0x10, 0x00, 0x10, 0xff],
      [0x37, 0x41, 0x00, 0x03],
      // Looks like the start of a status, which then takes the next answers in.
      [0x10, 0x00],
    ];
    for (const bytes of garbage) {
      simulator.sendBytes(Uint8Array.from(bytes));
      expect(await printer.print(RECEIPT)).toEqual({ printed: true });
    }
    expect(simulator.receipts).toHaveLength(garbage.length);
  });
});

describe('print()', () => {
  it('refuses a second job while one is being printed', async () => {
    const simulator = await simulate({ lineDelayMs: 5 });
    const { printer } = printerAt(simulator);
    await printer.open();
    const first = printer.print(RECEIPT);
    await expect(printer.print(RECEIPT)).rejects.toMatchObject({ name: 'DeviceError', code: 'busy' });
    expect(await first).toEqual({ printed: true });
    expect(simulator.receipts).toHaveLength(1);
  });

  it('ends when the printer is closed in the middle', async () => {
    const simulator = await simulate({ lineDelayMs: SLOW_LINE_MS });
    const { printer } = printerAt(simulator);
    await printer.open();
    const outcome = printer.print(longJob('first'));
    await until('some of it is printed', () => simulator.uncutLines.length > 3);
    await printer.close();
    expect(await outcome).toEqual({ printed: false, cause: 'offline', started: true });
    expect(printer.state).toEqual({ state: 'closed' });
  });

  it('before open() says that the printer is offline', async () => {
    const { printer } = printerAt(await simulate());
    expect(await printer.print(RECEIPT)).toEqual({ printed: false, cause: 'offline', started: false });
  });
});

describe('close()', () => {
  it('leaves nothing that keeps the process alive, whatever state it was in', async () => {
    const program = fileURLToPath(new URL('./printer-leftovers.ts', import.meta.url));
    const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (text) => (output += String(text)));
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(output.trim()).toBe('done');
    expect(code).toBe(0);
  });
});
