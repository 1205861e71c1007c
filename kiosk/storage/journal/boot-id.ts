import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

const LINUX_BOOT_ID = '/proc/sys/kernel/random/boot_id';

let ofThisProcess: string | undefined;

/**
 * Names the run within which monotonic times may be compared: the kernel's boot id on Linux; elsewhere a random one for
 * this process, which is narrower and so never wrong.
 */
export function bootId(): string {
  ofThisProcess ??= kernelBootId() ?? randomUUID();
  return ofThisProcess;
}

function kernelBootId(): string | undefined {
  try {
    return readFileSync(LINUX_BOOT_ID, 'utf8').trim();
  } catch {
    return undefined;
  }
}
