import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEMO_CONFIG_FILE } from '#config/demo/demo-store.ts';
import { connectPage, type PageConnection } from '#kiosk/api/client/connect-page.ts';
import { openLaneJournal } from '#kiosk/host/journal-adapter.ts';
import type { JournalEntry } from '#kiosk/lane/ports.ts';
import { freePort } from './free-port.ts';
import { HandrailProcess, runToEnd } from './handrail-process.ts';
import { nodeEnvironment, signIn } from './page-client.ts';
import { until } from './until.ts';

const DEMO_STAFF = path.join(path.dirname(DEMO_CONFIG_FILE), 'staff.json');
const NO_DEVICES = { scanner: null, terminal: null, printer: null };
/** For what begins with the start of a process, on a busy machine. Milliseconds. */
const PATIENCE_MS = 60_000;

export type LaneNumber = 1 | 2;

/** How tablets reach a lane's door that listens on this port. */
export type DoorAddress = (port: number, directory: string) => DoorSettings | Promise<DoorSettings>;

interface DoorSettings {
  readonly url?: string;
  readonly tls?: { readonly certificateFile: string; readonly keyFile: string };
}

/** A store and two lanes as processes of their own; each lane has a door of its own for staff pages. */
export class ReachShop {
  readonly doors: Readonly<Record<LaneNumber, string>>;
  store: HandrailProcess;
  readonly #lanes = new Map<LaneNumber, HandrailProcess>();
  readonly #directory: string;
  readonly #cookies = new Map<LaneNumber, { readonly origin: string; readonly cookie: string }>();
  #staffDoor: { readonly origin: string; readonly cookie: string } | undefined;
  #pages: PageConnection[] = [];

  private constructor(directory: string, store: HandrailProcess, doors: ReachShop['doors']) {
    this.#directory = directory;
    this.store = store;
    this.doors = doors;
  }

  /** @param addressOf says otherwise where the first lane's door is, and with which certificate */
  static async open(addressOf: DoorAddress = () => ({})): Promise<ReachShop> {
    const directory = mkdtempSync(path.join(tmpdir(), 'handrail-reach-'));
    const storePort = await freePort();
    const write = (name: string, settings: object): void =>
      writeFileSync(path.join(directory, `${name}.json`), JSON.stringify(settings));
    mkdirSync(path.join(directory, 'store'));
    write('store', {
      store: { dataDirectory: 'store', staffFile: DEMO_STAFF, http: { port: await freePort() } },
      sync: { listen: { port: storePort } },
    });
    const doors: Record<number, string> = {};
    for (const number of [1, 2]) {
      const [page, door] = [await freePort(), await freePort()];
      const address = number === 1 ? await addressOf(door, directory) : {};
      doors[number] = address.url ?? `ws://127.0.0.1:${door}/staff/api`;
      write(`lane-${number}`, {
        lane: {
          workstationId: `lane-${number}`,
          number,
          dataDirectory: `lane-${number}`,
          http: { port: page },
          staffDoor: { port: door, ...address },
        },
        devices: NO_DEVICES,
        sync: { upstream: `http://127.0.0.1:${storePort}` },
      });
    }
    const store = started(directory, 'store', 'store', '--pair', 'lane-1', '--pair', 'lane-2');
    for (const number of [1, 2]) await pair(directory, store, `lane-${number}`);
    const shop = new ReachShop(directory, store, doors as Record<LaneNumber, string>);
    for (const number of [1, 2] as const) shop.startLane(number);
    return shop;
  }

  startStore(): void {
    this.store = started(this.#directory, 'store', 'store');
  }

  startLane(number: LaneNumber): void {
    this.#lanes.set(number, started(this.#directory, 'lane', `lane-${number}`));
  }

  lane(number: LaneNumber): HandrailProcess {
    const lane = this.#lanes.get(number);
    if (lane === undefined) throw new Error(`lane ${number} was not started`);
    return lane;
  }

  /** Where the staff page is, and the cookie that opens it; a start link is good for one. */
  async staffDoor(): Promise<{ readonly origin: string; readonly cookie: string }> {
    this.#staffDoor ??= await doorOf((await this.store.ready())['staff']);
    return this.#staffDoor;
  }

  /** A staff page without a browser. */
  async staff(name: string, pin: string): Promise<PageConnection> {
    const page = this.#connect(await this.staffDoor(), '/staff', ['tickets', 'lanes', 'people']);
    await until('the staff page is connected', () => page.state.state === 'connected', PATIENCE_MS);
    await page.call('signInWithPin', { name, pin });
    return page;
  }

  async shopper(number: LaneNumber): Promise<PageConnection> {
    const door = this.#cookies.get(number) ?? (await doorOf((await this.lane(number).ready())['shopper']));
    this.#cookies.set(number, door);
    const page = this.#connect(door, '', ['lane', 'assist']);
    await until('the lane shows something', () => page.value('lane') !== undefined, PATIENCE_MS);
    return page;
  }

  /** Kills a lane and reads what it wrote. */
  async journal(number: LaneNumber): Promise<readonly JournalEntry[]> {
    await this.lane(number).kill();
    const file = path.join(this.#directory, `lane-${number}`, 'journal.db');
    const journal = await openLaneJournal(file, { workstationId: `demo.lane-${number}` });
    const entries: JournalEntry[] = [];
    for await (const { entry } of journal.read()) entries.push(entry);
    await journal.close();
    return entries;
  }

  async close(): Promise<void> {
    for (const page of this.#pages) page.close();
    this.#pages = [];
    await Promise.all([this.store, ...this.#lanes.values()].map((process) => process.kill()));
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #connect(
    { origin, cookie }: { readonly origin: string; readonly cookie: string },
    folder: string,
    topics: Parameters<typeof connectPage>[0]['topics'],
  ): PageConnection {
    const page = connectPage({
      topics,
      url: `${origin.replace('http', 'ws')}${folder}/api`,
      environment: nodeEnvironment({ origin, cookie: () => cookie }),
    });
    this.#pages.push(page);
    return page;
  }
}

async function pair(directory: string, store: HandrailProcess, lane: string): Promise<void> {
  const { text } = await store.says(
    ({ event, text: said }) => event === 'note' && String(said).startsWith(`Pairing code for ${lane},`),
  );
  const code = String(text).split(': ').at(-1) ?? '';
  const file = path.join(directory, `${lane}.json`);
  const paired = await runToEnd(['pair', DEMO_CONFIG_FILE, file, '--code', code]);
  if (paired.code !== 0) throw new Error(`${lane} was not paired: ${paired.errors}`);
}

async function doorOf(link: unknown): Promise<{ readonly origin: string; readonly cookie: string }> {
  const url = String(link);
  return { origin: new URL(url).origin, cookie: await signIn(url) };
}

function started(directory: string, role: 'lane' | 'store', name: string, ...more: readonly string[]): HandrailProcess {
  return new HandrailProcess([role, DEMO_CONFIG_FILE, path.join(directory, `${name}.json`), ...more]);
}
