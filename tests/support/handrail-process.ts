import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../kiosk/host/bin/handrail.mjs', import.meta.url));

/** How long a process may take to say what is waited for; only a failing test waits for it. Milliseconds. */
const SAY_TIMEOUT_MS = 40_000;

type News = Readonly<Record<string, unknown>> & { readonly event: string };

/** A role of the program as a process of its own, started with --json, that can be killed like one. */
export class HandrailProcess {
  readonly #child: ChildProcess;
  readonly #news: News[] = [];
  readonly #waiting = new Set<() => void>();
  #errors = '';

  constructor(args: readonly string[]) {
    this.#child = spawn(process.execPath, [PROGRAM, ...args, '--json'], {
      env: { ...process.env, HANDRAIL_SHELL: 'none' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { stdout, stderr } = this.#child;
    if (stdout === null || stderr === null) throw new Error('the program was started without its outputs');
    stderr.on('data', (text: Buffer) => (this.#errors += text.toString()));
    createInterface({ input: stdout }).on('line', (line) => {
      this.#news.push(JSON.parse(line) as News);
      for (const wake of this.#waiting) wake();
    });
    this.#child.once('exit', () => {
      for (const wake of this.#waiting) wake();
    });
  }

  /** Waits until it says something that fits. */
  async says(fits: (news: News) => boolean): Promise<News> {
    const deadline = Date.now() + SAY_TIMEOUT_MS;
    for (;;) {
      const found = this.#news.find(fits);
      if (found !== undefined) return found;
      if (this.#hasEnded || Date.now() > deadline) throw new Error(`it did not say that: ${this.#errors}`);
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          this.#waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, SAY_TIMEOUT_MS);
        this.#waiting.add(wake);
      });
    }
  }

  async ready(): Promise<News> {
    return this.says(({ event }) => event === 'ready');
  }

  /** The pairing code that it said at its start. */
  async code(): Promise<string> {
    const { text } = await this.says(({ event, text: said }) => event === 'note' && String(said).startsWith('Pairing'));
    return String(text).split(': ').at(-1) ?? '';
  }

  /** Ends it as a power cut would: no handler runs, nothing is flushed. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#hasEnded) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill(signal);
    await exit;
  }
}

/** Runs a command to its end. */
export async function runToEnd(args: readonly string[]): Promise<{ code: number | null; out: string; errors: string }> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let errors = '';
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, errors };
}
