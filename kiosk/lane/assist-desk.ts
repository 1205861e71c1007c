import type { HelperView } from '#kiosk/api/staff.ts';
import { openTicketFor } from '#kiosk/core/assist/decide.ts';
import type { HoldingCommand } from '#kiosk/core/assist/decide-holding.ts';
import type { InterventionOutcome } from '#kiosk/core/assist/intervention.ts';
import type { Said, ShopperPhrase } from '#kiosk/core/assist/messages.ts';
import { isAfar } from '#kiosk/core/assist/person.ts';
import type { EaseAnswer, HelpTopic, ShopperNeed, Ticket } from '#kiosk/core/assist/ticket.ts';
import { reject, type Rejection } from '#kiosk/core/rejection.ts';
import type { TicketId } from '#kiosk/core/values/identifiers.ts';
import type { LaneCore } from './lane-core.ts';

/** What a person says when a call is settled. */
export interface Settlement {
  /** For a call about a task in the basket: what was decided about it. */
  readonly outcome: InterventionOutcome | null;
  readonly resolution?: string | undefined;
  readonly note?: string | undefined;
  /** For an age check: the limit that the person saw and decided about, in years. */
  readonly minimumAge?: number | undefined;
}

/** Settled calls that the shopper may still say of how it went; nobody remembers more of them than stood there. */
const SETTLED_KEPT_MAX = 5;

/** Calls for a person, from the press of Help to the thank-you. Works in every state of the lane. */
export class AssistDesk {
  readonly #core: LaneCore;
  #settled: readonly TicketId[] = [];

  constructor(core: LaneCore) {
    this.#core = core;
    core.parts.writer.onWritten((_, entries) => {
      const settled = entries.flatMap((entry) =>
        entry.kind === 'assist' && entry.event.type === 'ticket-resolved' ? [entry.event.ticketId] : [],
      );
      this.#settled = [...this.#settled, ...settled].slice(-SETTLED_KEPT_MAX);
    });
  }

  /** A second press finds the call that is already there. */
  async call(topic: HelpTopic | null, discreet = false): Promise<{ ticketId: string } | Rejection> {
    const refusal = await this.#core.raise('help', 'shopper', {}, discreet);
    if (refusal !== undefined) return refusal;
    const ticket = openTicketFor(this.#core.state.tickets, 'help');
    if (ticket === undefined) return reject('ticket-unknown');
    if (topic !== null) await this.giveTopic(ticket.ticketId, topic);
    return { ticketId: ticket.ticketId };
  }

  /** From now on it is for people in the shop alone, at its old place in line. */
  async insist(ticketId: TicketId): Promise<Rejection | undefined> {
    return this.#core.assist({ type: 'insist', ticketId });
  }

  async answer(ticketId: TicketId, said: Said<ShopperPhrase>): Promise<Rejection | undefined> {
    return this.#core.assist({ type: 'answer', ticketId, said });
  }

  async giveTopic(ticketId: TicketId, topic: HelpTopic): Promise<Rejection | undefined> {
    return this.#core.assist({ type: 'give-topic', ticketId, topic });
  }

  async stateNeeds(ticketId: TicketId, needs: readonly ShopperNeed[]): Promise<Rejection | undefined> {
    return this.#core.assist({ type: 'state-needs', ticketId, needs });
  }

  async chooseDiscretion(ticketId: TicketId, discreet: boolean): Promise<Rejection | undefined> {
    return this.#core.assist({ type: 'choose-discretion', ticketId, discreet });
  }

  /** One tap afterwards, once. */
  async answerEase(ticketId: TicketId, ease: EaseAnswer): Promise<Rejection | undefined> {
    if (!this.#settled.includes(ticketId)) return reject('ticket-unknown');
    this.#settled = this.#settled.filter((id) => id !== ticketId);
    await this.#core.parts.writer.write(() => [
      { kind: 'assist', event: { type: 'ticket-ease-answered', ticketId, ease, at: this.#core.parts.clock.now() } },
    ]);
    return undefined;
  }

  /** Only a shopper's own call: what the lane called for is not hers to wave away. */
  async withdraw(ticketId: TicketId): Promise<Rejection | undefined> {
    const ticket = this.#ticket(ticketId);
    if (ticket?.raisedBy !== 'shopper') return reject('ticket-unknown');
    return this.#core.assist({ type: 'withdraw', ticketId, by: 'shopper' });
  }

  /** What the people who answer do with a call, but for settling it. */
  async hold(command: Exclude<HoldingCommand, { type: 'resolve' }>): Promise<Rejection | undefined> {
    return this.#core.assist(command);
  }

  /**
   * Settles a call. One about a task in the basket is settled by deciding the task; one about a payment that nobody
   * knows the end of is settled by the cashier, never by waving it through.
   */
  async resolve(ticketId: TicketId, person: HelperView, said: Settlement): Promise<Rejection | undefined> {
    const ticket = this.#ticket(ticketId);
    if (ticket === undefined) return reject('ticket-unknown');
    if (ticket.status === 'raised') return reject('acknowledge-first');
    // Whoever cannot see a face or a document decides nothing about either.
    if (isAfar(person) && said.outcome !== null) return reject('role-not-allowed');
    if (ticket.reason === 'payment-unknown') return reject('payment-running');
    const attendant = person.firstName;
    const task = this.#taskOf(ticket);
    if (task === undefined) return this.#core.assist(resolving(ticketId, person, said));
    const { outcome, minimumAge } = said;
    if (outcome === null) return reject('open-interventions', { count: 1 });
    return this.#core.command({ type: 'settle-intervention', interventionId: task, outcome, attendant, minimumAge });
  }

  #ticket(ticketId: TicketId): Ticket | undefined {
    return this.#core.state.tickets.get(ticketId);
  }

  #taskOf(ticket: Ticket): string | undefined {
    const { transaction } = this.#core.state;
    if (ticket.reason !== 'age-check' || !('interventions' in transaction)) return undefined;
    return transaction.interventions.find((task) => task.kind === 'age-check')?.interventionId;
  }
}

/** What a person who resolves says, as the core takes it. */
export function resolving(
  ticketId: TicketId,
  person: HelperView,
  said: Settlement,
): Extract<HoldingCommand, { type: 'resolve' }> {
  return {
    type: 'resolve',
    ticketId,
    ...actor(person),
    resolution: said.resolution,
    note: said.note,
  };
}

/** Who acts: the name that the shopper reads, and the person behind it. */
export function actor(person: HelperView): { readonly attendant: string; readonly helper: HelperView } {
  return { attendant: person.firstName, helper: person };
}
