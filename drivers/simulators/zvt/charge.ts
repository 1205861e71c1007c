import type { Behaviour, Card, Fault, Point } from './behaviour.ts';
import { ascii, byte, hex, tlv, unit } from './bytes.ts';
import { type Booking, type TerminalMemory, failure, receiptText, report } from './memory.ts';
import { type TillLine, pause } from './till-line.ts';

const RESULT_STOPPED = 0x6c;
const RESULT_UNREADABLE = 0x64;
const RESULT_DECLINED = 0x05;

/** What the terminal shows, for a desk that shows the terminal. */
export type ScreenText =
  | 'ready'
  | 'present-card'
  | 'enter-pin'
  | 'wrong-pin'
  | 'please-wait'
  | 'remove-card'
  | 'approved'
  | 'declined'
  | 'cancelled'
  | 'unreadable';

export interface ChargeSurroundings {
  readonly behaviour: Behaviour;
  readonly memory: TerminalMemory;
  /** Takes the fault that was planted for this point, if there is one. */
  takeFault(at: Point): Fault | undefined;
  /** Called as each point is passed. */
  passed(at: Point): void;
  screen(text: ScreenText): void;
}

/** One charge at the terminal. It lives on when the till is gone, for as long as the behaviour says. */
export class Charge {
  readonly amount: number;
  readonly #currency: number;
  readonly #line: TillLine;
  readonly #around: ChargeSurroundings;
  readonly #card = Promise.withResolvers<Card>();
  #cardTaken = false;
  #dead = false;

  constructor(amount: number, currency: number, line: TillLine, around: ChargeSurroundings) {
    this.amount = amount;
    this.#currency = currency;
    this.#line = line;
    this.#around = around;
  }

  present(card: Card): void {
    this.#card.resolve(card);
  }

  /** The power is gone: nothing more is booked. */
  die(): void {
    this.#dead = true;
    this.#card.resolve('stop');
  }

  /** @returns false when it is too late */
  abort(): boolean {
    if (this.#cardTaken) return false;
    this.#card.resolve('stop');
    return true;
  }

  async run(): Promise<void> {
    const { behaviour } = this.#around;
    await this.#pass('charge-received');
    if (behaviour.accepts !== 'without-response') await this.#line.say(unit('8000'));
    await this.#pass('charge-accepted');
    await this.#status('0a', 'present-card');
    await this.#pass('waiting-for-card');
    const card = await this.#waitForCard();
    await this.#pass('card-presented');
    if (this.#givesUp()) return;
    switch (card) {
      case 'approve':
        return this.#approve();
      case 'wrong-pin':
        await this.#status('01', 'enter-pin');
        await this.#status('15', 'wrong-pin');
        return this.#approve();
      case 'decline':
        await this.#status('01', 'enter-pin');
        return this.#fail(RESULT_DECLINED, 'NICHT GENEHMIGT', 'declined');
      case 'unreadable':
        await this.#status('0c', 'unreadable');
        return this.#fail(RESULT_UNREADABLE, 'Karte nicht lesbar', 'unreadable');
      case 'stop':
      case 'time-out':
        return this.#fail(RESULT_STOPPED, 'Abbruch durch Kunde', 'cancelled');
    }
  }

  async #waitForCard(): Promise<Card> {
    const { auto, autoDelayMs, cardTimeoutMs } = this.#around.behaviour;
    const timer = setTimeout(
      () => this.#card.resolve(auto ?? 'time-out'),
      auto === undefined ? cardTimeoutMs : autoDelayMs,
    );
    const card = await this.#card.promise;
    clearTimeout(timer);
    this.#cardTaken = true;
    return card;
  }

  async #approve(): Promise<void> {
    const { behaviour, memory } = this.#around;
    await this.#status('01', 'enter-pin');
    await this.#status('04', 'please-wait');
    await this.#pass('host-asked');
    if (this.#givesUp()) return;
    const booking = memory.book(behaviour.approvesInstead ?? this.amount, this.#currency, new Date());
    if (!(await this.#isTaken(booking))) {
      memory.reverse(booking, new Date(), behaviour.recordsReversals);
      this.#around.screen('cancelled');
      await this.#end('061e', byte(RESULT_STOPPED));
      return;
    }
    this.#around.screen('approved');
    await this.#status('4b', 'remove-card');
    await this.#sendReceipt(booking);
    await this.#pass('receipt-sent');
    await this.#end('060f', '');
  }

  /** Reports the booking. The till's positive answer is what makes it stand. */
  async #isTaken(booking: Booking): Promise<boolean> {
    const { behaviour } = this.#around;
    if (behaviour.reportsNothing) return true;
    const bytes = unit('040f', report(booking, behaviour));
    let answer = await this.#line.ask(bytes, () => this.#pass('result-sent'));
    if (behaviour.reportsTwice && answer === '8000') answer = await this.#line.ask(bytes);
    await this.#pass('result-answered');
    // Without an answer it is the terminal's own choice; both kinds are in use.
    return answer === undefined ? behaviour.tillLost === 'finish' : answer.startsWith('80');
  }

  async #fail(code: number, text: string, screen: ScreenText): Promise<void> {
    this.#around.screen(screen);
    await this.#line.ask(unit('040f', failure(code, text)), () => this.#pass('result-sent'));
    await this.#pass('result-answered');
    await this.#end('061e', byte(code));
  }

  async #end(head: string, data: string): Promise<void> {
    await this.#line.ask(unit(head, data), () => this.#pass('completion-sent'));
  }

  async #sendReceipt(booking: Booking): Promise<void> {
    const lines = receiptText(booking);
    switch (this.#around.behaviour.receipts) {
      case 'none':
        return;
      case 'lines':
        for (const line of lines) await this.#line.tell(unit('06d1', `00${ascii(line)}`));
        await this.#line.tell(unit('06d1', '81'));
        return;
      case 'blocks': {
        const texts = tlv('09', '00') + lines.map((line) => tlv('07', ascii(line))).join('') + tlv('09', '81');
        await this.#line.tell(unit('06d3', tlv('06', tlv('1f07', '02') + tlv('25', texts))));
      }
    }
  }

  async #status(code: string, screen: ScreenText): Promise<void> {
    this.#around.screen(screen);
    await this.#line.tell(unit('04ff', code));
  }

  /** Whether the till is gone and this terminal does not finish without it. */
  #givesUp(): boolean {
    return this.#dead || (!this.#line.alive && this.#around.behaviour.tillLost === 'give-up');
  }

  async #pass(point: Point): Promise<void> {
    this.#around.passed(point);
    const fault = this.#around.takeFault(point);
    if (fault === undefined) return;
    await this.#line.flush();
    switch (fault.kind) {
      case 'drop':
        return this.#line.drop();
      case 'mute':
        return this.#line.mute();
      case 'late':
        return pause(fault.ms);
      case 'garbage':
        return this.#line.say(hex('13 37 ff 00 40 0f 27 00'));
      case 'half-unit':
        await this.#line.say(hex('04 0f 20 27 00 04 00 00'));
        return this.#line.mute();
    }
  }
}
