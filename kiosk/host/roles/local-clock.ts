import type { BusinessDay, EpochMs } from '#kiosk/core/values/identifiers.ts';
import type { LocalTime } from '#kiosk/core/values/local-time.ts';

const MS_PER_MINUTE = 60_000;

/** The store's wall clock: moments as the core compares them, in the store's own time zone. */
export interface LocalClock {
  readonly localTime: (at: EpochMs) => LocalTime;
  /** What is sold before the start of the day belongs to the day before. */
  readonly businessDay: (at: EpochMs) => BusinessDay;
}

/**
 * @param timeZone an IANA name
 * @param dayStartsAt HH:MM at which a business day begins
 */
export function localClock(timeZone: string, dayStartsAt: string): LocalClock {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  // Formatting costs far more than a scan may; within one minute the answer is the same.
  let known: { readonly minute: number; readonly localTime: LocalTime } | undefined;
  const localTime = (at: EpochMs): LocalTime => {
    const minute = Math.floor(at / MS_PER_MINUTE);
    if (known?.minute !== minute) known = { minute, localTime: partsOf(format, at) };
    return known.localTime;
  };
  return {
    localTime,
    businessDay: (at) => {
      const { date, time } = localTime(at);
      return (time >= dayStartsAt ? date : dayBefore(date)) as BusinessDay;
    },
  };
}

function partsOf(format: Intl.DateTimeFormat, at: EpochMs): LocalTime {
  const parts = new Map(format.formatToParts(at).map((part) => [part.type, part.value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  return { date: `${part('year')}-${part('month')}-${part('day')}`, time: `${part('hour')}:${part('minute')}` };
}

function dayBefore(date: string): string {
  return new Date(Date.parse(`${date}T12:00:00Z`) - 24 * 60 * MS_PER_MINUTE).toISOString().slice(0, 10);
}
