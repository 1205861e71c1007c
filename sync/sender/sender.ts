import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { frameProblem, oneBatch, rowBytes } from '../log/framing.ts';
import type { DeadLetter } from '../log/log-source.ts';
import {
  PUSH_BYTES_MAX,
  PUSH_ROWS_MAX,
  type LogName,
  type Mark,
  type PushAnswer,
  type PushRequest,
} from '../log/log.ts';
import { genesisMark, hashOfRow } from '../log/row-hash.ts';
import { isTombstone, tombstoneFor } from '../log/tombstone.ts';
import { recoveryDelay, retryDelay } from './back-off.ts';
import { endOf, leftAfter, type Flight } from './flights.ts';
import type {
  AlarmKind,
  Moment,
  PauseReason,
  RowsRead,
  SenderEffect,
  SenderInput,
  SenderPhase,
  SenderSettings,
  SenderState,
  SenderStep,
  StopReason,
} from './sender-state.ts';

/** So often a paused sender asks whether the reason is gone, spread over the second half. Milliseconds. */
const RECHECK_MS = 60_000;
/** The first question after what is settled, and the longest time between two. Milliseconds. */
const SETTLE_POLL_BASE_MS = 1_000;
const SETTLE_POLL_CAP_MS = 60_000;
/** A row that is right here was damaged on the way; after so many times it is the receiver who is right. */
const DAMAGED_TIMES_MAX = 3;
/** After so many tries that a receiver stays behind what is kept, a person hears of it. */
const BEHIND_TRIM_TRIES = 3;
/** So many pushes of a log are on their way at a time: the receiver checks one while its disk takes another. */
const PUSHES_AT_ONCE_MAX = 4;

type MarkAnswer = Extract<PushAnswer, { type: 'mark' }>;
type Pushing = Extract<SenderPhase, { type: 'pushing' }>;

/** A sender of one log to one peer, before it knows anything. */
export function newSender(log: LogName, settings: SenderSettings): SenderState {
  const genesis = genesisMark(log);
  return {
    log,
    settings,
    phase: { type: 'starting' },
    isLoaded: false,
    cursor: genesis,
    isCursorHeard: false,
    settled: genesis,
    isNoted: true,
    width: 1,
    lastPush: 0,
    rowsMax: PUSH_ROWS_MAX,
    failures: 0,
    outageSince: undefined,
    polls: 0,
    hasGrown: false,
    dead: new Map(),
    damaged: undefined,
    alarms: new Set(),
    lastError: undefined,
    rewinds: 0,
  };
}

/**
 * What a sender does next. Its one rule never changes: read the rows after the receiver's mark, push them, believe the
 * mark that the receiver answers with, also when it went back. As long as the receiver takes everything, the next
 * pushes leave before the first is answered; whatever else is heard, they are given up and their rows read anew.
 */
export function stepSender(state: SenderState, input: SenderInput, moment: Moment): SenderStep {
  const { phase } = state;
  if (phase.type === 'stopped' && phase.why === 'closed') return { state, effects: [] };
  switch (input.type) {
    case 'start':
      return load(state);
    case 'loaded':
      return afterLoad(state, input);
    case 'grew':
      return phase.type === 'idle' ? read(state) : { state: { ...state, hasGrown: true }, effects: [] };
    case 'link-up':
      return linkUp(state, moment);
    case 'read':
      if (phase.type === 'pushing') return afterReadOn(state, phase, input.result);
      return phase.type === 'reading' ? afterRead(state, input.result, moment) : { state, effects: [] };
    case 'answered':
      return afterAnswer(state, input, moment);
    case 'failed':
      return afterFailure(state, input, moment);
    case 'set-aside':
      return afterSetAside(state);
    case 'settled-differs':
      return stop(state, 'fork', input.detail);
    case 'note-failed':
      return afterNoteFailure(state, input.detail, moment);
    case 'storage-failed':
      return afterStorageFailure(state, input.detail, moment);
    case 'due':
      return afterTimer(state);
    case 'resume':
      return phase.type === 'paused' || phase.type === 'stopped' ? resume(state) : { state, effects: [] };
    case 'close':
      return { state: { ...state, phase: { type: 'stopped', why: 'closed' } }, effects: [{ type: 'no-timer' }] };
  }
}

function load(state: SenderState): SenderStep {
  return { state: { ...state, phase: { type: 'starting' } }, effects: [{ type: 'load' }] };
}

function afterLoad(state: SenderState, { progress, letters }: Extract<SenderInput, { type: 'loaded' }>): SenderStep {
  if (state.phase.type !== 'starting') return { state, effects: [] };
  const dead = new Map(letters.map((letter) => [letter.seq, letter]));
  // The first answer is noted in any case: the last one may have been noted in part.
  return read({ ...state, isLoaded: true, isNoted: false, cursor: progress.sent, settled: progress.settled, dead });
}

/** The own disk failed; what was to be read or written there is tried again. */
function afterStorageFailure(before: SenderState, detail: string, moment: Moment): SenderStep {
  const { phase } = before;
  // It was only read on, perhaps for what was given up since: who needs these rows reads them again.
  if (phase.type === 'pushing') return { state: { ...before, phase: { ...phase, isReadingOn: false } }, effects: [] };
  const isWaitedFor = phase.type === 'starting' || phase.type === 'reading' || phase.type === 'setting-aside';
  if (!isWaitedFor) return { state: before, effects: [] };
  return retryLater(alarming(before, 'storage', detail), detail, moment);
}

/** The next answer is noted whether or not it brings news, and an idle sender asks for one. */
function afterNoteFailure(before: SenderState, detail: string, moment: Moment): SenderStep {
  const state = { ...before, isNoted: false, lastError: detail };
  return state.phase.type === 'idle' ? rest(state, moment) : { state, effects: [] };
}

function read(state: SenderState, effects: readonly SenderEffect[] = []): SenderStep {
  const { cursor, rowsMax: rows } = state;
  return {
    state: { ...state, phase: { type: 'reading' }, hasGrown: false },
    effects: [...effects, { type: 'no-timer' }, { type: 'read', afterSeq: cursor.seq, rows, bytes: PUSH_BYTES_MAX }],
  };
}

function push(state: SenderState, request: PushRequest, doubted?: DeadLetter): SenderStep {
  const flight: Flight = { id: state.lastPush + 1, request, isLeader: true };
  const phase: Pushing = {
    type: 'pushing',
    flights: [flight],
    isReadingOn: false,
    ...(doubted === undefined ? {} : { doubted }),
  };
  return readOn({ ...state, lastPush: flight.id }, phase, [{ type: 'push', push: flight.id, request }]);
}

/** Reads what may follow the pushes that are on their way, as long as there is room for one more. */
function readOn(state: SenderState, phase: Pushing, effects: readonly SenderEffect[]): SenderStep {
  const { flights, doubted } = phase;
  const last = flights.at(-1)?.request;
  const isWorthIt = last !== undefined && last.rows.length > 0 && doubted === undefined;
  if (!isWorthIt || phase.isReadingOn || flights.length >= state.width) return { state: { ...state, phase }, effects };
  const { seq: afterSeq } = endOf(last);
  return {
    state: { ...state, phase: { ...phase, isReadingOn: true } },
    effects: [...effects, { type: 'read', afterSeq, rows: state.rowsMax, bytes: PUSH_BYTES_MAX }],
  };
}

function afterReadOn(state: SenderState, before: Pushing, result: RowsRead | undefined): SenderStep {
  if (!before.isReadingOn) return { state, effects: [] };
  const phase = { ...before, isReadingOn: false };
  const last = phase.flights.at(-1)?.request;
  const isNext = last !== undefined && result?.after.seq === endOf(last).seq && areInOrder(result);
  if (!isNext || result === undefined || result.rows.length === 0) return { state: { ...state, phase }, effects: [] };
  const request = { log: state.log, after: endOf(last), rows: batchOf(state, result.rows) };
  const flight: Flight = { id: state.lastPush + 1, request, isLeader: false };
  const flights = [...phase.flights, flight];
  const next = { ...state, lastPush: flight.id };
  return readOn(next, { ...phase, flights }, [{ type: 'push', push: flight.id, request }]);
}

function areInOrder({ after, rows }: RowsRead): boolean {
  return rows.every((row, index) => row.seq === after.seq + 1 + index);
}

/** As many of the rows as a push may hold, with tombstones in the place of those that were set aside. */
function batchOf({ dead, rowsMax }: SenderState, rows: readonly JournalRow[]): readonly JournalRow[] {
  return oneBatch(dead.size === 0 ? rows : rows.map((row) => withTombstone(row, dead)), rowsMax);
}

/** Asks for the receiver's mark, and shows it where this log is. */
function ask(state: SenderState, doubted?: DeadLetter): SenderStep {
  return push(state, { log: state.log, after: state.cursor, rows: [] }, doubted);
}

function afterRead(before: SenderState, result: RowsRead | undefined, moment: Moment): SenderStep {
  const calm = calmed(before, ['storage']);
  return joined(calm.effects, sendOrRest(calm.state, result, moment));
}

function sendOrRest(state: SenderState, result: RowsRead | undefined, moment: Moment): SenderStep {
  const { cursor, log } = state;
  const isElsewhere = result?.after.seq === cursor.seq && result.after.hash !== cursor.hash;
  if (result === undefined || isElsewhere) {
    // What was only noted here may be from before a restore. What the receiver said is never wrong.
    if (!state.isCursorHeard && cursor.seq > 0) return read({ ...state, cursor: genesisMark(log) });
    if (isElsewhere) return stop(state, 'fork', `the receiver holds another row ${cursor.seq} than this journal`);
    if (state.settings.isForwarding) return state.hasGrown ? read(state) : rest(state, moment);
    return stop(state, 'receiver-ahead', `the receiver has rows up to ${cursor.seq}, past the end of this journal`);
  }
  const { after, rows } = result;
  if (!areInOrder(result))
    return retryLater(alarming(state, 'storage', 'a read gave rows with a gap'), 'a read gave a gap', moment);
  if (rows.length === 0 && state.hasGrown) return read(state);
  // Everything that the receiver lacks is trimmed here: it is shown where this log goes on.
  if (rows.length === 0 && after.seq > cursor.seq) return push(state, { log, after, rows });
  if (rows.length === 0) return state.isCursorHeard ? rest(state, moment) : ask(state);
  return push(state, { log, after, rows: batchOf(state, rows) });
}

function withTombstone(row: JournalRow, dead: ReadonlyMap<number, DeadLetter>): JournalRow {
  const letter = dead.get(row.seq);
  return letter === undefined ? row : tombstoneFor(row, letter);
}

/** Nothing to send. What is not settled yet is asked for, at growing distances. */
function rest(state: SenderState, { random }: Moment): SenderStep {
  const isSettled = state.settled.seq >= state.cursor.seq && state.isNoted;
  const { heartbeatMs } = state.settings;
  const bound = Math.min(SETTLE_POLL_CAP_MS, SETTLE_POLL_BASE_MS * 2 ** Math.min(state.polls, 30));
  const delayMs = (isSettled ? heartbeatMs : Math.min(bound, heartbeatMs)) * (0.5 + random / 2);
  return { state: { ...state, phase: { type: 'idle' }, width: 1 }, effects: [{ type: 'timer', delayMs }] };
}

function afterTimer(state: SenderState): SenderStep {
  switch (state.phase.type) {
    case 'idle':
      return ask({ ...state, polls: state.polls + 1 });
    case 'waiting':
    case 'paused':
      return state.isLoaded ? read(state) : load(state);
    default:
      return { state, effects: [] };
  }
}

function afterAnswer(
  state: SenderState,
  { push: id, answer }: Extract<SenderInput, { type: 'answered' }>,
  moment: Moment,
): SenderStep {
  const { phase } = state;
  if (phase.type !== 'pushing') return { state, effects: [] };
  const at = phase.flights.findIndex((flight) => flight.id === id);
  const flight = phase.flights[at];
  if (flight === undefined) return { state, effects: [] };
  const left = leftAfter(phase.flights, at, answer);
  if (left === undefined && !flight.isLeader) return takenBack(state, phase, at);
  const { request } = flight;
  if (left !== undefined && answer.type === 'mark') return afterMark(state, request, answer, left, moment);
  const { state: alone, effects } = aloneAgain(state, phase);
  switch (answer.type) {
    case 'mark':
      return joined(effects, afterMark(alone, request, answer, [], moment));
    case 'fork':
      return joined(effects, stop(alone, 'fork', answer.detail));
    case 'fenced':
      return joined(effects, pause(alone, 'fenced', answer.detail, moment));
    case 'refused':
      return joined(effects, afterRefusal(alone, request, answer, moment));
  }
}

/** A push that was not taken, or that nobody answered, and those behind it: their rows are sent again. */
function takenBack(before: SenderState, phase: Pushing, at: number): SenderStep {
  const pushes = phase.flights.slice(at).map((flight) => flight.id);
  const flights = phase.flights.slice(0, at);
  const state = { ...before, width: 1 };
  if (flights.length === 0) return read(state, [{ type: 'give-up', pushes }]);
  return {
    state: { ...state, phase: { ...phase, flights, isReadingOn: false } },
    effects: [{ type: 'give-up', pushes }],
  };
}

/** What goes wrong with the first push goes wrong with those behind it. */
function aloneAgain(state: SenderState, { flights }: Pushing): SenderStep {
  const effects: SenderEffect[] = flights.length > 1 ? [{ type: 'give-up', pushes: flights.map(({ id }) => id) }] : [];
  return { state: { ...state, width: 1 }, effects };
}

function afterMark(
  before: SenderState,
  request: PushRequest,
  { mark, settled }: MarkAnswer,
  left: readonly Flight[],
  moment: Moment,
): SenderStep {
  const isSame = settled.seq === before.settled.seq && settled.hash === before.settled.hash;
  const hasMoved = mark.seq !== before.cursor.seq || mark.hash !== before.cursor.hash || !isSame;
  const isBack = before.isCursorHeard && mark.seq < before.cursor.seq;
  const effects: SenderEffect[] = [];
  // While more is on its way, only what permits trimming is worth a write; a mark that was not noted is told again.
  const isNoted = isSame && left.length > 0 ? before.isNoted && !hasMoved : true;
  if (isNoted && (hasMoved || !before.isNoted)) effects.push({ type: 'note', progress: { sent: mark, settled } });
  if (isBack) effects.push({ type: 'rewound', from: before.cursor, to: mark });
  const heard: SenderState = {
    ...before,
    cursor: mark,
    isCursorHeard: true,
    settled,
    isNoted,
    polls: isSame ? before.polls : 0,
    // Tries that led nowhere led to another receiver than the one that lost what it had.
    failures: isBack ? 0 : before.failures,
    rewinds: before.rewinds + (isBack ? 1 : 0),
  };
  const calm = calmed(heard, ['unauthorized', 'fenced', 'unreadable']);
  const doubted = before.phase.type === 'pushing' ? before.phase.doubted : undefined;
  if (doubted !== undefined) return joined(effects, calm, setAside(calm.state, doubted));
  const isForward = mark.seq > request.after.seq;
  const isBehindTrim = request.after.seq > before.cursor.seq && mark.seq < request.after.seq;
  if (isBehindTrim || (request.rows.length > 0 && !isForward))
    return joined(effects, calm, wentNowhere(calm.state, request, mark, isBehindTrim, moment));
  const over = calmed({ ...calm.state, failures: 0, outageSince: undefined, lastError: undefined }, ['behind-trim']);
  const rowsMax = isForward ? Math.min(PUSH_ROWS_MAX, over.state.rowsMax * 2) : over.state.rowsMax;
  const damaged = isForward ? undefined : over.state.damaged;
  const width = isForward && !before.settings.isForwarding ? Math.min(PUSHES_AT_ONCE_MAX, before.width * 2) : 1;
  const outage = before.outageSince === undefined ? 0 : moment.now - before.outageSince;
  const holdBack = recoveryDelay(outage, moment.random, before.settings.patience);
  const state = { ...over.state, rowsMax, damaged, width };
  const next = holdBack > 0 ? wait(state, holdBack, 'recovery', moment) : goOn(state, left);
  return joined(effects, calm, over, next);
}

/** Reads what comes next, unless it is being read already. */
function goOn(state: SenderState, left: readonly Flight[]): SenderStep {
  const { phase, cursor } = state;
  if (phase.type !== 'pushing') return read(state);
  if (left.length > 0) return readOn(state, { ...phase, flights: left }, []);
  const last = phase.flights.at(-1);
  const isComing = phase.isReadingOn && last !== undefined && endOf(last.request).seq === cursor.seq;
  return isComing ? { state: { ...state, phase: { type: 'reading' } }, effects: [] } : read(state);
}

/**
 * The receiver answered and did not move: it lost what it had, or it lacks what is not kept here any more. The way
 * back is taken soon, and later each time, so that a receiver that forgets for ever is not asked without a pause.
 */
function wentNowhere(
  state: SenderState,
  request: PushRequest,
  mark: Mark,
  isBehindTrim: boolean,
  moment: Moment,
): SenderStep {
  const detail = `the receiver stays at row ${mark.seq} after rows from ${request.after.seq + 1} were sent`;
  const hasTriedEnough = isBehindTrim && state.failures + 1 >= BEHIND_TRIM_TRIES;
  const next = hasTriedEnough ? alarming(state, 'behind-trim', detail) : { state, effects: [] };
  return retryLater(next, detail, moment);
}

function afterRefusal(
  state: SenderState,
  request: PushRequest,
  refusal: Extract<PushAnswer, { type: 'refused' }>,
  moment: Moment,
): SenderStep {
  const { seq, code, detail } = refusal;
  const row = request.rows[seq - request.after.seq - 1];
  if (row === undefined) {
    const nonsense = `the receiver refused row ${seq}, which was not sent`;
    return retryLater({ state, effects: [] }, nonsense, moment);
  }
  if (isTombstone(row)) return pause(state, 'unreadable', `the receiver refuses a tombstone: ${detail}`, moment);
  const times = state.damaged?.seq === seq ? state.damaged.times + 1 : 1;
  if (code === 'malformed' && times <= DAMAGED_TIMES_MAX && isRight(row, request)) {
    const damaged = { ...state, damaged: { seq, times } };
    return retryLater({ state: damaged, effects: [] }, `damaged on the way: ${detail}`, moment);
  }
  return setAside(state, { seq, code, detail });
}

/** Whether a row is well framed and has the hash that it must have. */
function isRight(row: JournalRow, { after, rows }: PushRequest): boolean {
  const prev = rows[row.seq - after.seq - 2]?.hash ?? after.hash;
  return frameProblem(row) === undefined && hashOfRow(row, prev) === row.hash;
}

function setAside(state: SenderState, letter: DeadLetter): SenderStep {
  return {
    state: { ...state, phase: { type: 'setting-aside', letter } },
    effects: [{ type: 'set-aside', letter }],
  };
}

function afterSetAside(state: SenderState): SenderStep {
  if (state.phase.type !== 'setting-aside') return { state, effects: [] };
  const { letter } = state.phase;
  const dead = new Map([...state.dead, [letter.seq, letter]]);
  const detail = `row ${letter.seq} was set aside: ${letter.detail}`;
  return read({ ...state, dead, damaged: undefined }, [{ type: 'alarm', alarm: 'row-set-aside', detail }]);
}

function afterFailure(
  before: SenderState,
  failure: Extract<SenderInput, { type: 'failed' }>,
  moment: Moment,
): SenderStep {
  const { phase } = before;
  if (phase.type !== 'pushing') return { state: before, effects: [] };
  const at = phase.flights.findIndex((one) => one.id === failure.push);
  const flight = phase.flights[at];
  if (flight === undefined) return { state: before, effects: [] };
  if (!flight.isLeader) return takenBack(before, phase, at);
  const { state, effects } = aloneAgain(before, phase);
  const { detail, retryAfterMs } = failure;
  switch (failure.code) {
    case 'unreachable':
    case 'busy': {
      const out = { ...state, outageSince: state.outageSince ?? moment.now };
      return joined(effects, retryLater({ state: out, effects: [] }, detail, moment, retryAfterMs));
    }
    case 'unauthorized':
      return joined(effects, pause(state, 'unauthorized', detail, moment));
    case 'rejected':
      return joined(effects, afterRejection(state, flight.request, detail, moment));
  }
}

/**
 * The receiver cannot read the push as a whole. Half of it is sent, down to one row. Before that row is set aside the
 * receiver is asked something that it can always read: one that cannot read that either is the wrong one, or broken,
 * and no row's fault.
 */
function afterRejection(state: SenderState, { rows }: PushRequest, detail: string, moment: Moment): SenderStep {
  const [row] = rows;
  if (row === undefined || isTombstone(row)) return pause(state, 'unreadable', detail, moment);
  if (rows.length > 1) return read({ ...state, rowsMax: Math.floor(rows.length / 2), lastError: detail });
  const code = rowBytes(row) > PUSH_BYTES_MAX ? 'too-large' : 'malformed';
  return ask({ ...state, lastError: detail }, { seq: row.seq, code, detail });
}

function linkUp(state: SenderState, moment: Moment): SenderStep {
  if (state.phase.type !== 'waiting') return { state, effects: [] };
  const outage = state.outageSince === undefined ? 0 : moment.now - state.outageSince;
  const left = Math.max(0, state.phase.until - moment.now);
  const delay = Math.min(left, recoveryDelay(outage, moment.random, state.settings.patience));
  return wait({ ...state, failures: 0 }, delay, state.phase.for, moment);
}

function retryLater(before: SenderStep, detail: string, moment: Moment, retryAfterMs?: number): SenderStep {
  const failures = before.state.failures + 1;
  const state = { ...before.state, failures, lastError: detail };
  const delay = retryDelay(failures, moment.random, state.settings.patience, retryAfterMs);
  return joined(before.effects, wait(state, delay, 'retry', moment));
}

function wait(state: SenderState, delayMs: number, reason: 'retry' | 'recovery', { now }: Moment): SenderStep {
  return {
    state: { ...state, phase: { type: 'waiting', until: now + delayMs, for: reason } },
    effects: [{ type: 'timer', delayMs }],
  };
}

function pause(before: SenderState, why: PauseReason, detail: string, { now, random }: Moment): SenderStep {
  const { state, effects } = alarming(before, why, detail);
  const outageSince = state.outageSince ?? now;
  const delayMs = RECHECK_MS * (0.5 + random / 2);
  return {
    state: { ...state, phase: { type: 'paused', why }, outageSince, lastError: detail },
    effects: [...effects, { type: 'timer', delayMs }],
  };
}

function stop(before: SenderState, why: Exclude<StopReason, 'closed'>, detail: string): SenderStep {
  const { state, effects } = alarming(before, why, detail);
  const pushes = before.phase.type === 'pushing' ? before.phase.flights.map(({ id }) => id) : [];
  return {
    state: { ...state, phase: { type: 'stopped', why }, lastError: detail },
    effects: [...effects, { type: 'give-up', pushes }, { type: 'no-timer' }],
  };
}

function resume(before: SenderState): SenderStep {
  const { state, effects } = calmed(before, ['fork', 'receiver-ahead', 'unauthorized', 'fenced', 'unreadable']);
  return read({ ...state, cursor: genesisMark(state.log), isCursorHeard: false, failures: 0 }, effects);
}

/** Raises an alarm once, until it is over. */
function alarming(state: SenderState, alarm: AlarmKind, detail: string): SenderStep {
  if (state.alarms.has(alarm)) return { state, effects: [] };
  return {
    state: { ...state, alarms: new Set([...state.alarms, alarm]) },
    effects: [{ type: 'alarm', alarm, detail }],
  };
}

function calmed(state: SenderState, over: readonly AlarmKind[]): SenderStep {
  const ended = over.filter((alarm) => state.alarms.has(alarm));
  if (ended.length === 0) return { state, effects: [] };
  const alarms = new Set([...state.alarms].filter((alarm) => !ended.includes(alarm)));
  return { state: { ...state, alarms }, effects: ended.map((alarm) => ({ type: 'alarm-over', alarm })) };
}

/** The last step's state, and what all of them do, in order. */
function joined(first: readonly SenderEffect[], ...steps: readonly [SenderStep, ...SenderStep[]]): SenderStep {
  const { state } = steps.at(-1) ?? steps[0];
  return { state, effects: [...first, ...steps.flatMap((step) => step.effects)] };
}
