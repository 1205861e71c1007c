import { once } from 'node:events';
import { WebSocket } from 'ws';
import { CONTRACT_VERSION } from '#kiosk/api/version.ts';
import { signIn } from './page-client.ts';
import { until } from './until.ts';

/** A staff page's connection without its manners: it says what it is told to. */
export class RawPage {
  readonly #socket: WebSocket;
  readonly #replies = new Map<number, unknown>();
  #last = 0;
  #heard = '';

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('error', () => {});
    socket.on('message', (data: Buffer) => {
      this.#heard += data.toString('utf8');
      const frame = JSON.parse(data.toString('utf8')) as { type: string; id: number; result: unknown };
      if (frame.type === 'reply') this.#replies.set(frame.id, frame.result);
    });
  }

  /** @param url a start link of the staff page */
  static async open(url: string): Promise<RawPage> {
    const { origin, host } = new URL(url);
    const cookie = await signIn(url);
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/staff/api`, { origin, headers: { cookie, host } });
    await once(socket, 'open');
    return new RawPage(socket);
  }

  async greet(): Promise<void> {
    this.#socket.send(JSON.stringify({ type: 'hello', contractVersion: CONTRACT_VERSION, buildId: 'test' }));
    await once(this.#socket, 'message');
  }

  /** All that the program has sent, as it came. */
  get heard(): string {
    return this.#heard;
  }

  subscribe(topics: readonly string[]): void {
    this.#socket.send(JSON.stringify({ type: 'subscribe', topics }));
  }

  async ask(command: string, commandId: string, input: unknown): Promise<unknown> {
    const id = (this.#last += 1);
    this.#socket.send(JSON.stringify({ type: 'request', id, command, commandId, input }));
    return until(`an answer to ${command}`, () => this.#replies.get(id));
  }

  /** @returns the code that it was closed with */
  async isHungUpOnFor(text: string): Promise<number> {
    const closed = once(this.#socket, 'close') as Promise<[number]>;
    this.#socket.send(text);
    const [code] = await closed;
    return code;
  }

  close(): void {
    this.#socket.terminate();
  }
}
