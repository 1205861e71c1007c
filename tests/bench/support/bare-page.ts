import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { BenchRoom } from '../bench.ts';

/** A page with nothing on it but what its WebSocket says, a row a message; "clear" takes all rows away. */
const PAGE = `<!doctype html><meta charset="utf-8"><title>bare</title><ol></ol><script>
const list = document.querySelector('ol');
new WebSocket('ws://' + location.host).onmessage = ({ data }) => {
  if (data === 'clear') return list.replaceChildren();
  const row = document.createElement('li');
  row.textContent = data;
  list.append(row);
};
</script>`;

/**
 * The floor of everything that a page shows: the same browser, the same transport, and nothing else. What one
 * connection says, all others hear.
 */
export class BarePage {
  readonly url: string;
  readonly #sockets: WebSocketServer;

  private constructor(url: string, sockets: WebSocketServer) {
    this.url = url;
    this.#sockets = sockets;
  }

  /** @param greeting said to each page that opens */
  static async serve(room: BenchRoom, greeting?: string): Promise<BarePage> {
    const http = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(PAGE);
    });
    const sockets = new WebSocketServer({ server: http });
    sockets.on('connection', (from) => {
      from.on('message', (data: Buffer) => {
        const text = data.toString('utf8');
        for (const to of sockets.clients) if (to !== from) to.send(text);
      });
    });
    if (greeting !== undefined) sockets.on('connection', (client) => client.send(greeting));
    await new Promise<void>((resolve) => {
      http.listen(0, '127.0.0.1', resolve);
    });
    room.defer(async () => {
      for (const client of sockets.clients) client.terminate();
      http.closeAllConnections();
      await new Promise((resolve) => {
        http.close(resolve);
      });
    });
    return new BarePage(`http://127.0.0.1:${(http.address() as AddressInfo).port}/`, sockets);
  }

  /** Says a text to the page that is open. */
  say(text: string): void {
    for (const client of this.#sockets.clients) client.send(text);
  }
}
