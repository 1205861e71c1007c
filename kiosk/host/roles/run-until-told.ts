/** Resolves when the process is told to end. */
export function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

/** How long the process may go on once everything is closed, in milliseconds. */
const LEAVE_WITHIN_MS = 1_000;

/**
 * What still waits for something outside when all is closed has nobody to tell any more, and must not keep the process:
 * a payment that was running is on record as open, and the next start asks what became of it.
 */
export function leaveSoon(): void {
  setTimeout(() => process.exit(), LEAVE_WITHIN_MS).unref();
}
