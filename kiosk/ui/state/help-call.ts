import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PageConnection } from '#kiosk/api/client/connect-page.ts';
import type { CommandInput } from '#kiosk/api/commands.ts';
import type { TicketView } from '#kiosk/api/views.ts';

export type HelpTopic = CommandInput<'giveHelpTopic'>['topic'];

/**
 * How far a call for help is, as it truly is:
 * - none: nobody was called.
 * - calling: pressed, and the lane has not confirmed it yet; `delayed` once a try has failed. It is tried until it is.
 * - raised, acknowledged, attending: what the ticket says.
 * - ended: settled by a person, or withdrawn.
 */
export type HelpStage =
  | { readonly stage: 'none' }
  | { readonly stage: 'calling'; readonly delayed: boolean }
  | { readonly stage: 'raised' | 'acknowledged' | 'attending'; readonly ticket: TicketView }
  | { readonly stage: 'ended'; readonly withdrawn: boolean };

/** One call for help of the person at the lane. A second press never calls a second time. */
export class HelpCall implements ReactiveController {
  private readonly host: ReactiveControllerHost;
  private readonly lane: PageConnection;
  private calling: { delayed: boolean } | undefined;
  private ticketId: string | undefined;
  private withdrawn = false;
  /** Whether its ticket was here; only then does its absence mean that it has ended. */
  private seen = false;
  private endSubscription = (): void => {};

  constructor(host: ReactiveControllerHost, lane: PageConnection) {
    this.host = host;
    this.lane = lane;
    host.addController(this);
  }

  hostConnected(): void {
    this.endSubscription = this.lane.subscribe('assist', () => {
      this.seen ||= this.openTicket() !== undefined;
      this.host.requestUpdate();
    });
  }

  hostDisconnected(): void {
    this.endSubscription();
  }

  get current(): HelpStage {
    const ticket = this.openTicket();
    if (ticket !== undefined && !this.withdrawn) return { stage: stageOf(ticket), ticket };
    if (this.calling !== undefined) return { stage: 'calling', delayed: this.calling.delayed };
    if (this.withdrawn || (this.ticketId !== undefined && this.seen)) {
      return { stage: 'ended', withdrawn: this.withdrawn };
    }
    return this.ticketId === undefined ? { stage: 'none' } : { stage: 'calling', delayed: false };
  }

  /** The press itself: calls at once, or only shows what was called already. */
  press(): void {
    const { stage } = this.current;
    if (stage !== 'none' && stage !== 'ended') return;
    this.forget();
    const calling = { delayed: false };
    this.calling = calling;
    void this.callUntilHeard(calling);
    this.host.requestUpdate();
  }

  async giveTopic(topic: HelpTopic): Promise<void> {
    const ticket = this.openTicket();
    if (ticket !== undefined) await this.lane.call('giveHelpTopic', { ticketId: ticket.ticketId, topic });
  }

  withdraw(): void {
    const ticket = this.openTicket();
    this.calling = undefined;
    this.withdrawn = true;
    this.host.requestUpdate();
    if (ticket === undefined) return;
    this.lane.call('withdrawCall', { ticketId: ticket.ticketId }).catch(() => {
      // It could not be taken back: then someone is still coming, and the page says so again.
      this.withdrawn = false;
      this.host.requestUpdate();
    });
  }

  /** The next person starts without the last one's call; an open ticket is found again by its entry. */
  forget(): void {
    this.calling = undefined;
    this.ticketId = undefined;
    this.withdrawn = false;
    this.seen = false;
    this.host.requestUpdate();
  }

  /** Each try is bounded by the deadline of a call; the lane makes one ticket of them all. */
  private async callUntilHeard(calling: { delayed: boolean }): Promise<void> {
    while (this.calling === calling) {
      try {
        const { ticketId } = await this.lane.call('callStaff', { topic: null });
        if (this.calling !== calling) {
          // Never mind was said while the call was on its way.
          await this.lane.call('withdrawCall', { ticketId });
          return;
        }
        this.ticketId = ticketId;
        this.seen ||= this.openTicket() !== undefined;
        this.calling = undefined;
      } catch {
        calling.delayed = true;
        await nextTry();
      }
      this.host.requestUpdate();
    }
  }

  private openTicket(): TicketView | undefined {
    const tickets = this.lane.entries('assist');
    const own = this.ticketId === undefined ? undefined : tickets.get(this.ticketId);
    if (own !== undefined && isOpen(own)) return own;
    return [...tickets.values()].find((ticket) => ticket.raisedBy === 'shopper' && isOpen(ticket));
  }
}

/** A refusal comes at once; this keeps the tries apart, in milliseconds. */
const BETWEEN_TRIES_MS = 2_000;

function nextTry(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, BETWEEN_TRIES_MS);
  });
}

function isOpen(ticket: TicketView): boolean {
  return ticket.status === 'raised' || ticket.status === 'acknowledged' || ticket.status === 'attending';
}

function stageOf(ticket: TicketView): 'raised' | 'acknowledged' | 'attending' {
  if (ticket.status === 'acknowledged' || ticket.status === 'attending') return ticket.status;
  return 'raised';
}
