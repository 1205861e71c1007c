import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WebSocket, WebSocketServer } from 'ws';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { BusClient } from '#sync/bus/bus-client.ts';
import { tlsOptions } from '#sync/http/store-call.ts';
import { openSyncBed, SILENT, type SyncBed } from '#tests/support/sync-bed.ts';
import type { Bench, BenchRoom, Measurement } from '../bench.ts';
import { irregularPause, now } from '../clock.ts';

// Question: how long after a lane calls for a person do all who listen know, and how much of that is the bus and not
// the sockets?
// Method: a lane and 20 listeners on a store's bus over TLS, all paired. The lane publishes a call of the usual size; a
// sample ends when the last of the listeners has it, parsed. Floor: the same text from one bare WebSocket through a
// bare server to 20 bare listeners, over TLS with the same certificate, in turns with ours.
// No goal: the journal's commit before a call, which scan-to-durable has; the page that shows it.

const LISTENERS = 20;
const ALERTS = 300;
const PAUSE_MS = 5;

const CALL = {
  ticketId: '01900000-0000-7000-8000-000000000001',
  workstationId: 'lane-1',
  reason: 'age-check',
  text: 'Two bottles of beer: somebody has to look at a card.',
  raisedAt: 1_790_000_000_000,
  priority: 2,
};

/** Sends one call, and resolves when the last listener has it. */
type Alert = (index: number) => Promise<void>;

async function measure(room: BenchRoom): Promise<Measurement> {
  const directory = mkdtempSync(path.join(tmpdir(), 'handrail-alert-'));
  room.defer(() => rmSync(directory, { recursive: true, force: true }));
  const bed = await openSyncBed({ directory, receiver: { receive: () => Promise.reject(new Error('not asked')) } });
  room.defer(() => bed.close());
  const ours = await overBus(room, bed);
  const bare = await overBareSockets(room, bed);
  const samples: number[] = [];
  const floor: number[] = [];
  for (let index = 0; index < ALERTS && !room.isTimeUp(); index += 1) {
    await irregularPause(PAUSE_MS);
    samples.push(await timed(ours, index));
    await irregularPause(PAUSE_MS);
    floor.push(await timed(bare, index));
  }
  return { samples, floor, detail: { listeners: LISTENERS, calls: samples.length } };
}

async function timed(alert: Alert, index: number): Promise<number> {
  const begun = now();
  await alert(index);
  return now() - begun;
}

async function overBus(room: BenchRoom, bed: SyncBed): Promise<Alert> {
  const all = new Everyone();
  const lane = await joined(room, bed, 'lane-1');
  for (let index = 0; index < LISTENERS; index += 1) {
    const listener = await joined(room, bed, `tablet-${index}`);
    listener.subscribe('lane.*.call', (_subject, message) => all.heard(message['index']));
  }
  const alert: Alert = (index) => all.when(index, () => lane.publish('lane.lane-1.call', { ...CALL, index }));
  // Subscriptions are on their way; the first call that all have heard proves that they have arrived.
  for (let index = -1; !(await Promise.race([alert(index).then(() => true), irregularPause(50)])); index -= 1);
  return alert;
}

async function joined(room: BenchRoom, bed: SyncBed, origin: string): Promise<BusClient> {
  const connection = (await bed.pair(origin)).connect();
  return new Promise((resolve) => {
    const client: BusClient = new BusClient({
      route: connection.busRoute,
      clock: systemClock,
      random: Math.random,
      log: SILENT,
      onConnection: (isConnected) => {
        if (isConnected) resolve(client);
      },
    });
    room.defer(async () => {
      await client.close();
      connection.close();
    });
  });
}

async function overBareSockets(room: BenchRoom, bed: SyncBed): Promise<Alert> {
  if (bed.authority === undefined) throw new Error('the store speaks TLS');
  const { key, cert } = bed.authority.serverCredentials([], Date.now());
  const server = https.createServer({ key, cert, minVersion: 'TLSv1.3' });
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  sockets.on('connection', (from) => {
    from.on('message', (data: Buffer) => {
      const text = data.toString('utf8');
      for (const to of sockets.clients) if (to !== from) to.send(text);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  room.defer(() => {
    for (const client of sockets.clients) client.terminate();
    server.close();
  });
  const url = `wss://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tls = tlsOptions({ caCertificate: bed.authority.certificate });
  const open = async (): Promise<WebSocket> => {
    const socket = new WebSocket(url, { ...tls, perMessageDeflate: false });
    await once(socket, 'open');
    return socket;
  };
  const all = new Everyone();
  for (let index = 0; index < LISTENERS; index += 1) {
    (await open()).on('message', (data: Buffer) => {
      all.heard((JSON.parse(data.toString('utf8')) as { readonly index: unknown }).index);
    });
  }
  const lane = await open();
  return (index) => all.when(index, () => lane.send(JSON.stringify({ ...CALL, index })));
}

/** Counts listeners until all of them have heard the same call. */
class Everyone {
  #index: unknown;
  #left = 0;
  #done = (): void => {};

  heard(index: unknown): void {
    if (index !== this.#index) return;
    this.#left -= 1;
    if (this.#left === 0) this.#done();
  }

  when(index: number, send: () => void): Promise<void> {
    this.#index = index;
    this.#left = LISTENERS;
    return new Promise((resolve) => {
      this.#done = resolve;
      send();
    });
  }
}

export const alertFanout: Bench = {
  name: 'alert-fanout',
  unit: 'ms',
  question: 'From a lane’s call for a person to the last of 20 listeners on the bus.',
  measure,
};
