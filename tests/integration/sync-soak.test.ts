// Goal: whatever a network, a power cut and a lost disk do to a lane that goes on selling, its rows end up where they
// belong, every row once, in order, byte for byte, and no row is missing that was promised to be recorded.
// Method: real processes: a lane with its journal that sells all the time, and what takes in its rows: a store with an
// inbox over HTTP and TLS, the same with PostgreSQL as at headquarters, or headquarters behind a NATS server. Between
// them a proxy whose weather changes by a seed that is printed: resets, black holes, commits whose answer is lost,
// cuts.
// All of them are killed with kill -9 at random, and disks are wiped: the store's, the database, the broker's.
// Afterwards the weather is fair, everything has to settle in time, and rows are compared one by one.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import type { LogName } from '#sync/log/log.ts';
import { PostgresSink } from '#sync/postgres/postgres-sink.ts';
import { NatsServer } from '#tests/support/nats.ts';
import { PostgresServer } from '#tests/support/postgres.ts';
import { SpokenProcess } from '#tests/support/spoken-process.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import {
  COLUMNS,
  inboxIn,
  randomFrom,
  reading,
  SETTLE_MS,
  Shop,
  type Chain,
  type Death,
  type Place,
} from './sync-soak-shop.ts';

/** Longer by hand: HANDRAIL_SOAK_SECONDS. */
const STORMY_MS = Number(process.env['HANDRAIL_SOAK_SECONDS'] ?? 15) * 1_000;
const SEED = Number(process.env['HANDRAIL_SOAK_SEED'] ?? Date.now() % 1_000_000);
/** What a busy lane sells in a second at least, with all its deaths; a test without sales proves nothing. */
const SALES_PER_SECOND_MIN = 5;

/** Far more than any storm lasts for. */
const ROWS_MAX = 10_000_000;

const KILL_CHANCE = 0.03;
const WIPE_CHANCE = 0.005;
const STORE = path.join(import.meta.dirname, 'sync-soak-store.ts');
const INTAKE = path.join(import.meta.dirname, 'sync-soak-intake.ts');
/** The store of the chain whose name the lane sends under, over NATS. */
const CHAIN_STORE = 'store-7';

interface Ground {
  readonly place: Place;
  readonly chain: Chain;
}

async function postgres(server: PostgresServer): Promise<Place> {
  return {
    address: server.url(),
    wipe: async () => {
      await server.query('DROP SCHEMA IF EXISTS handrail CASCADE');
    },
    rows: async () => {
      const [log] = await server.query<LogName>('SELECT origin, epoch FROM handrail.log');
      const sink = await PostgresSink.open({ url: server.url(), today: '2026-09-21' });
      try {
        return log === undefined ? [] : await sink.read(log, 0, ROWS_MAX);
      } finally {
        await sink.close();
      }
    },
    count: async () => Number((await server.query<{ n: string }>('SELECT count(*) AS n FROM handrail.journal'))[0]?.n),
  };
}

/** A store that lanes reach over HTTP, and what else may die there. */
async function overHttp(folder: string, place: Place, more: Readonly<Record<string, Death>> = {}): Promise<Ground> {
  let store = new SpokenProcess(STORE, [folder, '0', place.address]);
  const [port, code] = [await store.says('PORT'), await store.says('CODE')];
  const restart = async (meanwhile: () => Promise<void>): Promise<void> => {
    await store.kill();
    await meanwhile();
    store = new SpokenProcess(STORE, [folder, port, place.address]);
    await store.says('PORT');
  };
  const chain: Chain = {
    port: Number(port),
    way: (through) => [`https://127.0.0.1:${through}`, code],
    deaths: {
      store: { chance: KILL_CHANCE, strike: async () => restart(async () => undefined) },
      disk: { chance: WIPE_CHANCE, strike: async () => restart(async () => place.wipe()) },
      ...more,
    },
    end: async () => store.kill(),
  };
  return { place, chain };
}

async function intoInbox(folder: string): Promise<Ground> {
  return overHttp(folder, inboxIn(folder));
}

async function intoPostgres(folder: string): Promise<Ground> {
  const server = await PostgresServer.start();
  onTestFinished(async () => server.stop());
  const strike = async (): Promise<void> => {
    await server.kill();
    await server.restart();
  };
  return overHttp(folder, await postgres(server), { database: { chance: WIPE_CHANCE, strike } });
}

/** Headquarters behind a broker. The lane sends as a store of the chain does. */
async function overNats(folder: string): Promise<Ground> {
  const place = inboxIn(folder);
  const broker = await NatsServer.start([CHAIN_STORE]);
  onTestFinished(async () => broker.stop());
  const hqFile = path.join(folder, 'hq.json');
  const storeFile = path.join(folder, 'store.json');
  writeFileSync(hqFile, JSON.stringify(NatsServer.headquartersCredentials));
  writeFileSync(storeFile, JSON.stringify(broker.credentialsOf(CHAIN_STORE)));
  const startIntake = (): SpokenProcess =>
    new SpokenProcess(INTAKE, [`nats://127.0.0.1:${broker.port}`, hqFile, place.address]);
  let intake = startIntake();
  await intake.says('READY');
  const restart = async (meanwhile: () => Promise<void>): Promise<void> => {
    await intake.kill();
    await meanwhile();
    intake = startIntake();
    await intake.says('READY');
  };
  const restartBroker = async (meanwhile: () => void): Promise<void> => {
    await broker.kill();
    meanwhile();
    await broker.restart();
  };
  const chain: Chain = {
    port: broker.port,
    way: (through) => [`nats://127.0.0.1:${through}`, storeFile, CHAIN_STORE],
    deaths: {
      headquarters: { chance: KILL_CHANCE, strike: async () => restart(async () => undefined) },
      disk: { chance: WIPE_CHANCE, strike: async () => restart(async () => place.wipe()) },
      broker: { chance: KILL_CHANCE, strike: async () => restartBroker(() => undefined) },
      brokerDisk: { chance: WIPE_CHANCE, strike: async () => restartBroker(() => broker.wipe()) },
    },
    end: async () => intake.kill(),
  };
  return { place, chain };
}

test.each([
  ['an inbox', intoInbox],
  ['PostgreSQL', intoPostgres],
  ['headquarters over NATS', overNats],
] as const)(
  `a lane sells through ${STORMY_MS} ms of bad weather, seed ${SEED}, into %s`,
  { timeout: STORMY_MS + SETTLE_MS + 60_000 },
  async (_name, open) => {
    const directory = temporaryDirectory();
    const [laneFolder, otherFolder] = [path.join(directory, 'lane'), path.join(directory, 'other')];
    for (const folder of [laneFolder, otherFolder]) mkdirSync(folder);
    const { place, chain } = await open(otherFolder);
    const shop = await Shop.open(laneFolder, place, chain);
    await shop.live(STORMY_MS, randomFrom(SEED));
    await shop.settle();

    const written = reading(path.join(laneFolder, 'journal.db'), (db) =>
      db.prepare<[], JournalRow>(`SELECT ${COLUMNS} FROM journal ORDER BY seq`).all(),
    );
    const kept = await place.rows();
    expect(written.map(({ seq }) => seq)).toEqual(Array.from({ length: written.length }, (_, index) => index + 1));
    expect(written.length, 'what was promised is there').toBeGreaterThanOrEqual(shop.promised);
    expect(kept.length).toBe(written.length);
    expect(asText(kept) === asText(written), 'what was written is there').toBe(true);
    const sales = written.filter(({ kind }) => kind === 'transaction.transaction-settled').length;
    expect(sales).toBeGreaterThan((SALES_PER_SECOND_MIN * STORMY_MS) / 1_000);
    expect(shop.alarms).toEqual([]);
    expect(Object.keys(shop.deaths).toSorted()).toEqual(['lane', ...Object.keys(chain.deaths)].toSorted());
    process.stdout.write(`${JSON.stringify({ sales, rows: written.length, ...shop.deaths })}\n`);
  },
);

/** Every field of every row, in one order of fields. */
function asText(rows: readonly JournalRow[]): string {
  const fields = ['seq', 'id', 'kind', 'businessDay', 'wall', 'boot', 'monotonic', 'body', 'hash'] as const;
  return JSON.stringify(rows.map((row) => fields.map((field) => row[field])));
}
