import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { BenchRoom } from '../bench.ts';
import { now } from '../clock.ts';

const BYTES_PER_KB = 1024;
const BYTES_PER_MB = 1_000_000;

/** How long a Node takes from its start to its end when it has nothing to do, in milliseconds. */
export async function bareNodeMs(): Promise<number> {
  const begun = now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
  return now() - begun;
}

/** A Node that does nothing and stays; resolves with the number of its process. */
export async function startBareNode(room: BenchRoom): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'console.log("up"); setInterval(() => {}, 1e6)'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  room.defer(() => {
    child.kill();
  });
  await once(child.stdout, 'data');
  return child.pid ?? 0;
}

/** The resident memory of a process in MB of 1,000,000 bytes, as the kernel counts it (Linux). */
export function residentMb(pid: number): number {
  const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kb === undefined) throw new Error(`the memory of process ${pid} cannot be read`);
  return (Number(kb) * BYTES_PER_KB) / BYTES_PER_MB;
}
