import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LaneReady } from '#kiosk/api/shell/lane-ready.ts';

const MAIN = fileURLToPath(new URL('../../electron/main.ts', import.meta.url));

/** What Electron adds to a process that it runs as a utility process. */
interface UtilityProcess {
  readonly parentPort?: { postMessage(message: LaneReady): void };
}

/** Does this process run inside Electron's shell? */
export function isInsideElectron(): boolean {
  return (process as UtilityProcess).parentPort !== undefined;
}

/** Tells the shell around this process that the pages can be opened. Does nothing outside Electron. */
export function tellElectron(shopperUrl: string, deskUrl: string | null): void {
  (process as UtilityProcess).parentPort?.postMessage({ type: 'lane-ready', shopperUrl, deskUrl });
}

/**
 * Runs a command of ours inside Electron's shell, which starts it again as its utility process. Resolves to the exit
 * code once the shell has ended.
 */
export function runInElectron(program: string, command: readonly string[]): Promise<number> {
  // Set by some editors; with it, Electron would be a plain Node.
  const { ELECTRON_RUN_AS_NODE: _ignored, ...env } = process.env;
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(program, [...sandbox, MAIN, '--', ...command], { stdio: 'inherit', env });
  const pass = (signal: NodeJS.Signals) => () => child.kill(signal);
  const passing = (['SIGINT', 'SIGTERM'] as const).map((signal) => [signal, pass(signal)] as const);
  for (const [signal, listener] of passing) process.on(signal, listener);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      for (const [signal, listener] of passing) process.off(signal, listener);
      resolve(code ?? 1);
    });
  });
}
