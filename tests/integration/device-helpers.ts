import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Long enough for a busy machine; only a failing test ever waits for it. */
const PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 2;

/** Waits until the condition holds. @throws Error with the description when it does not in time */
export async function until(description: string, condition: () => boolean, patienceMs = PATIENCE_MS): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`not within ${patienceMs} ms: ${description}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

/** A folder of this test alone, gone when it ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'handrail-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
