// Goal: a page always gets an answer, and the worst that a hostile page can do is lose its own connection.
// Method: whole sessions over a wire in memory and a clock moved by hand; fast-check invents the hostile frames.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryProgram } from '#tests/support/memory-page.ts';
import { ALIVE_INTERVAL_MS, CLOSE } from '../connection.ts';
import { FRAME_LENGTH_MAX } from '../frames.ts';
import { CONTRACT_VERSION } from '../version.ts';
import { COMMAND_DEADLINE_MS } from './command-dispatcher.ts';
import {
  ANSWERS_REMEMBERED_LENGTH,
  COMMANDS_REMEMBERED_MAX,
  type CommandIdentity,
  CommandLedger,
} from './command-ledger.ts';
import { FRAMES_OVER_RATE_MAX, HELLO_DEADLINE_MS, REQUEST_RATE, UNREAD_BYTES_MAX } from './page-session.ts';

const hello = { type: 'hello', contractVersion: CONTRACT_VERSION, buildId: 'test' };
const no = (code: string, retryable = false, data: object = {}) => ({ ok: false, error: { code, retryable, data } });

test('hello is answered with the version and the role', () => {
  const page = new MemoryProgram().connect('staff');
  page.send(hello);
  expect(page.channel.take()).toEqual([
    { type: 'hello', contractVersion: CONTRACT_VERSION, role: 'staff', programId: 'program-1' },
  ]);
});

test('a page of another version hears ours, then the connection is closed', () => {
  const page = new MemoryProgram().connect();
  page.send({ ...hello, contractVersion: CONTRACT_VERSION + 1 });
  expect(page.channel.take()).toEqual([
    { type: 'hello', contractVersion: CONTRACT_VERSION, role: 'shopper', programId: 'program-1' },
  ]);
  expect(page.channel.closed?.code).toBe(CLOSE.versionMismatch);
});

test.each([
  ['a request before hello', { type: 'subscribe', topics: ['lane'] }],
  ['no frame type', {}],
  ['an unknown type', { type: 'goodbye' }],
  ['a frame with more than it should have', { ...hello, admin: true }],
  ['a text', 'hello'],
  ['null', null],
])('%s closes the connection', (_name, frame) => {
  const page = new MemoryProgram().connect();
  page.send(frame);
  expect(page.channel.closed?.code).toBe(CLOSE.malformed);
});

test('a second hello closes the connection', () => {
  const page = new MemoryProgram().greet();
  page.send(hello);
  expect(page.channel.closed?.code).toBe(CLOSE.malformed);
});

test('a page that never says hello is let go', () => {
  const program = new MemoryProgram();
  const page = program.connect();
  program.clock.advance(HELLO_DEADLINE_MS);
  expect(page.channel.closed?.code).toBe(CLOSE.tooSlow);
});

test('a page hears that the program is alive, until it does not read any more', () => {
  const program = new MemoryProgram();
  const page = program.greet();
  program.clock.advance(3 * ALIVE_INTERVAL_MS);
  expect(page.channel.take()).toEqual([{ type: 'alive' }, { type: 'alive' }, { type: 'alive' }]);
  page.channel.buffered = UNREAD_BYTES_MAX + 1;
  program.clock.advance(ALIVE_INTERVAL_MS);
  expect(page.channel.closed?.code).toBe(CLOSE.tooSlow);
});

test('a frame that is too long closes the connection', () => {
  const page = new MemoryProgram().greet();
  page.session.receive(`"${'x'.repeat(FRAME_LENGTH_MAX)}"`);
  expect(page.channel.closed?.code).toBe(CLOSE.tooLong);
});

test('a command is answered with its output, and its handler knows who asked', async () => {
  const asked: unknown[] = [];
  const program = new MemoryProgram({
    callStaff: async (input, context) => {
      asked.push([input, context.role]);
      return { ticketId: 't-1' };
    },
  });
  const page = program.greet();
  const id = page.request('callStaff', { topic: 'price' });
  expect(await page.replyTo(id)).toEqual({ ok: true, output: { ticketId: 't-1' } });
  expect(asked).toEqual([[{ topic: 'price' }, 'shopper']]);
});

test('every kind of no comes back as an error with its code', async () => {
  const program = new MemoryProgram({
    addArticle: async () => ({ rejected: true, code: 'article-unknown', data: { code: '400' } }),
    finish: async () => {
      throw new Error('a bug with a secret in its message');
    },
    // @ts-expect-error An answer that has no JSON is a bug that the compiler only sees here.
    callStaff: async () => ({ ticketId: 1n }),
    startPayment: () => {
      throw new Error('thrown before the first await');
    },
  });
  const page = program.greet();
  const ids = [
    page.request('addArticle', { articleId: 'a', count: 1 }),
    page.request('finish', {}),
    page.request('callStaff', { topic: null }),
    page.request('startPayment', {}),
    page.request('stillHere', {}),
    page.request('launchRocket', {}),
    page.request('acknowledgeTicket', { ticketId: 't', attendant: 'Eve' }),
    page.request('addArticle', { articleId: 'a', count: 0 }),
    page.request('constructor', {}),
  ];
  const replies = await Promise.all(ids.map((id) => page.replyTo(id)));
  expect(replies).toEqual([
    no('article-unknown', false, { code: '400' }),
    no('internal-error'),
    no('internal-error'),
    no('internal-error'),
    no('command-unavailable'),
    no('command-unknown'),
    no('not-allowed'),
    no('bad-input', false, { path: 'count', problem: expect.any(String) }),
    no('command-unknown'),
  ]);
  expect(page.channel.closed).toBeUndefined();
  expect(program.logged.filter((entry) => entry.level === 'error')).toHaveLength(3);
});

test('a slow command is answered by its deadline, and a retry gets the answer of the first try', async () => {
  const started: (() => void)[] = [];
  const program = new MemoryProgram({
    callStaff: () => new Promise((resolve) => started.push(() => resolve({ ticketId: 't-1' }))),
  });
  const commandId = randomUUID();
  const page = program.greet();
  const first = page.request('callStaff', { topic: null }, commandId);
  expect(await page.replyTo(first)).toBeUndefined();
  program.clock.advance(COMMAND_DEADLINE_MS);
  expect(await page.replyTo(first)).toEqual(no('deadline-exceeded', true));

  page.session.ended();
  const again = program.greet();
  const second = again.request('callStaff', { topic: null }, commandId.toUpperCase());
  started[0]?.();
  expect(await again.replyTo(second)).toEqual({ ok: true, output: { ticketId: 't-1' } });
  expect(started).toHaveLength(1);
});

test('a command id stands for one command, one input and one role', async () => {
  const program = new MemoryProgram({ removeLine: async () => ({}), changeQuantity: async () => ({}) });
  const page = program.greet();
  const commandId = randomUUID();
  await page.replyTo(page.request('removeLine', { lineNumber: 1 }, commandId));
  const ids = [
    page.request('removeLine', { lineNumber: 1 }, commandId),
    page.request('removeLine', { lineNumber: 2 }, commandId),
    page.request('changeQuantity', { lineNumber: 1, count: 1 }, commandId),
  ];
  const replies = await Promise.all(ids.map((id) => page.replyTo(id)));
  expect(replies).toEqual([{ ok: true, output: {} }, no('command-id-reused'), no('command-id-reused')]);
});

test('a command is done once however often and on however many connections it is sent', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 7 }), { minLength: 1, maxLength: 40 }), async (picks) => {
      const done: number[] = [];
      const program = new MemoryProgram({
        removeLine: async ({ lineNumber }) => {
          done.push(lineNumber);
          return {};
        },
      });
      const commandIds = Array.from({ length: 8 }, () => randomUUID());
      const pages = [program.greet(), program.greet()];
      for (const [index, pick] of picks.entries()) {
        const page = pages[index % pages.length]!;
        const id = page.request('removeLine', { lineNumber: pick + 1 }, commandIds[pick]);
        expect(await page.replyTo(id)).toEqual({ ok: true, output: {} });
      }
      expect(done).toEqual([...new Set(picks)].map((pick) => pick + 1));
    }),
    { numRuns: 30 },
  );
});

function identity(commandId: string): CommandIdentity {
  return { commandId, command: 'finish', role: 'shopper', input: '{}' };
}

test('what is remembered is bounded, and what runs is never forgotten', async () => {
  const ledger = new CommandLedger();
  let carriedOut = 0;
  const running = new Promise<string>(() => {});
  void ledger.once(identity('running'), () => running);
  for (let index = 0; index < 3 * COMMANDS_REMEMBERED_MAX; index += 1) {
    await ledger.once(identity(`c-${index}`), async () => 'yes');
  }
  expect(ledger.size).toBeLessThanOrEqual(COMMANDS_REMEMBERED_MAX);
  void ledger.once(identity('running'), async () => {
    carriedOut += 1;
    return 'again';
  });
  expect(carriedOut).toBe(0);
  await ledger.once(identity('long'), async () => 'x'.repeat(ANSWERS_REMEMBERED_LENGTH));
  expect(ledger.size).toBeLessThanOrEqual(2);
});

test('too many requests are told to come again, and far too many end the connection', async () => {
  const program = new MemoryProgram({ stillHere: async () => ({}) });
  const page = program.greet();
  const ids = Array.from({ length: 1000 }, () => page.request('stillHere', {}));
  const replies = await Promise.all(ids.map((id) => page.replyTo(id)));
  expect(replies.every((reply) => reply !== undefined)).toBe(true);
  expect(replies.filter((reply) => reply?.ok === false)).toContainEqual(no('too-many-requests', true));
  expect(page.channel.closed).toBeUndefined();

  program.clock.advance(1000);
  const later = page.request('stillHere', {});
  expect(await page.replyTo(later)).toEqual({ ok: true, output: {} });

  for (let index = 0; index < REQUEST_RATE.perSecond + FRAMES_OVER_RATE_MAX; index += 1) page.request('stillHere', {});
  expect(page.channel.closed?.code).toBe(CLOSE.tooMany);
});

test('no frame, however made, throws or reaches a handler unchecked', () => {
  const program = new MemoryProgram({
    changeQuantity: async ({ lineNumber, count }) => {
      const isChecked = Number.isSafeInteger(lineNumber) && lineNumber >= 1 && count >= 1 && count <= 99;
      if (!isChecked) throw new Error('unchecked input');
      return {};
    },
  });
  const frame = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.json(),
    fc
      .record(
        {
          type: fc.oneof(fc.constantFrom('hello', 'subscribe', 'request'), fc.string()),
          id: fc.oneof(fc.integer(), fc.double(), fc.string()),
          contractVersion: fc.oneof(fc.constant(CONTRACT_VERSION), fc.integer()),
          buildId: fc.string(),
          topics: fc.array(fc.oneof(fc.constantFrom('lane', 'lines', 'tickets', '__proto__'), fc.string())),
          command: fc.oneof(fc.constantFrom('changeQuantity', 'toString', '__proto__'), fc.string()),
          commandId: fc.oneof(fc.uuid(), fc.string()),
          input: fc.anything(),
        },
        { requiredKeys: ['type'] },
      )
      .map((record) => safeJson(record)),
  );
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 10 }), (texts) => {
      const page = program.greet();
      for (const text of texts) page.session.receive(text);
      page.session.ended();
    }),
    { numRuns: 500 },
  );
  expect(program.logged.filter((entry) => entry.level === 'error')).toEqual([]);
});

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}
