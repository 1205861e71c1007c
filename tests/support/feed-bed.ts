import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { countryPack } from '#config/countries/index.ts';
import { countrySchema } from '#config/schemas/country.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import { CatalogueApplier } from '#kiosk/host/feeds/catalogue-applier.ts';
import { FileApplier } from '#kiosk/host/feeds/file-applier.ts';
import { publishFile, type PublishWish } from '#kiosk/host/feeds/publish-file.ts';
import { PublishingDesk } from '#kiosk/host/feeds/publish-feed.ts';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { FeedFolder } from '#sync/feed/feed-folder.ts';
import { FeedPuller, type FeedPullerParts } from '#sync/feed/feed-puller.ts';
import { FeedStates } from '#sync/feed/feed-states.ts';
import type { FeedName, FeedSource } from '#sync/feed/feed.ts';
import { HttpFeedSource } from '#sync/http/http-feed-source.ts';
import { type IdentityKey, loadOrMakeKey } from '#sync/identity/key-pair.ts';
import { Receiver } from '#sync/receiver/receiver.ts';
import { LAN_PATIENCE } from '#sync/sender/back-off.ts';
import { FaultProxy } from './fault-proxy.ts';
import { MemorySink } from './memory-log.ts';
import { openSyncBed } from './sync-bed.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** What an engineer would read, for a test to look at. */
export interface HeardLog {
  readonly lines: string[];
  info(message: string, data?: object): void;
  warn(message: string, data?: object): void;
  error(message: string, data?: object): void;
}

function heardLog(): HeardLog {
  const lines: string[] = [];
  const hear = (message: string, data?: object): void => void lines.push(`${message} ${JSON.stringify(data ?? {})}`);
  return { lines, info: hear, warn: hear, error: hear };
}

/** A shelf that a publisher fills, served over TLS through a network that a test spoils, and machines that pull. */
export class FeedBed {
  readonly directory: string;
  readonly key: IdentityKey;
  readonly shelf: FeedFolder;
  readonly proxy: FaultProxy;
  readonly source: FeedSource;

  private constructor(directory: string, key: IdentityKey, shelf: FeedFolder, proxy: FaultProxy, source: FeedSource) {
    this.directory = directory;
    this.key = key;
    this.shelf = shelf;
    this.proxy = proxy;
    this.source = source;
  }

  static async open(): Promise<FeedBed> {
    const directory = temporaryDirectory();
    const shelf = new FeedFolder(path.join(directory, 'shelf'));
    const receiver = new Receiver(new MemorySink(false), systemClock);
    const bed = await openSyncBed({ directory: path.join(directory, 'hq'), receiver, feeds: shelf });
    onTestFinished(() => bed.close());
    const proxy = await FaultProxy.open(bed.server.port);
    onTestFinished(() => proxy.close());
    const connection = (await bed.pair('7.store', ['7.>'])).connect(`https://127.0.0.1:${proxy.port}`);
    onTestFinished(() => connection.close());
    const key = loadOrMakeKey(path.join(directory, 'publisher.pem'));
    return new FeedBed(directory, key, shelf, proxy, new HttpFeedSource(connection));
  }

  async publish(feed: FeedName, text: string, more: Partial<PublishWish> = {}): Promise<{ readonly revision: string }> {
    const file = path.join(this.directory, `${feed}.ndjson`);
    writeFileSync(file, text);
    const published = await publishFile({
      feed,
      file,
      into: this.shelf.directory,
      key: this.key,
      country: 'nl',
      now: Date.now(),
      ...more,
    });
    if (published === undefined) throw new Error('something in the file is wrong');
    return published;
  }

  /** As a publisher would whose checks are wrong. */
  async publishUnchecked(feed: FeedName, text: string): Promise<{ readonly revision: string }> {
    const desk = new PublishingDesk(this.shelf.directory, this.key);
    try {
      const made = await desk.make([text]);
      const files = [await desk.shelve(made, { role: 'snapshot' })];
      return desk.publish(feed, made.plain, files, { validFrom: undefined, now: Date.now() });
    } finally {
      desk.close();
    }
  }

  machine(name: string, options: Partial<FeedPullerParts> = {}): FeedMachine {
    return new FeedMachine(this, path.join(this.directory, name), options);
  }
}

/** A machine that pulls catalogue and staff, as a lane and a store do together. */
export class FeedMachine {
  readonly directory: string;
  readonly catalogue: string;
  readonly staffFile: string;
  readonly folder: FeedFolder;
  readonly log = heardLog();
  readonly #bed: FeedBed;
  readonly #options: Partial<FeedPullerParts>;
  #puller: FeedPuller | undefined;

  constructor(bed: FeedBed, directory: string, options: Partial<FeedPullerParts>) {
    this.#bed = bed;
    this.#options = options;
    this.directory = directory;
    this.catalogue = path.join(directory, 'catalogue');
    this.staffFile = path.join(directory, 'staff.json');
    this.folder = new FeedFolder(path.join(directory, 'feeds'));
    onTestFinished(() => this.stop());
  }

  get puller(): FeedPuller {
    if (this.#puller === undefined) throw new Error('it does not run');
    return this.#puller;
  }

  start(): this {
    const { country, now } = { country: countrySchema.parse(countryPack('nl')), now: () => systemClock.now() };
    const dayAt = (at: number): BusinessDay => new Date(at).toISOString().slice(0, 10) as BusinessDay;
    this.#puller = new FeedPuller({
      source: this.#bed.source,
      folder: this.folder,
      appliers: {
        catalogue: new CatalogueApplier({ directory: this.catalogue, pack: country, dayAt, now, log: this.log }),
        staff: new FileApplier({
          file: this.staffFile,
          wrongWith: (text) => (text.includes('people') ? undefined : 'names no people'),
        }),
      },
      mirrors: false,
      trusted: new Set([this.#bed.key.publicKey]),
      clock: systemClock,
      random: Math.random,
      log: this.log,
      pace: { pollMs: 100, hintSpreadMs: 0, patience: { ...LAN_PATIENCE, retryCapMs: 100 } },
      ...this.#options,
    });
    return this;
  }

  inForce(feed: FeedName): string | undefined {
    return new FeedStates(this.folder.directory).of(feed).inForce;
  }

  refused(feed: FeedName): readonly string[] {
    return new FeedStates(this.folder.directory).of(feed).refused;
  }

  problem(feed: FeedName): string | undefined {
    return this.puller.status.find((each) => each.feed === feed)?.problem;
  }

  /** The list of staff in force; empty before the first. */
  staff(): string {
    return existsSync(this.staffFile) ? readFileSync(this.staffFile, 'utf8') : '';
  }

  async stop(): Promise<void> {
    await this.#puller?.stop();
    this.#puller = undefined;
  }
}
