import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { CommandInput, CommandName, CommandOutput } from '#kiosk/api/commands.ts';
import { CommandDispatcher } from '#kiosk/api/server/command-dispatcher.ts';
import { PageSession } from '#kiosk/api/server/page-session.ts';
import type { CommandHandlers, CommandRejection } from '#kiosk/api/server/ports.ts';
import { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { PageRole } from '#kiosk/api/topics.ts';
import type { TicketView } from '#kiosk/api/views.ts';
import { SCENE_AROUND } from './staff-scenes.ts';
import { NOOR, PEOPLE, SARA, ticketViewWith } from './ticket-view.ts';
import { SECURITY_HEADERS } from '#kiosk/host/http/security-headers.ts';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { demoAnswers } from './demo-answers.ts';
import { demoArticleViews } from './demo-views.ts';
import { publishScene, type Scene } from './lane-scenes.ts';

const PICTURES = fileURLToPath(new URL('../../config/demo/pictures', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

const ROLE_BY_PATH: Readonly<Record<string, PageRole>> = { '/staff/api': 'staff', '/desk/api': 'desk' };

/** As many articles as a lane finds for staff. */
const FOUND_MAX = 12;

/** In milliseconds. */
const SHIFT_MS = 3_600_000;

const QUIET = { debug: () => {}, warn: () => {}, error: () => {} };

/** A command that a page asked for. */
export interface Asked {
  readonly command: CommandName;
  readonly input: unknown;
}

/**
 * A lane that says what a test tells it to: the real transport and contract, the built pages under the real security
 * headers, and a script in the place of everything behind.
 */
export class ScriptedLane {
  readonly hub = new TopicHub(systemClock);
  /** What pages asked for, the oldest first. */
  readonly asked: Asked[] = [];
  /** Codes with which commands are refused, by name. */
  readonly refusals = new Map<CommandName, string>();
  /** What goes with each of these refusals. */
  refusalData: Readonly<Record<string, string | number>> = {};
  scene: Scene | undefined;
  /** What lies in the basket of every lane. */
  basket: CommandOutput<'viewLane'> = { basket: { total: 0, articleCount: 0, status: 'idle' }, lines: [] };
  private tickets = 0;
  private readonly shownTickets = new Map<string, TicketView>();
  private paused = false;
  private readonly files: ReadonlyMap<string, Buffer>;
  private readonly http = createServer((request, response) => this.serve(request, response));
  private readonly sockets = new WebSocketServer({ noServer: true });
  private readonly dispatcher = new CommandDispatcher(this.handlers(), systemClock, QUIET, 'scripted');

  private constructor(pagesDirectory: string) {
    this.files = new Map([...filesIn(pagesDirectory, '/'), ...filesIn(PICTURES, '/pictures/')]);
    this.http.on('upgrade', (request, socket, head) => {
      if (this.paused) socket.destroy();
      const role = ROLE_BY_PATH[request.url ?? ''] ?? 'shopper';
      if (!this.paused) this.sockets.handleUpgrade(request, socket, head, (client) => this.connect(client, role));
    });
  }

  /** @param pagesDirectory the built pages */
  static async start(pagesDirectory: string, port = 0): Promise<ScriptedLane> {
    const lane = new ScriptedLane(pagesDirectory);
    await new Promise<void>((resolve) => {
      lane.http.listen(port, '127.0.0.1', resolve);
    });
    return lane;
  }

  get port(): number {
    return (this.http.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  /** Says all slices of a scene. */
  show(scene: Scene): void {
    this.scene = scene;
    for (const ticket of scene.tickets) this.shownTickets.set(ticket.ticketId, ticket);
    publishScene(this.hub, scene);
  }

  commands(name: CommandName): unknown[] {
    return this.asked.filter((asked) => asked.command === name).map((asked) => asked.input);
  }

  /** The call that was raised last. */
  get lastTicket(): TicketView | undefined {
    return [...this.shownTickets.values()].at(-1);
  }

  /** Dies as a lane does: all connections end, and new ones are refused until resume(). */
  pause(): void {
    this.paused = true;
    for (const client of this.sockets.clients) client.terminate();
  }

  resume(): void {
    this.paused = false;
  }

  async close(): Promise<void> {
    this.pause();
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  /** Somebody has settled a call, and it goes to those that are over. */
  settle(ticket: TicketView): void {
    this.hub.publishEntries('settled', { set: [[ticket.ticketId, { ...ticket, status: 'resolved' }]] });
    this.hub.publishEntries('assist', { drop: [ticket.ticketId] });
  }

  setTicket(ticket: TicketView): void {
    this.shownTickets.delete(ticket.ticketId);
    this.shownTickets.set(ticket.ticketId, ticket);
    this.hub.publishEntries('assist', { set: [[ticket.ticketId, ticket]] });
  }

  private changeTicket(ticketId: string, change: Partial<TicketView>): void {
    const ticket = this.shownTickets.get(ticketId) ?? raisedTicket(ticketId);
    this.setTicket({ ...ticket, ...change });
  }

  /** Whoever has a name has a token of the same name here. */
  private signedIn(name: string): CommandOutput<'signInWithPin'> {
    const person = [...PEOPLE, NOOR].find(({ firstName }) => firstName === name) ?? SARA;
    return { person, token: person.firstName, endsAt: Date.now() + SHIFT_MS };
  }

  private connect(client: WebSocket, role: PageRole): void {
    const session = new PageSession({
      sessionId: 'scripted',
      role,
      channel: {
        send: (text) => client.send(text, () => {}),
        bufferedBytes: () => client.bufferedAmount,
        close: (code, reason) => client.close(code, reason),
      },
      hub: this.hub,
      dispatcher: this.dispatcher,
      clock: systemClock,
      log: QUIET,
    });
    client.on('message', (data: RawData) => session.receive(Buffer.isBuffer(data) ? data.toString('utf8') : ''));
    client.on('error', () => client.terminate());
    client.on('close', () => session.ended());
  }

  private serve(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? '/', 'http://lane');
    const name = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
    const body = this.files.get(name);
    const type = TYPES[path.extname(name)] ?? 'text/plain';
    response.writeHead(body === undefined ? 404 : 200, { ...SECURITY_HEADERS, 'content-type': type }).end(body);
  }

  private handlers(): CommandHandlers {
    const note = <Output>(command: CommandName, input: unknown, output: Output): Output | CommandRejection => {
      this.asked.push({ command, input });
      const code = this.refusals.get(command);
      return code === undefined ? output : { rejected: true, code, data: this.refusalData };
    };
    const plain = (command: CommandName) => async (input: unknown) => note(command, input, {});
    return {
      ...(Object.fromEntries(PLAIN.map((command) => [command, plain(command)])) as CommandHandlers),
      chooseLanguage: async (input) => {
        const session = this.scene?.session;
        if (session !== undefined) this.hub.publishValue('session', { ...session, language: input.language });
        return note('chooseLanguage', input, {});
      },
      signInWithPin: async (input) => note('signInWithPin', input, this.signedIn(input.name)),
      signInWithBadge: async (input) => note('signInWithBadge', input, this.signedIn('Ben')),
      resumeSignIn: async (input) => note('resumeSignIn', input, this.signedIn(input.token)),
      pushKey: async (input) => note('pushKey', input, { publicKey: 'cA' }),
      subscribePush: async (input) => note('subscribePush', input, {}),
      unsubscribePush: async (input) => note('unsubscribePush', input, {}),
      myShift: async (input) => note('myShift', input, { onDutyMinutes: 214, settled: 37, weightedMinutes: 52.5 }),
      lookAround: async (input) => note('lookAround', input, SCENE_AROUND),
      findPrices: async (input) =>
        note('findPrices', input, {
          articles: [{ articleId: 'oat', name: { en: 'Organic oat milk' }, price: 219, pricedPer: 'pieces' }],
        }),
      offerGesture: async (input) => note('offerGesture', input, { outcome: 'given' }),
      findArticles: async (input) => {
        const articles = demoArticleViews(input.text, input.language, null).map(({ articleId, name, price }) => {
          return { articleId, name, price };
        });
        return note('findArticles', input, { articles: articles.slice(0, FOUND_MAX) });
      },
      actOnLane: async (input) =>
        note('actOnLane', input, isToTill(input) ? { slip: { code: 'PARKED-7Q2M4KXA', printing: true } } : {}),
      viewLane: async (input) => note('viewLane', input, this.basket),
      settlePayment: async (input) => note('settlePayment', input, { asking: false }),
      deskLink: async (input) => note('deskLink', input, { url: `${this.url}healthz` }),
      searchArticles: async (input) =>
        note('searchArticles', input, { articles: demoArticleViews(input.text, input.language, input.category) }),
      callStaff: async (input) => {
        this.tickets += 1;
        const ticket = raisedTicket(`ticket-${this.tickets}`);
        const answer = note('callStaff', input, { ticketId: ticket.ticketId });
        if (!('rejected' in answer)) this.setTicket(ticket);
        return answer;
      },
      withdrawCall: async (input) => {
        this.hub.publishEntries('assist', { drop: [input.ticketId] });
        return note('withdrawCall', input, {});
      },
      giveHelpTopic: async (input) => {
        this.changeTicket(input.ticketId, { topic: input.topic });
        return note('giveHelpTopic', input, {});
      },
      searchHelp: async (input) => note('searchHelp', input, { articles: demoAnswers(input.text, input.language) }),
      stateNeeds: async (input) => {
        this.changeTicket(input.ticketId, { needs: input.needs });
        return note('stateNeeds', input, {});
      },
      chooseDiscretion: async (input) => {
        this.changeTicket(input.ticketId, { discreet: input.discreet });
        return note('chooseDiscretion', input, {});
      },
    };
  }
}

const PLAIN = [
  'insistOnPerson',
  'sayToHelper',
  'sayToShopper',
  'addArticle',
  'enterCode',
  'changeQuantity',
  'removeLine',
  'cancelTransaction',
  'startPayment',
  'cancelPayment',
  'backToBasket',
  'chooseReceipt',
  'finish',
  'stillHere',
  'answerEase',
  'openHelp',
  'acknowledgeTicket',
  'attendTicket',
  'declineTicket',
  'renewTicket',
  'handOverTicket',
  'askBackup',
  'joinBackup',
  'resolveTicket',
  'approveGesture',
  'refuseGesture',
  'reprintSlip',
  'settleSlip',
  'resumeParked',
  'signOut',
  'setDuty',
  'deskScan',
  'deskCard',
  'deskPlug',
  'deskPrinter',
] as const satisfies readonly CommandName[];

function isToTill({ action }: CommandInput<'actOnLane'>): boolean {
  return action.type === 'move-basket' && action.to === 'till';
}

/** A call for help of the shopper that nobody has taken yet. */
export function raisedTicket(ticketId: string): TicketView {
  return ticketViewWith({ ticketId });
}

/** All files of a folder by their address. Read at once, so that a build meanwhile does not mix two versions. */
function filesIn(directory: string, prefix: string): (readonly [string, Buffer])[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      const address = prefix + path.relative(directory, file).split(path.sep).join('/');
      return [address, readFileSync(file)] as const;
    });
}
