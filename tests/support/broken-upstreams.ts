import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import type { LogName, Mark, PushAnswer, PushRequest } from '#sync/log/log.ts';
import { genesisMark, logKey, markOf } from '#sync/log/row-hash.ts';
import { UpstreamFailure } from '#sync/log/upstream.ts';
import { openInProcess } from './in-process-upstream.ts';
import type { UpstreamUnderTest } from './upstream-under-test.ts';

/** An adapter that is wrong in one way, and a case of the suite that must find it. */
interface Breakage {
  readonly name: string;
  readonly foundBy: string;
  readonly open: () => Promise<UpstreamUnderTest>;
}

type Push = (request: PushRequest, signal: AbortSignal) => Promise<PushAnswer>;

/** The right upstream with its push replaced. */
async function withPush(replace: (push: Push) => Push, isFinal = true): Promise<UpstreamUnderTest> {
  const right = await openInProcess('writer', isFinal);
  const push = replace((request, signal) => right.upstream.push(request, signal));
  return { ...right, upstream: { push, close: async () => right.upstream.close() } };
}

async function withRequests(change: (request: PushRequest) => PushRequest): Promise<UpstreamUnderTest> {
  return withPush((push) => (request, signal) => push(change(request), signal));
}

async function withAnswers(
  change: (answer: PushAnswer, request: PushRequest) => PushAnswer,
  isFinal = true,
): Promise<UpstreamUnderTest> {
  return withPush((push) => async (request, signal) => change(await push(request, signal), request), isFinal);
}

/** Shows other rows than those that were committed. */
async function withRows(change: (rows: readonly JournalRow[]) => readonly JournalRow[]): Promise<UpstreamUnderTest> {
  const right = await openInProcess('writer', true);
  return { ...right, rows: async (log: LogName) => change(await right.rows(log)) };
}

function markAnswer(mark: Mark): PushAnswer {
  return { type: 'mark', mark, settled: mark };
}

function lastOf({ after, rows }: PushRequest): Mark {
  const last = rows.at(-1);
  return last === undefined ? after : markOf(last);
}

/** Takes requests in and commits them a little after it has answered. */
async function answersTooEarly(): Promise<UpstreamUnderTest> {
  return withPush((push) => async (request, signal) => {
    setTimeout(() => void push(request, signal).catch(() => undefined), 1);
    return markAnswer(lastOf(request));
  });
}

/** Believes its own memory more than the receiver. */
async function remembersTheHighestMark(): Promise<UpstreamUnderTest> {
  const highest = new Map<string, Mark>();
  return withAnswers((answer, { log }) => {
    if (answer.type !== 'mark') return answer;
    const before = highest.get(logKey(log));
    const mark = before !== undefined && before.seq > answer.mark.seq ? before : answer.mark;
    highest.set(logKey(log), mark);
    return { ...answer, mark };
  });
}

/** Sends what comes from one log under the name of whichever came last. */
async function mixesUpLogs(): Promise<UpstreamUnderTest> {
  let latest: LogName | undefined;
  return withPush((push) => async (request, signal) => {
    latest = request.log;
    await Promise.resolve();
    return push({ ...request, log: latest }, signal);
  });
}

function hangs(): Promise<never> {
  return new Promise(() => undefined);
}

function eachRow(change: (row: JournalRow) => JournalRow): (request: PushRequest) => PushRequest {
  return (request) => ({ ...request, rows: request.rows.map(change) });
}

async function withFailures(change: (failure: UpstreamFailure) => unknown): Promise<UpstreamUnderTest> {
  return withPush((push) => async (request, signal) => {
    try {
      return await push(request, signal);
    } catch (error) {
      if (!(error instanceof UpstreamFailure)) throw error;
      throw change(error);
    }
  });
}

async function swallows(type: 'fork' | 'fenced' | 'refused'): Promise<UpstreamUnderTest> {
  return withAnswers((answer, request) => (answer.type === type ? markAnswer(lastOf(request)) : answer));
}

const bodies: readonly Breakage[] = [
  {
    name: 'writes bodies anew from what it read in them',
    foundBy: 'keeps every body byte for byte, and takes what it cannot understand',
    open: async () => withRequests(eachRow((row) => ({ ...row, body: JSON.stringify(JSON.parse(row.body)) }))),
  },
  {
    name: 'carries bodies as Latin-1',
    foundBy: 'keeps every body byte for byte, and takes what it cannot understand',
    open: async () =>
      withRequests(eachRow((row) => ({ ...row, body: Buffer.from(row.body, 'latin1').toString('latin1') }))),
  },
  {
    name: 'cuts large bodies off',
    foundBy: 'takes one large row alone, of characters of several bytes too',
    open: async () => withRequests(eachRow((row) => ({ ...row, body: row.body.slice(0, 512 * 1_024) }))),
  },
  {
    name: 'keeps numbers in 32 bits',
    foundBy: 'keeps numbers as large as a number may be',
    open: async () => withRows((rows) => rows.map((row) => ({ ...row, wall: row.wall % 2 ** 32 }))),
  },
  {
    name: 'refuses what it does not understand',
    foundBy: 'takes rows of unknown kinds and bodies that are not JSON, and flags them',
    open: async () =>
      withPush((push) => async (request, signal) => {
        if (request.rows.some((row) => !row.body.startsWith('{'))) throw new UpstreamFailure('rejected', 'not JSON');
        return push(request, signal);
      }),
  },
  {
    name: 'says nothing of a row that it refuses',
    foundBy: 'refuses a row whose hash does not fit, by its number, and keeps nothing from there on',
    open: async () => swallows('refused'),
  },
];

const places: readonly Breakage[] = [
  {
    name: 'loses a row and answers as if it had it',
    foundBy: 'answers with its mark once the rows are committed',
    open: async () =>
      withPush((push) => async (request, signal) => {
        await push({ ...request, rows: request.rows.slice(0, -1) }, signal);
        return markAnswer(lastOf(request));
      }),
  },
  {
    name: 'keeps rows twice',
    foundBy: 'answers with its mark once the rows are committed',
    open: async () => withRows((rows) => rows.flatMap((row) => [row, row])),
  },
  {
    name: 'keeps rows in another order',
    foundBy: 'keeps the order over many pushes',
    open: async () => withRows((rows) => rows.toReversed()),
  },
  {
    name: 'answers before the rows are committed',
    foundBy: 'answers with its mark once the rows are committed',
    open: answersTooEarly,
  },
  {
    name: 'answers with what was sent instead of what is held',
    foundBy: 'takes nothing beyond a gap and answers with the old mark',
    open: async () => withAnswers((answer, request) => (answer.type === 'mark' ? markAnswer(lastOf(request)) : answer)),
  },
  {
    name: 'keeps the highest mark that it ever heard',
    foundBy: 'begins anew after it lost everything, and holds the sender to nothing that it said before',
    open: remembersTheHighestMark,
  },
  {
    name: 'does not pass a question for the mark on',
    foundBy: 'tells the mark to a push without rows, for a log that it never saw too',
    open: async () =>
      withPush((push) => async (request, signal) => {
        return request.rows.length === 0 ? markAnswer(genesisMark(request.log)) : push(request, signal);
      }),
  },
  { name: 'mixes up logs', foundBy: 'keeps origins apart that send at once', open: mixesUpLogs },
  {
    name: 'drops rows above a number',
    foundBy: 'carries 10000 rows in order',
    open: async () => withRows((rows) => rows.slice(0, 4_096)),
  },
  {
    name: 'forgets how far the final system is',
    foundBy: 'tells how far the final system is',
    open: async () =>
      withAnswers(
        (answer, { log }) => (answer.type === 'mark' ? { ...answer, settled: genesisMark(log) } : answer),
        false,
      ),
  },
  {
    name: 'says that all is settled as soon as the next hop has it',
    foundBy: 'tells how far the final system is',
    open: async () =>
      withAnswers((answer) => (answer.type === 'mark' ? { ...answer, settled: answer.mark } : answer), false),
  },
];

const words: readonly Breakage[] = [
  {
    name: 'says nothing of a fork',
    foundBy: 'finds another row in a place that it holds, and keeps the one that it has',
    open: async () => swallows('fork'),
  },
  {
    name: 'says nothing of a fork to a question for the mark',
    foundBy: 'finds a fork by the place alone that the rows follow, with and without rows',
    open: async () =>
      withAnswers((answer, request) => {
        return answer.type === 'fork' && request.rows.length === 0 ? markAnswer(answer.mark) : answer;
      }),
  },
  {
    name: 'says nothing of a fence',
    foundBy: 'fences another epoch of an origin, unless a store that let it in forwards it',
    open: async () => swallows('fenced'),
  },
  {
    name: 'calls a full disk an unknown machine',
    foundBy: 'says why there is no answer, and loses and doubles nothing over it',
    open: async () => withFailures(() => new UpstreamFailure('unauthorized', 'no')),
  },
  {
    name: 'lets errors of its own through',
    foundBy: 'says why there is no answer, and loses and doubles nothing over it',
    open: async () => withFailures((failure) => new Error(failure.message)),
  },
  {
    name: 'tries what cannot be read for ever',
    foundBy: 'rejects what holds more rows than a push may, and keeps nothing of it',
    open: async () =>
      withFailures((failure) => (failure.code === 'rejected' ? new UpstreamFailure('busy', failure.message) : failure)),
  },
  {
    name: 'goes on when it is given up',
    foundBy: 'ends as unreachable when it is given up',
    open: async () => withPush((push) => async (request, signal) => (signal.aborted ? hangs() : push(request, signal))),
  },
];

/** Every way in which an adapter was made wrong on purpose. */
export const breakages: readonly Breakage[] = [...bodies, ...places, ...words];
