/**
 * Keeps the shell of the staff page on the device, so that it opens and says that the store is away, rather than the
 * browser showing a page of its own. Calls are never kept: what is old is not shown as if it were so now.
 */

const CACHE = 'handrail-staff-1';
const PAGE = '/staff/';
const ASSETS = '/assets/';
/** A build has a few dozen files; those of old builds go first. */
const ASSETS_MAX = 120;

interface Worker {
  addEventListener(type: 'push', listener: (event: Pushed) => void): void;
  addEventListener(type: 'notificationclick', listener: (event: Clicked) => void): void;
  addEventListener(type: 'install' | 'activate', listener: (event: Lifecycle) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetched) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { readonly type: 'window' }): Promise<readonly PageWindow[]>;
    openWindow(url: string): Promise<unknown>;
  };
  readonly registration: Pick<ServiceWorkerRegistration, 'showNotification'>;
}

interface PageWindow {
  readonly visibilityState: string;
  postMessage(message: { readonly showTicket: string }, transfer: readonly Transferable[]): void;
  focus(): Promise<unknown>;
}

interface Pushed extends Lifecycle {
  readonly data: { text(): string } | null;
}

interface Clicked extends Lifecycle {
  readonly notification: { readonly tag: string; close(): void };
}

interface Lifecycle {
  waitUntil(work: Promise<unknown>): void;
}

interface Fetched extends Lifecycle {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

const worker = globalThis as unknown as Worker;

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate' && pathname === PAGE) event.respondWith(page(request));
  else if (pathname.startsWith(ASSETS)) event.respondWith(asset(request));
});

worker.addEventListener('push', (event) => event.waitUntil(called(event.data?.text() ?? '')));
worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openPage(event.notification.tag));
});

/** A page that is in sight rings by itself. */
async function called(text: string): Promise<void> {
  const call = callIn(text);
  const windows = await worker.clients.matchAll({ type: 'window' });
  if (call === undefined || windows.some(({ visibilityState }) => visibilityState === 'visible')) return;
  await worker.registration.showNotification(call.title, { body: call.body, tag: call.ticketId });
}

/** The page that is open, or a new one, at the card of the call. */
async function openPage(ticketId: string): Promise<void> {
  const windows = await worker.clients.matchAll({ type: 'window' });
  const open = windows.find(({ visibilityState }) => visibilityState === 'visible') ?? windows[0];
  if (open === undefined) {
    await worker.clients.openWindow(`${PAGE}#ticket=${encodeURIComponent(ticketId)}`);
    return;
  }
  open.postMessage({ showTicket: ticketId }, []);
  await open.focus();
}

function callIn(text: string): { title: string; body: string; ticketId: string } | undefined {
  try {
    const { title, body, ticketId } = JSON.parse(text) as Record<string, unknown>;
    if (typeof title !== 'string' || typeof body !== 'string' || typeof ticketId !== 'string') return undefined;
    return { title, body, ticketId };
  } catch {
    return undefined;
  }
}

/** The page with all that it names; what is loaded later comes as it is used. */
async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  const answer = await fetch(PAGE, { credentials: 'same-origin', cache: 'no-store' });
  if (answer.ok) {
    const text = await answer.clone().text();
    const named = new Set(text.match(/\/assets\/[\w.-]+/g) ?? []);
    await cache.put(PAGE, answer);
    await cache.addAll([...named]);
  }
  await worker.skipWaiting();
}

async function activate(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** What the store serves now, whatever it says; the kept page only where it cannot be reached at all. */
async function page(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await cache.put(PAGE, answer.clone());
    return answer;
  } catch (failure) {
    const kept = await cache.match(PAGE);
    if (kept === undefined) throw failure;
    return kept;
  }
}

/** A file whose name changes with its content is the same one for ever. */
async function asset(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  if (answer.ok) {
    await cache.put(request, answer.clone());
    await prune(cache);
  }
  return answer;
}

async function prune(cache: Cache): Promise<void> {
  const assets = (await cache.keys()).filter(({ url }) => new URL(url).pathname.startsWith(ASSETS));
  await Promise.all(assets.slice(0, Math.max(0, assets.length - ASSETS_MAX)).map((old) => cache.delete(old)));
}
