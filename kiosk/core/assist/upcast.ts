import { ASSIST_EVENT_VERSION, type AssistEvent } from './ticket.ts';

/**
 * Lifts a journalled event to the version that the program works with today. Journals are kept for years: no step is
 * ever removed.
 */
type Step = (event: Record<string, unknown>) => Record<string, unknown>;

/** STEPS[n] lifts version n to version n + 1. */
const STEPS: Readonly<Record<number, Step>> = {
  // In the first version there was one way to take a call on, and its button said "I'm coming".
  1: (event) => (event['type'] === 'ticket-acknowledged' ? { ...event, coming: true } : event),
};

const TYPES: Readonly<Record<AssistEvent['type'], true>> = {
  'ticket-raised': true,
  'ticket-merged': true,
  'ticket-topic-given': true,
  'ticket-needs-stated': true,
  'ticket-discretion-chosen': true,
  'ticket-acknowledged': true,
  'ticket-set-out': true,
  'ticket-attended': true,
  'ticket-lease-renewed': true,
  'ticket-lease-lapsed': true,
  'ticket-handed-over': true,
  'ticket-backup-asked': true,
  'ticket-backup-joined': true,
  'ticket-resolved': true,
  'ticket-person-insisted': true,
  'ticket-taken-back': true,
  'ticket-message-said': true,
  'ticket-withdrawn': true,
  'ticket-expired': true,
  'ticket-ease-answered': true,
};

export type AssistUpcast =
  | { readonly ok: true; readonly event: AssistEvent }
  | { readonly ok: false; readonly problem: 'from-the-future' | 'unknown-version' | 'unknown-type' };

/** @param event as parsed from the journal; its hash has been checked, so it is what some version of us wrote */
export function upcastAssistEvent(version: number, event: Record<string, unknown>): AssistUpcast {
  if (version > ASSIST_EVENT_VERSION) return { ok: false, problem: 'from-the-future' };
  if (version < 1 || !Number.isInteger(version)) return { ok: false, problem: 'unknown-version' };
  let lifted = event;
  for (let at = version; at < ASSIST_EVENT_VERSION; at += 1) lifted = STEPS[at]?.(lifted) ?? lifted;
  const type = lifted['type'];
  if (typeof type !== 'string' || !Object.hasOwn(TYPES, type)) return { ok: false, problem: 'unknown-type' };
  return { ok: true, event: lifted as unknown as AssistEvent };
}
