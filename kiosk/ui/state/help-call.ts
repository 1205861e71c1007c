import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PageConnection } from '#kiosk/api/client/connect-page.ts';
import type { CommandInput } from '#kiosk/api/commands.ts';
import type { TicketView } from '#kiosk/api/views.ts';
import { isHelpedFromAfar } from './afar.ts';
import { type ShownWait, shownWait } from './shown-wait.ts';

export type HelpTopic = CommandInput<'giveHelpTopic'>['topic'];
export type ShopperNeed = CommandInput<'stateNeeds'>['needs'][number];
export type ShopperSaid = CommandInput<'sayToHelper'>['said'];
export type Ease = CommandInput<'answerEase'>['ease'];

/**
 * How far a call for help is, as it truly is:
 * - none: nobody was called.
 * - calling: pressed, and the lane has not confirmed it yet; `delayed` once a try has failed. It is tried until it is.
 * - raised, acknowledged, attending: what the ticket says, and the wait as it is shown.
 * - ended: settled by a person, withdrawn, or gone; `easy` while a settled call may still be asked about.
 */
export type HelpStage =
  | { readonly stage: 'none' }
  | { readonly stage: 'calling'; readonly delayed: boolean }
  | {
      readonly stage: 'raised' | 'acknowledged' | 'attending';
      readonly ticket: TicketView;
      readonly wait: ShownWait;
    }
  | {
      readonly stage: 'ended';
      readonly how: 'settled' | 'withdrawn' | 'over';
      /** The name of whoever settled it. */
      readonly by: string | null;
      /** Nobody asks about a call that no person settled. */
      readonly ease: 'none' | 'asked' | Ease;
    };

/** After an answer the thanks stay this long, in milliseconds. */
const THANKS_SHOWN_MS = 5_000;

/** One call for help of the person at the lane. A second press never calls a second time. */
export class HelpCall implements ReactiveController {
  private readonly host: ReactiveControllerHost;
  private readonly lane: PageConnection;
  private calling: { delayed: boolean } | undefined;
  private ticketId: string | undefined;
  private withdrawn = false;
  /** Whether its ticket was here; only then does its absence mean that it has ended. */
  private seen = false;
  private wait: ShownWait | undefined;
  private answered: Ease | undefined;
  private readonly endSubscriptions: (() => void)[] = [];

  constructor(host: ReactiveControllerHost, lane: PageConnection) {
    this.host = host;
    this.lane = lane;
    host.addController(this);
  }

  hostConnected(): void {
    this.endSubscriptions.push(
      this.lane.subscribe('assist', () => this.ticketsChanged()),
      this.lane.subscribe('settled', () => this.host.requestUpdate()),
    );
  }

  hostDisconnected(): void {
    for (const end of this.endSubscriptions.splice(0)) end();
  }

  get current(): HelpStage {
    const ticket = this.openTicket();
    if (ticket !== undefined && !this.withdrawn) {
      const wait = this.wait ?? shownWait(undefined, ticket, performance.now());
      return { stage: stageOf(ticket), ticket, wait };
    }
    if (this.calling !== undefined) return { stage: 'calling', delayed: this.calling.delayed };
    if (this.withdrawn) return { stage: 'ended', how: 'withdrawn', by: null, ease: 'none' };
    if (this.ticketId === undefined) return { stage: 'none' };
    return this.seen ? this.ended(this.ticketId) : { stage: 'calling', delayed: false };
  }

  /** The press itself: calls at once, or only shows what was called already. */
  press(): void {
    const { current } = this;
    const isOwn = 'ticket' in current && current.ticket.raisedBy === 'shopper';
    if (isOwn || current.stage === 'calling') return;
    this.forget();
    const calling = { delayed: false };
    this.calling = calling;
    void this.callUntilHeard(calling);
    this.host.requestUpdate();
  }

  async say(ticketId: string, said: ShopperSaid): Promise<void> {
    await this.lane.call('sayToHelper', { ticketId, said });
  }

  async insistOnPerson(ticketId: string): Promise<void> {
    await this.lane.call('insistOnPerson', { ticketId });
  }

  async giveTopic(topic: HelpTopic): Promise<void> {
    const ticket = this.openTicket();
    if (ticket !== undefined) await this.lane.call('giveHelpTopic', { ticketId: ticket.ticketId, topic });
  }

  async stateNeeds(needs: readonly ShopperNeed[]): Promise<void> {
    const ticket = this.openTicket();
    if (ticket !== undefined) await this.lane.call('stateNeeds', { ticketId: ticket.ticketId, needs: [...needs] });
  }

  async beDiscreet(discreet: boolean): Promise<void> {
    const ticket = this.openTicket();
    if (ticket !== undefined) await this.lane.call('chooseDiscretion', { ticketId: ticket.ticketId, discreet });
  }

  /** Said once. The thanks come at once: whether the answer arrives is not the shopper's trouble. */
  answerEase(ease: Ease): void {
    const { ticketId } = this;
    if (ticketId === undefined || this.answered !== undefined) return;
    this.answered = ease;
    this.host.requestUpdate();
    this.lane.call('answerEase', { ticketId, ease }).catch(() => {});
    setTimeout(() => {
      if (this.ticketId === ticketId) this.forgetEnded();
    }, THANKS_SHOWN_MS);
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

  /** What is over makes way, with the question how it went; a call that is open stays. */
  forgetEnded(): void {
    if (this.current.stage === 'ended') this.forget();
  }

  /** The next person starts without the last one's call; an open ticket is found again by its entry. */
  forget(): void {
    this.calling = undefined;
    this.ticketId = undefined;
    this.withdrawn = false;
    this.seen = false;
    this.wait = undefined;
    this.answered = undefined;
    this.host.requestUpdate();
  }

  private ticketsChanged(): void {
    const ticket = this.openTicket();
    if (ticket !== undefined) {
      if (ticket.ticketId !== this.ticketId) this.wait = undefined;
      // A page that was loaded again meanwhile takes up the call where it was.
      this.ticketId = ticket.ticketId;
      this.seen = true;
      this.wait = shownWait(this.wait, ticket, performance.now());
    }
    this.host.requestUpdate();
  }

  private ended(ticketId: string): HelpStage {
    const settled = this.lane.entries('settled').get(ticketId);
    if (settled?.status !== 'resolved') return { stage: 'ended', how: 'over', by: null, ease: 'none' };
    const ease = this.answered ?? settled.ease ?? 'asked';
    return { stage: 'ended', how: 'settled', by: settled.attendant, ease };
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
        this.calling = undefined;
        this.ticketsChanged();
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
    const open = [...tickets.values()].filter(isOpen);
    // Whatever the lane called for: somebody far away who speaks with her is to be seen.
    return open.find(({ raisedBy }) => raisedBy === 'shopper') ?? open.find((ticket) => isHelpedFromAfar(ticket));
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
