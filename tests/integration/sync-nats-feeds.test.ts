// Goal: what headquarters publishes comes down over the chain's servers whole, goes on where it broke off, and nobody
// but headquarters can change a letter of it on the way.
// Method: a real NATS server with the users of a chain; real shelves, pullers and appliers; a proxy that cuts the line;
// pieces and lists forged with headquarters' own rights; stores that try to write.
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { expect, it, onTestFinished } from 'vitest';
import { hashOfFile } from '#sync/feed/content.ts';
import { FeedFolder } from '#sync/feed/feed-folder.ts';
import type { FeedFile, FeedName } from '#sync/feed/feed.ts';
import { fetchFile } from '#sync/feed/fetch-file.ts';
import { signManifest } from '#sync/feed/manifest.ts';
import { loadOrMakeKey } from '#sync/identity/key-pair.ts';
import { UpstreamFailure } from '#sync/log/upstream.ts';
import { FILE_BYTES_HEADER, PIECE_BYTES } from '#sync/nats/file-pieces.ts';
import { lastOf, publishBehind, readKey, writeKey } from '#sync/nats/key-value.ts';
import { NatsLine } from '#sync/nats/nats-line.ts';
import { FEEDS_BUCKET, FILES_STREAM, kvSubject, piecePattern, pieceSubject } from '#sync/nats/nats-names.ts';
import { NatsShelf } from '#sync/nats/nats-shelf.ts';
import { NatsStoreLine } from '#sync/nats/nats-store-line.ts';
import { bringShelf } from '#sync/nats/shelf-on-servers.ts';
import { LAN_PATIENCE } from '#sync/sender/back-off.ts';
import { FaultProxy } from '#tests/support/fault-proxy.ts';
import { FeedBed, type FeedMachine } from '#tests/support/feed-bed.ts';
import { NatsServer } from '#tests/support/nats.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { until } from '#tests/support/until.ts';
import { failureOf } from '#tests/support/upstream-under-test.ts';

const STORE = 'store-7';
const MEGABYTE = 1_024 * 1_024;
const LIMITS = { replicas: 1, bytesMax: 256 * MEGABYTE } as const;
const ARTICLE = { id: 'A1', codes: [], name: { en: 'A1' }, price: '1.00', tax: 'standard', groups: ['all'] };
const PEOPLE = (name: string): string => JSON.stringify({ people: [name] });

/** A chain with one store, whose headquarters has a shelf. */
class Chain {
  readonly server: NatsServer;
  readonly bed: FeedBed;
  readonly hq: NatsLine;
  readonly problems: string[] = [];

  private constructor(server: NatsServer, bed: FeedBed) {
    this.server = server;
    this.bed = bed;
    this.hq = new NatsLine(server.asHeadquarters());
    onTestFinished(() => this.hq.close());
  }

  static async open(): Promise<Chain> {
    const server = await NatsServer.start([STORE]);
    onTestFinished(() => server.stop());
    return new Chain(server, await FeedBed.open());
  }

  async bring(bytesMax: number = LIMITS.bytesMax): Promise<void> {
    await bringShelf(this.hq, this.bed.shelf, { ...LIMITS, bytesMax }, (feed, error) => {
      this.problems.push(`${feed}: ${String(error)}`);
    });
  }

  async manager(): Promise<JetStreamManager> {
    return jetstreamManager(await this.hq.connection());
  }

  storeLine(port = this.server.port, answerTimeoutMs = 2_000): NatsStoreLine {
    const line = new NatsStoreLine({ ...this.server.asStore(STORE, port), store: STORE, answerTimeoutMs });
    onTestFinished(() => line.close());
    return line;
  }

  machine(name: string): FeedMachine {
    return this.bed.machine(name, { source: this.storeLine().feeds, mirrors: true });
  }

  /** A revision of which the file hardly becomes smaller. */
  async publishLarge(feed: FeedName, bytes: number): Promise<FeedFile> {
    await this.bed.publishUnchecked(feed, JSON.stringify([randomBytes(bytes).toString('base64')]));
    return this.newestFile(feed);
  }

  newestFile(feed: FeedName): FeedFile {
    const file = this.bed.shelf.kept(feed).at(-1)?.manifest.files[0];
    if (file === undefined) throw new Error('nothing was published');
    return file;
  }

  /** As anybody could who has the rights of headquarters. */
  async forgePiece(file: FeedFile, index: number, data: Uint8Array, told = file.bytes): Promise<void> {
    const subject = pieceSubject(file.sha256, index);
    const sequence = (await lastOf(this.hq, FILES_STREAM, subject))?.sequence ?? 0;
    const header = { [FILE_BYTES_HEADER]: String(told) };
    expect(await publishBehind(this.hq, subject, data, sequence, header)).toMatchObject({ type: 'taken' });
  }

  async forgeHead(feed: FeedName, text: string): Promise<void> {
    const { revision = 0 } = (await readKey(this.hq, FEEDS_BUCKET, feed)) ?? {};
    expect(await writeKey(this.hq, FEEDS_BUCKET, feed, text, revision)).toBeDefined();
  }

  async files(): Promise<readonly string[]> {
    const info = await (await this.manager()).streams.info(FILES_STREAM, { subjects_filter: piecePattern() });
    return [...new Set(Object.keys(info.state.subjects ?? {}).map((subject) => subject.split('.')[2] ?? ''))];
  }
}

it('brings what is published at headquarters to a store within seconds', async () => {
  const chain = await Chain.open();
  const onProblem = ({ error }: { readonly error: unknown }): void => void chain.problems.push(String(error));
  const shelf = new NatsShelf({ ...chain.server.asHeadquarters(), ...LIMITS, folder: chain.bed.shelf, onProblem });
  onTestFinished(() => shelf.close());
  const line = chain.storeLine();
  // So that nothing comes but by a hint.
  const pace = { pollMs: 3_600_000, hintSpreadMs: 0, patience: { ...LAN_PATIENCE, retryCapMs: 100 } };
  const store = chain.bed.machine('store', { source: line.feeds, mirrors: true, pace }).start();
  line.onHint(() => store.puller.hint());
  const catalogue = await chain.bed.publish('catalogue', `${JSON.stringify(ARTICLE)}\n`);
  await until('the articles hold', () => store.inForce('catalogue') === catalogue.revision);
  const staff = await chain.bed.publishUnchecked('staff', PEOPLE('Sara'));
  await until('the staff hold', () => store.inForce('staff') === staff.revision);
  expect(store.staff()).toBe(PEOPLE('Sara'));
  expect(store.folder.kept('catalogue')).toEqual(chain.bed.shelf.kept('catalogue'));
  expect(chain.problems).toEqual([]);
});

it('goes on where it was when the line is cut again and again', async () => {
  const chain = await Chain.open();
  const file = await chain.publishLarge('help', 4 * MEGABYTE);
  await chain.bring();
  const proxy = await FaultProxy.open(chain.server.port);
  onTestFinished(() => proxy.close());
  const { feeds } = chain.storeLine(proxy.port, 300);
  proxy.setWeather({ cutAfterBytes: 1.5 * MEGABYTE });
  const folder = new FeedFolder(temporaryDirectory());
  const reached: number[] = [];
  await until(
    'all of it is here',
    async () => {
      const begun = folder.partBytes(file.sha256);
      const failure = await fetchFile(folder, feeds, file, AbortSignal.timeout(20_000), () => {}).catch(
        (error: unknown) => error,
      );
      if (failure === undefined) return true;
      expect(failure).toBeInstanceOf(UpstreamFailure);
      if (folder.partBytes(file.sha256) > begun) reached.push(begun);
      return false;
    },
    60_000,
  );
  expect(reached.length).toBeGreaterThan(2);
  expect(reached).toEqual(reached.toSorted((one, other) => one - other));
  expect((await hashOfFile(folder.pathOf(file.sha256))).sha256).toBe(file.sha256);
});

it('gives a file from any byte on', async () => {
  const chain = await Chain.open();
  const { sha256, bytes } = await chain.publishLarge('help', 2.5 * PIECE_BYTES);
  await chain.bring();
  const whole = readFileSync(chain.bed.shelf.pathOf(sha256));
  const { feeds } = chain.storeLine();
  for (const from of [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, bytes - 1, bytes]) {
    const got: Uint8Array[] = [];
    for await (const piece of feeds.file(sha256, from, AbortSignal.timeout(10_000))) got.push(piece);
    expect(Buffer.concat(got).equals(whole.subarray(from)), `from byte ${from}`).toBe(true);
  }
});

it('uses nothing of a file of which a piece was forged, and heals when the stream is made anew', async () => {
  const chain = await Chain.open();
  const first = await chain.bed.publishUnchecked('staff', PEOPLE('Sara'));
  await chain.bring();
  const store = chain.machine('store').start();
  await until('the first holds', () => store.inForce('staff') === first.revision);
  await store.stop();
  const second = await chain.bed.publishUnchecked('staff', PEOPLE('Ines'));
  const file = chain.newestFile('staff');
  await chain.bring();
  for (const [data, told] of [
    [Buffer.alloc(file.bytes, 'x'), file.bytes],
    [Buffer.alloc(file.bytes + 1, 'x'), file.bytes + 1],
    [Buffer.alloc(file.bytes - 1, 'x'), file.bytes - 1],
    [Buffer.alloc(file.bytes, 'x'), Number.NaN],
    [Buffer.alloc(0), 0],
  ] as const) {
    await chain.forgePiece(file, 0, data, told);
    store.start();
    await until(`${data.length} bytes are refused`, () => store.problem('staff'));
    await store.stop();
    expect([store.inForce('staff'), store.staff()]).toEqual([first.revision, PEOPLE('Sara')]);
    expect(store.folder.bytesOf(file.sha256)).toBeUndefined();
  }
  await (await chain.manager()).streams.delete(FILES_STREAM);
  await chain.bring();
  store.start();
  await until('the second holds', () => store.inForce('staff') === second.revision);
  expect(store.staff()).toBe(PEOPLE('Ines'));
});

it('uses no list that headquarters did not sign, and what holds stays', async () => {
  const chain = await Chain.open();
  const { revision } = await chain.bed.publishUnchecked('staff', PEOPLE('Sara'));
  await chain.bring();
  const store = chain.machine('store').start();
  await until('it holds', () => store.inForce('staff') === revision);
  const [kept] = chain.bed.shelf.kept('staff');
  if (kept === undefined) throw new Error('something is published');
  const later = { ...kept.manifest, revision: '99991122T205510-958Z' };
  const stranger = loadOrMakeKey(path.join(chain.bed.directory, 'stranger.pem'));
  const signed = signManifest(later, stranger);
  const forged = [
    signed,
    { ...signed, keyId: chain.bed.key.publicKey },
    { ...kept.signed, manifest: kept.signed.manifest.replace(revision, later.revision) },
  ];
  for (const [index, each] of forged.entries()) {
    await chain.forgeHead('staff', JSON.stringify({ manifests: [each] }));
    const newcomer = chain.machine(`newcomer-${index}`).start();
    await until('it is told', () => newcomer.log.lines.some((line) => line.includes('not used')));
    await newcomer.puller.firstRound;
    expect([newcomer.inForce('staff'), newcomer.folder.kept('staff')]).toEqual([undefined, []]);
  }
  for (const text of ['[', '{}', '{"manifests":[{}]}', JSON.stringify({ manifests: 'x'.repeat(400_000) })]) {
    await chain.forgeHead('staff', text);
    const failure = await failureOf(chain.storeLine().feeds.manifests('staff', AbortSignal.timeout(5_000)));
    expect(failure.code).toBe('rejected');
  }
  expect([store.inForce('staff'), store.staff()]).toEqual([revision, PEOPLE('Sara')]);
  expect(store.folder.kept('staff').map(({ manifest }) => manifest.revision)).toEqual([revision]);
  await chain.bring();
  expect(await chain.storeLine().feeds.manifests('staff', AbortSignal.timeout(5_000))).toEqual([kept.signed]);
});

it('lets a store read, and write nothing', async () => {
  const chain = await Chain.open();
  await chain.bed.publishUnchecked('staff', PEOPLE('Sara'));
  const file = chain.newestFile('staff');
  await chain.bring();
  const store = new NatsLine({ ...chain.server.asStore(STORE), answerTimeoutMs: 500 });
  onTestFinished(() => store.close());
  const before = [await chain.files(), (await readKey(chain.hq, FEEDS_BUCKET, 'staff'))?.revision];
  expect((await readKey(store, FEEDS_BUCKET, 'staff'))?.text).toContain(file.sha256);
  for (const subject of [
    pieceSubject(file.sha256, 0),
    pieceSubject('0'.repeat(64), 0),
    kvSubject(FEEDS_BUCKET, 'staff'),
    `$JS.API.STREAM.PURGE.${FILES_STREAM}`,
    `$JS.API.STREAM.DELETE.${FILES_STREAM}`,
    `$JS.API.STREAM.DELETE.KV_${FEEDS_BUCKET}`,
    `$JS.API.STREAM.UPDATE.${FILES_STREAM}`,
    `$JS.API.STREAM.MSG.DELETE.${FILES_STREAM}`,
  ]) {
    expect([subject, (await failureOf(store.request(subject, '{}'))).code]).toEqual([subject, 'unauthorized']);
  }
  expect([await chain.files(), (await readKey(chain.hq, FEEDS_BUCKET, 'staff'))?.revision]).toEqual(before);
});

it('tells once when the servers do not let a store read feeds, as with a configuration of an earlier program', async () => {
  const chain = await Chain.open();
  await chain.bring();
  const refusals: Error[] = [];
  // Headquarters is no store, and the servers do not let it listen to the bucket.
  const options = { ...chain.server.asHeadquarters(), store: STORE };
  const line = new NatsStoreLine({ ...options, onRefused: (error) => refusals.push(error) });
  onTestFinished(() => line.close());
  await line.feeds.manifests('staff', AbortSignal.timeout(5_000));
  await until('it is told', () => refusals.length > 0);
  await line.feeds.manifests('staff', AbortSignal.timeout(5_000));
  expect(refusals.map(({ message }) => message)).toEqual([expect.stringContaining(kvSubject(FEEDS_BUCKET, '*'))]);
});

it('brings a file of 50 MB, of which headquarters was kept from bringing a part at first', async () => {
  const chain = await Chain.open();
  const file = await chain.publishLarge('help', 52 * MEGABYTE);
  expect(file.bytes).toBeGreaterThan(50 * MEGABYTE);
  await chain.bring(30 * MEGABYTE);
  expect(chain.problems.join()).toContain('no room for files');
  expect(await readKey(chain.hq, FEEDS_BUCKET, 'help')).toBeUndefined();
  const begun = await (await chain.manager()).streams.info(FILES_STREAM);
  expect(begun.state.bytes).toBeGreaterThan(20 * MEGABYTE);
  await chain.bring();
  const { state } = await (await chain.manager()).streams.info(FILES_STREAM);
  expect([state.last_seq, state.messages]).toEqual([Math.ceil(file.bytes / PIECE_BYTES), state.last_seq]);
  const store = chain.machine('store').start();
  await until('it is at the store', () => store.folder.kept('help').length === 1, 60_000);
  expect(await hashOfFile(store.folder.pathOf(file.sha256))).toEqual({ sha256: file.sha256, bytes: file.bytes });
}, 120_000);

it('keeps of files what revisions name, and brings again what the servers lost', async () => {
  const chain = await Chain.open();
  for (let each = 1; each <= 13; each += 1) {
    await chain.bed.publishUnchecked('staff', PEOPLE(`Sara ${each}`));
    await chain.bring();
  }
  const named = chain.bed.shelf.kept('staff').flatMap(({ manifest }) => manifest.files.map(({ sha256 }) => sha256));
  expect(named).toHaveLength(10);
  expect((await chain.files()).toSorted()).toEqual(named.toSorted());
  const [lost = ''] = named;
  await (await chain.manager()).streams.purge(FILES_STREAM, { filter: piecePattern(lost) });
  expect(await chain.files()).not.toContain(lost);
  await chain.bring();
  expect((await chain.files()).toSorted()).toEqual(named.toSorted());
});

it('does not bring a file that has rotted on the shelf, and names no revision that needs it', async () => {
  const chain = await Chain.open();
  await chain.bed.publishUnchecked('staff', PEOPLE('Sara'));
  await chain.bed.publishUnchecked('help', '[]');
  writeFileSync(chain.bed.shelf.pathOf(chain.newestFile('staff').sha256), 'rotten');
  await chain.bring();
  expect(chain.problems.join()).toContain('staff: FeedProblem: file');
  expect(await readKey(chain.hq, FEEDS_BUCKET, 'staff')).toBeUndefined();
  expect(await chain.files()).toEqual([chain.newestFile('help').sha256]);
});
