import { openTicketFor } from '#kiosk/core/assist/decide.ts';
import type { HelpTopic, Ticket } from '#kiosk/core/assist/ticket.ts';
import { reject, type Rejection } from '#kiosk/core/rejection.ts';
import type { InterventionOutcome } from '#kiosk/core/assist/intervention.ts';
import type { TicketId } from '#kiosk/core/values/identifiers.ts';
import type { LaneCore } from './lane-core.ts';

/** Calls for a person, from the press of Help to the thank-you. Works in every state of the lane. */
export class AssistDesk {
  readonly #core: LaneCore;

  constructor(core: LaneCore) {
    this.#core = core;
  }

  /** A second press finds the call that is already there. */
  async call(topic: HelpTopic | null): Promise<{ ticketId: string } | Rejection> {
    const refusal = await this.#core.raise('help', 'shopper');
    if (refusal !== undefined) return refusal;
    const ticket = openTicketFor(this.#core.state.tickets, 'help');
    if (ticket === undefined) return reject('ticket-unknown');
    if (topic !== null) await this.giveTopic(ticket.ticketId, topic);
    return { ticketId: ticket.ticketId };
  }

  async giveTopic(ticketId: TicketId, topic: HelpTopic): Promise<Rejection | undefined> {
    return this.#core.assist({ type: 'give-topic', ticketId, topic });
  }

  /** Only a shopper's own call: what the lane called for is not hers to wave away. */
  async withdraw(ticketId: TicketId): Promise<Rejection | undefined> {
    const ticket = this.#ticket(ticketId);
    if (ticket?.raisedBy !== 'shopper') return reject('ticket-unknown');
    return this.#core.assist({ type: 'withdraw', ticketId, by: 'shopper' });
  }

  async acknowledge(ticketId: TicketId, attendant: string): Promise<Rejection | undefined> {
    return this.#core.assist({ type: 'acknowledge', ticketId, attendant });
  }

  /**
   * Settles a call. One about a task in the basket is settled by deciding the task; one about a payment that nobody
   * knows the end of is settled by the cashier, never by waving it through.
   */
  async resolve(
    ticketId: TicketId,
    attendant: string,
    outcome: InterventionOutcome | null,
    minimumAge?: number,
  ): Promise<Rejection | undefined> {
    const ticket = this.#ticket(ticketId);
    if (ticket === undefined) return reject('ticket-unknown');
    if (ticket.status === 'raised') return reject('acknowledge-first');
    if (ticket.reason === 'payment-unknown') return reject('payment-running');
    const task = this.#taskOf(ticket);
    if (task === undefined) return this.#core.assist({ type: 'resolve', ticketId, attendant });
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
