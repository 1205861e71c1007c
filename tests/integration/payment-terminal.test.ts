// Goal: a charge works with terminals of every kind, and each end that a terminal can give is told as what it is.
// Method: the coordinator and the driver talk over a real socket with a simulated terminal whose ways are switched test
// by test.
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { PaymentOutcome } from '#drivers/payment/payment-terminal.ts';
import type { Behaviour } from '#drivers/simulators/zvt/behaviour.ts';
import type { AttemptId } from '#kiosk/core/values/identifiers.ts';
import { openAttempts } from '#kiosk/core/payment/evolve.ts';
import { EUR, type PaymentBench, type PaymentBenchOptions, TEN_TEN, paymentBench, until } from './payment-bench.ts';

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

function steps({ statuses }: PaymentBench): readonly string[] {
  return statuses.map(({ step }) => step);
}

test('an approved charge is written down step by step, and the terminal is answered only after that', async () => {
  await withBench({ behaviour: APPROVING }, async (bench) => {
    const outcome = await pay(bench);
    expect(outcome).toMatchObject({
      outcome: 'approved',
      amount: 1010,
      details: { cardName: 'Debit Mastercard', cardLast4: '4242', authorisationCode: '512345' },
    });
    expect(outcome.outcome === 'approved' && outcome.details.customerReceipt).toContain('Amount 10.10');
    expect(bench.events.map(({ type }) => type)).toEqual([
      'payment-intended',
      'payment-sent',
      'payment-answered',
      'payment-approved',
    ]);
    expect(steps(bench)).toEqual([
      'starting',
      'starting',
      'present-card',
      'enter-pin',
      'contacting-host',
      'remove-card',
    ]);
    expect(JSON.stringify(outcome)).not.toMatch(/\d{9,}/);
  });
});

describe('ends without money', () => {
  test.each([
    { card: 'decline', outcome: 'declined', reason: 'card-declined' },
    { card: 'stop', outcome: 'cancelled', reason: 'shopper-cancelled' },
    { card: 'unreadable', outcome: 'failed', reason: 'card-unreadable' },
    { card: 'time-out', outcome: 'cancelled', reason: 'shopper-cancelled' },
  ] as const)('$card', async ({ card, outcome, reason }) => {
    await withBench({ behaviour: { ...APPROVING, auto: card } }, async (bench) => {
      expect(await pay(bench)).toMatchObject({ outcome, reason });
      expect(bench.simulator.booked).toEqual([]);
      expect(openAttempts(bench.state())).toEqual([]);
      bench.simulator.behaviour.auto = 'approve';
      expect((await pay(bench)).outcome).toBe('approved');
    });
  });

  test.each([
    { accepts: 'busy', reason: 'terminal-not-ready' },
    { accepts: 'end-of-day-needed', reason: 'terminal-not-ready' },
  ] as const)('a terminal that is $accepts', async ({ accepts, reason }) => {
    await withBench({ behaviour: { ...APPROVING, accepts } }, async (bench) => {
      expect(await pay(bench)).toMatchObject({ outcome: 'failed', reason });
      bench.simulator.behaviour.accepts = 'normal';
      expect((await pay(bench)).outcome).toBe('approved');
    });
  });

  test('a terminal that nobody can reach has not been charged at, and nothing was sent', async () => {
    await withBench({ behaviour: APPROVING, settings: { connectPatienceMs: 200 } }, async (bench) => {
      await bench.simulator.unplug();
      expect(await pay(bench)).toMatchObject({ outcome: 'failed', reason: 'terminal-unreachable' });
      expect(bench.events.map(({ type }) => type)).toEqual(['payment-intended', 'payment-ended']);
    });
  });

  test('a wrong password refuses the lane before any charge', async () => {
    const options = {
      behaviour: { ...APPROVING, registration: 'refused' as const },
      settings: { connectPatienceMs: 200 },
    };
    await withBench(options, async (bench) => {
      expect(await pay(bench)).toMatchObject({ outcome: 'failed', reason: 'terminal-refused' });
      expect(bench.terminal.state).toMatchObject({ state: 'faulted' });
      expect(bench.simulator.commands).not.toContain('0601');
    });
  });
});

describe('a wish to stop', () => {
  test('while the terminal waits for a card ends the charge', async () => {
    await withBench({ settings: { progressTimeoutMs: 5_000 } }, async (bench) => {
      const paying = pay(bench);
      await until(() => bench.simulator.screen === 'present-card', 'the terminal wants a card');
      await bench.coordinator.cancel();
      expect(await paying).toMatchObject({ outcome: 'cancelled', reason: 'lane-cancelled' });
      expect(bench.simulator.booked).toEqual([]);
    });
  });

  test('that comes too late changes nothing: what the terminal says counts', async () => {
    await withBench({ behaviour: APPROVING }, async (bench) => {
      bench.simulator.plant({ kind: 'late', at: 'host-asked', ms: 150 });
      const paying = pay(bench);
      await until(() => bench.simulator.passed.includes('card-presented'), 'the card was presented');
      await bench.coordinator.cancel();
      expect((await paying).outcome).toBe('approved');
      expect(bench.simulator.booked).toHaveLength(1);
    });
  });

  test('before anything was sent sends nothing', async () => {
    await withBench({ behaviour: APPROVING }, async (bench) => {
      const paying = pay(bench);
      await Promise.resolve();
      await bench.coordinator.cancel();
      expect(await paying).toMatchObject({ outcome: 'cancelled', reason: 'lane-cancelled' });
      expect(bench.simulator.commands).not.toContain('0601');
    });
  });

  test('a shopper who never comes back is given up after a while, with one abort', async () => {
    await withBench({ settings: { progressTimeoutMs: 200 } }, async (bench) => {
      expect((await pay(bench)).outcome).toBe('cancelled');
      expect(bench.simulator.commands.filter((command) => command === '06b0')).toHaveLength(1);
    });
  });
});

describe('terminals of every kind', () => {
  test.concurrent.each<Partial<Behaviour>>([
    { chunks: 'bytes' },
    { chunks: 'merged' },
    { answerDelayMs: 60 },
    { receipts: 'lines' },
    { receipts: 'none' },
    { registration: 'no-completion' },
    { registration: 'unknown' },
    { repeatReceipt: 'unknown' },
    { repeatReceipt: 'aborted' },
    { statusEnquiry: 'unknown' },
    { accepts: 'without-response' },
    { fields: 'result-only' },
    { fields: 'strange' },
    { reportsTwice: true },
    { hangsUp: true },
    { singleConnection: true },
    { hangsUp: true, singleConnection: true, chunks: 'bytes' },
  ])('%o', async (behaviour) => {
    await withBench({ behaviour: { ...APPROVING, ...behaviour } }, async (bench) => {
      expect((await pay(bench)).outcome).toBe('approved');
      expect((await pay(bench)).outcome).toBe('approved');
      expect(bench.simulator.booked).toHaveLength(2);
      expect(bench.events.filter(({ type }) => type === 'payment-answered')).toHaveLength(2);
    });
  });

  test('one that refuses the connection for a while is waited for', async () => {
    await withBench({ behaviour: APPROVING }, async (bench) => {
      await bench.simulator.unplug();
      const paying = pay(bench);
      await until(() => bench.terminal.state.state === 'offline', 'the terminal is missed');
      await bench.simulator.plugIn();
      expect((await paying).outcome).toBe('approved');
    });
  });

  test('one that is unplugged and back again is ready by itself', async () => {
    await withBench({ behaviour: APPROVING }, async (bench) => {
      await bench.simulator.unplug();
      await until(() => bench.terminal.state.state === 'offline', 'the terminal is missed');
      await bench.simulator.plugIn();
      await until(() => bench.terminal.state.state === 'ready', 'the terminal is back');
      expect(bench.simulator.commands).toEqual(['0600', '0600']);
    });
  });

  test('one with nothing to do is asked how it is', async () => {
    await withBench({ settings: { idleEnquiryMs: 30 } }, async (bench) => {
      await until(() => bench.simulator.commands.filter((command) => command === '0501').length >= 2, 'it was asked');
      // While it is being asked it is busy.
      await until(() => bench.terminal.state.state === 'ready', 'the terminal is at rest');
    });
  });
});

describe('what must not be accepted', () => {
  test('another amount is turned down, and the terminal takes it back', async () => {
    await withBench({ behaviour: { ...APPROVING, approvesInstead: 500 } }, async (bench) => {
      expect(await pay(bench)).toMatchObject({ outcome: 'failed', reason: 'reversed-by-terminal' });
      expect(bench.simulator.booked).toEqual([]);
    });
  });

  test('a signature cannot be given at a lane', async () => {
    await withBench({ behaviour: { ...APPROVING, wantsSignature: true } }, async (bench) => {
      expect(await pay(bench)).toMatchObject({ outcome: 'failed', reason: 'reversed-by-terminal' });
      expect(bench.simulator.booked).toEqual([]);
    });
  });

  test('an approval that cannot be written down is given back', async () => {
    await withBench({ behaviour: APPROVING }, async (bench) => {
      bench.failOn('payment-answered');
      expect(await pay(bench)).toMatchObject({ outcome: 'failed', reason: 'reversed-by-terminal' });
      expect(bench.simulator.booked).toEqual([]);
    });
  });

  test('an intention that cannot be written down is not carried out', async () => {
    await withBench({ behaviour: APPROVING }, async (bench) => {
      bench.failOn('payment-sent');
      await expect(pay(bench)).rejects.toThrow('the disk is full');
      expect(bench.simulator.commands).not.toContain('0601');
    });
  });

  test('an end that cannot be written down is not told, and is found again', async () => {
    await withBench({ behaviour: APPROVING }, async (bench) => {
      bench.failOn('payment-approved');
      await expect(pay(bench)).rejects.toThrow('the disk is full');
      const [settled] = await bench.coordinator.recoverOpen(bench.onStatus);
      expect(settled?.outcome.outcome).toBe('approved');
      expect(bench.simulator.booked).toHaveLength(1);
    });
  });

  test('a completion without a result is no approval', async () => {
    await withBench({ behaviour: { ...APPROVING, reportsNothing: true } }, async (bench) => {
      expect((await pay(bench)).outcome).toBe('approved');
      expect(bench.simulator.commands.filter((command) => command === '0620').length).toBeGreaterThan(1);
      expect(bench.simulator.booked).toHaveLength(1);
    });
  });
});

describe('after a restart of the lane', () => {
  test('a payment that was only intended has not been sent', async () => {
    await withBench({ behaviour: APPROVING }, async (first) => {
      first.failOn('payment-sent');
      await expect(pay(first)).rejects.toThrow('the disk is full');
      await withBench({ simulator: first.simulator, before: first.events }, async (second) => {
        const [settled] = await second.coordinator.recoverOpen(second.onStatus);
        expect(settled?.outcome).toEqual({ outcome: 'failed', reason: 'not-booked' });
      });
    });
  });

  test.each(['finish', 'give-up'] as const)(
    'a running payment at a terminal that will %s is settled by asking',
    async (tillLost) => {
      await withBench({ behaviour: { tillLost }, settings: { progressTimeoutMs: 5_000 } }, async (first) => {
        first.simulator.behaviour.auto = 'approve';
        await pay(first);
        first.simulator.behaviour.auto = undefined;
        const interrupted = pay(first);
        await until(() => first.simulator.screen === 'present-card', 'the terminal wants a card');
        const onRecord = [...first.events];
        await first.terminal.close();
        await withBench({ simulator: first.simulator, before: onRecord }, async (second) => {
          const recovering = second.coordinator.recoverOpen(second.onStatus);
          await until(() => second.simulator.commands.includes('0501'), 'the terminal is asked');
          second.simulator.presentCard('approve');
          const [settled] = await recovering;
          const charged = second.simulator.booked.length - 1;
          expect(settled?.outcome.outcome).toBe(charged === 1 ? 'approved' : 'failed');
          expect(charged).toBe(tillLost === 'finish' ? 1 : 0);
        });
        await interrupted.catch(() => undefined);
      });
    },
  );

  test.each([true, false])('staff decide what the terminal cannot tell (paid: %s)', async (paid) => {
    await withBench({ behaviour: { ...APPROVING, repeatReceipt: 'unknown' }, recoverTimeoutMs: 300 }, async (bench) => {
      bench.simulator.plant({ kind: 'drop', at: 'result-sent' });
      expect((await pay(bench)).outcome).toBe('unknown');
      const [open] = openAttempts(bench.state());
      await bench.coordinator.staffDecision(open?.attemptId ?? ('' as AttemptId), paid, 'Ada');
      expect(openAttempts(bench.state())).toEqual([]);
      expect(bench.events.at(-1)).toMatchObject({
        type: paid ? 'payment-approved' : 'payment-ended',
        attendant: 'Ada',
      });
      expect((await pay(bench)).outcome).toBe('approved');
    });
  });
});

test('one operation at a time: a second one is refused', async () => {
  await withBench({ settings: { progressTimeoutMs: 5_000 } }, async (bench) => {
    const paying = pay(bench);
    await until(() => bench.simulator.screen === 'present-card', 'the terminal wants a card');
    await expect(bench.terminal.lastTransaction()).rejects.toMatchObject({ code: 'busy' });
    bench.simulator.presentCard('approve');
    expect((await paying).outcome).toBe('approved');
  });
});

test('the simulator refuses a second till at a single-connection terminal', async () => {
  await withBench({ behaviour: { singleConnection: true } }, async (bench) => {
    const second = connect(bench.simulator.port, '127.0.0.1');
    second.on('error', () => {});
    await new Promise((resolve) => {
      second.once('close', resolve);
    });
    expect(bench.terminal.state.state).toBe('ready');
  });
});
