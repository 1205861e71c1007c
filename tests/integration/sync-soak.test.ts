// Goal: whatever a network, a power cut and a lost disk do to a lane that goes on selling, its store ends up with every
// row once, in order, byte for byte, and no row is missing that was promised to be recorded.
// Method: two real processes, a lane with its journal and a store with its inbox (or with PostgreSQL, as at
// headquarters), HTTP over TLS through a proxy whose weather changes by a seed that is printed: resets, black holes,
// commits whose answer is lost, cuts. Both are killed with kill -9 at random, and the store's disk is wiped. Afterwards
// the weather is fair, everything has to settle in time, and files are compared row by row.
import Database from 'better-sqlite3';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import type { LogName } from '#sync/log/log.ts';
import { PostgresSink } from '#sync/postgres/postgres-sink.ts';
import { FaultProxy, type Weather } from '#tests/support/fault-proxy.ts';
import { PostgresServer } from '#tests/support/postgres.ts';
import { SpokenProcess } from '#tests/support/spoken-process.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { until } from '#tests/support/until.ts';

/** Longer at night: HANDRAIL_SOAK_SECONDS. */
const STORMY_MS = Number(process.env['HANDRAIL_SOAK_SECONDS'] ?? 20) * 1_000;
const WEATHER_EVERY_MS = 150;
const SETTLE_MS = 120_000;
const SEED = Number(process.env['HANDRAIL_SOAK_SEED'] ?? Date.now() % 1_000_000);
/** What a busy lane sells in a second at least, with all its deaths; a test without sales proves nothing. */
const SALES_PER_SECOND_MIN = 5;

/** Far more than any storm lasts for. */
const ROWS_MAX = 10_000_000;

const LANE = path.join(import.meta.dirname, 'sync-soak-lane.ts');
const STORE = path.join(import.meta.dirname, 'sync-soak-store.ts');

const KINDS: readonly Partial<Weather>[] = [
  {},
  {},
  { isDown: true },
  { isBlackHole: true },
  { losesAnswers: true },
  { latencyMs: 30 },
  { cutAfterBytes: 2_000 },
  { cutAfterBytes: 300 },
];

/** What may happen between two weathers. Each happens once early on, so that a short storm has all of it. */
const DEATHS = ['lane', 'store', 'disk'] as const;
const FIRST_DEATH_TICK = 12;
const DEATH_CHANCE = { lane: 0.03, store: 0.03, disk: 0.005 };

/** Where a store keeps what it takes in. */
interface Place {
  /** As the store's process is told. */
  readonly address: string;
  /** What a disk that is lost takes with it; the store does not run meanwhile. */
  wipe(): Promise<void>;
  rows(): Promise<readonly JournalRow[]>;
  count(): Promise<number>;
}

const COLUMNS =
  'seq, id, kind, business_day AS businessDay, wall, boot, monotonic, CAST(body AS TEXT) AS body, ' +
  'lower(hex(hash)) AS hash';

function inboxIn(directory: string): Place {
  const file = path.join(directory, 'inbox.db');
  return {
    address: file,
    wipe: async () => {
      for (const name of readdirSync(directory)) {
        if (name.startsWith('inbox.db')) rmSync(path.join(directory, name), { recursive: true });
      }
    },
    rows: async () =>
      reading(file, (db) => db.prepare<[], JournalRow>(`SELECT ${COLUMNS} FROM row ORDER BY seq`).all()),
    count: async () => reading(file, (db) => db.prepare<[], number>('SELECT count(*) FROM row').pluck().get() ?? 0),
  };
}

async function postgres(): Promise<Place> {
  const server = await PostgresServer.start();
  onTestFinished(async () => server.stop());
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

test.each([
  ['an inbox', async (directory: string) => inboxIn(directory)],
  ['PostgreSQL', async () => postgres()],
] as const)(
  `a lane sells through ${STORMY_MS} ms of bad weather, seed ${SEED}, into %s`,
  { timeout: STORMY_MS + SETTLE_MS + 60_000 },
  async (_name, openPlace) => {
    const directory = temporaryDirectory();
    const [laneFolder, storeFolder] = [path.join(directory, 'lane'), path.join(directory, 'store')];
    for (const folder of [laneFolder, storeFolder]) mkdirSync(folder);
    const place = await openPlace(storeFolder);
    const shop = await Shop.open(laneFolder, storeFolder, place);
    await shop.live(STORMY_MS, randomFrom(SEED));
    await shop.settle();

    const written = reading(path.join(laneFolder, 'journal.db'), (db) =>
      db.prepare<[], JournalRow>(`SELECT ${COLUMNS} FROM journal ORDER BY seq`).all(),
    );
    const kept = await place.rows();
    expect(written.map(({ seq }) => seq)).toEqual(Array.from({ length: written.length }, (_, index) => index + 1));
    expect(written.length, 'what was promised is there').toBeGreaterThanOrEqual(shop.promised);
    expect(kept.length).toBe(written.length);
    expect(asText(kept) === asText(written), 'the store has what the lane wrote').toBe(true);
    const sales = written.filter(({ kind }) => kind === 'transaction.transaction-settled').length;
    expect(sales).toBeGreaterThan((SALES_PER_SECOND_MIN * STORMY_MS) / 1_000);
    expect(shop.alarms).toEqual([]);
    expect(shop.deaths.disk).toBeGreaterThan(0);
    process.stdout.write(`${JSON.stringify({ sales, rows: written.length, ...shop.deaths })}\n`);
  },
);

/** A lane and a store, and what lies between them. */
class Shop {
  readonly deaths = { lane: 0, store: 0, disk: 0 };
  readonly alarms: string[] = [];
  /** The last row that was promised to be recorded. */
  promised = 0;
  readonly #laneFolder: string;
  readonly #storeFolder: string;
  readonly #place: Place;
  readonly #proxy: FaultProxy;
  readonly #port: string;
  readonly #code: string;
  #lane: SpokenProcess;
  #store: SpokenProcess;

  private constructor(
    folders: { readonly lane: string; readonly store: string },
    place: Place,
    proxy: FaultProxy,
    store: SpokenProcess,
    code: string,
    port: string,
  ) {
    this.#laneFolder = folders.lane;
    this.#storeFolder = folders.store;
    this.#place = place;
    this.#proxy = proxy;
    this.#store = store;
    this.#code = code;
    this.#port = port;
    this.#lane = this.#startLane();
  }

  static async open(lane: string, store: string, place: Place): Promise<Shop> {
    const first = new SpokenProcess(STORE, [store, '0', place.address]);
    const port = await first.says('PORT');
    const proxy = await FaultProxy.open(Number(port));
    const shop = new Shop({ lane, store }, place, proxy, first, await first.says('CODE'), port);
    onTestFinished(async () => {
      await shop.#lane.kill();
      await shop.#store.kill();
      await proxy.close();
    });
    await shop.#lane.says('ACK');
    return shop;
  }

  /** Weather and deaths for a while. */
  async live(ms: number, random: () => number): Promise<void> {
    const over = performance.now() + ms;
    for (let tick = 0; performance.now() < over; tick += 1) {
      this.#proxy.setWeather(KINDS[Math.floor(random() * KINDS.length)] ?? {});
      for (const [index, death] of DEATHS.entries()) {
        if (tick === FIRST_DEATH_TICK * (index + 1) || random() < DEATH_CHANCE[death]) await this.#strike(death);
      }
      await new Promise((resolve) => {
        setTimeout(resolve, WEATHER_EVERY_MS);
      });
    }
  }

  /** Fair weather until everything has arrived. */
  async settle(): Promise<void> {
    this.#proxy.setWeather({});
    this.#proxy.resetAll();
    this.#lane.tell('SIGTERM');
    const sold = Number(await this.#lane.says('DONE'));
    this.#listen();
    await until('the store has everything', async () => (await this.#place.count()) >= sold, SETTLE_MS);
    await this.#lane.kill();
    await this.#store.kill();
  }

  async #strike(death: (typeof DEATHS)[number]): Promise<void> {
    this.deaths[death] += 1;
    if (death === 'lane') {
      await this.#lane.kill();
      this.#listen();
      this.#lane = this.#startLane();
      await this.#lane.says('ACK');
      return;
    }
    await this.#store.kill();
    if (death === 'disk') await this.#place.wipe();
    this.#store = new SpokenProcess(STORE, [this.#storeFolder, this.#port, this.#place.address]);
    await this.#store.says('PORT');
  }

  #startLane(): SpokenProcess {
    return new SpokenProcess(LANE, [this.#laneFolder, `https://127.0.0.1:${this.#proxy.port}`, this.#code]);
  }

  #listen(): void {
    this.promised = Math.max(this.promised, Number(this.#lane.last('ACK') ?? 0));
    const alarm = this.#lane.last('ALARM');
    if (alarm !== undefined) this.alarms.push(alarm);
  }
}

/** Every field of every row, in one order of fields. */
function asText(rows: readonly JournalRow[]): string {
  const fields = ['seq', 'id', 'kind', 'businessDay', 'wall', 'boot', 'monotonic', 'body', 'hash'] as const;
  return JSON.stringify(rows.map((row) => fields.map((field) => row[field])));
}

function reading<T>(file: string, read: (database: Database.Database) => T): T {
  const database = new Database(file, { readonly: true });
  try {
    return read(database);
  } finally {
    database.close();
  }
}

/** The same numbers for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
