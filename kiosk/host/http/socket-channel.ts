import { type RawData, WebSocket } from 'ws';
import { CLOSE } from '#kiosk/api/connection.ts';
import type { PageSession } from '#kiosk/api/server/page-session.ts';
import type { Channel, TransportLog } from '#kiosk/api/server/ports.ts';

/** The reason of a close has room for 123 bytes (RFC 6455, 5.5). */
const CLOSE_REASON_LENGTH_MAX = 100;

/** A page's connection over a WebSocket. */
export class SocketChannel implements Channel {
  readonly #client: WebSocket;

  constructor(client: WebSocket) {
    this.#client = client;
  }

  send(text: string): void {
    if (this.#client.readyState === WebSocket.OPEN) this.#client.send(text, () => {});
  }

  bufferedBytes(): number {
    return this.#client.bufferedAmount;
  }

  close(code: number, reason: string): void {
    this.#client.close(code, reason.slice(0, CLOSE_REASON_LENGTH_MAX));
  }
}

/** Lets a session hear what comes over its socket, and that it ended. */
export function carry(client: WebSocket, session: PageSession, log: TransportLog, onEnd: () => void): void {
  client.on('message', (data, isBinary) => {
    if (isBinary) session.close(CLOSE.malformed, 'frames are text');
    else session.receive(textOf(data));
  });
  client.on('error', (error) => log.debug('a page connection failed', { error: error.message }));
  client.on('close', () => {
    session.ended();
    onEnd();
  });
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}
