/** What the client needs from where it runs: named here in the least words, so that a page, Node and a test all fit. */
export interface ClientEnvironment {
  /** Opens a WebSocket; the listener hears nothing more after 'closed'. */
  openSocket(url: string, listener: SocketListener): ClientSocket;
  /** Monotonic milliseconds. */
  monotonic(): number;
  after(delayMs: number, callback: () => void): () => void;
  /** A UUID for a command. */
  randomId(): string;
  /** From 0 up to 1, for the spread of reconnects. */
  random(): number;
}

export interface ClientSocket {
  send(text: string): void;
  close(): void;
}

export interface SocketListener {
  opened(): void;
  received(data: unknown): void;
  closed(code: number, reason: string): void;
}

/** The part of a WebSocket (WHATWG) that the client uses. */
export interface WebSocketLike extends ClientSocket {
  addEventListener(type: 'open', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { readonly code: number; readonly reason: string }) => void): void;
  addEventListener(type: 'error', listener: () => void): void;
}

interface BrowserGlobals {
  readonly WebSocket: new (url: string) => WebSocketLike;
  readonly crypto: { getRandomValues(bytes: Uint8Array): Uint8Array };
  readonly performance: { now(): number };
  readonly location: { readonly href: string };
  setTimeout(callback: () => void, delayMs: number): number;
  clearTimeout(timer: number): void;
}

/** The browser that this page runs in. */
export function browserEnvironment(): ClientEnvironment {
  const browser = globalThis as unknown as BrowserGlobals;
  return {
    openSocket: (url, listener) => listenTo(new browser.WebSocket(url), listener),
    monotonic: () => browser.performance.now(),
    after: (delayMs, callback) => {
      const timer = browser.setTimeout(callback, delayMs);
      return () => browser.clearTimeout(timer);
    },
    randomId: () => uuidV4(browser.crypto.getRandomValues(new Uint8Array(16))),
    random: () => Math.random(),
  };
}

/** An error is always followed by a close, which tells all there is to tell. */
export function listenTo(socket: WebSocketLike, listener: SocketListener): ClientSocket {
  socket.addEventListener('open', () => listener.opened());
  socket.addEventListener('message', (event) => listener.received(event.data));
  socket.addEventListener('close', (event) => listener.closed(event.code, event.reason));
  socket.addEventListener('error', () => {});
  return socket;
}

/**
 * The address of the program for the page that is open: /api beside /, /staff/api beside /staff/, /desk/api beside
 * /desk/.
 */
export function pageSocketUrl(): string {
  const page = (globalThis as unknown as BrowserGlobals).location.href;
  const [, scheme, host, path] = /^http(s?):\/\/([^/?#]+)([^?#]*)/.exec(page) ?? [];
  const folder = (path ?? '/').replace(/[^/]*$/, '') || '/';
  return `ws${scheme ?? ''}://${host ?? ''}${folder}api`;
}

/**
 * A version 4 UUID (RFC 9562); crypto.randomUUID itself is missing where a page was not loaded over https or loopback.
 */
function uuidV4(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte, index) => {
    const marked = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte;
    return marked.toString(16).padStart(2, '0');
  }).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
