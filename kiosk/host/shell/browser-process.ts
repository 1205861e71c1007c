import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import type { TransportLog } from '#kiosk/api/server/ports.ts';
import { systemClock } from '../system-clock.ts';

/** The first restart comes after this pause, each next one after twice the last, in milliseconds. */
const RESTART_FIRST_MS = 1_000;
const RESTART_PAUSE_MAX_MS = 30_000;

/** A browser that has run this long is taken for healthy, and the pauses start anew; milliseconds. */
const HEALTHY_AFTER_MS = 60_000;

/** A browser that ends well so soon has handed its page to one that runs already; milliseconds. */
const HANDED_OVER_WITHIN_MS = 5_000;

/** How long a browser may take to end before it is made to, in milliseconds. */
const CLOSE_TIMEOUT_MS = 3_000;

export interface BrowserProcessOptions {
  readonly program: string;
  /** The arguments for each start: a start link works once. */
  readonly arguments: () => readonly string[];
  readonly profileDirectory: string;
  /** Is the window opened again when it ends? A person may close an ordinary window. */
  readonly reopens: boolean;
  readonly log: TransportLog;
}

/** Keeps one browser window open. */
export class BrowserProcess {
  readonly #options: BrowserProcessOptions;
  #child: ChildProcess | undefined;
  #pauseMs = RESTART_FIRST_MS;
  #isClosed = false;
  #cancelRestart: (() => void) | undefined;

  constructor(options: BrowserProcessOptions) {
    this.#options = options;
    mkdirSync(options.profileDirectory, { recursive: true });
    endLeftOver(options.profileDirectory, options.log);
    this.#start();
  }

  /** Ends the browser; resolves when it is gone. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelRestart?.();
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const cancel = systemClock.after(CLOSE_TIMEOUT_MS, () => child.kill('SIGKILL'));
    await gone;
    cancel();
  }

  #start(): void {
    const startedAt = systemClock.monotonic();
    const child = spawn(this.#options.program, this.#options.arguments(), { stdio: 'ignore' });
    this.#child = child;
    let isOver = false;
    const over = (reason: string, code: number | null): void => {
      if (isOver) return;
      isOver = true;
      this.#child = undefined;
      this.#ended(reason, code, systemClock.monotonic() - startedAt);
    };
    child.once('error', (error) => over(error.message, null));
    child.once('exit', (code, signal) => over(signal ?? `exit code ${code}`, code));
  }

  #ended(reason: string, code: number | null, ranMs: number): void {
    if (this.#isClosed) return;
    const { log, reopens } = this.#options;
    if (code === 0 && ranMs < HANDED_OVER_WITHIN_MS) {
      log.warn('a browser that runs already has taken the page over', { reason });
      return;
    }
    if (!reopens) return;
    if (ranMs >= HEALTHY_AFTER_MS) this.#pauseMs = RESTART_FIRST_MS;
    log.warn('the browser ended and is opened again', { reason, ranMs: Math.round(ranMs), inMs: this.#pauseMs });
    this.#cancelRestart = systemClock.after(this.#pauseMs, () => this.#start());
    this.#pauseMs = Math.min(2 * this.#pauseMs, RESTART_PAUSE_MAX_MS);
  }
}

/**
 * A lane that was killed leaves its browser behind, and a second browser on the same profile would only hand its page
 * to that one and end. On Linux the profile's lock names its process; it is ended if it really is a browser on this
 * profile.
 */
function endLeftOver(profileDirectory: string, log: TransportLog): void {
  try {
    const owner = /-(\d+)$/.exec(readlinkSync(path.join(profileDirectory, 'SingletonLock')))?.[1];
    if (owner === undefined) return;
    const commandLine = readFileSync(`/proc/${owner}/cmdline`, 'utf8').split('\0');
    if (!commandLine.includes(`--user-data-dir=${profileDirectory}`)) return;
    process.kill(Number(owner), 'SIGKILL');
    log.warn('a browser of an earlier run was ended', { pid: Number(owner) });
  } catch {
    // No lock, no such process, or not Linux: then nothing is left over that could be known.
  }
}
