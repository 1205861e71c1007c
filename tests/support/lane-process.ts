import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { LEAN_ARGUMENTS, LEAN_ENVIRONMENT } from '#kiosk/host/bin/lean-process.mjs';
import type { TestShop } from './test-shop.ts';

const PROGRAM = fileURLToPath(new URL('../../kiosk/host/bin/handrail.mjs', import.meta.url));

/** How long a lane may take to say that it is ready; only a failing test waits for it. Milliseconds. */
const START_TIMEOUT_MS = 30_000;

interface Links {
  readonly shopper: string;
  readonly staff: string;
}

export interface LaneProcessOptions {
  /** What its Node is started with, for example a module to load first. */
  readonly nodeArguments?: readonly string[] | undefined;
  /** Beside what this process has in its environment. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Hears each line that such a module writes to the file number MARKS. */
  readonly onMark?: ((line: string) => void) | undefined;
}

/** A pipe beside the standard ones. */
const MARKS = 3;

/** `handrail lane` as a process of its own, that can be killed like one. */
export class LaneProcess {
  readonly links: Links;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, links: Links) {
    this.#child = child;
    this.links = links;
  }

  /** Starts the lane of a shop; resolves when its pages can be opened. */
  static async start(
    shop: TestShop,
    settings: readonly string[] = [],
    { nodeArguments = [], env = {}, onMark }: LaneProcessOptions = {},
  ): Promise<LaneProcess> {
    const overrides = settings.flatMap((setting) => ['--set', setting]);
    // With these the program need not start itself anew, on which way a pipe for marks would be lost.
    const isMarking = onMark !== undefined;
    const child = spawn(
      process.execPath,
      [
        ...(isMarking ? LEAN_ARGUMENTS : []),
        ...nodeArguments,
        PROGRAM,
        'lane',
        ...shop.configFiles,
        ...overrides,
        '--json',
      ],
      {
        env: { ...process.env, HANDRAIL_SHELL: 'none', ...(isMarking ? LEAN_ENVIRONMENT : {}), ...env },
        stdio: ['ignore', 'pipe', 'pipe', isMarking ? 'pipe' : 'ignore'],
      },
    );
    const marks = child.stdio[MARKS];
    if (onMark !== undefined && marks instanceof Readable) createInterface({ input: marks }).on('line', onMark);
    const { stdout, stderr } = child;
    if (stdout === null || stderr === null) throw new Error('the lane was started without its outputs');
    const errors: string[] = [];
    stderr.on('data', (text: Buffer) => errors.push(text.toString()));
    const ready = new Promise<Links>((resolve, reject) => {
      createInterface({ input: stdout }).on('line', (line) => {
        const news = JSON.parse(line) as { event: string } & Links;
        if (news.event === 'ready') resolve(news);
      });
      child.once('exit', (code) => reject(new Error(`the lane ended with ${code}: ${errors.join('')}`)));
      setTimeout(() => reject(new Error(`the lane was not ready: ${errors.join('')}`)), START_TIMEOUT_MS).unref();
    });
    return new LaneProcess(child, await ready);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Ends it as a power cut would: no handler runs, nothing is flushed. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill(signal);
    await exit;
  }
}
