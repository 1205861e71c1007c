// Goal: what is published arrives whole, holds from its moment on, and nothing that is broken, forged, old or too early
// ever holds; after any break the machine goes on where it was. Method: a real shelf over TLS through a proxy that
// spoils connections; real files, damaged by hand; a real catalogue, made in a process of its own that is killed.
import { randomBytes } from 'node:crypto';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ArticleId } from '#kiosk/core/values/identifiers.ts';
import { openCatalogue } from '#kiosk/storage/catalogue/catalogue-directory.ts';
import { LiveCatalogue } from '#kiosk/storage/catalogue/live-catalogue.ts';
import { FeedStates } from '#sync/feed/feed-states.ts';
import type { SignedManifest } from '#sync/feed/feed.ts';
import { publishAgain } from '#sync/feed/publish.ts';
import { loadOrMakeKey } from '#sync/identity/key-pair.ts';
import { FeedBed, type FeedMachine } from '#tests/support/feed-bed.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { until } from '#tests/support/until.ts';

const MAKING_MS = 60_000;

function article(id: string, price: string, name = id): string {
  return JSON.stringify({ id, codes: [], name: { en: name }, price, tax: 'standard', groups: ['all'] });
}

function articles(...lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

/** A content that does not get much smaller when it is compressed. */
function noise(bytes: number): string {
  return JSON.stringify(randomBytes(bytes / 2).toString('hex'));
}

async function holds(machine: FeedMachine, revision: string): Promise<void> {
  await until(`revision ${revision} holds`, () => machine.inForce('catalogue') === revision, MAKING_MS);
}

function priceOf(machine: FeedMachine, id: string): number | undefined {
  const catalogue = openCatalogue(machine.catalogue);
  try {
    return catalogue.findById(id as ArticleId, Date.now())?.price;
  } finally {
    catalogue.close();
  }
}

test('articles arrive, then changes, then prices alone; a lane keeps its revision until it looks', async () => {
  const bed = await FeedBed.open();
  const many = Array.from({ length: 300 }, (_, index) => article(`A${index}`, '1.00', randomBytes(8).toString('hex')));
  const first = await bed.publish('catalogue', articles(...many));
  const lane = bed.machine('lane').start();
  await holds(lane, first.revision);
  const live = new LiveCatalogue(lane.catalogue);
  const priceNow = (): number | undefined => live.findById('A1' as ArticleId, Date.now())?.price;
  expect(priceNow()).toBe(100);

  const second = await bed.publish('catalogue', articles(article('new', '5.00'), ...many.slice(0, 299)));
  await holds(lane, second.revision);
  expect([priceOf(lane, 'new'), priceOf(lane, 'A299')]).toEqual([500, undefined]);

  const third = await bed.publish('catalogue', '{"id":"A1","price":"2.50"}\n', { prices: true });
  await holds(lane, third.revision);
  expect(priceNow()).toBe(100);
  expect(live.refresh()).toBe(true);
  expect([priceNow(), live.revision]).toEqual([250, third.revision]);
  const names = readdirSync(lane.catalogue);
  expect(names.filter((name) => name.startsWith('catalogue-'))).toEqual(
    expect.not.arrayContaining([`catalogue-${third.revision}.db`]),
  );

  const fourth = await bed.publish('catalogue', articles(article('A1', '2.50', 'other'), article('new', '6.00')));
  await holds(lane, fourth.revision);
  expect(live.refresh()).toBe(true);
  expect([priceNow(), live.findById('new' as ArticleId, Date.now())?.price]).toEqual([250, 600]);
  live.close();

  const newcomer = bed.machine('newcomer').start();
  await holds(newcomer, fourth.revision);
  expect(priceOf(newcomer, 'new')).toBe(600);
}, 180_000);

test('a download that breaks off again and again goes on where it was', async () => {
  const bed = await FeedBed.open();
  const text = noise(1_500_000);
  bed.proxy.setWeather({ cutAfterBytes: 200_000 });
  const store = bed.machine('store', { mirrors: true }).start();
  const { revision } = await bed.publishUnchecked('help', text);
  let largest = 0;
  await until('some of it has come', () => {
    const names = readdirSync(path.join(store.folder.directory, 'files')).filter((name) => name.endsWith('.part'));
    for (const name of names) largest = Math.max(largest, store.folder.partBytes(name.slice(0, 64)));
    return largest > 300_000;
  });
  await until('all of it has come', () => store.folder.kept('help').at(-1)?.manifest.revision === revision);
  const [file] = store.folder.kept('help').at(-1)?.manifest.files ?? [];
  expect(store.folder.missingBytes(file ?? { sha256: '0'.repeat(64), bytes: 1, role: 'snapshot' })).toBe(0);
});

test('a flipped bit is found, put aside and told, and a good file is taken as soon as there is one', async () => {
  const bed = await FeedBed.open();
  await bed.publish('staff', '{"people":[]}');
  const [file] = bed.shelf.kept('staff').at(-1)?.manifest.files ?? [];
  const onShelf = bed.shelf.pathOf(file?.sha256 ?? '');
  const good = readFileSync(onShelf);
  const bad = Buffer.from(good);
  bad[good.length - 3] = (bad[good.length - 3] ?? 0) ^ 4;
  writeFileSync(onShelf, bad);
  const machine = bed.machine('store').start();
  await until('it is told', () => machine.problem('staff')?.includes('other bytes'));
  expect(readdirSync(path.join(machine.folder.directory, 'aside'))).toHaveLength(1);
  expect(machine.inForce('staff')).toBeUndefined();
  writeFileSync(onShelf, good);
  await until('it holds', () => machine.staff() === '{"people":[]}');
  expect(machine.problem('staff')).toBeUndefined();
});

test('what a stranger signed is not used, and neither is an older revision that is played again', async () => {
  const bed = await FeedBed.open();
  const first = await bed.publish('staff', '{"people":[ ]}');
  const [oldest] = await bed.shelf.manifests('staff');
  await bed.publish('staff', '{"people":[]}');
  const machine = bed.machine('store').start();
  await until('the newer one holds', () => machine.staff() === '{"people":[]}');
  const held = machine.inForce('staff');

  const stranger = loadOrMakeKey(path.join(bed.directory, 'stranger.pem'));
  const forged = await bed.publish('staff', '{"people":[  ]}', { key: stranger });
  await until('it is told', () => machine.log.lines.some((line) => line.includes(stranger.publicKey)));
  bed.shelf.removeManifest('staff', forged.revision);
  for (const { manifest } of bed.shelf.kept('staff').slice(1)) bed.shelf.removeManifest('staff', manifest.revision);
  expect(await bed.shelf.manifests('staff')).toEqual([oldest]);
  await machine.stop();
  machine.start();
  await machine.puller.firstRound;
  expect([machine.inForce('staff'), machine.staff()]).toEqual([held, '{"people":[]}']);
  expect(held).not.toBe(first.revision);
});

test('a revision in two forms is told, and the one that is here stays', async () => {
  const bed = await FeedBed.open();
  await bed.publish('staff', '{"people":[ ]}');
  const machine = bed.machine('store').start();
  await until('it holds', () => machine.inForce('staff'));
  const [kept] = bed.shelf.kept('staff');
  const text = (kept?.signed.manifest ?? '').replace(/"validFrom":\d+/, '"validFrom":1');
  const signed: SignedManifest = { manifest: text, keyId: bed.key.publicKey, signature: bed.key.sign(text) };
  bed.shelf.putManifest('staff', kept?.manifest.revision ?? '', signed);
  await until('it is told', () => machine.log.lines.some((line) => line.includes('two forms')));
  expect(machine.folder.kept('staff')[0]?.signed.manifest).toBe(kept?.signed.manifest);
});

test('a revision for later lies ready, and holds at its moment although nobody is there any more', async () => {
  const bed = await FeedBed.open();
  const first = await bed.publish('catalogue', articles(article('A', '1.00')));
  const lane = bed.machine('lane').start();
  await holds(lane, first.revision);
  const validFrom = Date.now() + 12_000;
  const later = await bed.publish('catalogue', articles(article('A', '2.00', 'renamed')), { validFrom, base: 'none' });
  await until('it lies ready', () => lane.log.lines.some((line) => line.includes('lies ready')), MAKING_MS);
  bed.proxy.setWeather({ isDown: true });
  expect([lane.inForce('catalogue'), priceOf(lane, 'A')]).toEqual([first.revision, 100]);
  expect(Date.now()).toBeLessThan(validFrom);
  await holds(lane, later.revision);
  expect(Date.now()).toBeGreaterThanOrEqual(validFrom);
  expect(priceOf(lane, 'A')).toBe(200);
}, 180_000);

test('a content that cannot be used is refused for good, and the next one is taken', async () => {
  const bed = await FeedBed.open();
  const machine = bed.machine('store').start();
  await bed.publish('staff', '{"people":[]}');
  await until('it holds', () => machine.inForce('staff'));
  const { revision } = await bed.publishUnchecked('staff', '[1]');
  await until('it is refused', () => machine.refused('staff').includes(revision));
  expect(machine.staff()).toBe('{"people":[]}');
  const next = await bed.publish('staff', '{"people":[ ]}');
  await until('the next one holds', () => machine.inForce('staff') === next.revision);
});

test('a revision is taken back on one machine, and for all of them', async () => {
  const bed = await FeedBed.open();
  const first = await bed.publish('catalogue', articles(article('A', '1.00')));
  const lane = bed.machine('lane').start();
  await holds(lane, first.revision);
  const second = await bed.publish('catalogue', '{"id":"A","price":"9.00"}\n', { prices: true });
  await holds(lane, second.revision);
  expect(priceOf(lane, 'A')).toBe(900);
  expect(new FeedStates(lane.folder.directory).goBack('catalogue')).toEqual({
    from: second.revision,
    to: first.revision,
  });
  await holds(lane, first.revision);
  expect([priceOf(lane, 'A'), lane.refused('catalogue')]).toEqual([100, [second.revision]]);

  const third = await bed.publish('catalogue', articles(article('A', '3.00', 'changed')));
  await holds(lane, third.revision);
  const { manifest } = publishAgain(bed.shelf, bed.key, 'catalogue', first.revision, Date.now());
  await holds(lane, manifest.revision);
  expect(priceOf(lane, 'A')).toBe(100);
}, 180_000);

test('a process that is killed while it makes a catalogue is made good by the next one', async () => {
  const bed = await FeedBed.open();
  const first = await bed.publish('catalogue', articles(article('A', '1.00')));
  const lane = bed.machine('lane').start();
  await holds(lane, first.revision);
  const many = Array.from({ length: 60_000 }, (_, index) => article(`A${index}`, '1.00', `thing ${index}`));
  const second = await bed.publish('catalogue', articles(...many));
  const staged = path.join(lane.catalogue, 'coming', second.revision);
  await until('it is being made', () => readdirSync(path.dirname(staged)).length > 0 && readdirSync(staged).length > 0);
  // As a power cut does to both: the puller gives up its process with SIGKILL, and nothing is tidied up.
  await lane.stop();
  expect([lane.inForce('catalogue'), priceOf(lane, 'A')]).toEqual([first.revision, 100]);
  lane.start();
  await holds(lane, second.revision);
  expect(priceOf(lane, 'A59999')).toBe(100);
}, 180_000);

test('what rotted on the disk is brought again', async () => {
  const bed = await FeedBed.open();
  const first = await bed.publish('catalogue', articles(article('A', '1.00')));
  const lane = bed.machine('lane').start();
  await holds(lane, first.revision);
  await lane.stop();
  const [file] = lane.folder.kept('catalogue')[0]?.manifest.files ?? [];
  const here = lane.folder.pathOf(file?.sha256 ?? '');
  const bytes = readFileSync(here);
  bytes[bytes.length - 2] = (bytes[bytes.length - 2] ?? 0) ^ 1;
  writeFileSync(here, bytes);
  rmSync(lane.catalogue, { recursive: true });
  rmSync(path.join(lane.folder.directory, 'state.json'));
  lane.start();
  await holds(lane, first.revision);
  expect(priceOf(lane, 'A')).toBe(100);
}, 180_000);

test('a store keeps and serves all feeds to machines that trust the same publisher', async () => {
  const bed = await FeedBed.open();
  const store = bed.machine('store', { mirrors: true, appliers: {} }).start();
  const first = await bed.publish('catalogue', articles(article('A', '1.00')));
  await bed.publish('staff', '{"people":[]}');
  await until('both are there', () => store.folder.kept('catalogue').length + store.folder.kept('staff').length === 2);
  bed.proxy.setWeather({ isDown: true });
  const lane = bed.machine('lane', { source: store.folder }).start();
  await holds(lane, first.revision);
  await until('the staff came as well', () => lane.staff() === '{"people":[]}');
}, 180_000);

/** A small disk in memory; only the superuser may make one. */
function smallDisk(sizeMiB: number): string | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), 'handrail-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMiB}m`, 'tmpfs', folder]).status === 0;
  onTestFinished(() => {
    if (mounted) execFileSync('umount', [folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  return mounted ? folder : undefined;
}

test('a full disk keeps what holds, is told, refuses nothing, and takes the revision when there is room', async () => {
  const disk = smallDisk(40) ?? temporaryDirectory();
  const isSmall = disk.includes('handrail-disk-');
  const bed = await FeedBed.open();
  const lane = bed.machine(path.relative(bed.directory, path.join(disk, 'lane')));
  const first = await bed.publish('catalogue', articles(article('A', '1.00')));
  lane.start();
  await holds(lane, first.revision);
  const filler = path.join(disk, 'something-else');
  writeFileSync(filler, Buffer.alloc(36 * 1_024 * 1_024));
  const many = Array.from({ length: 30_000 }, (_, index) => article(`A${index}`, '1.00', `thing ${index}`));
  const second = await bed.publish('catalogue', articles(...many));
  if (isSmall) {
    await until('it is told', () => /full|ENOSPC/.test(lane.problem('catalogue') ?? ''), MAKING_MS);
    expect([lane.inForce('catalogue'), lane.refused('catalogue')]).toEqual([first.revision, []]);
  }
  rmSync(filler);
  await holds(lane, second.revision);
  expect(priceOf(lane, 'A29999')).toBe(100);
}, 180_000);
