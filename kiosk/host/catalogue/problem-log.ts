import { closeSync, openSync, writeSync } from 'node:fs';
import type { ConfigurationProblem } from '#config/configuration-error.ts';
import { CommandFailure } from '../exit-codes.ts';

/** As many as a person reads; the rest is for the report file. */
const SHOWN_MAX = 20;

/** Shows the first problems of a file, and writes all of them to a report if there is one. */
export class ProblemLog {
  readonly #report: number | undefined;
  #count = 0;

  /** @param report a file to make: one JSON object a line with where, field, value and message */
  constructor(report: string | undefined) {
    this.#report = report === undefined ? undefined : openNew(report);
  }

  get count(): number {
    return this.#count;
  }

  add(problems: readonly ConfigurationProblem[]): void {
    for (const problem of problems) {
      this.#count += 1;
      if (this.#count <= SHOWN_MAX) process.stderr.write(`${inWords(problem)}\n`);
      if (this.#report === undefined) continue;
      const { where, path: field, value, message } = problem;
      writeSync(this.#report, `${JSON.stringify({ where, field, value, message })}\n`);
    }
  }

  /** Says how many were not shown, and closes the report. */
  close(): void {
    if (this.#count > SHOWN_MAX) process.stderr.write(`… and ${this.#count - SHOWN_MAX} more\n`);
    if (this.#report !== undefined) closeSync(this.#report);
  }
}

function inWords({ where, path: field, value, message }: ConfigurationProblem): string {
  const found = value === undefined ? '' : ` (found ${value})`;
  return `${where}: ${field === '' ? '' : `${field} `}${message}${found}`;
}

function openNew(file: string): number {
  try {
    return openSync(file, 'w', 0o600);
  } catch (error) {
    throw new CommandFailure(`${file}: cannot be written (${error instanceof Error ? error.message : String(error)})`);
  }
}
