/**
 * The clock of all benches: milliseconds of the machine's monotonic clock. Node reads the same one in every process of
 * the machine, so times of the lane's process and of this one can be subtracted.
 */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1_000_000;
}

export async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** A pause of any length up to twice the mean, so that samples do not keep step with frames, timers or the disk. */
export async function irregularPause(meanMs: number): Promise<void> {
  await pause(2 * meanMs * Math.random());
}
