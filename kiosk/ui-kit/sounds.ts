/** The sounds a page can make. Each one only repeats what is also to be seen. */
export type SoundName = 'found' | 'not-found' | 'attention' | 'thanks';

interface Tone {
  readonly hertz: number;
  readonly atMs: number;
  readonly lastsMs: number;
}

/**
 * Told apart by rhythm, not by pitch alone: one short, two low, three rising softly, two high and long. At most 300 ms.
 */
const SOUNDS: Readonly<Record<SoundName, readonly Tone[]>> = {
  found: [{ hertz: 1500, atMs: 0, lastsMs: 80 }],
  'not-found': [
    { hertz: 520, atMs: 0, lastsMs: 80 },
    { hertz: 520, atMs: 120, lastsMs: 80 },
  ],
  attention: [
    { hertz: 660, atMs: 0, lastsMs: 90 },
    { hertz: 830, atMs: 100, lastsMs: 90 },
    { hertz: 990, atMs: 200, lastsMs: 100 },
  ],
  thanks: [
    { hertz: 880, atMs: 0, lastsMs: 130 },
    { hertz: 1320, atMs: 140, lastsMs: 160 },
  ],
};

/** Soft: well below what the speaker could do. */
const GAIN_DAY = 0.16;
const GAIN_QUIET = 0.07;
/** Before and after these hours a shop is quiet and so are we. */
const QUIET_UNTIL_HOUR = 9;
const QUIET_FROM_HOUR = 20;
const ATTACK_MS = 6;

/** Plays the page's sounds. */
export class Sounds {
  muted = false;
  private context: AudioContext | undefined;

  /**
   * Opens the way to the loudspeaker, which holds up the page for up to 150 ms: better while nothing happens than with
   * the first sound. Where a browser forbids sound before the first touch, the first sound after it opens it fully.
   */
  prepare(): void {
    try {
      this.context ??= new AudioContext();
    } catch {
      this.muted = true;
    }
  }

  /** Never throws: a machine without a sound card stays silent, and the screen says the same. */
  play(name: SoundName, hour: number = new Date().getHours()): void {
    if (this.muted) return;
    try {
      this.context ??= new AudioContext();
      if (this.context.state === 'suspended') void this.context.resume().catch(() => undefined);
      const gain = hour < QUIET_UNTIL_HOUR || hour >= QUIET_FROM_HOUR ? GAIN_QUIET : GAIN_DAY;
      for (const tone of SOUNDS[name]) playTone(this.context, tone, gain);
    } catch {
      this.muted = true;
    }
  }
}

function playTone(context: AudioContext, tone: Tone, level: number): void {
  const start = context.currentTime + tone.atMs / 1000;
  const end = start + tone.lastsMs / 1000;
  const envelope = context.createGain();
  envelope.gain.setValueAtTime(0, start);
  envelope.gain.linearRampToValueAtTime(level, start + ATTACK_MS / 1000);
  envelope.gain.exponentialRampToValueAtTime(0.001, end);
  const oscillator = context.createOscillator();
  oscillator.type = 'sine';
  oscillator.frequency.value = tone.hertz;
  oscillator.connect(envelope).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(end);
}
