import type { StaffSession } from '../sign-in/staff-session.ts';

/**
 * Calls while the page is closed: on or off; blocked by the person's browser; or impossible, where the browser, the
 * connection (no https) or the store has none.
 */
export type PushState = 'on' | 'off' | 'blocked' | 'impossible';

/** Chromium gives this error where the person, or a rule of the device, said no. */
const NOT_ALLOWED = 'NotAllowedError';

export async function pushState(session: StaffSession): Promise<PushState> {
  const registration = await workerOf();
  if (registration === undefined) return 'impossible';
  try {
    await session.call('pushKey', {});
  } catch {
    return 'impossible';
  }
  if (Notification.permission === 'denied') return 'blocked';
  return (await registration.pushManager.getSubscription()) === null ? 'off' : 'on';
}

/** Only after a touch of the person: the browser asks. */
export async function turnPushOn(session: StaffSession, language: string): Promise<PushState> {
  const registration = await workerOf();
  if (registration === undefined) return 'impossible';
  const { publicKey } = await session.call('pushKey', {});
  try {
    const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
    const { endpoint, keys = {} } = made.toJSON();
    await session.call('subscribePush', {
      endpoint: endpoint ?? '',
      p256dh: keys['p256dh'] ?? '',
      auth: keys['auth'] ?? '',
      language,
    });
    return 'on';
  } catch (failure) {
    await forgetPush();
    if (failure instanceof DOMException && failure.name === NOT_ALLOWED) return 'blocked';
    throw failure;
  }
}

/** Tells the browser, then the store; what the store does not hear, the push service tells it with the next call. */
export async function turnPushOff(session: StaffSession): Promise<PushState> {
  const endpoint = await forgetPush();
  if (endpoint !== undefined) await session.call('unsubscribePush', { endpoint });
  return 'off';
}

/** This device is called no more, whoever holds it. @returns the address that is void now */
export async function forgetPush(): Promise<string | undefined> {
  const subscription = await (await workerOf())?.pushManager.getSubscription();
  await subscription?.unsubscribe();
  return subscription?.endpoint;
}

async function workerOf(): Promise<ServiceWorkerRegistration | undefined> {
  if (!isSecureContext || !('serviceWorker' in navigator) || !('PushManager' in globalThis)) return undefined;
  return navigator.serviceWorker.getRegistration('/staff/');
}
