import Database from 'better-sqlite3';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { FaultProxy, type Weather } from '#tests/support/fault-proxy.ts';
import { SpokenProcess } from '#tests/support/spoken-process.ts';
import { until } from '#tests/support/until.ts';

const WEATHER_EVERY_MS = 150;
/** So long everything may take to arrive once the weather is fair. */
export const SETTLE_MS = 120_000;

const LANE = path.join(import.meta.dirname, 'sync-soak-lane.ts');

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

/** Each death happens once early on, one after the other, so that a short storm has all of them. */
const FIRST_DEATH_TICK = 6;
const LANE_DEATH_CHANCE = 0.03;

/** Where rows end up. */
export interface Place {
  /** As the process is told that takes them in. */
  readonly address: string;
  /** What a disk that is lost takes with it; nobody uses it meanwhile. */
  wipe(): Promise<void>;
  rows(): Promise<readonly JournalRow[]>;
  count(): Promise<number>;
}

/** Something that may happen between two weathers. */
export interface Death {
  /** In each tick. */
  readonly chance: number;
  strike(): Promise<void>;
}

/** All that is behind the lane. */
export interface Chain {
  /** What the lane's connection leads to when the weather is fair. */
  readonly port: number;
  /** How the lane is told where to send, over a port of this machine; more words are for that way alone. */
  readonly way: (port: number) => readonly string[];
  readonly deaths: Readonly<Record<string, Death>>;
  end(): Promise<void>;
}

export const COLUMNS =
  'seq, id, kind, business_day AS businessDay, wall, boot, monotonic, CAST(body AS TEXT) AS body, ' +
  'lower(hex(hash)) AS hash';

export function inboxIn(directory: string): Place {
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

export function reading<T>(file: string, read: (database: Database.Database) => T): T {
  const database = new Database(file, { readonly: true });
  try {
    return read(database);
  } finally {
    database.close();
  }
}

/** A lane that sells, what takes in its rows, and the weather in between. */
export class Shop {
  readonly deaths: Record<string, number> = { lane: 0 };
  readonly alarms: string[] = [];
  /** The last row that was promised to be recorded. */
  promised = 0;
  readonly #laneFolder: string;
  readonly #place: Place;
  readonly #chain: Chain;
  readonly #proxy: FaultProxy;
  #lane: SpokenProcess;

  private constructor(laneFolder: string, place: Place, chain: Chain, proxy: FaultProxy) {
    this.#laneFolder = laneFolder;
    this.#place = place;
    this.#chain = chain;
    this.#proxy = proxy;
    this.#lane = this.#startLane();
  }

  static async open(laneFolder: string, place: Place, chain: Chain): Promise<Shop> {
    const proxy = await FaultProxy.open(chain.port);
    const shop = new Shop(laneFolder, place, chain, proxy);
    onTestFinished(async () => {
      await shop.#lane.kill();
      await chain.end();
      await proxy.close();
    });
    await shop.#lane.says('ACK');
    return shop;
  }

  /** Weather and deaths for a while. */
  async live(ms: number, random: () => number): Promise<void> {
    const lane: Death = { chance: LANE_DEATH_CHANCE, strike: async () => this.#killLane() };
    const deaths = Object.entries({ lane, ...this.#chain.deaths });
    const over = performance.now() + ms;
    for (let tick = 0; performance.now() < over; tick += 1) {
      this.#proxy.setWeather(KINDS[Math.floor(random() * KINDS.length)] ?? {});
      for (const [index, [name, death]] of deaths.entries()) {
        if (tick !== FIRST_DEATH_TICK * (index + 1) && random() >= death.chance) continue;
        this.deaths[name] = (this.deaths[name] ?? 0) + 1;
        await death.strike();
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
    await until('everything has arrived', async () => (await this.#place.count()) >= sold, SETTLE_MS);
    this.#listen();
    await this.#lane.kill();
    await this.#chain.end();
  }

  async #killLane(): Promise<void> {
    await this.#lane.kill();
    this.#listen();
    this.#lane = this.#startLane();
    await this.#lane.says('ACK');
  }

  #startLane(): SpokenProcess {
    return new SpokenProcess(LANE, [this.#laneFolder, ...this.#chain.way(this.#proxy.port)]);
  }

  #listen(): void {
    this.promised = Math.max(this.promised, Number(this.#lane.last('ACK') ?? 0));
    const alarm = this.#lane.last('ALARM');
    if (alarm !== undefined) this.alarms.push(alarm);
  }
}

/** The same numbers for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
