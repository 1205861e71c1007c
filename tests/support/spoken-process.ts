import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { until } from './until.ts';

/** Only a failing test waits that long for what a process says. Milliseconds. */
const SAY_TIMEOUT_MS = 60_000;

/** A program of the tests as a process of its own that says things, line by line: a word, and what it is about. */
export class SpokenProcess {
  readonly #child: ChildProcess;
  readonly #said = new Map<string, string>();
  #errors = '';

  constructor(file: string, args: readonly string[]) {
    const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    child.stderr.on('data', (text: Buffer) => (this.#errors += text.toString()));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [word = '', ...rest] = line.split(' ');
      this.#said.set(word, rest.join(' '));
    });
  }

  /** What it said last after a word; undefined if it said nothing of it yet. */
  last(word: string): string | undefined {
    return this.#said.get(word);
  }

  /** Waits until it says something with a word. */
  async says(word: string): Promise<string> {
    return until(
      `it says ${word}`,
      () => {
        if (this.hasEnded && !this.#said.has(word)) throw new Error(`it ended before ${word}: ${this.#errors}`);
        return this.#said.get(word);
      },
      SAY_TIMEOUT_MS,
    );
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  tell(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends it as a power cut would: no handler runs, nothing is flushed by it. All that it said before is heard. */
  async kill(): Promise<void> {
    if (this.hasEnded) return;
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGKILL');
    await closed;
  }
}
