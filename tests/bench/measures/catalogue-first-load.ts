import { createReadStream } from 'node:fs';
import https from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Writable } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
import { countryPack } from '#config/countries/index.ts';
import { countrySchema } from '#config/schemas/country.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import { CatalogueApplier } from '#kiosk/host/feeds/catalogue-applier.ts';
import { LANE_PACE } from '#kiosk/host/feeds/role-feeds.ts';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { openCatalogue } from '#kiosk/storage/catalogue/catalogue-directory.ts';
import { FeedFolder } from '#sync/feed/feed-folder.ts';
import { FeedPuller } from '#sync/feed/feed-puller.ts';
import { HttpFeedSource } from '#sync/http/http-feed-source.ts';
import { tlsOptions } from '#sync/http/store-call.ts';
import { loadOrMakeKey } from '#sync/identity/key-pair.ts';
import { openSyncBed, SILENT, type SyncBed } from '#tests/support/sync-bed.ts';
import type { Bench, BenchRoom, Measurement } from '../bench.ts';
import { now } from '../clock.ts';
import { ARTICLES, millionArticles } from '../support/million-articles.ts';
import { runHandrail } from '../support/run-handrail.ts';

// Question: how long until a lane that was only just put up can sell a million articles?
// Method: `handrail feed publish` puts them on a shelf; a store serves it over TLS; a lane that has nothing pulls,
// checks signature and hashes, and makes its catalogue in a process of its own, until that is in force. From the
// first request to there is one sample. Floor: the same file from a bare TLS server, unpacked and thrown away. No
// goal: the time to publish, which happens once for a whole chain.

const COUNTRY = 'nl';
const MB = 1_000_000;

interface Published {
  readonly folder: string;
  readonly publisherKey: string;
}

let published: Promise<Published> | undefined;

/** Once for all benches of a run. */
async function publishedMillion(run: BenchRoom): Promise<Published> {
  published ??= publish(run);
  return published;
}

async function publish(run: BenchRoom): Promise<Published> {
  const { file } = await millionArticles(run);
  const folder = path.join(path.dirname(file), 'shelf');
  const key = path.join(path.dirname(file), 'publisher.pem');
  await runHandrail(run, ['feed', 'publish', 'catalogue', file, '--into', folder, '--key', key, '--country', COUNTRY]);
  return { folder, publisherKey: loadOrMakeKey(key).publicKey };
}

async function measure(room: BenchRoom, run: BenchRoom): Promise<Measurement> {
  const { folder, publisherKey } = await publishedMillion(run);
  const shelf = new FeedFolder(folder);
  const [file] = shelf.kept('catalogue').at(-1)?.manifest.files ?? [];
  if (file === undefined) throw new Error('nothing was published');
  const directory = path.join(path.dirname(folder), 'first-load');
  const receiver = { receive: () => Promise.reject(new Error('not asked')) };
  const bed = await openSyncBed({ directory, receiver, feeds: shelf });
  room.defer(() => bed.close());
  const floor = await bareDownloadMs(room, bed, shelf.pathOf(file.sha256));
  const { ms, downloadMs } = await firstLoad(room, bed, path.join(directory, 'lane'), publisherKey);
  return {
    samples: [ms],
    floor: [floor],
    detail: { downloadMs, compressedMB: file.bytes / MB },
    notes: ['one load is one sample: its quantiles are all the same'],
  };
}

async function firstLoad(
  room: BenchRoom,
  bed: SyncBed,
  directory: string,
  publisherKey: string,
): Promise<{ readonly ms: number; readonly downloadMs: number }> {
  const connection = (await bed.pair('lane-1')).connect();
  room.defer(() => connection.close());
  const catalogue = path.join(directory, 'catalogue');
  const log = { ...SILENT, info: () => {} };
  const pack = countrySchema.parse(countryPack(COUNTRY));
  const dayAt = (at: number): BusinessDay => new Date(at).toISOString().slice(0, 'YYYY-MM-DD'.length) as BusinessDay;
  const applier = new CatalogueApplier({ directory: catalogue, pack, dayAt, now: () => systemClock.now(), log });
  const begun = now();
  let downloadMs = 0;
  const puller = new FeedPuller({
    source: new HttpFeedSource(connection),
    folder: new FeedFolder(path.join(directory, 'feeds')),
    appliers: {
      catalogue: {
        prepare: async (work) => applier.prepare(work),
        putInForce: async (work) => {
          downloadMs = now() - begun;
          await applier.putInForce(work);
        },
      },
    },
    mirrors: false,
    trusted: new Set([publisherKey]),
    clock: systemClock,
    random: Math.random,
    log,
    pace: LANE_PACE,
  });
  room.defer(() => puller.stop());
  await puller.firstRound;
  const ms = now() - begun;
  const opened = openCatalogue(catalogue);
  try {
    if (opened.articleCount !== ARTICLES) throw new Error(`${opened.articleCount} articles came`);
  } finally {
    opened.close();
  }
  return { ms, downloadMs };
}

async function bareDownloadMs(room: BenchRoom, bed: SyncBed, file: string): Promise<number> {
  const { authority } = bed;
  if (authority === undefined) throw new Error('the store speaks TLS');
  const { key, cert } = authority.serverCredentials([], Date.now());
  const server = https.createServer({ key, cert, minVersion: 'TLSv1.3' }, (_request, response) => {
    createReadStream(file).pipe(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  room.defer(() => {
    server.close();
  });
  const begun = now();
  const request = https.get({
    ...tlsOptions({ caCertificate: authority.certificate }),
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    agent: false,
  });
  const [response] = (await once(request, 'response')) as [NodeJS.ReadableStream];
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  await pipeline(response, createZstdDecompress(), nowhere);
  return now() - begun;
}

export const catalogueFirstLoad: Bench = {
  name: 'catalogue-first-load',
  unit: 'ms',
  question: 'From nothing to a million articles in force at a lane, over TLS, beside a bare download.',
  prepare: publishedMillion,
  measure,
};
