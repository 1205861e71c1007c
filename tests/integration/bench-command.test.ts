/**
 * Goal: the benches can gate: their figures come in the promised form, an unknown name is refused before anything
 * runs, and a run leaves nothing behind, not even when it is interrupted.
 * Method: the command itself, with the quickest benches; statistics and wording by examples.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BENCHES } from '#tests/bench/benches.ts';
import { BUDGETS } from '#tests/bench/budgets.ts';
import { isSteady, quantile, quantiles, rounded } from '#tests/bench/statistics.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { until } from '#tests/support/until.ts';

const PROGRAM = fileURLToPath(new URL('../bench/run.mjs', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[], env = process.env): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  return { child, ended: once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr })) };
}

const run = (args: readonly string[]): Promise<Ended> => start(args).ended;

describe('the command', () => {
  it('names every bench with its question', async () => {
    const { code, stdout } = await run(['--list']);
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(BENCHES.length);
    for (const { name, question } of BENCHES) expect(stdout).toContain(`${name.padEnd(18)} ${question}`);
  });

  it.each([[['--only', 'scan-to-lien']], [['--only', 'decode,nothing']], [['--jsno']], [['decode']]])(
    'refuses %j, says what there is, and runs nothing',
    async (args) => {
      const { code, stdout, stderr } = await run(args);
      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/^bench: .+/);
    },
  );

  it('prints one object a line for a program, and its exit code is whether all aims were met', async () => {
    const { code, stdout } = await run(['--json', '--only', 'decode']);
    const [line = '', ...more] = stdout.trim().split('\n');
    expect(more).toEqual([]);
    const figures = JSON.parse(line) as Record<string, unknown>;
    expect(figures).toMatchObject({
      bench: 'decode',
      unit: 'µs',
      p50: expect.any(Number),
      p95: expect.any(Number),
      p99: expect.any(Number),
      floor: { p50: expect.any(Number), p95: expect.any(Number) },
      ratio: expect.any(Number),
      aim: BUDGETS['decode']?.aim,
      ok: expect.any(Boolean),
    });
    expect(code).toBe(figures['ok'] === true ? 0 : 1);
  });

  it('leaves no process and no folder behind when it is interrupted', async () => {
    const folder = temporaryDirectory();
    const { child, ended } = start(['--only', 'scan-to-durable'], { ...process.env, TMPDIR: folder });
    const journal = (): string | undefined =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) => name.endsWith('journal.db'));
    await until('a lane is at work', journal);
    child.kill('SIGINT');
    // The pipes of the lane are this command's too: they close when both are gone.
    expect((await ended).code).toBe(130);
    expect(readdirSync(folder).filter((name) => name.startsWith('handrail-'))).toEqual([]);
  });
});

describe('the figures', () => {
  it('are nearest ranks', () => {
    const samples = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(quantiles(samples)).toEqual({ p50: 50, p95: 95, p99: 99 });
    expect(quantile([7], 0.99)).toBe(7);
    expect(() => quantile([], 0.5)).toThrow('nothing was measured');
  });

  it.each([
    [0.012345, 0.0123],
    [1.2345, 1.23],
    [123.45, 123],
    [1234.5, 1235],
    [0, 0],
  ])('say three digits that mean something: %f is %f', (value, said) => {
    expect(rounded(value)).toBe(said);
  });

  it('tell a machine that was busy from one that was not', () => {
    expect(isSteady([1, 1.1, 0.9, 1, 1.05, 1])).toBe(true);
    expect(isSteady([1, 1, 1, 2, 2, 2])).toBe(false);
  });

  it('have an aim each, with a reason', () => {
    expect(Object.keys(BUDGETS).toSorted()).toEqual(BENCHES.map(({ name }) => name).toSorted());
    for (const { reason } of Object.values(BUDGETS)) expect(reason).toMatch(/\w/);
  });
});
