import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { type Behaviour, type Card, type Fault, type Point, WELL_BEHAVED } from './behaviour.ts';
import { type TillUnit, byte, chargeOf, unit } from './bytes.ts';
import { Charge, type ScreenText } from './charge.ts';
import { type Booking, TerminalMemory, report } from './memory.ts';
import { TillLine, pause } from './till-line.ts';

export interface ZvtSimulatorOptions {
  readonly host?: string | undefined;
  /** 0 takes any free port. */
  readonly port?: number | undefined;
  readonly behaviour?: Partial<Behaviour> | undefined;
}

const RESULT_BUSY = 0x9c;

/**
 * A ZVT payment terminal on a real TCP port. It counts what it has booked, so that a test can compare; it can misbehave
 * in every way that terminals and networks do.
 */
export class ZvtSimulator {
  readonly behaviour: Behaviour;
  /** What tills have asked for, as four hexadecimal digits each: "0601" is a charge. */
  readonly commands: string[] = [];
  /** The points that charges have passed. */
  readonly passed: Point[] = [];
  #memory = new TerminalMemory();
  #host: string;
  #port: number;
  #server: Server | undefined;
  #sockets = new Set<Socket>();
  #faults: Fault[] = [];
  #charge: Charge | undefined;
  #screen: ScreenText = 'ready';
  #listeners = new Set<() => void>();

  constructor(options: ZvtSimulatorOptions = {}) {
    this.behaviour = { ...WELL_BEHAVED, ...options.behaviour };
    this.#host = options.host ?? '127.0.0.1';
    this.#port = options.port ?? 0;
  }

  static async start(options: ZvtSimulatorOptions = {}): Promise<ZvtSimulator> {
    const simulator = new ZvtSimulator(options);
    await simulator.plugIn();
    return simulator;
  }

  get port(): number {
    return this.#port;
  }

  /** Charges that stand: what a card holder would find on the account. */
  get booked(): readonly Booking[] {
    return this.#memory.booked;
  }

  get screen(): ScreenText {
    return this.#screen;
  }

  get charging(): boolean {
    return this.#charge !== undefined;
  }

  /** What the running charge is about, in minor units. */
  get amount(): number | undefined {
    return this.#charge?.amount;
  }

  /** Called after each change of the screen, of the charge and of the points passed. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Holds a card to the reader, or presses stop. @returns false when no charge waits for it */
  presentCard(card: Card): boolean {
    this.#charge?.present(card);
    return this.#charge !== undefined;
  }

  /** Plants a fault; it happens once, when a charge passes its point. */
  plant(fault: Fault): void {
    this.#faults.push(fault);
  }

  /** Starts to listen; on the same port as before, if there was one. */
  async plugIn(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer((socket) => this.#connected(socket));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, this.#host, resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** The network cable is out: no connection stands and none can be made. What runs inside goes on. */
  async unplug(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
    if (server === undefined) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  }

  /** Off and on again. What is not booked is gone; without memory, so is everything else. */
  async restart(options: { readonly memory: boolean; readonly offMs?: number | undefined }): Promise<void> {
    await this.unplug();
    this.#charge?.die();
    this.#charge = undefined;
    this.#show('ready');
    if (!options.memory) this.#memory = new TerminalMemory();
    await pause(options.offMs ?? 0);
    await this.plugIn();
  }

  async stop(): Promise<void> {
    await this.unplug();
    this.#charge?.die();
    this.#listeners.clear();
  }

  #connected(socket: Socket): void {
    if (this.behaviour.singleConnection && this.#sockets.size > 0) {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    const line: TillLine = new TillLine(
      socket,
      this.behaviour,
      (command) => void this.#obey(command, line),
      () => this.#sockets.delete(socket),
    );
  }

  async #obey({ head, data }: TillUnit, line: TillLine): Promise<void> {
    this.commands.push(head);
    switch (head) {
      case '0600':
        await this.#register(line);
        break;
      case '0601':
        await this.#startCharge(data, line);
        break;
      case '0501':
        await this.#tellStatus(line);
        break;
      case '0620':
        await this.#repeatLast(line);
        break;
      case '06b0':
        await line.say(unit(this.#charge === undefined || this.#charge.abort() ? '8000' : '8483'));
        return;
      default:
        await line.say(unit('8483'));
    }
    if (this.behaviour.hangsUp) line.hangUp();
  }

  async #register(line: TillLine): Promise<void> {
    switch (this.behaviour.registration) {
      case 'unknown':
        return line.say(unit('8483'));
      case 'refused':
        return line.say(unit('8437'));
      case 'no-completion':
        return line.say(unit('8000'));
      case 'normal':
        await line.say(unit('8000'));
        await line.ask(unit('060f', '19 00 29 29 00 10 06 49 09 78'));
    }
  }

  async #startCharge(data: Buffer, line: TillLine): Promise<void> {
    const { accepts } = this.behaviour;
    if (accepts === 'busy' || this.#charge !== undefined) return line.say(unit(`84${byte(RESULT_BUSY)}`));
    if (accepts === 'end-of-day-needed') {
      await line.say(unit('8000'));
      await line.ask(unit('040f', '27f0'));
      await line.ask(unit('061e', 'f0'));
      return;
    }
    const { amount, currency } = chargeOf(data);
    const charge = new Charge(amount, currency, line, {
      behaviour: this.behaviour,
      memory: this.#memory,
      takeFault: (at) => this.#takeFault(at),
      passed: (at) => {
        this.passed.push(at);
        this.#changed();
      },
      screen: (text) => this.#show(text),
    });
    this.#charge = charge;
    this.#changed();
    await charge.run();
    if (this.#charge !== charge) return;
    this.#charge = undefined;
    this.#show('ready');
  }

  async #tellStatus(line: TillLine): Promise<void> {
    if (this.behaviour.statusEnquiry === 'unknown') return line.say(unit('8483'));
    await line.say(unit('8000'));
    const status = this.#charge === undefined ? '00' : byte(RESULT_BUSY);
    await line.ask(unit('060f', this.behaviour.statusEnquiry === 'without-status' ? '' : status));
  }

  async #repeatLast(line: TillLine): Promise<void> {
    const { repeatReceipt } = this.behaviour;
    if (repeatReceipt === 'unknown') return line.say(unit('8483'));
    if (this.#charge !== undefined) return line.say(unit(`84${byte(RESULT_BUSY)}`));
    await line.say(unit('8000'));
    const last = this.#memory.journal.at(-1);
    if (last === undefined || repeatReceipt === 'aborted') {
      await line.ask(unit('061e', '83'));
      return;
    }
    await line.ask(unit('040f', report(last, { ...this.behaviour, wantsSignature: false })));
    await line.ask(unit('060f'));
  }

  #takeFault(at: Point): Fault | undefined {
    const index = this.#faults.findIndex((fault) => fault.at === at);
    return index < 0 ? undefined : this.#faults.splice(index, 1)[0];
  }

  #show(text: ScreenText): void {
    this.#screen = text;
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
