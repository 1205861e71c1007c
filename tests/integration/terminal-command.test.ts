// Goal: `handrail terminal` can be trusted by a program that calls it: one JSON object a line, exit codes that mean
// something, and never two charges for one payment, not even when the process is killed anywhere in the middle. Method:
// the real command in a process of its own, with a journal file, against a simulated terminal on a real port.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { type Behaviour, POINTS } from '#drivers/simulators/zvt/behaviour.ts';
import { openLaneJournal } from '#kiosk/host/journal-adapter.ts';
import { ZvtSimulator } from '#drivers/simulators/zvt/zvt-simulator.ts';
import { until } from './payment-bench.ts';

const HANDRAIL = fileURLToPath(new URL('../../kiosk/host/bin/handrail.mjs', import.meta.url));

interface Ran {
  readonly code: number | null;
  readonly lines: readonly Record<string, unknown>[];
  readonly stdout: string;
  readonly stderr: string;
  readonly outcome: Record<string, unknown> | undefined;
}

class Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;

  constructor(args: readonly string[]) {
    this.child = spawn(process.execPath, [HANDRAIL, 'terminal', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    this.child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code) => {
        const whole = stdout.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'));
        const lines = whole.map((line) => JSON.parse(line) as Record<string, unknown>);
        resolve({ code, lines, stdout, stderr, outcome: lines.findLast(({ event }) => event === 'outcome') });
      });
    });
  }
}

function run(...args: readonly string[]): Promise<Ran> {
  return new Running(args).ended;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'handrail-terminal-'));
  folders.push(folder);
  return folder;
}

async function withTerminal(
  behaviour: Partial<Behaviour>,
  work: (simulator: ZvtSimulator, at: readonly string[], charge: readonly string[]) => Promise<void>,
): Promise<void> {
  const simulator = await ZvtSimulator.start({ behaviour });
  const journal = join(freshFolder(), 'journal.sqlite');
  const at = ['--url', `zvt+tcp://127.0.0.1:${simulator.port}`, '--journal', journal, '--json'];
  try {
    await work(simulator, at, [...at, '--amount', '10.10', '--currency', 'EUR']);
  } finally {
    await simulator.stop();
  }
}

describe('pay', () => {
  test('approved: status lines, then one outcome, exit code 0', async () => {
    await withTerminal({ auto: 'approve', autoDelayMs: 20 }, async (simulator, _, charge) => {
      const ran = await run('pay', ...charge);
      expect(ran.code).toBe(0);
      expect(ran.lines.at(-1)).toMatchObject({ event: 'outcome', outcome: 'approved', amount: 1010, currency: 'EUR' });
      expect(ran.lines.slice(0, -1).every(({ event }) => event === 'status')).toBe(true);
      expect(ran.lines).toContainEqual({ event: 'status', step: 'present-card' });
      expect(simulator.booked).toHaveLength(1);
    });
  });

  test('for a person: sentences', async () => {
    await withTerminal({ auto: 'approve', autoDelayMs: 20 }, async (_, __, charge) => {
      const ran = await run('pay', ...charge.filter((word) => word !== '--json'));
      expect(ran.stdout).toContain('Present the card.');
      expect(ran.stdout).toContain('Approved: 10.10 EUR, Debit Mastercard ending in 4242.');
    });
  });

  test.each([
    { auto: 'decline', outcome: 'declined' },
    { auto: 'stop', outcome: 'cancelled' },
    { auto: 'unreadable', outcome: 'failed' },
  ] as const)('$outcome: exit code 1', async ({ auto, outcome }) => {
    await withTerminal({ auto, autoDelayMs: 20 }, async (simulator, _, charge) => {
      const ran = await run('pay', ...charge);
      expect(ran.code).toBe(1);
      expect(ran.outcome).toMatchObject({ outcome, amount: 1010 });
      expect(simulator.booked).toEqual([]);
    });
  });

  test('Ctrl-C asks the terminal to stop, and waits for what comes of it', async () => {
    await withTerminal({}, async (simulator, _, charge) => {
      const running = new Running(['pay', ...charge]);
      await until(() => simulator.screen === 'present-card', 'the terminal wants a card');
      running.child.kill('SIGINT');
      const ran = await running.ended;
      expect(ran.outcome).toMatchObject({ outcome: 'cancelled', reason: 'lane-cancelled' });
      expect(ran.code).toBe(1);
    });
  });

  test('Ctrl-C before anything was sent charges nothing', async () => {
    await withTerminal({ auto: 'approve', answerDelayMs: 300 }, async (simulator, _, charge) => {
      const running = new Running(['pay', ...charge]);
      await until(() => simulator.commands.includes('0600'), 'the lane registers');
      running.child.kill('SIGINT');
      const ran = await running.ended;
      expect(ran).toMatchObject({ code: 1, outcome: { outcome: 'cancelled', reason: 'lane-cancelled' } });
      expect(simulator.commands).not.toContain('0601');
    });
  });

  test('unknown: exit code 3; nothing more is charged until a person has decided', async () => {
    const behaviour = { auto: 'approve', autoDelayMs: 20, repeatReceipt: 'unknown' } as const;
    await withTerminal(behaviour, async (simulator, at, charge) => {
      simulator.plant({ kind: 'drop', at: 'result-sent' });
      const patience = ['--recover-timeout', '2'];
      const first = await run('pay', ...charge, ...patience);
      expect(first.code).toBe(3);
      expect(first.outcome).toMatchObject({ outcome: 'unknown', amount: 1010 });

      const second = await run('pay', ...charge, ...patience);
      expect(second.code).toBe(3);
      expect(second.lines).toContainEqual(expect.objectContaining({ event: 'recovered', outcome: 'unknown' }));
      expect(second.outcome).toMatchObject({ outcome: 'unknown', started: false });
      expect(simulator.commands.filter((command) => command === '0601')).toHaveLength(1);

      const recovered = await run('recover', ...at, ...patience);
      expect(recovered.code).toBe(3);

      const journal = at.slice(2, 5);
      const attempt = String(recovered.outcome?.['attemptId']);
      const decided = await run('decide', ...journal, '--attempt', attempt, '--paid', '--attendant', 'Ada');
      expect(decided).toMatchObject({ code: 0, outcome: { outcome: 'approved' } });
      expect((await run('decide', ...journal, '--attempt', attempt, '--paid', '--attendant', 'Ada')).code).toBe(2);
      simulator.behaviour.repeatReceipt = 'normal';
      expect((await run('pay', ...charge)).code).toBe(0);
    });
  }, 180_000);
});

describe('bad usage: exit code 2, and nothing was charged', () => {
  test.each([
    ['no arguments', []],
    ['another scheme', ['--url', 'http://127.0.0.1:1']],
    ['a port that is none', ['--url', 'zvt+tcp://127.0.0.1:99999']],
    ['an amount that is none', ['--amount', '10,10']],
    ['an amount of nothing', ['--amount', '0']],
    ['a negative amount', ['--amount=-1']],
    ['too many decimals', ['--amount', '1.001']],
    ['a currency that is none', ['--currency', 'XXX']],
    ['a time that is none', ['--recover-timeout', 'soon']],
    ['a password of letters', ['--password', 'secret']],
    ['a folder that is not there', ['--journal', '/nowhere/at/all.sqlite']],
  ])('%s', async (_, wrong) => {
    const right = [
      '--url',
      'zvt+tcp://127.0.0.1:1',
      '--amount',
      '1',
      '--currency',
      'EUR',
      '--journal',
      join(freshFolder(), 'j'),
    ];
    const ran = await run('pay', ...(wrong.length === 0 ? [] : [...right, ...wrong]));
    expect(ran.code).toBe(2);
    expect(ran.stderr).not.toBe('');
    expect(ran.stderr).not.toContain('internal fault');
    expect(ran.stdout).toBe('');
  });
});

test('a file that is no journal is refused, and left as it is', async () => {
  const folder = freshFolder();
  const file = join(folder, 'letter.txt');
  writeFileSync(file, 'Dear customer, '.repeat(100));
  const at = ['--url', 'zvt+tcp://127.0.0.1:1', '--journal', file];
  for (const words of [
    ['pay', ...at, '--amount', '1', '--currency', 'EUR'],
    ['recover', ...at],
  ]) {
    const ran = await run(...words);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('not a journal');
    expect(readdirSync(folder)).toEqual(['letter.txt']);
  }
});

test('an outcome that cannot be written down is in the exit code all the same', async () => {
  await withTerminal({ auto: 'approve', autoDelayMs: 20 }, async (simulator, _, charge) => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [HANDRAIL, 'terminal', 'pay', ...charge], {
      stdio: ['ignore', full, 'ignore'],
    });
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(0);
    expect(simulator.booked).toHaveLength(1);
  });
});

describe('recover', () => {
  test('a journal without payments has nothing open', async () => {
    await withTerminal({}, async (_, at) => {
      const journal = await openLaneJournal(at.at(3) ?? '', { workstationId: 'terminal' });
      await journal.close();
      const ran = await run('recover', ...at);
      expect(ran).toMatchObject({ code: 0, lines: [{ event: 'nothing-open' }] });
    });
  });

  test('an outcome that nobody read is told again', async () => {
    await withTerminal({ auto: 'decline', autoDelayMs: 20 }, async (_, at, charge) => {
      await run('pay', ...charge);
      const ran = await run('recover', ...at);
      expect(ran.code).toBe(1);
      expect(ran.outcome).toMatchObject({ outcome: 'declined', reason: 'card-declined', settled: 'earlier' });
    });
  });
});

describe('killed in the middle', { timeout: 180_000 }, () => {
  async function killAndRecover(
    tillLost: Behaviour['tillLost'],
    kill: (running: Running, simulator: ZvtSimulator) => Promise<void>,
  ): Promise<void> {
    await withTerminal({ auto: 'approve', autoDelayMs: 60, tillLost }, async (simulator, at, charge) => {
      expect((await run('pay', ...charge)).code).toBe(0);
      const before = simulator.booked.length;
      simulator.passed.length = 0;
      const running = new Running(['pay', ...charge]);
      await kill(running, simulator);
      running.child.kill('SIGKILL');
      const killed = await running.ended;

      const ran = await run('recover', ...at, '--recover-timeout', '60');
      const charged = simulator.booked.length - before;
      expect(charged).toBeLessThanOrEqual(1);
      if (simulator.passed.length > 0) {
        expect(ran.code).toBe(charged === 1 ? 0 : 1);
        expect(ran.outcome?.['outcome'] === 'approved').toBe(charged === 1);
      }
      // What was said before the kill still holds.
      if (killed.outcome !== undefined) expect(killed.outcome['outcome']).toBe(ran.outcome?.['outcome']);
      expect((await run('recover', ...at)).outcome?.['outcome']).toBe(ran.outcome?.['outcome']);
    });
  }

  test.concurrent.each(POINTS)(
    'at %s, and the terminal finishes: the payment is found, and was charged once',
    async (point) => {
      await killAndRecover('finish', (_, simulator) => until(() => simulator.passed.includes(point), point, 40_000));
    },
  );

  test.concurrent.each(['charge-accepted', 'card-presented', 'result-sent'] as const)(
    'at %s, and the terminal gives up: nothing was charged, and that is known',
    async (point) => {
      await killAndRecover('give-up', (_, simulator) => until(() => simulator.passed.includes(point), point, 40_000));
    },
  );

  test.concurrent.each([0.2, 0.35, 0.5, 0.65, 0.8, 0.95])(
    'after %d of the time that a payment takes: the outcome agrees with the terminal',
    async (share) => {
      const typicalMs = 900;
      await killAndRecover('finish', async (running) => {
        const { promise, resolve } = Promise.withResolvers<void>();
        setTimeout(resolve, typicalMs * share);
        await Promise.race([promise, running.ended]);
      });
    },
  );
});
