import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEMO_CONFIG_FILE } from '#config/demo/demo-store.ts';
import { loadConfig } from '#config/load.ts';
import type { HandrailConfig } from '#config/schemas/handrail-config.ts';
import { connectPage, type PageConnection } from '#kiosk/api/client/connect-page.ts';
import type { TopicName } from '#kiosk/api/topics.ts';
import { type DemoDevices, startDemoDevices } from '#kiosk/host/demo/demo-devices.ts';
import { copyDemoStaff } from '#kiosk/host/demo/demo-staff.ts';
import { openHelpShelf } from '#kiosk/host/help/help-shelf.ts';
import { openLaneJournal } from '#kiosk/host/journal-adapter.ts';
import { openGoods } from '#kiosk/host/roles/goods.ts';
import { JOURNAL_FILE } from '#kiosk/host/roles/lane-role.ts';
import { laneOrigin } from '#kiosk/host/roles/origins.ts';
import { type Shop, startShop } from '#kiosk/host/roles/shop.ts';
import type { Clock, JournalEntry, Logger } from '#kiosk/lane/ports.ts';
import { nodeEnvironment, signIn } from './page-client.ts';

const QUIET: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Labels of articles of the demo store, as its scanner reads them. */
export const LABEL = {
  /** 2.19, two for 4.00; reduced rate. */
  oatMilk: '9520042128865',
  /** 1.29, deposit 0.15, from 18 years; standard rate. */
  pilsCan: '9520042155502',
  /** Without deposit, age limit or promotion. */
  peanuts: '9520042175487',
  /** Called back. */
  peanutButter: '9520042170673',
  /** A right check digit, and nobody's article. */
  unknown: '9520042999991',
} as const;

const SHOPPER_TOPICS = [
  'lane',
  'session',
  'basket',
  'lines',
  'notice',
  'payment',
  'receipt',
  'assist',
  'devices',
  'categories',
] as const satisfies readonly TopicName[];

export interface StartOptions {
  readonly log?: Logger | undefined;
  /** The lane's time, where a test holds it; devices keep the machine's own. */
  readonly clock?: Clock | undefined;
  /** False for a lane that cannot open, or takes a while to settle what it finds. */
  readonly untilReady?: boolean | undefined;
}

/**
 * The demo store with its devices at the far end of real ports, in a directory of its own. The lane inside can be
 * started and ended as often as a test likes; the devices, the settings and the data stay.
 */
export class TestShop {
  readonly devices: DemoDevices;
  readonly directory: string;
  readonly configFile: string;
  readonly #baseFile: string;
  readonly #overrides: Readonly<Record<string, unknown>>;

  private constructor(
    devices: DemoDevices,
    directory: string,
    overrides: Readonly<Record<string, unknown>>,
    baseFile: string,
  ) {
    this.#baseFile = baseFile;
    this.devices = devices;
    this.directory = directory;
    this.#overrides = {
      ...devices.settings,
      'lane.dataDirectory': path.join(directory, 'data'),
      'lane.http.port': 0,
      'store.http.port': 0,
      ...overrides,
    };
    this.configFile = path.join(directory, 'lane.json');
    writeFileSync(this.configFile, JSON.stringify(nested(this.#overrides)));
  }

  /**
   * @param overrides settings by path, as on the command line
   * @param baseFile the configuration that they are laid over
   */
  static async open(
    overrides: Readonly<Record<string, unknown>> = {},
    baseFile: string = DEMO_CONFIG_FILE,
  ): Promise<TestShop> {
    const directory = mkdtempSync(path.join(tmpdir(), 'handrail-shop-'));
    return new TestShop(await startDemoDevices(directory), directory, overrides, baseFile);
  }

  get configFiles(): readonly string[] {
    return [this.#baseFile, this.configFile];
  }

  get config(): HandrailConfig {
    return loadConfig({ files: this.configFiles }).config;
  }

  get journalFile(): string {
    return path.join(this.directory, 'data', JOURNAL_FILE);
  }

  /** Starts the lane in this process. */
  async startLane({ log = QUIET, clock, untilReady = true }: StartOptions = {}): Promise<Shop> {
    const { config } = this;
    const pagesDirectory = path.join(this.directory, 'pages');
    mkdirSync(pagesDirectory, { recursive: true });
    copyDemoStaff(config);
    const lanes = [{ config, goods: await openGoods(config, log) }] as const;
    const shop = await startShop({ lanes, help: openHelpShelf(config, log), pagesDirectory, log, clock });
    if (untilReady) await shop.lane.ready;
    return shop;
  }

  /** What the journal says; the lane that writes it must have ended. */
  async journal(): Promise<readonly JournalEntry[]> {
    const journal = await openLaneJournal(this.journalFile, { workstationId: laneOrigin(this.config) });
    const entries: JournalEntry[] = [];
    for await (const { entry } of journal.read()) entries.push(entry);
    await journal.close();
    return entries;
  }

  async close(): Promise<void> {
    await this.devices.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** A page of a role without a browser: the real client over the real socket. */
export async function openPage(
  startUrl: string,
  topics: readonly TopicName[] = SHOPPER_TOPICS,
  folder = '',
): Promise<PageConnection> {
  const { origin } = new URL(startUrl);
  const cookie = await signIn(startUrl);
  return connectPage({
    topics,
    url: `${origin.replace('http', 'ws')}${folder}/api`,
    environment: nodeEnvironment({ origin, cookie: () => cookie }),
  });
}

export async function openShopperPage(shop: Shop): Promise<PageConnection> {
  return openPage(shop.laneServer.mintUrl('shopper'));
}

/** Signed in as Sara, an assistant of the demo store, or as somebody else of its people. */
export async function openStaffPage(shop: Shop, who: keyof typeof PINS = 'Sara'): Promise<PageConnection> {
  const page = await openPage(
    shop.storeServer.mintUrl('staff'),
    ['tickets', 'settled', 'lanes', 'people', 'slips'],
    '/staff',
  );
  await page.call('signInWithPin', { name: who, pin: PINS[who] });
  return page;
}

/** Of the people of the demo store. */
export const PINS = { Sara: '2468', Ben: '1357', Amira: '8642', Joris: '9753', Mette: '7531', Noor: '4826' } as const;

function nested(byPath: Readonly<Record<string, unknown>>): object {
  const root: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(byPath)) {
    const parts = name.split('.');
    const last = parts.pop() ?? '';
    let node = root;
    for (const part of parts) node = (node[part] ??= {}) as Record<string, unknown>;
    node[last] = value;
  }
  return root;
}
