import { ZvtTerminal } from '#drivers/payment/zvt/zvt-terminal.ts';
import type { ZvtSettings } from '#drivers/payment/zvt/settings.ts';
import type { TerminalStatus } from '#drivers/payment/payment-terminal.ts';
import { ZvtSimulator } from '#drivers/simulators/zvt/zvt-simulator.ts';
import type { Behaviour } from '#drivers/simulators/zvt/behaviour.ts';
import { TcpTransport } from '#drivers/transport/tcp-transport.ts';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { NO_PAYMENTS, evolvePayment } from '#kiosk/core/payment/evolve.ts';
import type { PaymentEvent, PaymentState } from '#kiosk/core/payment/payment.ts';
import { type Currency, minorUnits } from '#kiosk/core/values/money.ts';
import { PaymentCoordinator } from '#kiosk/lane/payment/payment-coordinator.ts';

export const EUR: Currency = { code: 'EUR', numeric: 978, exponent: 2 };
export const TEN_TEN = minorUnits(1010);

/** Real sockets answer within milliseconds here; what waits in a shop for seconds waits for a moment in a test. */
export const QUICK: Partial<ZvtSettings> = {
  responseTimeoutMs: 250,
  progressTimeoutMs: 500,
  questionProgressMs: 500,
  abortGraceMs: 300,
  registrationCompletionMs: 300,
  connectPatienceMs: 3_000,
  quietBeforeSendingMs: 40,
  pollMs: 40,
  secondLookMs: 60,
  idleEnquiryMs: 60_000,
};

export interface PaymentBench {
  readonly simulator: ZvtSimulator;
  readonly terminal: ZvtTerminal;
  readonly coordinator: PaymentCoordinator;
  readonly events: readonly PaymentEvent[];
  readonly statuses: readonly TerminalStatus[];
  readonly state: () => PaymentState;
  /** Fails the next record of this kind. */
  readonly failOn: (type: PaymentEvent['type']) => void;
  readonly onStatus: (status: TerminalStatus) => void;
  readonly end: () => Promise<void>;
}

export interface PaymentBenchOptions {
  readonly behaviour?: Partial<Behaviour>;
  readonly settings?: Partial<ZvtSettings>;
  readonly recoverTimeoutMs?: number;
  readonly simulator?: ZvtSimulator;
  /** What was on record when the lane started. */
  readonly before?: readonly PaymentEvent[];
}

/** A coordinator and a driver at one end of a real socket, a simulated terminal at the other. */
export async function paymentBench(options: PaymentBenchOptions = {}): Promise<PaymentBench> {
  const simulator = options.simulator ?? (await ZvtSimulator.start({ behaviour: options.behaviour }));
  const terminal = new ZvtTerminal({
    deviceId: 'terminal',
    terminalId: 'terminal-1',
    currency: EUR,
    settings: { ...QUICK, ...options.settings },
    transport: () => new TcpTransport({ host: '127.0.0.1', port: simulator.port }),
  });
  const events: PaymentEvent[] = [...(options.before ?? [])];
  const statuses: TerminalStatus[] = [];
  let state = events.reduce(evolvePayment, NO_PAYMENTS);
  let failing: PaymentEvent['type'] | undefined;
  let attempts = 0;
  const coordinator = new PaymentCoordinator({
    terminal,
    clock: systemClock,
    ids: { next: () => `attempt-${(attempts += 1)}-${events.length}` },
    state: () => state,
    record: (added) => {
      if (added.some(({ type }) => type === failing)) {
        failing = undefined;
        return Promise.reject(new Error('the disk is full'));
      }
      events.push(...added);
      state = added.reduce(evolvePayment, state);
      return Promise.resolve();
    },
    recoverTimeoutMs: options.recoverTimeoutMs ?? 10_000,
  });
  await terminal.open();
  return {
    simulator,
    terminal,
    coordinator,
    events,
    statuses,
    state: () => state,
    failOn: (type) => {
      failing = type;
    },
    onStatus: (status) => {
      statuses.push(status);
    },
    end: async () => {
      await terminal.close();
      await simulator.stop();
    },
  };
}

/** Waits until something is so; fails after a while. */
export async function until(condition: () => boolean, what: string, limitMs = 10_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}
