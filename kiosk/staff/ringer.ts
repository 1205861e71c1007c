import type { TicketView } from '#kiosk/api/views.ts';
import { Sounds } from '#kiosk/ui-kit/sounds.ts';

/** Two short pulses: a call, not an alarm. Milliseconds on, off, on. */
const CALL_PULSES_MS = [120, 80, 120];
/** One short pulse: no longer needed. */
const GONE_PULSE_MS = 60;

/** Calls that are remembered as known; a shop has far fewer in a day. */
const KNOWN_MAX = 2_000;

/** Rings and vibrates once for each new call, and never for one that was there before, also not after a reconnect. */
export class Ringer {
  rings = true;
  private readonly sounds = new Sounds();
  private readonly known = new Set<string>();
  private started = false;

  /**
   * Looks at all open calls. The first look only learns what was there.
   *
   * @returns the calls that are new and that nobody has taken
   */
  notice(tickets: readonly TicketView[]): TicketView[] {
    const fresh = tickets.filter((ticket) => !this.known.has(ticket.ticketId));
    for (const { ticketId } of fresh) this.known.add(ticketId);
    for (const oldest of this.known) {
      if (this.known.size <= KNOWN_MAX) break;
      this.known.delete(oldest);
    }
    const news = this.started ? fresh.filter((ticket) => ticket.status === 'raised') : [];
    this.started = true;
    if (news.length > 0) this.ring();
    return news;
  }

  ring(): void {
    if (this.rings) this.sounds.play('attention');
    pulse(CALL_PULSES_MS);
  }

  /** For somebody who is on the way and can turn round. */
  noLongerNeeded(): void {
    pulse([GONE_PULSE_MS]);
  }
}

/** Browsers leave it out, or refuse it before the first touch; both only mean that nothing vibrates. */
function pulse(pattern: number[]): void {
  if (navigator.userActivation?.hasBeenActive ?? true) navigator.vibrate?.(pattern);
}
