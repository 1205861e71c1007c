// Goal: whatever breaks at whatever point of a charge, a card is charged at most once, and what the lane says in the
// end is what the terminal has booked. Method: the coordinator and the driver talk over a real socket with a simulated
// terminal that counts its bookings; one fault is planted at each named point, and the charges that stand are compared
// with the outcome that is on record.
import { describe, expect, test } from 'vitest';
import type { PaymentOutcome } from '#drivers/payment/payment-terminal.ts';
import { POINTS, type Behaviour, type Fault } from '#drivers/simulators/zvt/behaviour.ts';
import { openAttempts } from '#kiosk/core/payment/evolve.ts';
import { type PaymentBench, type PaymentBenchOptions, TEN_TEN, EUR, paymentBench, until } from './payment-bench.ts';

const APPROVING: Partial<Behaviour> = { auto: 'approve', autoDelayMs: 5 };

async function withBench(options: PaymentBenchOptions, work: (bench: PaymentBench) => Promise<void>): Promise<void> {
  const bench = await paymentBench(options);
  try {
    await work(bench);
  } finally {
    await bench.end();
  }
}

function pay({ coordinator, onStatus }: PaymentBench): Promise<PaymentOutcome> {
  return coordinator.pay({ amount: TEN_TEN, currency: EUR }, onStatus);
}

/** One payment before, of the same amount, so that a mistaken comparison would be seen; then one with a fault. */
async function payWithFault(bench: PaymentBench, fault: Fault): Promise<PaymentOutcome> {
  expect((await pay(bench)).outcome).toBe('approved');
  bench.simulator.plant(fault);
  return pay(bench);
}

function chargesSent({ simulator }: PaymentBench): number {
  return simulator.commands.filter((command) => command === '0601').length;
}

describe.each(['finish', 'give-up'] as const)('a terminal that will %s without the till', (tillLost) => {
  describe.each(['drop', 'mute', 'garbage', 'half-unit'] as const)('%s', (kind) => {
    test.concurrent.each(POINTS)('at %s: the outcome is what is booked', async (at) => {
      await withBench({ behaviour: { ...APPROVING, tillLost } }, async (bench) => {
        const { outcome } = await payWithFault(bench, { kind, at });
        const charged = bench.simulator.booked.length - 1;
        expect(chargesSent(bench)).toBe(2);
        expect(charged).toBeLessThanOrEqual(1);
        expect(outcome).toBe(charged === 1 ? 'approved' : 'failed');
        expect(openAttempts(bench.state())).toEqual([]);
      });
    });
  });
});

test.concurrent.each(POINTS)('a drop at %s of a declined charge ends it without money', async (at) => {
  await withBench({ behaviour: APPROVING }, async (bench) => {
    await pay(bench);
    bench.simulator.behaviour.auto = 'decline';
    bench.simulator.plant({ kind: 'drop', at });
    expect(['declined', 'failed']).toContain((await pay(bench)).outcome);
    expect(bench.simulator.booked).toHaveLength(1);
  });
});

test.concurrent.each(POINTS)('a drop at %s of the very first payment: booked is called approved', async (at) => {
  await withBench({ behaviour: APPROVING }, async (bench) => {
    bench.simulator.plant({ kind: 'drop', at });
    expect((await pay(bench)).outcome).toBe('approved');
    expect(bench.simulator.booked).toHaveLength(1);
  });
});

test.concurrent.each(POINTS)('a reversal that is recorded after a drop at %s is found', async (at) => {
  await withBench({ behaviour: { ...APPROVING, tillLost: 'give-up', recordsReversals: true } }, async (bench) => {
    const { outcome } = await payWithFault(bench, { kind: 'drop', at });
    expect(outcome).toBe(bench.simulator.booked.length === 2 ? 'approved' : 'failed');
  });
});

test.concurrent.each(POINTS)('a terminal that is slow at %s is waited for, or asked', async (at) => {
  // Patient enough that a busy machine is not taken for a silent terminal.
  await withBench({ behaviour: APPROVING, settings: { progressTimeoutMs: 3_000 } }, async (bench) => {
    expect((await payWithFault(bench, { kind: 'late', at, ms: 400 })).outcome).toBe('approved');
    expect(bench.simulator.booked).toHaveLength(2);
    expect(chargesSent(bench)).toBe(2);
  });
});

describe('after a drop, terminals of every kind tell', () => {
  test.concurrent.each<Partial<Behaviour>>([
    { chunks: 'bytes' },
    { chunks: 'merged' },
    { answerDelayMs: 50 },
    { registration: 'no-completion' },
    { registration: 'unknown' },
    { fields: 'strange' },
    { hangsUp: true },
    { singleConnection: true },
    { hangsUp: true, singleConnection: true },
  ])('%o', async (behaviour) => {
    await withBench({ behaviour: { ...APPROVING, ...behaviour } }, async (bench) => {
      expect((await payWithFault(bench, { kind: 'drop', at: 'result-sent' })).outcome).toBe('approved');
      bench.simulator.behaviour.tillLost = 'give-up';
      bench.simulator.plant({ kind: 'drop', at: 'card-presented' });
      expect((await pay(bench)).outcome).toBe('failed');
      expect(bench.simulator.booked).toHaveLength(2);
      expect(chargesSent(bench)).toBe(3);
    });
  });
});

describe('a terminal that cannot be asked', () => {
  test.concurrent.each([
    { repeatReceipt: 'unknown' },
    { repeatReceipt: 'aborted' },
    { statusEnquiry: 'unknown' },
    { statusEnquiry: 'without-status' },
  ] as const)('%o: without proof the outcome is unknown, never failed', async (behaviour) => {
    const options = { behaviour: { ...APPROVING, ...behaviour, tillLost: 'give-up' as const }, recoverTimeoutMs: 800 };
    await withBench(options, async (bench) => {
      const { outcome } = await payWithFault(bench, { kind: 'drop', at: 'charge-accepted' });
      expect(bench.simulator.booked).toHaveLength(1);
      expect(outcome).toBe('unknown');
      expect(openAttempts(bench.state())).toHaveLength(1);
    });
  });

  test('an unknown payment keeps the next one from starting', async () => {
    await withBench({ behaviour: { ...APPROVING, repeatReceipt: 'unknown' }, recoverTimeoutMs: 500 }, async (bench) => {
      await payWithFault(bench, { kind: 'drop', at: 'result-sent' });
      await expect(pay(bench)).rejects.toThrow(/not settled/);
      expect(chargesSent(bench)).toBe(2);
    });
  });

  test.each([
    { memory: false, outcome: 'unknown' },
    { memory: true, outcome: 'failed' },
  ])('restarted in the middle of a charge: %o', async ({ memory, outcome }) => {
    await withBench({ behaviour: APPROVING, settings: { progressTimeoutMs: 5_000 } }, async (bench) => {
      const { simulator } = bench;
      await pay(bench);
      simulator.behaviour.auto = undefined;
      const paying = pay(bench);
      await until(() => chargesSent(bench) === 2 && simulator.screen === 'present-card', 'the terminal wants a card');
      await simulator.restart({ memory, offMs: 300 });
      expect((await paying).outcome).toBe(outcome);
    });
  });
});
