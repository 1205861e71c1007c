import { availableParallelism, loadavg } from 'node:os';
import type { Bench, Measurement, Result } from './bench.ts';
import { BENCHES } from './benches.ts';
import { BUDGETS } from './budgets.ts';
import { type Options, readOptions, USAGE, UsageError } from './options.ts';
import { failureRow, failureToJson, remarks, tableHead, tableRow, toJson } from './report.ts';
import { BENCH_MS, PREPARATION_MS, Room, within } from './room.ts';
import { isSteady, quantiles } from './statistics.ts';

const EXIT = { ok: 0, missed: 1, usage: 2, interrupted: 130 } as const;

/** Runs the benches that the arguments choose; resolves with the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(
      args,
      BENCHES.map((bench) => bench.name),
    );
    if (options.help) return say(USAGE);
    if (options.list) return say(BENCHES.map(({ name, question }) => `${name.padEnd(18)} ${question}\n`).join(''));
    return await runAll(options);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`bench: ${error.message}\n`);
    return EXIT.usage;
  }
}

function say(text: string): number {
  process.stdout.write(text);
  return EXIT.ok;
}

async function runAll(options: Options): Promise<number> {
  let allMet = true;
  const run = new Room();
  const unlisten = onInterrupt(run);
  if (!options.json) process.stdout.write(`${tableHead()}\n`);
  try {
    for (const bench of BENCHES.filter(({ name }) => options.chosen.includes(name))) {
      allMet = (await runOne(bench, run, options)) && allMet;
    }
  } finally {
    await run.sweep();
    unlisten();
  }
  return allMet ? EXIT.ok : EXIT.missed;
}

/** @returns whether the aim was met */
async function runOne(bench: Bench, run: Room, options: Options): Promise<boolean> {
  try {
    await within(PREPARATION_MS, `preparing ${bench.name}`, bench.prepare?.(run) ?? Promise.resolve());
    const room = new Room();
    run.defer(() => room.sweep());
    try {
      const result = judge(bench, await within(BENCH_MS, bench.name, bench.measure(room, run)));
      return tell(result, options);
    } finally {
      await room.sweep();
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stdout.write(`${options.json ? failureToJson(bench.name, reason) : failureRow(bench.name, reason)}\n`);
    return false;
  }
}

function judge({ name, unit }: Bench, measured: Measurement): Result {
  const budget = BUDGETS[name];
  if (budget === undefined) throw new Error(`no aim is set for ${name}`);
  const { detail = {}, notes = [] } = measured;
  const ours = quantiles(measured.samples);
  const floor = quantiles(measured.floor);
  return {
    bench: name,
    unit,
    ours,
    floor,
    ratio: ours.p50 / floor.p50,
    aim: budget.aim,
    ok: budget.isMet(ours, floor, detail),
    detail,
    notes: [...notes, ...disturbances(measured)],
  };
}

/** What on this machine may have moved the figures. */
function disturbances({ floor }: Measurement): string[] {
  const found: string[] = [];
  if (!isSteady(floor)) found.push('the floor itself was not steady: the machine was busy, read the ratio with care');
  const [load = 0] = loadavg();
  if (load > availableParallelism()) {
    found.push(`load ${load.toFixed(1)} on ${availableParallelism()} processors: others were at work, too`);
  }
  return found;
}

/** @returns whether the aim was met */
function tell(result: Result, { json }: Options): boolean {
  process.stdout.write(`${json ? toJson(result) : tableRow(result)}\n`);
  const notes = json
    ? result.notes.map((note) => `${result.bench}: ${note}`)
    : remarks(result).map((note) => `    ${note}`);
  for (const note of notes) (json ? process.stderr : process.stdout).write(`${note}\n`);
  return result.ok;
}

/** Ctrl-C leaves nothing behind. A second one does not wait. */
function onInterrupt(room: Room): () => void {
  const stop = (): void => {
    unlisten();
    process.stderr.write('bench: interrupted, cleaning up\n');
    void room.sweep().finally(() => process.exit(EXIT.interrupted));
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const unlisten = (): void => {
    for (const signal of signals) process.off(signal, stop);
  };
  for (const signal of signals) process.on(signal, stop);
  return unlisten;
}
