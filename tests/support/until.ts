/** Long enough for a busy machine; only a failing test ever waits for it. Milliseconds. */
const PATIENCE_MS = 15_000;
const LOOK_AGAIN_MS = 5;

/**
 * Waits until a look finds something: anything but undefined, null and false.
 *
 * @throws Error with the description when it does not in time
 */
export async function until<Found>(
  description: string,
  look: () => Found | undefined | null | false | Promise<Found | undefined | null | false>,
  patienceMs = PATIENCE_MS,
): Promise<Found> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`not within ${patienceMs} ms: ${description}`);
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_AGAIN_MS);
    });
  }
}
