/**
 * Goal: a serial scanner delivers each read once, notices every unplug, comes back by itself, and leaves nothing
 * behind. Method: the real driver over the real serial binding on kernel pseudo-terminals; the plug is pulled while the
 * line is idle, while bytes flow, and at the moment of opening, many times over.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DeviceState } from '#drivers/device.ts';
import type { DiscardReason } from '#drivers/scanner/scanner.ts';
import { SCAN_FRAMINGS } from '#drivers/scanner/scan-framing.ts';
import { SerialScanner, type SerialScannerOptions } from '#drivers/scanner/serial-scanner.ts';
import { ScannerSimulator, type ScannerSimulatorOptions } from '#drivers/simulators/scanner-simulator.ts';
import { SerialTransport } from '#drivers/transport/serial-transport.ts';
import { temporaryFolder, until } from './device-helpers.ts';

const QUICK_BACKOFF = { firstMs: 5, factor: 2, maxMs: 20, jitter: 0.2 };

function simulate(options: Partial<ScannerSimulatorOptions> = {}): ScannerSimulator {
  const simulator = new ScannerSimulator({ path: join(temporaryFolder(), 'scanner'), ...options });
  onTestFinished(() => simulator.close());
  return simulator;
}

function scannerAt(path: string, options: Partial<SerialScannerOptions> = {}) {
  const scanner = new SerialScanner({
    deviceId: 'scanner-1',
    transport: () => new SerialTransport({ path, baudRate: 9600 }),
    framing: 'cr',
    symbologyIdentifiers: false,
    backoff: QUICK_BACKOFF,
    ...options,
  });
  const reads: string[] = [];
  const discarded: DiscardReason[] = [];
  const states: DeviceState[] = [];
  scanner.onScan((scan) => reads.push(scan.text));
  scanner.onDiscarded((reason) => discarded.push(reason));
  scanner.onState((state) => states.push(state));
  onTestFinished(() => scanner.close());
  return { scanner, reads, discarded, states };
}

describe('reads over a real serial line', () => {
  it.each(SCAN_FRAMINGS)('come out whole with %s framing, also byte by byte', async (framing) => {
    const simulator = simulate({ framing });
    const { scanner, reads, discarded } = scannerAt(simulator.path, { framing, idleGapMs: 100 });
    await scanner.open();
    expect(scanner.state).toEqual({ state: 'ready' });
    simulator.scan('4006381333931');
    await until('the first read is there', () => reads.length === 1);
    await simulator.scanInPieces(']C1010400638133393110AB\x1d21X');
    await until('the second read is there', () => reads.length === 2);
    expect(reads).toEqual(['4006381333931', ']C1010400638133393110AB\x1d21X']);
    expect(discarded).toEqual([]);
  });

  it('keep their AIM identifiers, and one without is reported', async () => {
    const simulator = simulate({ symbologyIdentifiers: true });
    const { scanner, reads, discarded } = scannerAt(simulator.path, { symbologyIdentifiers: true });
    await scanner.open();
    for (const label of ['4006381333931', '96385074', '036000291452', 'HELLO', ']Q1https://id.example/01/1']) {
      simulator.scan(label);
    }
    simulator.sendBytes(Buffer.from('4006381333931\r'));
    await until('all is read', () => reads.length === 5 && discarded.length === 1);
    expect(reads).toEqual([
      ']E04006381333931',
      ']E496385074',
      ']E00036000291452',
      ']C0HELLO',
      ']Q1https://id.example/01/1',
    ]);
    expect(discarded).toEqual(['no-symbology-identifier']);
  });

  it('go on after half a read, garbage, and 8 kB without an end', async () => {
    const simulator = simulate();
    const { scanner, reads, discarded } = scannerAt(simulator.path);
    await scanner.open();
    simulator.sendBytes(Buffer.from('40063'));
    await until('half a read is given up', () => discarded.length === 1);
    simulator.scan('96385074');
    simulator.sendBytes(Buffer.alloc(8192, 'x'));
    simulator.scan('');
    simulator.sendBytes(Uint8Array.of(0, 0, 0x7f));
    simulator.scan('4006381333931');
    await until('both reads are there', () => reads.length === 2);
    expect(reads).toEqual(['96385074', '4006381333931']);
    expect(discarded).toEqual(['unfinished', 'too-long', 'noise']);
    expect(scanner.state).toEqual({ state: 'ready' });
  });

  it('are acknowledged and beeped for when they are good, and only then', async () => {
    const simulator = simulate();
    const { scanner, reads, discarded } = scannerAt(simulator.path, { acknowledge: true, beep: 'good-read' });
    await scanner.open();
    simulator.sendBytes(Buffer.from(`${'9'.repeat(600)}\r`));
    simulator.scan('96385074');
    await until('the read is there and answered', () => reads.length === 1 && simulator.received.length >= 2);
    expect([...simulator.received]).toEqual([0x06, 0x42]);
    expect(discarded).toEqual(['too-long']);
  });
});

describe('a scanner that is unplugged', () => {
  it('while idle: is offline at once and reads again after the replug, 20 times', async () => {
    const simulator = simulate();
    const { scanner, reads } = scannerAt(simulator.path);
    await scanner.open();
    for (let round = 1; round <= 20; round++) {
      simulator.unplug();
      await until(`unplug ${round} is noticed`, () => scanner.state.state === 'offline', 1_500);
      simulator.plug();
      await until(`replug ${round} is noticed`, () => scanner.state.state === 'ready');
      simulator.scan(`label ${round}`);
      await until(`the read of round ${round} is there`, () => reads.length === round);
    }
    expect(reads.at(-1)).toBe('label 20');
  });

  it('while bytes flow: is noticed every time, 40 times', async () => {
    const simulator = simulate();
    const { scanner, reads } = scannerAt(simulator.path);
    await scanner.open();
    for (let round = 1; round <= 40; round++) {
      const before = reads.length;
      for (let index = 0; index < 200; index++) simulator.scan('4006381333931');
      if (round % 2 === 0) await until('bytes flow', () => reads.length > before);
      simulator.unplug();
      await until(`unplug ${round} is noticed`, () => scanner.state.state === 'offline', 900);
      simulator.plug();
      await until(`replug ${round} is noticed`, () => scanner.state.state === 'ready');
    }
    expect(new Set(reads)).toEqual(new Set(['4006381333931']));
  });

  it('at the moment of opening: ends up offline or ready, never in between', async () => {
    const simulator = simulate();
    for (let round = 1; round <= 20; round++) {
      simulator.plug();
      const { scanner } = scannerAt(simulator.path);
      const opening = scanner.open();
      simulator.unplug();
      await opening;
      await until('the unplug is noticed', () => scanner.state.state === 'offline');
      simulator.plug();
      await until('it comes back', () => scanner.state.state === 'ready');
      await scanner.close();
    }
  });

  it('tells each change of state in order', async () => {
    const simulator = simulate();
    const { scanner, states } = scannerAt(simulator.path);
    await scanner.open();
    simulator.unplug();
    await until('the unplug is noticed', () => states.some((each) => each.state === 'offline'));
    simulator.plug();
    await until('it is back', () => scanner.state.state === 'ready');
    await scanner.close();
    await until('the end is told', () => states.at(-1)?.state === 'closed');
    const names = states.map((each) => each.state).filter((name, index, all) => name !== all[index - 1]);
    expect(names.slice(0, 3)).toEqual(['opening', 'ready', 'offline']);
    expect(names.slice(-3)).toEqual(['opening', 'ready', 'closed']);
  });
});

describe('a port that cannot be opened', () => {
  it('is offline with a hint when it is not there, and ready when it appears', async () => {
    const path = join(temporaryFolder(), 'scanner');
    const { scanner } = scannerAt(path);
    await scanner.open();
    expect(scanner.state.state).toBe('offline');
    expect(JSON.stringify(scanner.state)).toContain('plugged in');
    const simulator = simulate({ path });
    await until('it is ready', () => scanner.state.state === 'ready');
    expect(simulator.plugged).toBe(true);
  });

  it('is faulted when another program has it, and ready when that lets go', async () => {
    const simulator = simulate();
    const other = new SerialTransport({ path: simulator.path, baudRate: 9600 });
    await other.open();
    const { scanner } = scannerAt(simulator.path);
    await scanner.open();
    expect(scanner.state.state).toBe('faulted');
    expect(JSON.stringify(scanner.state)).toContain('another program');
    await other.close();
    await until('it is ready', () => scanner.state.state === 'ready');
  });

  it('is faulted when it is no serial port', async () => {
    const { scanner } = scannerAt('/dev/null');
    await scanner.open();
    expect(scanner.state.state).toBe('faulted');
    expect(JSON.stringify(scanner.state)).toContain('not a serial port');
  });
});

describe('close()', () => {
  it('frees the port, may be called twice, and the scanner may be opened again', async () => {
    const simulator = simulate();
    const { scanner, reads } = scannerAt(simulator.path);
    await Promise.all([scanner.open(), scanner.open()]);
    await Promise.all([scanner.close(), scanner.close()]);
    expect(scanner.state).toEqual({ state: 'closed' });
    const other = new SerialTransport({ path: simulator.path, baudRate: 9600 });
    await other.open();
    await other.close();
    await scanner.open();
    simulator.scan('96385074');
    await until('it reads again', () => reads.length === 1);
  });

  it('leaves nothing that keeps the process alive, whatever state it was in', async () => {
    const program = fileURLToPath(new URL('./scanner-leftovers.ts', import.meta.url));
    const child = spawn(process.execPath, [program, temporaryFolder()], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (text) => (output += String(text)));
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(output.trim()).toBe('done');
    expect(code).toBe(0);
  });
});
