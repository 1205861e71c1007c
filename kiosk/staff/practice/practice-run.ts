import type { HelperView } from '#kiosk/api/staff.ts';
import type { TicketView } from '#kiosk/api/views.ts';
import type { StaffIntent } from '../calls/staff-intents.ts';
import type { RecordedCall } from './practice-calls.ts';

/** What the page says to whoever practises; a key of the words, with its number where it has one. */
export type Coaching =
  | 'wait'
  | 'take'
  | 'escalated'
  | 'go'
  | 'settle'
  | 'age'
  | 'handed-over'
  | 'not-here'
  | 'fits'
  | 'another-code'
  | 'gesture'
  | 'gesture-fits'
  | 'no-gesture'
  | 'done';

/** How one recorded call went. */
interface Outcome {
  /** From the call to the first answer, seconds; undefined if nobody answered. */
  readonly answeredAfter: number | undefined;
  readonly fitted: boolean;
}

/** Practice at one moment. It knows nothing but recorded calls and the clock that it is told. */
export interface PracticeRun {
  readonly calls: readonly RecordedCall[];
  /** How many of them are over. */
  readonly over: readonly Outcome[];
  /** When the call that is next comes in, or has come in (epoch ms). */
  readonly nextAt: number;
  readonly ticket: TicketView | undefined;
  /** A settled call at which a gesture is to be thought of. */
  readonly asksGesture: boolean;
  readonly coaching: Coaching;
}

/** Between two calls, milliseconds: time to read what was said of the last one. */
const PAUSE_MS = 4_000;
/** As in a shop: then everybody is asked. */
const ESCALATES_AFTER_MS = 20_000;
const LEASE_MS = 90_000;

export function beginPractice(calls: readonly RecordedCall[], now: number): PracticeRun {
  const nextAt = now + PAUSE_MS;
  return { calls, over: [], nextAt, ticket: undefined, asksGesture: false, coaching: 'wait' };
}

/** What time alone brings: the next call, and everybody being asked when it is not answered. */
export function passTime(run: PracticeRun, me: HelperView, now: number): PracticeRun {
  const { ticket, coaching } = run;
  if (ticket === undefined) {
    const recorded = run.calls[run.over.length];
    if (recorded === undefined || run.asksGesture || now < run.nextAt) return run;
    return { ...run, ticket: ticketOf(recorded, run.over.length, me, run.nextAt), coaching: 'take' };
  }
  if (ticket.status !== 'raised' || coaching === 'escalated' || now - ticket.raisedAt < ESCALATES_AFTER_MS) return run;
  const care = ticket.care === null ? null : { ...ticket.care, escalation: 'all-on-shift' as const, escalatesAt: null };
  return { ...run, ticket: { ...ticket, care }, coaching: 'escalated' };
}

/** What a touch of the card does. What practice has no part for changes nothing and says so. */
export function practise(run: PracticeRun, intent: StaffIntent, me: HelperView, now: number): PracticeRun {
  const { ticket } = run;
  if (ticket === undefined || !intent.ticketIds.includes(ticket.ticketId)) return run;
  switch (intent.type) {
    case 'take':
      return held(run, { ...taken(ticket, me, now), status: 'acknowledged', coming: intent.coming }, 'go');
    case 'attend': {
      const there = { status: 'attending', coming: true, place: intent.place, attendedAt: now } as const;
      const coaching = ticket.interventionId === null ? 'settle' : 'age';
      return held(run, { ...taken(ticket, me, now), ...there }, coaching);
    }
    case 'settle':
      return settled(run, ticket, intent.resolution, now);
    case 'decline':
    case 'hand-over':
      return next(run, { answeredAfter: answeredAfter(ticket), fitted: true }, now, 'handed-over');
    case 'still-coming':
      return run;
    default:
      return { ...run, coaching: 'not-here' };
  }
}

/** Whether a gesture is given for the call that was just settled. */
export function chooseGesture(run: PracticeRun, gives: boolean, now: number): PracticeRun {
  if (!run.asksGesture) return run;
  const coaching = gives ? 'gesture-fits' : 'no-gesture';
  return { ...run, asksGesture: false, nextAt: now + PAUSE_MS, coaching };
}

/** How it went; undefined while there are calls left. */
export function summaryOf(run: PracticeRun): { count: number; seconds: number; fitted: number } | undefined {
  if (run.over.length < run.calls.length || run.asksGesture) return undefined;
  const answered = run.over.flatMap((outcome) => outcome.answeredAfter ?? []);
  const sum = answered.reduce((total, seconds) => total + seconds, 0);
  return {
    count: run.over.length,
    seconds: answered.length === 0 ? 0 : Math.round(sum / answered.length),
    fitted: run.over.filter(({ fitted }) => fitted).length,
  };
}

function held(run: PracticeRun, ticket: TicketView, coaching: Coaching): PracticeRun {
  return { ...run, ticket, coaching };
}

function taken(ticket: TicketView, me: HelperView, now: number): TicketView {
  const care = ticket.care === null ? null : { ...ticket.care, asked: [], escalatesAt: null };
  return {
    ...ticket,
    care,
    attendant: me.firstName,
    helper: me,
    leaseUntil: now + LEASE_MS,
    acknowledgedAt: ticket.acknowledgedAt ?? now,
  };
}

function settled(run: PracticeRun, ticket: TicketView, resolution: string | undefined, now: number): PracticeRun {
  const recorded = run.calls[run.over.length];
  if (ticket.status !== 'attending' || recorded === undefined) return run;
  const fitted = resolution === undefined || recorded.fits.includes(resolution);
  const outcome = { answeredAfter: answeredAfter(ticket), fitted };
  if (recorded.gesture) return { ...next(run, outcome, now, 'gesture'), asksGesture: true };
  return next(run, outcome, now, fitted ? 'fits' : 'another-code');
}

function next(run: PracticeRun, outcome: Outcome, now: number, coaching: Coaching): PracticeRun {
  const over = [...run.over, outcome];
  const isDone = over.length === run.calls.length && coaching !== 'gesture';
  return { ...run, over, ticket: undefined, nextAt: now + PAUSE_MS, coaching: isDone ? 'done' : coaching };
}

function answeredAfter({ acknowledgedAt, raisedAt }: TicketView): number | undefined {
  return acknowledgedAt === null ? undefined : (acknowledgedAt - raisedAt) / 1_000;
}

function ticketOf(recorded: RecordedCall, index: number, me: HelperView, at: number): TicketView {
  const { facts, care, laneNumber, before } = recorded;
  return {
    ticketId: `practice-${index}`,
    workstationId: `practice-lane-${laneNumber}`,
    laneNumber,
    topic: null,
    language: 'en',
    status: 'raised',
    attendant: null,
    helper: null,
    coming: false,
    leaseUntil: null,
    raisedAt: at,
    acknowledgedAt: null,
    attendedAt: null,
    reopenedAt: null,
    place: null,
    needs: [],
    discreet: false,
    merges: 0,
    handOver: null,
    backup: null,
    personHere: false,
    insisted: false,
    messages: [],
    resolution: null,
    endedAt: null,
    ease: null,
    context: {},
    interventionId: null,
    articlesRead: [],
    promise: null,
    events: before.map(({ secondsBefore, code }) => ({ at: at - secondsBefore * 1_000, code, data: {} })),
    ...facts,
    care: {
      rank: 1,
      asked: [me.personId],
      alert: 'normal',
      escalation: 'none',
      escalatesAt: at + ESCALATES_AFTER_MS,
      promisedUntil: null,
      smallestRole: 'assistant',
      remote: null,
      waits: 'waits',
      groupedWith: [],
      gestures: [],
      stale: false,
      ...care,
      resolutions: [...care.resolutions],
    },
  };
}
