// Goal: a page ends up with the latest of every topic it may see, however slowly it reads, and slowness costs nothing.
// Method: sessions over a wire in memory whose back-pressure the test sets; what the page would then know is compared
// with what was published, for random sequences of changes.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryProgram, type MemoryPage } from '#tests/support/memory-page.ts';
import { CLOSE } from '../connection.ts';
import type { ProgramFrame } from '../frames.ts';
import type { DeviceView, SessionView } from '../views.ts';
import { EFFECT_AGE_MAX_MS } from './topic-hub.ts';
import { FRAME_LENGTH, SLOW_AT_BYTES, SLOW_RETRY_MS } from './topic-outbox.ts';

const session = (language: string): SessionView => ({ language, languages: ['en'], idleDeadline: null });
const device = (detail: string): DeviceView => ({ deviceId: 'd', kind: 'scanner', state: 'ready', detail });

/** What a page knows after these frames. */
function known(frames: readonly ProgramFrame[], entries = new Map<string, unknown>()): Map<string, unknown> {
  for (const frame of frames) {
    if (frame.type !== 'entries') continue;
    if (frame.reset) entries.clear();
    for (const key of frame.drop) entries.delete(key);
    for (const [key, payload] of frame.set) entries.set(key, payload);
  }
  return entries;
}

function subscribe(page: MemoryPage, ...topics: string[]): void {
  page.send({ type: 'subscribe', topics });
}

test('a new page gets all that is known, then what changes', () => {
  const program = new MemoryProgram();
  program.hub.publishValue('session', session('en'));
  program.hub.publishEntries('devices', { set: [['a', device('1')]] });
  const page = program.greet();
  subscribe(page, 'session', 'devices', 'assist', 'basket');
  expect(page.channel.take()).toEqual([
    { type: 'value', topic: 'session', value: session('en') },
    { type: 'entries', topic: 'devices', reset: true, set: [['a', device('1')]], drop: [] },
    { type: 'entries', topic: 'assist', reset: true, set: [], drop: [] },
  ]);
  program.hub.publishValue('session', session('nl'));
  program.hub.publishEntries('devices', { set: [['b', device('2')]], drop: ['a', 'never-there'] });
  expect(page.channel.take()).toEqual([
    { type: 'value', topic: 'session', value: session('nl') },
    { type: 'entries', topic: 'devices', reset: false, set: [['b', device('2')]], drop: ['a'] },
  ]);
});

test('what is published together arrives together, in its order, and nothing of it before', () => {
  const program = new MemoryProgram();
  const page = program.greet();
  subscribe(page, 'session', 'devices');
  page.channel.take();
  program.hub.together(() => {
    program.hub.publishEntries('devices', { set: [['a', device('1')]] });
    program.hub.publishValue('session', session('nl'));
    expect(page.channel.sent).toEqual([]);
  });
  const told: ProgramFrame[] = [
    { type: 'entries', topic: 'devices', reset: false, set: [['a', device('1')]], drop: [] },
    { type: 'value', topic: 'session', value: session('nl') },
  ];
  expect(page.channel.messages).toEqual([{ type: 'together', frames: told }]);
  expect(page.channel.take()).toEqual(told);
});

test('what was published before a failure still arrives', () => {
  const program = new MemoryProgram();
  const page = program.greet();
  subscribe(page, 'session');
  page.channel.take();
  const failing = (): void => {
    program.hub.publishValue('session', session('nl'));
    throw new Error('in between');
  };
  expect(() => program.hub.together(failing)).toThrow('in between');
  expect(page.channel.take()).toEqual([{ type: 'value', topic: 'session', value: session('nl') }]);
});

test('what is published again unchanged is not sent again', () => {
  const program = new MemoryProgram();
  const page = program.greet();
  subscribe(page, 'session', 'devices');
  page.channel.take();
  for (let index = 0; index < 3; index += 1) {
    program.hub.publishValue('session', session('en'));
    program.hub.publishEntries('devices', { set: [['a', device('1')]], drop: ['b'] });
  }
  expect(page.channel.take()).toHaveLength(2);
});

test('a topic of another role, or none at all, ends the connection', () => {
  const program = new MemoryProgram();
  const shopper = program.greet('shopper');
  subscribe(shopper, 'tickets');
  expect(shopper.channel.closed?.code).toBe(CLOSE.notAllowed);
  const curious = program.greet('shopper');
  subscribe(curious, '__proto__');
  expect(curious.channel.closed?.code).toBe(CLOSE.malformed);
});

test('a slow page gets one frame with the latest, and no effects', () => {
  const program = new MemoryProgram();
  const page = program.greet();
  subscribe(page, 'session', 'devices', 'effects');
  page.channel.take();
  page.channel.buffered = SLOW_AT_BYTES + 1;
  for (let index = 0; index < 1000; index += 1) {
    program.hub.publishValue('session', session(`l${index}`));
    program.hub.publishEntries('devices', { set: [[`d${index % 3}`, device(`${index}`)]] });
    program.hub.publishEffect('effects', { effect: 'found', at: program.clock.now() });
  }
  program.clock.advance(SLOW_RETRY_MS);
  expect(page.channel.take()).toEqual([]);
  page.channel.buffered = 0;
  program.clock.advance(SLOW_RETRY_MS);
  expect(page.channel.take()).toEqual([
    { type: 'value', topic: 'session', value: session('l999') },
    {
      type: 'entries',
      topic: 'devices',
      reset: false,
      set: [
        ['d0', device('999')],
        ['d1', device('997')],
        ['d2', device('998')],
      ],
      drop: [],
    },
  ]);
});

test('an effect reaches a quick page at once, and nobody when it is late', () => {
  const program = new MemoryProgram();
  const page = program.greet();
  subscribe(page, 'effects');
  const at = program.clock.now();
  program.hub.publishEffect('effects', { effect: 'found', at });
  program.clock.advance(EFFECT_AGE_MAX_MS + 1);
  program.hub.publishEffect('effects', { effect: 'not-found', at });
  expect(page.channel.take()).toEqual([{ type: 'value', topic: 'effects', value: { effect: 'found', at } }]);
});

test('a long topic is told in frames of a bounded length, of which the first resets', () => {
  const program = new MemoryProgram();
  const set = Array.from({ length: 500 }, (_, index) => [`k${index}`, device('x'.repeat(600))] as const);
  program.hub.publishEntries('devices', { set });
  const page = program.greet();
  subscribe(page, 'devices');
  const frames = page.channel.take();
  expect(frames.length).toBeGreaterThan(3);
  for (const frame of frames) expect(JSON.stringify(frame).length).toBeLessThan(FRAME_LENGTH + 2000);
  expect(frames.map((frame) => frame.type === 'entries' && frame.reset)).toEqual(frames.map((_, index) => index === 0));
  expect([...known(frames).keys()]).toEqual(set.map(([key]) => key));
});

test('keys that come and go before a slow page looks do not pile up', () => {
  const program = new MemoryProgram();
  const page = program.greet();
  subscribe(page, 'devices');
  page.channel.take();
  page.channel.buffered = SLOW_AT_BYTES + 1;
  for (let index = 0; index < 5000; index += 1) {
    program.hub.publishEntries('devices', { set: [[`k${index}`, device('')]], drop: [`k${index - 1}`] });
  }
  page.channel.buffered = 0;
  program.clock.advance(SLOW_RETRY_MS);
  expect(page.channel.take()).toEqual([
    { type: 'entries', topic: 'devices', reset: true, set: [['k4999', device('')]], drop: [] },
  ]);
});

test('whatever is published and however slow the page, it ends up with what the hub knows', () => {
  const key = fc.constantFrom('a', 'b', 'c', 'd');
  const step = fc.oneof(
    fc.record({ kind: fc.constant('set' as const), key, detail: fc.string() }),
    fc.record({ kind: fc.constant('drop' as const), key }),
    fc.record({ kind: fc.constant('reset' as const), key, detail: fc.string() }),
    fc.record({ kind: fc.constant('slow' as const) }),
    fc.record({ kind: fc.constant('quick' as const) }),
    fc.record({ kind: fc.constant('wait' as const) }),
    fc.record({ kind: fc.constant('resubscribe' as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const program = new MemoryProgram();
      const page = program.greet();
      subscribe(page, 'devices');
      for (const at of steps) {
        if (at.kind === 'set') program.hub.publishEntries('devices', { set: [[at.key, device(at.detail)]] });
        if (at.kind === 'drop') program.hub.publishEntries('devices', { drop: [at.key] });
        if (at.kind === 'reset') {
          program.hub.publishEntries('devices', { reset: true, set: [[at.key, device(at.detail)]] });
        }
        if (at.kind === 'slow') page.channel.buffered = SLOW_AT_BYTES + 1;
        if (at.kind === 'quick') page.channel.buffered = 0;
        if (at.kind === 'wait') program.clock.advance(SLOW_RETRY_MS);
        if (at.kind === 'resubscribe') subscribe(page, 'devices');
      }
      page.channel.buffered = 0;
      program.clock.advance(SLOW_RETRY_MS);
      const expected = [...program.hub.entries('devices')].map(([name, json]) => [name, JSON.parse(json)] as const);
      expect(known(page.channel.take())).toEqual(new Map(expected));
    }),
    { numRuns: 300 },
  );
});

test('a value without JSON is our own bug and says so', () => {
  const { hub } = new MemoryProgram();
  // @ts-expect-error The compiler refuses it too.
  expect(() => hub.publishValue('session', undefined)).toThrow('topic session');
});
