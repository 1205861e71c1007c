import type { InterventionRule } from './intervention-rule.ts';
import type { ResolutionCode, Ticket, TicketReason } from './ticket.ts';

/** How often a store used each word for what it was, by reason. */
export type UsedResolutions = ReadonlyMap<TicketReason, ReadonlyMap<ResolutionCode, number>>;

/** A store that invents more words than this for one reason has not agreed on any. */
const WORDS_KEPT_MAX = 60;

/** As many as a page shows without scrolling. */
const CHOICES_MAX = 8;

export function learnResolution(
  used: UsedResolutions,
  { reason, resolution }: Pick<Ticket, 'reason' | 'resolution'>,
): UsedResolutions {
  if (resolution === undefined) return used;
  const words = new Map(used.get(reason));
  if (!words.has(resolution) && words.size >= WORDS_KEPT_MAX) return used;
  words.set(resolution, (words.get(resolution) ?? 0) + 1);
  return new Map(used).set(reason, words);
}

/** What to offer for a reason: what this store says most often first, then what is usual elsewhere. */
export function resolutionChoices(
  reason: TicketReason,
  rule: InterventionRule,
  used: UsedResolutions,
): readonly ResolutionCode[] {
  const words = used.get(reason) ?? new Map<ResolutionCode, number>();
  const all = [...new Set([...rule.resolutions, ...words.keys()])];
  return all.toSorted((a, b) => (words.get(b) ?? 0) - (words.get(a) ?? 0)).slice(0, CHOICES_MAX);
}
