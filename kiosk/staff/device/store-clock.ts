/** No answer counts whose way took longer than this: it would say little about now. Milliseconds. */
const ROUND_TRIP_MAX_MS = 4_000;

/** The server's date has whole seconds; in the mean it is half of one behind. Milliseconds. */
const HALF_A_SECOND_MS = 500;

/**
 * The time at the store, for waits: a phone may be minutes off, and a wait of minus two minutes helps nobody. Until the
 * store has been asked, and where it cannot be, it is the time of the device.
 */
export class StoreClock {
  private offsetMs = 0;

  now(): number {
    return Date.now() + this.offsetMs;
  }

  /** Asks the store, whose every answer is dated. */
  async set(): Promise<void> {
    try {
      const asked = Date.now();
      const answer = await fetch('/healthz', { method: 'HEAD', cache: 'no-store' });
      const took = Date.now() - asked;
      const date = Date.parse(answer.headers.get('date') ?? '');
      if (Number.isNaN(date) || took > ROUND_TRIP_MAX_MS) return;
      const offset = date + HALF_A_SECOND_MS - (asked + took / 2);
      // Below a second it is the rounding that we would follow.
      this.offsetMs = Math.abs(offset) < 2 * HALF_A_SECOND_MS ? 0 : offset;
    } catch {
      // The connection tells that the store is away; the clock stays as it was.
    }
  }
}
