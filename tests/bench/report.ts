import type { Quantiles, Result } from './bench.ts';
import { rounded } from './statistics.ts';

/** One line for a program; the same keys for every bench, and figures beyond them under "detail". */
export function toJson(result: Result): string {
  const { bench, unit, ours, floor, aim, ok, detail } = result;
  return JSON.stringify({
    bench,
    unit,
    p50: rounded(ours.p50),
    p95: rounded(ours.p95),
    p99: rounded(ours.p99),
    floor: { p50: rounded(floor.p50), p95: rounded(floor.p95) },
    ratio: rounded(result.ratio),
    aim,
    ok,
    ...(Object.keys(detail).length === 0 ? {} : { detail: mapped(detail) }),
  });
}

/** A bench that could not be run is a line, too: whoever reads these must not take silence for consent. */
export function failureToJson(bench: string, reason: string): string {
  return JSON.stringify({ bench, ok: false, error: reason });
}

const COLUMNS = ['bench', 'unit', 'p50', 'p95', 'p99', 'floor p50', 'p95', 'ratio', '', 'aim'] as const;
const WIDTHS = [18, 4, 8, 8, 8, 9, 8, 7, 6, 0] as const;
const LEFT = new Set([0, 1, 8, 9]);

export function tableHead(): string {
  return row(COLUMNS);
}

export function tableRow({ bench, unit, ours, floor, ratio, aim, ok }: Result): string {
  const figures = [...three(ours), text(floor.p50), text(floor.p95), text(ratio)];
  return row([bench, unit, ...figures, ok ? 'ok' : 'MISSED', aim]);
}

export function failureRow(bench: string, reason: string): string {
  const [first = '', ...more] = reason.split('\n');
  return [`${bench.padEnd(WIDTHS[0])} FAILED: ${first}`, ...more.map((line) => `    ${line}`)].join('\n');
}

/** What else there is to know of a result, as sentences. */
export function remarks({ detail, notes }: Result): readonly string[] {
  const figures = Object.entries(detail).map(([name, value]) => `${name} ${text(value)}`);
  return figures.length === 0 ? notes : [figures.join(', '), ...notes];
}

function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => (LEFT.has(index) ? cell.padEnd(WIDTHS[index] ?? 0) : cell.padStart(WIDTHS[index] ?? 0)))
    .join(' ')
    .trimEnd();
}

function three({ p50, p95, p99 }: Quantiles): string[] {
  return [text(p50), text(p95), text(p99)];
}

function text(value: number): string {
  return String(rounded(value));
}

function mapped(figures: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, rounded(value)]));
}
