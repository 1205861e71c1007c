/*
 * Goal: a call reaches a browser whose page is closed, in words that only that browser can read, and reaches nobody who
 * should not be called and no machine that is no push service.
 * Method: a push service of our own on a real TLS socket, which reads what it gets by RFC 8291 and 8292 with the keys
 * of a browser; the store's own desk and post; addresses that a hostile page might name.
 */
import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  hkdfSync,
  randomBytes,
  verify,
  X509Certificate,
} from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FloorEvent } from '#kiosk/core/assist/floor-events.ts';
import type { TicketId } from '#kiosk/core/values/identifiers.ts';
import { isInside, mayPostTo } from '#kiosk/host/push/push-endpoint.ts';
import { loadOrMakePushKeys, pushShelf } from '#kiosk/host/push/push-files.ts';
import { WebPushPost } from '#kiosk/host/push/web-push-post.ts';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { PushDesk } from '#kiosk/store/push/push-desk.ts';
import { PrivateAuthority } from '#sync/identity/private-authority.ts';
import { until } from '#tests/support/until.ts';

interface Got {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const SARA = { personId: 'p-1', firstName: 'Sara', role: 'assistant' } as const;
const TICKET = 'ticket-1' as TicketId;
const ALERT: FloorEvent = {
  type: 'alert-sent',
  ticketIds: [TICKET],
  to: ['p-1'],
  level: 'sound',
  escalation: 0,
  at: 1,
};
const LOG = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A browser: a pair of keys and a secret, which it shows to nobody. */
class Browser {
  readonly #ecdh = createECDH('prime256v1');
  readonly #auth = randomBytes(16);
  readonly p256dh: string;

  constructor() {
    this.p256dh = this.#ecdh.generateKeys().toString('base64url');
  }

  get auth(): string {
    return this.#auth.toString('base64url');
  }

  /** RFC 8291, 3.4, and RFC 8188, 2.1: one record. */
  read(body: Buffer): string {
    const salt = body.subarray(0, 16);
    const length = body.readUInt8(20);
    const sender = body.subarray(21, 21 + length);
    const record = body.subarray(21 + length);
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), Buffer.from(this.p256dh, 'base64url'), sender]);
    const secret = Buffer.from(hkdfSync('sha256', this.#ecdh.computeSecret(sender), this.#auth, info, 32));
    const key = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: aes128gcm\0', 16));
    const nonce = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: nonce\0', 12));
    const decipher = createDecipheriv('aes-128-gcm', key, nonce);
    decipher.setAuthTag(record.subarray(-16));
    const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
    return padded.subarray(0, padded.lastIndexOf(2)).toString();
  }
}

let directory: string;
let service: Server;
let got: Got[];
let answers: { readonly status: number; readonly headers?: Record<string, string> }[];
let browser: Browser;
let desk: PushDesk;
let publicKey: string;
let host: string;
let laneNumber: number | undefined;
const authorities = getCACertificates();

beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'handrail-push-'));
  const authority = new PrivateAuthority(path.join(directory, 'authority'), Date.now());
  setDefaultCACertificates([...authorities, authority.certificate]);
  const { key, cert } = authority.serverCredentials([], Date.now());
  expect(new X509Certificate(cert).checkHost('localhost')).toBe('localhost');
  got = [];
  answers = [];
  service = createServer({ key, cert }, (request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      got.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts) });
      const { status, headers } = answers.shift() ?? { status: 201 };
      response.writeHead(status, headers).end();
    });
  });
  await new Promise<void>((resolve) => {
    service.listen(0, '127.0.0.1', resolve);
  });
  host = `localhost:${(service.address() as AddressInfo).port}`;
  browser = new Browser();
  laneNumber = 3;
  openDesk();
});
afterEach(async () => {
  desk.stop();
  setDefaultCACertificates(authorities);
  service.closeAllConnections();
  await new Promise((resolve) => {
    service.close(resolve);
  });
  rmSync(directory, { recursive: true, force: true });
});

/** The store's desk for push, as after a start. */
function openDesk(): void {
  const keys = loadOrMakePushKeys(directory);
  ({ publicKey } = keys);
  desk = new PushDesk({
    post: new WebPushPost({ keys, contact: 'mailto:it@shop.example', services: [host] }),
    shelf: pushShelf(directory, LOG),
    clock: systemClock,
    log: LOG,
    stillAsks: () => laneNumber,
  });
}

const context = { role: 'staff', sessionId: 's', person: SARA } as const;

async function subscribe(endpoint = `https://${host}/to/sara`): Promise<object | undefined> {
  const { p256dh, auth } = browser;
  return desk.handlers.subscribePush?.({ endpoint, p256dh, auth, language: 'en' }, context);
}

async function received(count: number): Promise<Got> {
  await until(`${count} messages`, () => got.length >= count);
  const last = got.at(-1);
  if (last === undefined) throw new Error('nothing came');
  return last;
}

describe('a call', () => {
  it('reaches the browser in words that only it can read, with a lane and nobody in them', async () => {
    await subscribe();
    desk.happened([ALERT]);
    const { path: at, headers, body } = await received(1);
    expect(at).toBe('/to/sara');
    expect(headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '60', urgency: 'high' });
    expect(body.includes('Lane')).toBe(false);
    expect(JSON.parse(browser.read(body))).toEqual({
      ticketId: TICKET,
      title: 'Lane 3',
      body: 'Somebody needs you.',
    });
  });

  it('is signed with the key of the store, for this push service, and not for long', async () => {
    await subscribe();
    desk.happened([ALERT]);
    const { headers } = await received(1);
    const [, token = '', k = ''] = /^vapid t=([^,]+), k=(.+)$/u.exec(headers.authorization ?? '') ?? [];
    expect(k).toBe(publicKey);
    const [head = '', claims = '', signature = ''] = token.split('.');
    const point = Buffer.from(k, 'base64url');
    const key = createPublicKey({
      format: 'jwk',
      key: {
        kty: 'EC',
        crv: 'P-256',
        x: point.subarray(1, 33).toString('base64url'),
        y: point.subarray(33).toString('base64url'),
      },
    });
    const signed = Buffer.from(`${head}.${claims}`);
    expect(verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))).toBe(
      true,
    );
    const said = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { aud: string; exp: number; sub: string };
    expect(said).toMatchObject({ aud: `https://${host}`, sub: 'mailto:it@shop.example' });
    expect(said.exp - Date.now() / 1000).toBeLessThanOrEqual(24 * 3600);
  });

  it('that was taken meanwhile, or asks somebody else, is not sent', async () => {
    await subscribe();
    laneNumber = undefined;
    desk.happened([ALERT]);
    laneNumber = 3;
    desk.happened([{ ...ALERT, to: ['p-2'] }]);
    desk.happened([ALERT]);
    await received(1);
    expect(got).toHaveLength(1);
  });

  it('is tried again when the service cannot take it now, and no more than three times', async () => {
    await subscribe();
    answers = [{ status: 503 }, { status: 429, headers: { 'retry-after': '0' } }, { status: 500 }, { status: 201 }];
    desk.happened([ALERT]);
    await received(3);
    desk.happened([ALERT]);
    await received(4);
    expect(answers).toEqual([]);
  });
});

describe('a subscription', () => {
  it.each([404, 410])('that the service answers with %i is forgotten', async (status) => {
    await subscribe();
    answers = [{ status }];
    desk.happened([ALERT]);
    await received(1);
    await until('it is forgotten', () => pushShelf(directory, LOG).read().length === 0);
  });

  it('ends when its person goes home, and is known after a restart until then', async () => {
    await subscribe();
    desk.stop();
    openDesk();
    desk.happened([ALERT]);
    await received(1);
    desk.happened([{ type: 'duty-changed', helper: SARA, duty: 'off-duty', at: 1 }]);
    expect(pushShelf(directory, LOG).read()).toEqual([]);
    desk.happened([ALERT]);
    await subscribe();
    desk.happened([ALERT]);
    await received(2);
    expect(got).toHaveLength(2);
  });

  it('and the keys of the store are the owner’s alone, and stay the same', () => {
    expect(statSync(path.join(directory, 'push-keys.json')).mode & 0o077).toBe(0);
    expect(loadOrMakePushKeys(directory).publicKey).toBe(publicKey);
  });

  it('follows no redirect', async () => {
    await subscribe();
    answers = [{ status: 307, headers: { location: `https://${host}/elsewhere` } }];
    desk.happened([ALERT]);
    await received(1);
    desk.happened([ALERT]);
    expect((await received(2)).path).toBe('/to/sara');
  });
});

describe('an address', () => {
  it.each([
    'http://fcm.googleapis.com/fcm/send/x',
    'https://fcm.googleapis.com:8443/x',
    'https://user:secret@fcm.googleapis.com/x',
    'https://fcm.googleapis.com.evil.example/x',
    'https://evil-push.apple.com.example/x',
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'https://169.254.169.254/latest/meta-data',
    'https://store.local/x',
    'file:///etc/passwd',
    `https://fcm.googleapis.com/${'x'.repeat(1_000)}`,
    'no address',
  ])('%s is refused', async (endpoint) => {
    expect(mayPostTo(endpoint, ['push.shop.example'])).toBe(false);
    expect(await subscribe(endpoint)).toMatchObject({ rejected: true });
    expect(pushShelf(directory, LOG).read()).toEqual([]);
  });

  it.each([
    'https://fcm.googleapis.com/fcm/send/x',
    'https://updates.push.services.mozilla.com/wpush/v2/x',
    'https://web.push.apple.com/x',
    'https://wns2-par02p.notify.windows.com/w/?token=x',
    'https://push.shop.example/x',
  ])('%s may be posted to', (endpoint) => {
    expect(mayPostTo(endpoint, ['push.shop.example'])).toBe(true);
  });

  it.each(['10.1.2.3', '192.168.1.1', '127.0.0.1', '169.254.169.254', '::1', 'fd00::1', 'fe80::1', '::ffff:10.0.0.1'])(
    '%s is inside, whatever name leads there',
    (address) => {
      expect(isInside(address)).toBe(true);
    },
  );

  it.each(['142.250.180.10', '2a00:1450:4009::a'])('%s is not', (address) => {
    expect(isInside(address)).toBe(false);
  });
});
