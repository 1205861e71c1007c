import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BenchRoom } from '../bench.ts';

const PROGRAM = fileURLToPath(new URL('../../../kiosk/host/bin/handrail.mjs', import.meta.url));

/** Runs a command to its end. Rejects with what it said when it was not content. */
export async function runHandrail(room: BenchRoom, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  room.defer(() => {
    child.kill('SIGKILL');
  });
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => {
    complaint = (complaint + text.toString()).slice(-2_000);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`handrail ${args[0] ?? ''} ended with ${code}: ${complaint}`);
}
