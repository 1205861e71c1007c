import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import { type ClientEnvironment, listenTo } from '#kiosk/api/client/environment.ts';
import { systemClock } from '#kiosk/host/system-clock.ts';

/** Opens a start link as a browser would, and returns the cookie that it gets. */
export async function signIn(startUrl: string): Promise<string> {
  const answer = await fetch(startUrl, { redirect: 'manual' });
  const cookie = answer.headers.get('set-cookie')?.split(';', 1)[0];
  if (cookie === undefined) throw new Error(`no cookie, status ${answer.status}`);
  return cookie;
}

/**
 * What a page has around it, in Node: a WebSocket that carries the cookie, the origin and the host as a browser does,
 * also when its address is that of a wire in between.
 */
export function nodeEnvironment(options: { origin: string; cookie: () => string }): ClientEnvironment {
  return {
    openSocket: (url, listener) => {
      const headers = { cookie: options.cookie(), host: new URL(options.origin).host };
      return listenTo(new WebSocket(url, { origin: options.origin, headers }), listener);
    },
    monotonic: () => systemClock.monotonic(),
    after: (delayMs, callback) => systemClock.after(delayMs, callback),
    randomId: () => randomUUID(),
    random: () => Math.random(),
  };
}
