// Goal: one exchange does exactly what the specification and our own rules say, step by step. Method: inputs into the
// pure machine, outputs compared; a charge must never be written twice, whatever comes in, which fast-check tries to
// refute.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Currency, minorUnits } from '#kiosk/core/values/money.ts';
import { type Apdu, NOT_ISSUED, POSITIVE, UNKNOWN_COMMAND } from './apdu.ts';
import { ABORT, authorisation, statusEnquiry } from './commands.ts';
import {
  type Exchange,
  type ExchangeInput,
  type ExchangeOutput,
  type ExchangeRules,
  beginExchange,
  leavesLooseEnds,
  stepExchange,
} from './machine.ts';
import { outcomeOf } from './outcome.ts';
import { ZVT_DEFAULTS } from './settings.ts';

const EUR: Currency = { code: 'EUR', numeric: 978, exponent: 2 };
const REQUEST = { attemptId: 'a', amount: minorUnits(1010), currency: EUR };
const CHARGE = authorisation(REQUEST.amount, EUR);
const RULES: ExchangeRules = {
  kind: 'charge',
  codePage: 'cp437',
  responseTimeoutMs: 5,
  progressTimeoutMs: 180,
  abortGraceMs: 15,
};

function apdu(code: number, data = ''): Apdu {
  return { code, data: Uint8Array.from(Buffer.from(data.replaceAll(' ', ''), 'hex')) };
}

const ACCEPTED = apdu(0x8000);
const STATUS = apdu(0x04ff, '0a');
const APPROVED = apdu(0x040f, '2700 04000000001010 870001 0b000001');
const DECLINED = apdu(0x040f, '2705');
const COMPLETED = apdu(0x060f);
const ABORTED = apdu(0x061e, '6c');

interface Run {
  readonly exchange: Exchange;
  readonly outputs: readonly ExchangeOutput[];
}

/** Feeds units; a report that waits is confirmed at once. */
function run(inputs: readonly (Apdu | ExchangeInput)[], accept = true): Run {
  let [exchange, first] = beginExchange(CHARGE, RULES);
  const outputs = [...first];
  const take = (input: ExchangeInput): void => {
    const [next, produced] = stepExchange(exchange, input);
    exchange = next;
    outputs.push(...produced);
    if (produced.some((output) => output.do === 'confirm')) take({ type: 'confirmed', accepted: accept });
  };
  for (const input of inputs) take('code' in input ? { type: 'received', apdu: input } : input);
  return { exchange, outputs };
}

function written({ outputs }: Run): readonly Apdu[] {
  return outputs.flatMap((output) => (output.do === 'write' ? [output.apdu] : []));
}

function ended(result: Run): ReturnType<typeof outcomeOf> | undefined {
  const last = result.outputs.at(-1);
  return last?.do === 'end' ? outcomeOf(result.exchange, last.end, REQUEST) : undefined;
}

describe('a charge', () => {
  test('goes well: each word of the terminal is answered once', () => {
    const done = run([ACCEPTED, STATUS, APPROVED, COMPLETED]);
    expect(written(done)).toEqual([CHARGE, POSITIVE, POSITIVE, POSITIVE]);
    expect(ended(done)).toMatchObject({ outcome: 'approved', amount: 1010 });
  });

  test.each<[string, readonly (Apdu | ExchangeInput)[], object]>([
    ['declined', [ACCEPTED, DECLINED, ABORTED], { outcome: 'declined', reason: 'card-declined' }],
    ['declined, and completed all the same', [ACCEPTED, DECLINED, COMPLETED], { outcome: 'declined' }],
    ['declined, and the line breaks', [ACCEPTED, DECLINED, { type: 'lost', cause: 'x' }], { outcome: 'declined' }],
    ['declined, then approved after all', [ACCEPTED, DECLINED, APPROVED, COMPLETED], { outcome: 'unknown' }],
    ['stopped without a report', [ACCEPTED, ABORTED], { outcome: 'cancelled', reason: 'shopper-cancelled' }],
    ['stopped by the lane', [ACCEPTED, { type: 'abort' }, ABORTED], { outcome: 'cancelled', reason: 'lane-cancelled' }],
    ['refused', [apdu(0x8483)], { outcome: 'failed', reason: 'terminal-refused' }],
    ['busy', [apdu(0x849c)], { outcome: 'failed', reason: 'terminal-not-ready' }],
    ['no response', [{ type: 'time-over' }], { outcome: 'unknown' }],
    ['the line breaks at once', [{ type: 'lost', cause: 'x' }], { outcome: 'unknown' }],
    ['the line breaks after consent', [ACCEPTED, { type: 'lost', cause: 'x' }], { outcome: 'unknown' }],
    ['the line breaks after approval', [ACCEPTED, APPROVED, { type: 'lost', cause: 'x' }], { outcome: 'unknown' }],
    ['completed without a report', [ACCEPTED, COMPLETED], { outcome: 'unknown' }],
    ['approved and then aborted', [ACCEPTED, APPROVED, ABORTED], { outcome: 'unknown' }],
    ['approved and then declined', [ACCEPTED, APPROVED, DECLINED, COMPLETED], { outcome: 'unknown' }],
    ['approved twice', [ACCEPTED, APPROVED, APPROVED, COMPLETED], { outcome: 'approved' }],
    [
      'approved twice, with another amount',
      [ACCEPTED, APPROVED, apdu(0x040f, '2700 04000000009999'), COMPLETED],
      { outcome: 'unknown' },
    ],
    ['refused after it had begun', [STATUS, apdu(0x8483)], { outcome: 'unknown' }],
    ['no consent, but all the rest', [STATUS, APPROVED, COMPLETED], { outcome: 'approved' }],
    ['a report that cannot be read', [ACCEPTED, apdu(0x040f, 'ee'), COMPLETED], { outcome: 'unknown' }],
  ])('%s', (_, inputs, outcome) => {
    expect(ended(run(inputs))).toMatchObject(outcome);
  });

  test('that the lane turns down is taken back by the terminal', () => {
    const done = run([ACCEPTED, APPROVED, ABORTED], false);
    expect(written(done)).toEqual([CHARGE, NOT_ISSUED, POSITIVE]);
    expect(ended(done)).toEqual({ outcome: 'failed', reason: 'reversed-by-terminal' });
    expect(ended(run([ACCEPTED, APPROVED, COMPLETED], false))).toMatchObject({ outcome: 'unknown' });
  });

  test('is recorded once, even when the terminal reports it again', () => {
    const { outputs } = run([ACCEPTED, APPROVED, APPROVED, COMPLETED]);
    expect(outputs.filter((output) => output.do === 'confirm')).toHaveLength(1);
  });

  test('answers what it does not know without losing its way', () => {
    const done = run([ACCEPTED, apdu(0x040d, '0600'), apdu(0x0401, 'aa260510'), APPROVED, COMPLETED]);
    expect(written(done)).toEqual([CHARGE, UNKNOWN_COMMAND, POSITIVE, POSITIVE, POSITIVE]);
    expect(ended(done)).toMatchObject({ outcome: 'approved' });
  });
});

describe('an abort', () => {
  test('waits for consent', () => {
    const waiting = run([{ type: 'abort' }]);
    expect(written(waiting)).toEqual([CHARGE]);
    expect(written(run([{ type: 'abort' }, ACCEPTED]))).toEqual([CHARGE, ABORT]);
  });

  test('goes out once for as long as it is not answered', () => {
    const done = run([ACCEPTED, { type: 'abort' }, { type: 'abort' }]);
    expect(written(done)).toEqual([CHARGE, ABORT]);
    const refused = run([ACCEPTED, { type: 'abort' }, apdu(0x8483), { type: 'abort' }]);
    expect(written(refused)).toEqual([CHARGE, ABORT, ABORT]);
  });

  test('is a wish: approved stays approved', () => {
    const done = run([ACCEPTED, { type: 'abort' }, apdu(0x8483), APPROVED, COMPLETED]);
    expect(ended(done)).toMatchObject({ outcome: 'approved' });
    expect(leavesLooseEnds(done.exchange)).toBe(false);
  });

  test('that is not answered leaves a loose end, which no next command may meet', () => {
    expect(leavesLooseEnds(run([ACCEPTED, { type: 'abort' }, ABORTED]).exchange)).toBe(true);
  });

  test('follows silence once, and then nothing more is waited for', () => {
    const silent = run([ACCEPTED, { type: 'time-over' }]);
    expect(written(silent)).toEqual([CHARGE, ABORT]);
    expect(silent.outputs.at(-1)).toEqual({ do: 'wait', ms: RULES.abortGraceMs });
    expect(ended(run([ACCEPTED, { type: 'time-over' }, { type: 'time-over' }]))).toMatchObject({ outcome: 'unknown' });
    expect(ended(run([ACCEPTED, { type: 'time-over' }, APPROVED, COMPLETED]))).toMatchObject({ outcome: 'approved' });
  });
});

describe('patience', () => {
  const lastWait = (inputs: readonly Apdu[]): ExchangeOutput | undefined =>
    run(inputs).outputs.findLast((output) => output.do === 'wait');

  test('is short for consent, long afterwards, and longer when the terminal asks for it', () => {
    expect(lastWait([])).toEqual({ do: 'wait', ms: 5 });
    expect(lastWait([ACCEPTED])).toEqual({ do: 'wait', ms: 180 });
    expect(lastWait([ACCEPTED, apdu(0x04ff, '0a05')])).toEqual({ do: 'wait', ms: 300_000 });
    expect(lastWait([ACCEPTED, apdu(0x04ff, '0a99')])).toEqual({ do: 'wait', ms: 900_000 });
  });
});

test('a question is lost by silence, without an abort', () => {
  const rules: ExchangeRules = { ...RULES, kind: 'question' };
  const command = statusEnquiry(ZVT_DEFAULTS);
  let [exchange] = beginExchange(command, rules);
  [exchange] = stepExchange(exchange, { type: 'received', apdu: ACCEPTED });
  const [, outputs] = stepExchange(exchange, { type: 'time-over' });
  expect(outputs).toMatchObject([{ do: 'end', end: { end: 'lost', silent: true } }]);
});

test('a wish is over with its response', () => {
  const [exchange] = beginExchange(ABORT, { ...RULES, kind: 'wish' });
  expect(stepExchange(exchange, { type: 'received', apdu: ACCEPTED })[1]).toMatchObject([
    { end: { end: 'completed' } },
  ]);
});

describe('what always holds, whatever comes in', () => {
  const input: fc.Arbitrary<Apdu | ExchangeInput> = fc.oneof(
    fc.constantFrom<Apdu | ExchangeInput>(
      ACCEPTED,
      STATUS,
      APPROVED,
      DECLINED,
      COMPLETED,
      ABORTED,
      apdu(0x8483),
      apdu(0x849c),
      { type: 'abort' },
      { type: 'time-over' },
      { type: 'lost', cause: 'x' },
    ),
    fc.record({ code: fc.integer({ min: 0x0400, max: 0x84ff }), data: fc.uint8Array({ maxLength: 40 }) }),
  );
  const inputs = fc.array(input, { maxLength: 40 });

  test('the charge is written once', () => {
    fc.assert(
      fc.property(inputs, fc.boolean(), (some, accept) => {
        expect(written(run(some, accept)).filter(({ code }) => code === CHARGE.code)).toHaveLength(1);
      }),
    );
  });

  test('approved needs a recorded report of the right amount; no money needs the terminal’s own word', () => {
    fc.assert(
      fc.property(inputs, fc.boolean(), (some, accept) => {
        const result = run(some, accept);
        const outcome = ended(result);
        const confirms = result.outputs.filter((output) => output.do === 'confirm');
        if (outcome?.outcome === 'approved') {
          expect(confirms).toHaveLength(1);
          expect(accept).toBe(true);
        }
        if (outcome !== undefined && outcome.outcome !== 'approved' && outcome.outcome !== 'unknown') {
          expect(confirms.length === 0 || !accept).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('at the end nothing more happens', () => {
    fc.assert(
      fc.property(inputs, input, (some, more) => {
        const { exchange } = run([...some, ACCEPTED, COMPLETED]);
        expect(stepExchange(exchange, 'code' in more ? { type: 'received', apdu: more } : more)).toEqual([
          exchange,
          [],
        ]);
      }),
    );
  });
});
