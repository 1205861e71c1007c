import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEMO_CONFIG_FILE } from '#config/demo/demo-store.ts';
import { connectPage, type PageConnection } from '#kiosk/api/client/connect-page.ts';
import { type DemoDevices, startDemoDevices } from '#kiosk/host/demo/demo-devices.ts';
import { openLaneJournal } from '#kiosk/host/journal-adapter.ts';
import type { JournalEntry } from '#kiosk/lane/ports.ts';
import { FaultProxy } from './fault-proxy.ts';
import { freePort } from './free-port.ts';
import { HandrailProcess, runToEnd } from './handrail-process.ts';
import { nodeEnvironment, signIn } from './page-client.ts';
import { PINS } from './test-shop.ts';
import { until } from './until.ts';

const DEMO_STAFF = path.join(path.dirname(DEMO_CONFIG_FILE), 'staff.json');

/** A lane and its store as processes of their own, paired, with a wire in between that a test can trouble. */
export class PairedShop {
  readonly wire: FaultProxy;
  store: HandrailProcess;
  lane: HandrailProcess;
  readonly #directory: string;
  readonly #devices: DemoDevices;
  #pages: PageConnection[] = [];

  private constructor(
    directory: string,
    devices: DemoDevices,
    wire: FaultProxy,
    store: HandrailProcess,
    lane: HandrailProcess,
  ) {
    this.#directory = directory;
    this.#devices = devices;
    this.wire = wire;
    this.store = store;
    this.lane = lane;
  }

  static async open(): Promise<PairedShop> {
    const directory = mkdtempSync(path.join(tmpdir(), 'handrail-paired-'));
    const devices = await startDemoDevices(directory);
    const [storePort, pagePort] = [await freePort(), await freePort()];
    const wire = await FaultProxy.open(storePort);
    mkdirSync(path.join(directory, 'store'));
    const write = (name: string, settings: object): void =>
      writeFileSync(path.join(directory, `${name}.json`), JSON.stringify(settings));
    write('store', {
      store: { dataDirectory: 'store', staffFile: DEMO_STAFF, http: { port: pagePort } },
      sync: { listen: { port: storePort } },
    });
    const { settings } = devices;
    write('lane', {
      lane: { dataDirectory: 'lane', http: { port: 0 } },
      devices: {
        scanner: settings['devices.scanner'],
        terminal: settings['devices.terminal'],
        printer: settings['devices.printer'],
      },
      sync: { upstream: `http://127.0.0.1:${wire.port}` },
    });
    const store = started(directory, 'store', '--pair', 'lane-1');
    const lane = path.join(directory, 'lane.json');
    const paired = await runToEnd(['pair', DEMO_CONFIG_FILE, lane, '--code', await store.code()]);
    if (paired.code !== 0) throw new Error(`the lane was not paired: ${paired.errors}`);
    return new PairedShop(directory, devices, wire, store, started(directory, 'lane'));
  }

  startLane(): void {
    this.lane = started(this.#directory, 'lane');
  }

  startStore(): void {
    this.store = started(this.#directory, 'store');
  }

  async shopper(): Promise<PageConnection> {
    const page = await this.#open(this.lane, 'shopper', '');
    await until('the lane is open', () => page.value('lane')?.screen === 'welcome', PATIENCE_MS);
    return page;
  }

  async staff(who: keyof typeof PINS): Promise<PageConnection> {
    const page = await this.#open(this.store, 'staff', '/staff');
    await page.call('signInWithPin', { name: who, pin: PINS[who] });
    return page;
  }

  /** Kills the lane and reads what it wrote. */
  async journal(): Promise<readonly JournalEntry[]> {
    await this.lane.kill();
    const file = path.join(this.#directory, 'lane', 'journal.db');
    const journal = await openLaneJournal(file, { workstationId: 'demo.lane-1' });
    const entries: JournalEntry[] = [];
    for await (const { entry } of journal.read()) entries.push(entry);
    await journal.close();
    return entries;
  }

  async close(): Promise<void> {
    for (const page of this.#pages) page.close();
    this.#pages = [];
    await Promise.all([this.lane.kill(), this.store.kill()]);
    await this.wire.close();
    await this.#devices.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #open(process: HandrailProcess, name: 'shopper' | 'staff', folder: string): Promise<PageConnection> {
    const url = String((await process.ready())[name]);
    const { origin } = new URL(url);
    const cookie = await signIn(url);
    const page = connectPage({
      topics: folder === '' ? ['lane', 'assist'] : ['tickets', 'lanes', 'people'],
      url: `${origin.replace('http', 'ws')}${folder}/api`,
      environment: nodeEnvironment({ origin, cookie: () => cookie }),
    });
    this.#pages.push(page);
    await until('the page is connected', () => page.state.state === 'connected', PATIENCE_MS);
    return page;
  }
}

/** For what begins with the start of a process, on a busy machine. Milliseconds. */
const PATIENCE_MS = 40_000;

function started(directory: string, role: 'lane' | 'store', ...more: readonly string[]): HandrailProcess {
  return new HandrailProcess([role, DEMO_CONFIG_FILE, path.join(directory, `${role}.json`), ...more]);
}
