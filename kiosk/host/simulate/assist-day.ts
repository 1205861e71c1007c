import type { AssistEvent, Ticket, TicketReason } from '#kiosk/core/assist/ticket.ts';
import { isHeld } from '#kiosk/core/assist/escalation.ts';
import type { FloorEvent } from '#kiosk/core/assist/floor-events.ts';
import type { FloorSettings } from '#kiosk/core/assist/floor-settings.ts';
import { nudgeStep } from '#kiosk/core/assist/intervention-rule.ts';
import type { Helper, PersonId } from '#kiosk/core/assist/person.ts';
import type { PromiseModel } from '#kiosk/core/assist/promise-model.ts';
import type { TicketId, TransactionId, WorkstationId } from '#kiosk/core/values/identifiers.ts';
import { minorUnits } from '#kiosk/core/values/money.ts';
import { type DayPlan, type DayQuestion, planDay } from './day-plan.ts';
import { EventQueue } from './event-queue.ts';
import { BEHAVIOUR, CASE_SHARES, CASES } from './people-of-a-day.ts';
import { Random } from './random.ts';
import { Shop } from './shop.ts';

export interface DayOutcome {
  readonly plan: DayPlan;
  /** All that was written down, in the order of time. */
  readonly journal: readonly (AssistEvent | FloorEvent)[];
  /** Faults that the shopper put right after a hint, so that nobody was called. */
  readonly nudgedAway: number;
  /** Calls that could not be made, because every lane was waiting for somebody until the shop closed. */
  readonly notRaised: number;
  /** What was learned about waits; another day can go on from it. */
  readonly learned: PromiseModel;
  readonly endedAt: number;
}

interface Person {
  readonly helper: Helper;
  duty: 'on-duty' | 'on-break' | 'off-duty';
  busy: boolean;
  /** What they change to as soon as their hands are free. */
  next: 'on-break' | 'off-duty' | undefined;
}

const BEAT_MS = 1000;
/** A lane with a call goes on being looked at for so long after closing; then the call is over. */
const AFTER_CLOSING_MS = 15 * 60_000;
/** From the moment in which a lane is free until its next shopper wants somebody; seconds. */
const NEXT_SHOPPER_SECONDS = [1, 5] as const;
const RENEW_EVERY_MS = 120_000;

/** One day of a shop, with people made up and everything else real. */
export function simulateDay(
  question: DayQuestion,
  seed: number,
  settings: FloorSettings,
  learned?: PromiseModel,
): DayOutcome {
  return new AssistDay(question, seed, settings, learned).run();
}

class AssistDay {
  readonly #random: Random;
  readonly #plan: DayPlan;
  readonly #settings: FloorSettings;
  readonly #shop: Shop;
  readonly #queue = new EventQueue();
  readonly #people = new Map<PersonId, Person>();
  #tickets = 0;
  #baskets = 0;
  #nudgedAway = 0;
  #notRaised = 0;
  #callsLeft: number;
  #calledAgain = 0;
  #comingIn = 0;
  readonly #postponed: TicketReason[] = [];

  constructor(question: DayQuestion, seed: number, settings: FloorSettings, learned: PromiseModel | undefined) {
    this.#random = new Random(seed);
    this.#plan = planDay(question, this.#random);
    this.#settings = settings;
    this.#callsLeft = this.#plan.calls.length;
    this.#shop = new Shop(question.lanes, settings, learned);
  }

  run(): DayOutcome {
    const { people, calls, closesAt } = this.#plan;
    for (const { helper, onDuty } of people) this.#planDuty(helper, onDuty);
    for (const at of calls) this.#queue.at(at, () => this.#call());
    this.#queue.at(closesAt + AFTER_CLOSING_MS, () => this.#close());
    this.#runQueue();
    const { journal, floor, now } = this.#shop;
    const { promises: learned } = floor;
    return {
      plan: this.#plan,
      journal,
      nudgedAway: this.#nudgedAway,
      notRaised: this.#notRaised + this.#postponed.length,
      learned,
      endedAt: now,
    };
  }

  #runQueue(): void {
    const queue = this.#queue;
    const shop = this.#shop;
    let lastBeatAt = 0;
    for (;;) {
      const { nextAt } = queue;
      // With no call open there is nothing to look at; the next one sets off a beat of its own.
      const beatAt = shop.tickets.size > 0 ? lastBeatAt + BEAT_MS : Infinity;
      if (nextAt === undefined && beatAt === Infinity) return;
      if (nextAt === undefined || beatAt < nextAt) shop.now = beatAt;
      else {
        const next = queue.take();
        if (next === undefined) return;
        shop.now = next.at;
        const written = shop.journal.length;
        next.act();
        // What changed nothing, as an alert that was not answered, sets off nothing either.
        if (shop.journal.length === written) continue;
      }
      lastBeatAt = shop.now;
      for (const event of shop.beat()) if (event.type === 'alert-sent') this.#alerted(event);
      this.#letNextShopperIn();
    }
  }

  #planDuty(helper: Helper, onDuty: DayPlan['people'][number]['onDuty']): void {
    const { closesAt } = this.#plan;
    const person: Person = { helper, duty: 'off-duty', busy: false, next: undefined };
    this.#people.set(helper.personId, person);
    onDuty.forEach(({ from, to }, index) => {
      // Whoever closes the shop stays until the last shopper is gone.
      const until = to === closesAt ? to + AFTER_CLOSING_MS : to;
      const isLast = index === onDuty.length - 1;
      this.#queue.at(from, () => this.#come(person));
      this.#queue.at(until, () => this.#go(person, isLast ? 'off-duty' : 'on-break'));
    });
  }

  #come(person: Person): void {
    person.next = undefined;
    if (person.duty !== 'on-duty') this.#setDuty(person, 'on-duty');
  }

  #go(person: Person, duty: 'on-break' | 'off-duty'): void {
    // Nobody walks away from a shopper because the clock says so.
    if (person.busy) person.next = duty;
    else this.#setDuty(person, duty);
  }

  #setDuty(person: Person, duty: Person['duty']): void {
    person.duty = duty;
    this.#shop.record({ type: 'duty-changed', helper: person.helper, duty, at: this.#shop.now });
  }

  #setFree(person: Person): void {
    person.busy = false;
    if (person.next === undefined) return;
    this.#setDuty(person, person.next);
    person.next = undefined;
  }

  #after(seconds: number, act: () => void): void {
    this.#queue.at(Math.round(this.#shop.now + seconds * 1000), act);
  }

  /** Something at some lane wants a person. */
  #call(): void {
    this.#callsLeft -= 1;
    if (this.#calledAgain > 0) {
      this.#calledAgain -= 1;
      return;
    }
    const reason = this.#random.pick(CASE_SHARES);
    if (nudgeStep(this.#settings.table[reason], 0, 0) === 'hint') {
      while (this.#random.chance(BEHAVIOUR.putRightByShopper)) this.#nudgedAway += 1;
    }
    this.#callAbout(reason);
  }

  #callAbout(reason: TicketReason): void {
    const lanes = this.#random.chance(0.05) ? this.#shop.lanes : this.#shop.quietLanes;
    const lane = lanes[Math.floor(this.#random.next() * lanes.length)];
    if (lane === undefined) this.#postponed.push(reason);
    else this.#raise(lane, reason, this.#newBasket());
  }

  /** Where every lane waits for somebody, nobody else can call; the next shopper comes when a lane is free. */
  #letNextShopperIn(): void {
    if (this.#postponed.length === 0) return;
    const [soonest, latest] = NEXT_SHOPPER_SECONDS;
    for (let free = this.#shop.quietLanes.length - this.#comingIn; free > 0; free -= 1) {
      const reason = this.#postponed.shift();
      if (reason === undefined) return;
      this.#comingIn += 1;
      this.#after(this.#random.between(soonest, latest), () => {
        this.#comingIn -= 1;
        if (this.#shop.now < this.#plan.closesAt) this.#callAbout(reason);
        else this.#notRaised += 1;
      });
    }
  }

  #newBasket(): TransactionId {
    this.#baskets += 1;
    return `basket-${this.#baskets}` as TransactionId;
  }

  #raise(lane: WorkstationId, reason: TicketReason, transactionId: TransactionId): void {
    this.#tickets += 1;
    const ticketId = `ticket-${String(this.#tickets).padStart(6, '0')}` as TicketId;
    const random = this.#random;
    const ticket = this.#shop.raise(lane, {
      type: 'raise',
      ticketId,
      reason,
      raisedBy: reason === 'help' ? 'shopper' : 'lane',
      transactionId,
      language: 'en',
      context: { call: this.#tickets },
      basketValue: minorUnits(Math.round(Math.min(random.time(2500, 0.8), 100_000))),
      needs: random.chance(BEHAVIOUR.statesNeed) ? ['walking'] : [],
      discreet: random.chance(BEHAVIOUR.discreet),
    });
    if (ticket?.ticketId === ticketId) this.#losePatience(ticket);
  }

  /** A shopper whom nobody answers leaves at some time; a device and an empty lane have all the time there is. */
  #losePatience(ticket: Ticket): void {
    if (this.#settings.table[ticket.reason].clock === 'unhurried') return;
    const patience = this.#random.time(BEHAVIOUR.patienceSeconds, BEHAVIOUR.patienceSpread);
    this.#after(patience, () => {
      const { ticketId, workstationId } = ticket;
      const open = this.#shop.open(ticketId);
      if (open === undefined) return;
      if (open.status !== 'raised') return this.#losePatience(open);
      const by = ticket.reason === 'help' ? 'shopper' : 'lane';
      this.#shop.command(workstationId, { type: 'withdraw', ticketId, by });
    });
  }

  #alerted({ to, ticketIds }: Extract<FloorEvent, { type: 'alert-sent' }>): void {
    for (const personId of to) {
      const person = this.#people.get(personId);
      if (person === undefined || this.#random.chance(BEHAVIOUR.alertUnnoticed)) continue;
      const delay = this.#random.time(BEHAVIOUR.answerSeconds, BEHAVIOUR.answerSpread);
      this.#after(delay, () => this.#answer(person, ticketIds));
    }
  }

  #answer(person: Person, ticketIds: readonly TicketId[]): void {
    if (person.busy || person.duty !== 'on-duty') return;
    const shop = this.#shop;
    const open = ticketIds.map((ticketId) => shop.open(ticketId)).filter((ticket) => ticket !== undefined);
    const backup = open.find(({ backup }) => backup?.joined.length === 0);
    if (backup !== undefined) return this.#join(person, backup);
    const waiting = open.filter((ticket) => !isHeld(ticket, shop.now, this.#settings.leases));
    if (waiting.length === 0) return;
    const { personId, firstName: attendant } = person.helper;
    if (this.#random.chance(BEHAVIOUR.saysNotMe)) {
      for (const { ticketId } of waiting) shop.record({ type: 'alert-declined', ticketId, personId, at: shop.now });
      return;
    }
    const { helper } = person;
    const taken = waiting.filter(({ ticketId, workstationId }) =>
      shop.command(workstationId, { type: 'acknowledge', ticketId, attendant, helper }),
    );
    if (taken.length === 0) return;
    person.busy = true;
    if (this.#random.chance(BEHAVIOUR.neverArrives)) {
      this.#after(this.#settings.leases.comingMs / 1000 + 1, () => this.#setFree(person));
    } else this.#goTo(person, taken, BEHAVIOUR.walkSeconds);
  }

  #join(person: Person, ticket: Ticket): void {
    const { ticketId, workstationId } = ticket;
    if (!this.#shop.command(workstationId, { type: 'join', ticketId, helper: person.helper })) return;
    person.busy = true;
    this.#after(this.#random.time(30, BEHAVIOUR.handleSpread), () => this.#setFree(person));
  }

  /** One walk past the lanes of a group, the first come first. */
  #goTo(person: Person, tickets: readonly Ticket[], walkSeconds: number): void {
    const [first, ...others] = tickets;
    if (first === undefined) return this.#setFree(person);
    const isFromAfar =
      this.#settings.table[first.reason].clearable === 'from-afar' && this.#random.chance(BEHAVIOUR.clearedFromAfar);
    const median = isFromAfar ? BEHAVIOUR.lookSeconds : walkSeconds;
    this.#after(this.#random.time(median, BEHAVIOUR.walkSpread), () => this.#attend(person, first, others, isFromAfar));
  }

  #attend(person: Person, { ticketId, workstationId }: Ticket, others: readonly Ticket[], isFromAfar: boolean): void {
    const shop = this.#shop;
    const by = { ticketId, attendant: person.helper.firstName, helper: person.helper };
    const place = isFromAfar ? 'from-afar' : 'at-lane';
    const isThere = shop.open(ticketId) !== undefined && shop.command(workstationId, { type: 'attend', ...by, place });
    const ticket = shop.open(ticketId);
    if (!isThere || ticket === undefined) return this.#goTo(person, others, BEHAVIOUR.nextLaneSeconds);
    this.#renew(person, others);
    if (!isFromAfar && this.#random.chance(BEHAVIOUR.asksSecondPerson)) {
      shop.command(workstationId, { type: 'ask-backup', ...by, kind: 'second-person' });
    }
    const median = isFromAfar ? BEHAVIOUR.clearSeconds : (CASES[ticket.reason]?.handleSeconds ?? 30);
    const seconds = this.#random.time(median, BEHAVIOUR.handleSpread);
    for (let at = RENEW_EVERY_MS; at < seconds * 1000; at += RENEW_EVERY_MS) {
      this.#after(at / 1000, () => this.#renew(person, [ticket, ...others]));
    }
    this.#after(seconds, () => this.#finish(person, ticket, others));
  }

  #renew({ helper }: Person, tickets: readonly Ticket[]): void {
    for (const { ticketId, workstationId } of tickets) {
      this.#shop.command(workstationId, { type: 'renew', ticketId, attendant: helper.firstName, helper });
    }
  }

  #finish(person: Person, ticket: Ticket, others: readonly Ticket[]): void {
    const { ticketId, workstationId, transactionId, reason, raisedAt } = ticket;
    const shop = this.#shop;
    const random = this.#random;
    const by = { ticketId, attendant: person.helper.firstName, helper: person.helper };
    if ((ticket.handOvers ?? 0) === 0 && random.chance(BEHAVIOUR.handsOver)) {
      shop.command(workstationId, { type: 'hand-over', ...by, note: 'Somebody else knows more about this.' });
    } else {
      const codes = this.#settings.table[reason].resolutions.map((code) => [code, 1] as const);
      const resolution = random.pick(codes);
      const isDone = shop.command(workstationId, { type: 'resolve', ...by, resolution });
      if (isDone && random.chance(BEHAVIOUR.answersEase)) {
        shop.answerEase(ticket, shop.now - raisedAt <= BEHAVIOUR.easyUpToSeconds * 1000 ? 'easy' : 'hard');
      }
      // A second call in the same basket takes the place of one that was planned: the day has as many as were asked
      // for.
      const isLeft = this.#callsLeft > this.#calledAgain;
      if (isDone && isLeft && transactionId !== undefined && random.chance(BEHAVIOUR.callsAgain)) {
        this.#calledAgain += 1;
        this.#after(random.between(20, 60), () => this.#raise(workstationId, 'help', transactionId));
      }
    }
    this.#goTo(person, others, BEHAVIOUR.nextLaneSeconds);
  }

  /** Nobody is in the shop any more. */
  #close(): void {
    for (const { ticketId, workstationId } of this.#shop.tickets.values()) {
      this.#shop.command(workstationId, { type: 'expire', ticketId });
    }
  }
}
