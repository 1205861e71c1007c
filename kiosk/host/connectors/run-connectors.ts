import path from 'node:path';
import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import { type ConnectorStore, openConnectorStore } from '#kiosk/storage/connectors/connector-store.ts';
import { takeWishes } from '#kiosk/storage/wishes.ts';
import { type ConnectorEvent, ConnectorRunner, type TakenIn } from '#sync/connectors/runner.ts';
import { keepPrivate } from '../private-file.ts';
import { CONNECTORS_FILE } from '../sync/data-files.ts';
import { saleFact } from './sale-fact.ts';
import { openConnector, type ConnectorConfig } from './open-connector.ts';

export interface ConnectorsParts {
  readonly connectors: readonly ConnectorConfig[];
  readonly directory: string;
  readonly takenIn: TakenIn;
  readonly clock: Pick<Clock, 'now' | 'monotonic' | 'after'>;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

export interface RunningConnectors {
  /** Ends what is under way and lets go of the file. */
  stop(): Promise<void>;
}

/** How often it is looked for what people asked, in milliseconds. */
const WISHES_EVERY_MS = 2_000;
/** After a fault of the file or of what was taken in, a runner begins again, in milliseconds. */
const RESTART_AFTER_MS = 10_000;

/**
 * Runs connectors beside everything else; a store or headquarters never waits for one.
 *
 * @throws CommandFailure for settings that are not usable; StorageError, for example when other connectors run here
 */
export function startConnectors(parts: ConnectorsParts): RunningConnectors {
  if (parts.connectors.length === 0) return { stop: async () => {} };
  const { store, runners } = openRunners(parts);
  const { clock, log } = parts;
  const ended = new AbortController();
  const work = Promise.all([
    keepWishes(store, parts, ended.signal),
    ...runners.map(async ({ name, runner }) => {
      while (!ended.signal.aborted) {
        await runner.run(ended.signal).catch((error: unknown) => {
          log.error('a connector failed and begins again', { connector: name, error: String(error) });
        });
        await pause(RESTART_AFTER_MS, clock, ended.signal);
      }
    }),
  ]);
  return {
    stop: async () => {
      ended.abort();
      await work;
      store.close();
    },
  };
}

/**
 * Delivers what is there and ends.
 *
 * @returns whether every connector has all of it
 */
export async function runConnectorsOnce(parts: ConnectorsParts, signal: AbortSignal): Promise<boolean> {
  const { store, runners } = openRunners(parts);
  try {
    await fulfilWishes(store, parts);
    const done = await Promise.all(runners.map(async ({ runner }) => runner.runOnce(signal)));
    return done.every(Boolean);
  } finally {
    store.close();
  }
}

/** The file beside which wishes for one connector are left. */
export function wishesFor(directory: string, connector: string): string {
  return path.join(directory, `${CONNECTORS_FILE}.${connector}`);
}

function openRunners({ connectors, directory, takenIn, clock, log }: ConnectorsParts): {
  readonly store: ConnectorStore;
  readonly runners: readonly { readonly name: string; readonly runner: ConnectorRunner }[];
} {
  const opened = connectors.map((config) => ({ config, connector: openConnector(config, directory) }));
  const file = path.join(directory, CONNECTORS_FILE);
  const store = openConnectorStore(file);
  keepPrivate(file);
  const runners = opened.map(({ config, connector }) => {
    const { name, fromBusinessDay } = config;
    const runner = new ConnectorRunner({
      name,
      connector,
      takenIn,
      ledger: store,
      readFact: saleFact,
      clock,
      random: Math.random,
      onEvent: (event) => loggedEvent(log, event),
      fromBusinessDay,
    });
    return { name, runner };
  });
  return { store, runners };
}

async function keepWishes(store: ConnectorStore, parts: ConnectorsParts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await fulfilWishes(store, parts).catch((error: unknown) => {
      parts.log.warn('what was asked of a connector could not be done yet', { error: String(error) });
    });
    await pause(WISHES_EVERY_MS, parts.clock, signal);
  }
}

async function fulfilWishes(store: ConnectorStore, { connectors, directory, log }: ConnectorsParts): Promise<void> {
  for (const { name } of connectors) {
    const unreadable = await takeWishes(wishesFor(directory, name), async (wish) => {
      if (wish.type !== 'release' && wish.type !== 'drop') return;
      const { origin, epoch, seq, type, reason, at } = wish;
      store.decide(name, { origin, epoch }, seq, type === 'release' ? 'released' : 'dropped', reason, at);
      log.info('a wish was fulfilled', { connector: name, ...wish });
    });
    if (unreadable.length > 0) log.warn('what was left for a connector is no wish', { connector: name, unreadable });
  }
}

async function pause(delayMs: number, clock: Pick<Clock, 'after'>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.after(delayMs, end);
    signal.addEventListener('abort', end);
  });
}

function loggedEvent(log: ConnectorsParts['log'], event: ConnectorEvent): void {
  const { connector } = event;
  if (event.type === 'well-again') log.info('a connector delivers again', { connector });
  else if (event.type === 'set-aside') {
    const { log: name, seq, transactionId, reason } = event.sale;
    log.error('a connector set a sale aside', { connector, ...name, seq, transactionId, reason });
  } else if (event.kind === 'paused') {
    log.error('a connector is paused until a person has mended something', { connector, reason: event.text });
  } else log.warn('a connector cannot deliver now', { connector, reason: event.text });
}
