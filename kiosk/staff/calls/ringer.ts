import { Sounds } from '#kiosk/ui-kit/sounds.ts';
import type { Loudness } from './alert-watch.ts';

/** Two short pulses: a call, not an alarm. Milliseconds on, off, on. */
const CALL_PULSES_MS = [120, 80, 120];
/** One short pulse: no longer needed. */
const GONE_PULSE_MS = 60;

/** Lets the device be felt and heard. */
export class Ringer {
  rings = true;
  private readonly sounds = new Sounds();

  call(loudness: Loudness): void {
    if (loudness === 'ring' && this.rings) this.sounds.play('attention');
    if (loudness !== 'quiet') pulse(CALL_PULSES_MS);
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
