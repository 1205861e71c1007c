/*
 * Goal: a lane's own door opens to nobody but people for whom its store has vouched, on the page that the store gave
 * out, and lets nobody do more than their role.
 * Method: the real door on a real socket, with real keys; what comes in is forged, late, foreign, oversized or more
 * than the role may.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { assistSchema, floorSettings } from '#config/assist/assist-settings.ts';
import { connectPage, type PageConnection } from '#kiosk/api/client/connect-page.ts';
import { LANE_GRANT_PROTOCOL } from '#kiosk/api/connection.ts';
import { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { HelperView } from '#kiosk/api/staff.ts';
import { DoorServer } from '#kiosk/host/http/door-server.ts';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { LaneDoor } from '#kiosk/store/reach/lane-door.ts';
import { type LaneGrant, mintLaneGrant } from '#kiosk/store/reach/lane-grant.ts';
import { type IdentityKey, loadOrMakeKey } from '#sync/identity/key-pair.ts';
import { nodeEnvironment } from '#tests/support/page-client.ts';
import { laneStatusWith, ticketViewWith } from '#tests/support/ticket-view.ts';
import { until } from '#tests/support/until.ts';

const ORIGIN = 'http://10.0.0.5:7381';
const SARA: HelperView = { personId: 'p-1', firstName: 'Sara', role: 'assistant' };
const AMIRA: HelperView = { personId: 'p-2', firstName: 'Amira', role: 'supervisor' };
const HOUR_MS = 3_600_000;

let directory: string;
let key: IdentityKey;
let stranger: IdentityKey;
let server: DoorServer;
let hub: TopicHub;
let asked: { readonly command: string; readonly by: string | undefined }[];
let warned: string[];
let pages: PageConnection[];

beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'handrail-door-'));
  key = loadOrMakeKey(path.join(directory, 'store.pem'));
  stranger = loadOrMakeKey(path.join(directory, 'stranger.pem'));
  asked = [];
  warned = [];
  pages = [];
  const quiet = (): void => {};
  server = new DoorServer({
    host: '127.0.0.1',
    port: 0,
    names: [],
    tls: undefined,
    trusted: { store: '0042.store', publicKey: key.publicKey },
    clock: systemClock,
    log: { debug: quiet, error: quiet, warn: (message) => void warned.push(message) },
  });
  await server.listen();
  hub = new TopicHub(systemClock);
  hub.publishEntries('lanes', { set: [['lane-4', laneStatusWith()]] });
  hub.publishEntries('tickets', {
    set: [['ticket-1', ticketViewWith({ reason: 'payment-unknown', status: 'acknowledged', raisedAt: Date.now() })]],
  });
  const noted =
    (command: string) =>
    async (_: unknown, { person }: { readonly person?: HelperView | undefined }): Promise<Record<string, never>> => {
      asked.push({ command, by: person?.personId });
      return {};
    };
  const handlers = {
    acknowledgeTicket: noted('acknowledgeTicket'),
    settlePayment: async () => ({ asking: false }),
    actOnLane: noted('actOnLane'),
  };
  const settings = floorSettings(assistSchema.parse(undefined));
  const door = new LaneDoor({ hub, handlers, settings, clock: systemClock });
  server.open(door);
  closeDoor = () => door.stop();
});
let closeDoor: () => void;
afterEach(async () => {
  for (const page of pages) page.close();
  closeDoor();
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});

function granted(facts: Partial<LaneGrant> = {}, by: IdentityKey = key): string {
  const grant = { store: '0042.store', pageOrigin: ORIGIN, person: SARA, endsAt: Date.now() + HOUR_MS, ...facts };
  return mintLaneGrant(grant, by);
}

function socketWith(protocols: string[], origin: string, address = '/staff/api', host?: string): WebSocket {
  const headers = host === undefined ? {} : { host };
  return new WebSocket(`ws://127.0.0.1:${server.port}${address}`, protocols, { origin, headers });
}

/** @returns the status with which the door was kept shut, or "open" */
async function knock(socket: WebSocket): Promise<number | 'open'> {
  return new Promise((resolve, reject) => {
    socket.on('open', () => {
      socket.terminate();
      resolve('open');
    });
    socket.on('unexpected-response', (_, response) => {
      socket.terminate();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', reject);
  });
}

async function enter(person: HelperView): Promise<PageConnection> {
  const environment = nodeEnvironment({ origin: ORIGIN, cookie: () => '' });
  const page = connectPage({
    topics: ['tickets', 'lanes', 'people'],
    url: `ws://127.0.0.1:${server.port}/staff/api`,
    environment: {
      ...environment,
      openSocket: (_, listener) => {
        const socket = socketWith([LANE_GRANT_PROTOCOL, granted({ person })], ORIGIN);
        socket.addEventListener('open', () => listener.opened());
        socket.addEventListener('message', ({ data }) => listener.received(data));
        socket.addEventListener('close', ({ code, reason }) => listener.closed(code, reason));
        return { send: (text) => socket.send(text), close: () => socket.close() };
      },
    },
  });
  pages.push(page);
  await until('the call is there', () => page.entries('tickets').has('ticket-1'));
  return page;
}

describe('the door', () => {
  it('opens to whom the store vouched for, on the page that it gave out', async () => {
    expect(await knock(socketWith([LANE_GRANT_PROTOCOL, granted()], ORIGIN))).toBe('open');
    expect(warned).toEqual([]);
  });

  const changed = (text: string): string => text.replace(/^./u, (first) => (first === 'e' ? 'f' : 'e'));
  it.each<readonly [string, () => WebSocket]>([
    ['no grant', () => socketWith([], ORIGIN)],
    ['a grant of another key', () => socketWith([LANE_GRANT_PROTOCOL, granted({}, stranger)], ORIGIN)],
    ['a grant of another store', () => socketWith([LANE_GRANT_PROTOCOL, granted({ store: '0043.store' })], ORIGIN)],
    ['a grant that is over', () => socketWith([LANE_GRANT_PROTOCOL, granted({ endsAt: Date.now() - 1 })], ORIGIN)],
    ['a grant that was changed', () => socketWith([LANE_GRANT_PROTOCOL, changed(granted())], ORIGIN)],
    ['a grant on another page', () => socketWith([LANE_GRANT_PROTOCOL, granted()], 'http://evil.example')],
    ['a grant that is endless', () => socketWith([LANE_GRANT_PROTOCOL, 'a'.repeat(2_000)], ORIGIN)],
    ['a grant and more', () => socketWith([LANE_GRANT_PROTOCOL, granted(), 'more'], ORIGIN)],
    [
      'a name that points here',
      () => socketWith([LANE_GRANT_PROTOCOL, granted()], ORIGIN, '/staff/api', `evil.example:${server.port}`),
    ],
  ])('stays shut for %s, and it is logged', async (_, knocking) => {
    expect(await knock(knocking())).toBe(403);
    expect(warned).toHaveLength(1);
  });

  it('leads nowhere but to the staff of the lane', async () => {
    expect(await knock(socketWith([LANE_GRANT_PROTOCOL, granted()], ORIGIN, '/api'))).toBe(404);
    expect((await fetch(`http://127.0.0.1:${server.port}/`)).status).toBe(404);
  });

  it('shuts behind a page whose grant ends', async () => {
    const socket = socketWith([LANE_GRANT_PROTOCOL, granted({ endsAt: Date.now() + 300 })], ORIGIN);
    const code = await new Promise((resolve) => socket.on('close', resolve));
    expect(code).toBe(4401);
  });
});

describe('a person at the door', () => {
  it('takes a call in the own name, whatever the page says', async () => {
    const page = await enter(SARA);
    await page.call('acknowledgeTicket', { ticketId: 'ticket-1' });
    expect(asked).toEqual([{ command: 'acknowledgeTicket', by: 'p-1' }]);
    await expect(page.call('acknowledgeTicket', { ticketId: 'ticket-2' })).rejects.toMatchObject({
      code: 'ticket-unknown',
    });
  });

  it('decides what the role allows, and nothing at a lane that the store has to allow', async () => {
    const [sara, amira] = [await enter(SARA), await enter(AMIRA)];
    const decision = { ticketId: 'ticket-1', paid: true };
    await expect(sara.call('settlePayment', decision)).rejects.toMatchObject({ code: 'role-not-allowed' });
    await expect(amira.call('settlePayment', decision)).resolves.toEqual({ asking: false });
    const pause = { workstationId: 'lane-4', action: { type: 'pause-lane' as const }, reason: 'none' };
    await expect(amira.call('actOnLane', pause)).rejects.toMatchObject({ code: 'command-unavailable' });
    expect(asked).toEqual([]);
  });

  it('is asked as long as nobody has the call, and not after "not me"', async () => {
    const page = await enter(AMIRA);
    hub.publishEntries('tickets', { set: [['ticket-1', ticketViewWith({ raisedAt: Date.now() })]] });
    const askedFor = (): readonly string[] => page.entries('tickets').get('ticket-1')?.care?.asked ?? [];
    await until('she is asked', () => askedFor().includes('p-2'));
    await page.call('declineTicket', { ticketId: 'ticket-1' });
    await until('she is not asked any more', () => !askedFor().includes('p-2'));
  });
});
