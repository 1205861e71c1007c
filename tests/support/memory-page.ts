import { randomUUID } from 'node:crypto';
import { CommandDispatcher } from '#kiosk/api/server/command-dispatcher.ts';
import { PageSession } from '#kiosk/api/server/page-session.ts';
import type { Channel, CommandHandlers, TransportLog } from '#kiosk/api/server/ports.ts';
import { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { ProgramFrame } from '#kiosk/api/frames.ts';
import type { PageRole } from '#kiosk/api/topics.ts';
import { CONTRACT_VERSION } from '#kiosk/api/version.ts';
import { ManualClock } from './manual-clock.ts';

/** A wire that keeps what was sent, and can be as slow as a test wants. */
export class MemoryChannel implements Channel {
  /** Each message as it was sent, and the frames in them one by one. */
  readonly messages: ProgramFrame[] = [];
  readonly sent: ProgramFrame[] = [];
  closed: { code: number; reason: string } | undefined;
  buffered = 0;

  send(text: string): void {
    const frame = JSON.parse(text) as ProgramFrame;
    this.messages.push(frame);
    this.sent.push(...(frame.type === 'together' ? frame.frames : [frame]));
  }

  bufferedBytes(): number {
    return this.buffered;
  }

  close(code: number, reason: string): void {
    this.closed = { code, reason };
  }

  /** Takes the frames that were sent since the last look. */
  take(): ProgramFrame[] {
    this.messages.length = 0;
    return this.sent.splice(0);
  }
}

/** What a program has once, with sessions for as many pages as a test wants. */
export class MemoryProgram {
  readonly clock = new ManualClock();
  readonly hub = new TopicHub(this.clock);
  readonly logged: { level: string; message: string; data: unknown }[] = [];
  readonly dispatcher: CommandDispatcher;
  readonly #log: TransportLog = {
    debug: (message, data) => this.logged.push({ level: 'debug', message, data }),
    warn: (message, data) => this.logged.push({ level: 'warn', message, data }),
    error: (message, data) => this.logged.push({ level: 'error', message, data }),
  };

  constructor(handlers: CommandHandlers = {}) {
    this.dispatcher = new CommandDispatcher(handlers, this.clock, this.#log, 'program-1');
  }

  connect(role: PageRole = 'shopper'): MemoryPage {
    const channel = new MemoryChannel();
    const session = new PageSession({
      sessionId: randomUUID(),
      role,
      channel,
      hub: this.hub,
      dispatcher: this.dispatcher,
      clock: this.clock,
      log: this.#log,
    });
    return new MemoryPage(session, channel);
  }

  /** A page that has said hello and heard it. */
  greet(role: PageRole = 'shopper'): MemoryPage {
    const page = this.connect(role);
    page.send({ type: 'hello', contractVersion: CONTRACT_VERSION, buildId: 'test' });
    page.channel.take();
    return page;
  }
}

/** A page as the program sees it: frames in, frames out. */
export class MemoryPage {
  readonly session: PageSession;
  readonly channel: MemoryChannel;
  #lastId = 0;

  constructor(session: PageSession, channel: MemoryChannel) {
    this.session = session;
    this.channel = channel;
  }

  send(frame: unknown): void {
    this.session.receive(JSON.stringify(frame));
  }

  /** Sends a request and returns its id. */
  request(command: string, input: unknown, commandId: string = randomUUID()): number {
    this.#lastId += 1;
    this.send({ type: 'request', id: this.#lastId, command, commandId, input });
    return this.#lastId;
  }

  /** Lets all that is ready to run do so, then returns the reply to a request, if it is there. */
  async replyTo(id: number): Promise<Extract<ProgramFrame, { type: 'reply' }>['result'] | undefined> {
    await new Promise((resolve) => setImmediate(resolve));
    const reply = this.channel.sent.find((frame) => frame.type === 'reply' && frame.id === id);
    return reply?.type === 'reply' ? reply.result : undefined;
  }
}
