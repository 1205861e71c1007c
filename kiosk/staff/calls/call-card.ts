import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { PersonView } from '#kiosk/api/staff.ts';
import type { LaneStatusView, TicketView } from '#kiosk/api/views.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import { callCardStyles } from './call-card-styles.ts';
import { isRemote, isWithDesk } from '../afar/remote-calls.ts';
import { type Call, isMine, isTaken, wantsOneMore } from './call-groups.ts';
import { isArrivalDoubtful } from './lease-keeper.ts';
import { mayClearFromAfar } from './may-decide.ts';
import { Settling, settlingStyles } from './settling.ts';
import { OpenSheetEvent, type StaffIntent, StaffIntentEvent } from './staff-intents.ts';
import { ticketTitle } from './ticket-words.ts';
import './ticket-row.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';

/** How long a card stands out that a notification led to, in milliseconds. */
const POINTED_MS = 4_000;

/**
 * What one walk settles: the number of the lane huge, why it calls, and the one button that is next.
 *
 * @fires hr-staff-intent - the person wants to do something about it
 * @fires hr-open-sheet - the person wants to see the lane, or to hand over
 */
export class CallCard extends LitElement {
  static override properties = {
    call: { attribute: false },
    lanes: { attribute: false },
    people: { attribute: false },
    words: { attribute: false },
    now: { type: Number },
    me: { attribute: false },
    busy: { type: Boolean },
    open: { state: true },
    pointed: { type: Boolean, reflect: true },
  };

  static override styles = [baseStyles, cardStyles, settlingStyles, callCardStyles];

  declare call: Call;
  declare lanes: ReadonlyMap<string, LaneStatusView>;
  declare people: ReadonlyMap<string, PersonView>;
  declare words: Translator;
  /** Epoch milliseconds at the store. */
  declare now: number;
  declare me: Pick<PersonView, 'personId' | 'role'>;
  /** Something was asked for and is not answered yet. */
  declare busy: boolean;
  /** Shows what happened, and what else can be done. */
  declare private open: boolean;
  /** Stands out for a moment. */
  declare private pointed: boolean;
  private pointedTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly settling = new Settling(this);

  constructor() {
    super();
    this.open = false;
    this.pointed = false;
  }

  override render(): TemplateResult {
    const { call, words } = this;
    const stake = call.atStake && call.state !== 'theirs' ? 'stake' : '';
    const numbers = call.lanes.map(({ laneNumber }) => laneNumber);
    const isGroup = numbers.length > 1;
    const talks = this.held().some(({ place }) => place === 'from-afar') ? 'talk' : '';
    return html`<article class="card call ${call.state} ${stake} ${talks}" aria-busy=${this.busy ? 'true' : 'false'}>
      <div class="lane ${isGroup ? 'several' : ''}" aria-hidden="true">
        ${numbers.join(' ')}<small>${words.text(isGroup ? 'staff.lanesShort' : 'staff.lane')}</small>
      </div>
      <div>
        <h2 class="visually-hidden" tabindex="-1">${this.name()}</h2>
        ${this.renderState()}
        <ul class="rows">
          ${repeat(
            call.tickets,
            (ticket) => ticket.ticketId,
            (ticket) => html`<li>${this.renderRow(ticket, isGroup)}</li>`,
          )}
        </ul>
      </div>
      <div class="below">${this.renderActions()}</div>
    </article>`;
  }

  /** Something of it has changed or moved: the finger that was on its way meant what was there before. */
  settle(): void {
    this.settling.start();
  }

  /** Onto its name rather than a button: read aloud, and nothing is armed by accident. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
  }

  /** Whoever comes from a notification finds it at once. */
  pointOut(): void {
    this.scrollIntoView({ block: 'center' });
    this.focus();
    this.pointed = true;
    clearTimeout(this.pointedTimer);
    this.pointedTimer = setTimeout(() => (this.pointed = false), POINTED_MS);
  }

  private name(): string {
    const { lanes, tickets } = this.call;
    const { words } = this;
    if (lanes.length === 1) return words.text('common.lane', { number: lanes[0].laneNumber });
    const numbers = lanes.map(({ laneNumber }) => laneNumber).join(', ');
    return words.text('staff.group', { count: tickets.length, reason: ticketTitle(tickets[0], words), lanes: numbers });
  }

  private renderRow(ticket: TicketView, named: boolean): TemplateResult {
    return html`<hr-ticket-row
      .ticket=${ticket}
      .lane=${this.lanes.get(ticket.workstationId)}
      .people=${this.people}
      .words=${this.words}
      .now=${this.now}
      .me=${this.me}
      .busy=${this.busy}
      .open=${this.open}
      .named=${named}
    ></hr-ticket-row>`;
  }

  private renderState(): TemplateResult | typeof nothing {
    const { call, words } = this;
    if (call.state === 'waiting' && call.lanes.length > 1) return html`<p class="group">${this.name()}</p>`;
    if (call.state !== 'mine') return nothing;
    const [first] = this.held();
    const key =
      first === undefined
        ? 'staff.yours.beside'
        : first.status === 'attending'
          ? first.place === 'from-afar'
            ? isRemote(this.me)
              ? 'staff.afar.yours'
              : 'staff.yours.afar'
            : 'staff.yours.here'
          : first.coming
            ? 'staff.yours'
            : 'staff.yours.later';
    const icon = isRemote(this.me) ? 'chat-circle-text' : 'person-simple-walk';
    return html`<p class="yours"><hr-icon name=${icon}></hr-icon>${words.text(key)}</p>`;
  }

  private renderActions(): TemplateResult | typeof nothing {
    switch (this.call.state) {
      case 'waiting':
        return this.renderWaiting();
      case 'mine':
        return this.renderMine();
      case 'beside':
        return this.renderBeside();
      case 'theirs':
        return this.renderTheirs();
    }
  }

  private renderWaiting(): TemplateResult {
    const { call, words } = this;
    const waiting = call.tickets.filter((ticket) => !isTaken(ticket));
    const ids = idsOf(waiting);
    const fromHere = { type: 'attend', ticketIds: ids, place: 'from-afar' } as const;
    if (isRemote(this.me)) return this.renderOffered(fromHere);
    const later = { type: 'take', ticketIds: ids, coming: false } as const;
    const coming = words.text(call.lanes.length > 1 ? 'staff.comingAll' : 'staff.coming', { count: ids.length });
    const [only] = waiting;
    const afar = waiting.length === 1 && only !== undefined && mayClearFromAfar(only.care, this.me.role);
    return html`<div class="actions">
        ${this.button(coming, { type: 'take', ticketIds: ids, coming: true }, { variant: 'primary', class: 'first' })}
        ${afar ? this.button(words.text('staff.fromHere'), fromHere) : nothing}
        ${call.asksMe ? this.button(words.text('staff.notMe'), { type: 'decline', ticketIds: ids }) : nothing}
        ${this.renderMore()}
      </div>
      ${
        this.open
          ? html`<div class="actions further">
              ${this.button(words.text('staff.later'), later, { icon: 'clock' })} ${this.renderLook()}
            </div>`
          : nothing
      }`;
  }

  /** At a desk elsewhere nobody is on the way: there is one way to take it. */
  private renderOffered(fromHere: StaffIntent): TemplateResult {
    const { call, words } = this;
    const { ticketIds } = fromHere;
    return html`<div class="actions">
      ${this.button(words.text('staff.afar.take'), fromHere, { variant: 'primary', class: 'first' })}
      ${call.asksMe ? this.button(words.text('staff.notMe'), { type: 'decline', ticketIds }) : nothing}
      ${this.renderMore()}
    </div>`;
  }

  /** People in the shop first: what a desk elsewhere has is theirs as soon as one of them goes there. */
  private renderTheirs(): TemplateResult | typeof nothing {
    const withDesk = this.call.tickets.filter(isWithDesk);
    if (withDesk.length === 0 || isRemote(this.me)) return nothing;
    const take = { type: 'take', ticketIds: idsOf(withDesk), coming: true } as const;
    return html`<div class="actions">
      ${this.button(this.words.text('staff.afar.goThere'), take, { class: 'first', icon: 'person-simple-walk' })}
    </div>`;
  }

  private renderMine(): TemplateResult {
    const { call, words } = this;
    const held = this.held();
    if (isRemote(this.me)) return this.renderAfar(held[0]);
    const onTheWay = held.filter(({ status }) => status === 'acknowledged');
    const later = onTheWay.filter(({ coming }) => !coming);
    const waiting = call.tickets.filter((ticket) => !isTaken(ticket));
    return html`${onTheWay.some((ticket) => isArrivalDoubtful(ticket, this.now)) ? this.renderDoubt(onTheWay) : nothing}
      <div class="actions">
        ${
          waiting.length > 0
            ? this.button(words.text('staff.thisToo'), { type: 'take', ticketIds: idsOf(waiting), coming: true })
            : nothing
        }
        ${
          later.length > 0
            ? this.button(
                words.text('staff.coming'),
                { type: 'take', ticketIds: idsOf(later), coming: true },
                { variant: 'primary', class: 'first' },
              )
            : nothing
        }
        ${
          onTheWay.length > 0
            ? this.button(
                words.text('staff.here'),
                { type: 'attend', ticketIds: idsOf(onTheWay), place: 'at-lane' },
                { variant: later.length > 0 ? 'secondary' : 'primary', class: 'first', icon: 'check' },
              )
            : nothing
        }
        ${held.filter(({ status }) => status === 'attending').map((ticket) => this.renderMakeGood(ticket))}
        ${this.renderMore()}
      </div>
      ${this.open ? this.renderFurther(held[0]) : nothing}`;
  }

  private renderAfar(ticket: TicketView | undefined): TemplateResult {
    const { words } = this;
    if (ticket === undefined) return html`<div class="actions">${this.renderMore()}</div>`;
    const { ticketId } = ticket;
    const open = (sheet: OpenSheetEvent['sheet']) => () => this.dispatchEvent(new OpenSheetEvent(sheet));
    return html`<div class="actions">
      <hr-button icon="storefront" @click=${open({ type: 'around', ticketId })}>
        ${words.text('staff.around.open')}
      </hr-button>
      <hr-button icon="person-simple-walk" ?disabled=${this.busy} @click=${open({ type: 'hand-over', ticketId })}>
        ${words.text('staff.afar.shopHelps')}
      </hr-button>
      ${this.renderMore()}
    </div>`;
  }

  /** Whoever stands there may say sorry, and give something small. */
  private renderMakeGood({ ticketId, care }: TicketView): TemplateResult | typeof nothing {
    if (
      this.me.role === 'remote-helper' ||
      care === null ||
      (care.gestures.length === 0 && care.gestureAsked === undefined)
    )
      return nothing;
    return html`<hr-button
      icon="gift"
      label="${this.words.text('staff.good')}: ${this.name()}"
      @click=${() => this.dispatchEvent(new OpenSheetEvent({ type: 'make-good', ticketId }))}
    >
      ${this.words.text('staff.good')}
    </hr-button>`;
  }

  private renderDoubt(onTheWay: readonly TicketView[]): TemplateResult {
    const { words } = this;
    return html`<div class="doubt" role="group" aria-label=${words.text('staff.stillComing')}>
      <p>${words.text('staff.stillComing')}</p>
      ${this.button(words.text('staff.stillComing.yes'), { type: 'still-coming', ticketIds: idsOf(onTheWay) })}
    </div>`;
  }

  private renderFurther(ticket: TicketView | undefined): TemplateResult {
    const { words } = this;
    if (ticket === undefined) return html`<div class="actions further">${this.renderLook()}</div>`;
    const { ticketId, backup } = ticket;
    const ask = (kind: 'second-person' | 'backup') =>
      this.button(
        words.text(kind === 'backup' ? 'staff.backup.ask' : 'staff.backup.second'),
        { type: 'ask-backup', ticketIds: [ticketId], kind },
        { icon: kind === 'backup' ? 'warning-circle-fill' : 'users' },
      );
    return html`<div class="actions further">
      <hr-button
        icon="arrow-right"
        ?disabled=${this.busy}
        @click=${() => this.dispatchEvent(new OpenSheetEvent({ type: 'hand-over', ticketId }))}
      >
        ${words.text('staff.handOver')}
      </hr-button>
      ${ticket.status === 'attending' ? nothing : this.renderMakeGood(ticket)}
      ${backup === null ? ask('second-person') : nothing} ${backup?.kind === 'backup' ? nothing : ask('backup')}
      ${this.renderLook()}
    </div>`;
  }

  private renderBeside(): TemplateResult {
    const { words, me } = this;
    const wanted = this.call.tickets.filter((ticket) => wantsOneMore(ticket, me.personId));
    return html`<div class="actions">
      ${this.button(
        words.text('staff.join'),
        { type: 'join', ticketIds: idsOf(wanted) },
        { variant: 'primary', class: 'first' },
      )}
      ${this.renderMore()}
    </div>`;
  }

  private renderLook(): TemplateResult {
    return html`${this.call.lanes.map(
      ({ workstationId, laneNumber }) =>
        html`<hr-button
          icon="list"
          @click=${() => this.dispatchEvent(new OpenSheetEvent({ type: 'lane', workstationId }))}
        >
          ${this.words.text('staff.seeBasket', { number: laneNumber })}
        </hr-button>`,
    )}`;
  }

  private renderMore(): TemplateResult {
    const { words, open } = this;
    return html`<button
      type="button"
      class="more"
      aria-expanded=${open ? 'true' : 'false'}
      aria-label="${words.text('staff.more')}: ${this.name()}"
      @click=${() => (this.open = !open)}
    >
      <hr-icon name=${open ? 'caret-up' : 'caret-down'}></hr-icon><span>${words.text('staff.more')}</span>
    </button>`;
  }

  private button(
    text: string,
    intent: StaffIntent,
    look: { variant?: string; class?: string; icon?: string } = {},
  ): TemplateResult {
    return html`<hr-button
      class=${look.class ?? ''}
      variant=${look.variant ?? 'secondary'}
      .icon=${look.icon}
      label="${text}: ${this.name()}"
      ?disabled=${this.busy}
      @click=${() => this.dispatchEvent(new StaffIntentEvent(intent))}
    >
      ${text}
    </hr-button>`;
  }

  /** Those that I have myself; not where I stand by. */
  private held(): TicketView[] {
    const { personId } = this.me;
    return this.call.tickets.filter((ticket) => isMine(ticket, personId) && ticket.helper?.personId === personId);
  }
}

function idsOf(tickets: readonly TicketView[]): string[] {
  return tickets.map(({ ticketId }) => ticketId);
}

customElements.define('hr-call-card', CallCard);

declare global {
  interface HTMLElementTagNameMap {
    'hr-call-card': CallCard;
  }
}
