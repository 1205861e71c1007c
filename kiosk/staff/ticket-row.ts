import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { LaneStatusView, TicketView } from '#kiosk/api/views.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import { Settling, settlingStyles } from './settling.ts';
import { StaffIntentEvent } from './staff-intents.ts';
import { ticketRowStyles } from './ticket-row-styles.ts';
import {
  LATE_AFTER_SECONDS,
  minutesAndSeconds,
  SLOW_AFTER_SECONDS,
  ticketContext,
  ticketIcon,
  ticketTitle,
} from './ticket-words.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';

/**
 * One call of a lane: why, since when, what helps to know, and once I am there the question that I can settle.
 *
 * @fires hr-staff-intent - it is settled
 */
export class TicketRow extends LitElement {
  static override properties = {
    ticket: { attribute: false },
    lane: { attribute: false },
    words: { attribute: false },
    now: { type: Number },
    attendant: { type: String },
    busy: { type: Boolean },
    confirming: { state: true },
  };

  static override styles = [baseStyles, settlingStyles, ticketRowStyles];

  declare ticket: TicketView;
  declare lane: LaneStatusView | undefined;
  declare words: Translator;
  /** Epoch milliseconds at the store. */
  declare now: number;
  declare attendant: string;
  /** Something was asked for and is not answered yet. */
  declare busy: boolean;
  /** What is about to be said of the payment. */
  declare private confirming: 'paid' | 'not-paid' | undefined;
  private readonly settling = new Settling(this);

  override render(): TemplateResult {
    const { ticket, words } = this;
    const context = ticketContext(ticket, words, this.lane);
    return html`<header>
        <hr-icon .name=${ticketIcon(ticket)}></hr-icon>
        <h3>${ticketTitle(ticket, words)}</h3>
        ${this.renderWait()}
      </header>
      ${context === '' ? nothing : html`<p class="context">${context}</p>`} ${this.renderTaken()}`;
  }

  override updated(changed: PropertyValues): void {
    if (!changed.has('confirming') || this.confirming === changed.get('confirming')) return;
    this.settling.start();
    // What it means is read aloud, and no button is armed by accident.
    if (this.confirming !== undefined) this.renderRoot.querySelector<HTMLElement>('.meaning')?.focus();
    else this.renderRoot.querySelector<HTMLElement>('.question')?.focus();
  }

  private renderWait(): TemplateResult {
    const { ticket, words } = this;
    const waitedMs = this.now - ticket.raisedAt;
    const time = minutesAndSeconds(waitedMs);
    const seconds = ticket.status === 'raised' ? waitedMs / 1000 : 0;
    const pace = seconds >= LATE_AFTER_SECONDS ? 'late' : seconds >= SLOW_AFTER_SECONDS ? 'slow' : '';
    return html`<span class="wait ${pace}" role="timer" aria-label=${words.text('staff.waited', { time })}>
      ${pace === 'late' ? html`<span class="word">${words.text('staff.late')}</span>` : nothing}
      <span class="figures">${time}</span>
    </span>`;
  }

  private renderTaken(): TemplateResult | typeof nothing {
    const { ticket, words } = this;
    if (ticket.status === 'raised') return nothing;
    if (ticket.attendant !== this.attendant) {
      return html`<p class="taken">
        <hr-icon name="user"></hr-icon>${words.text('staff.takenBy', { name: ticket.attendant ?? '' })}
      </p>`;
    }
    if (ticket.interventionId !== null) return this.renderAge();
    return ticket.reason === 'payment-unknown' ? this.renderPayment() : this.renderDone();
  }

  private renderAge(): TemplateResult {
    const { ticket, words } = this;
    const { ticketId } = ticket;
    const minimumAge = Number(ticket.context['minimumAge'] ?? 0);
    const decide = (outcome: 'approved' | 'refused') => () =>
      this.wish(new StaffIntentEvent({ type: 'decide', ticketId, outcome, minimumAge }));
    return html`<p class="question" tabindex="-1">${words.text('staff.ageQuestion', { age: minimumAge })}</p>
      <p class="hint">${words.text('staff.ageHint')}</p>
      <div class="actions">
        <hr-button variant="primary" icon="check" ?disabled=${this.busy} @click=${decide('approved')}>
          ${words.text('staff.ageApprove', { age: minimumAge })}
        </hr-button>
        <hr-button icon="x" ?disabled=${this.busy} @click=${decide('refused')}>
          ${words.text('staff.ageRefuse')}
        </hr-button>
      </div>`;
  }

  private renderPayment(): TemplateResult {
    const { words } = this;
    if (this.confirming !== undefined) return this.renderConfirming(this.confirming === 'paid');
    return html`<p class="question" tabindex="-1">${words.text('staff.paidQuestion')}</p>
      <p class="hint">${words.text('staff.paidHint')}</p>
      <div class="actions">
        <hr-button icon="check" ?disabled=${this.busy} @click=${() => this.confirm('paid')}>
          ${words.text('staff.paid')}
        </hr-button>
        <hr-button icon="x" ?disabled=${this.busy} @click=${() => this.confirm('not-paid')}>
          ${words.text('staff.notPaid')}
        </hr-button>
      </div>`;
  }

  private renderConfirming(paid: boolean): TemplateResult {
    const { words } = this;
    const { ticketId } = this.ticket;
    return html`<div class="confirm">
      <p class="meaning" tabindex="-1">${words.text(paid ? 'staff.settle.paid' : 'staff.settle.notPaid')}</p>
      <div class="actions">
        <hr-button
          variant="stake"
          ?disabled=${this.busy}
          @click=${() => this.wish(new StaffIntentEvent({ type: 'settle-payment', ticketId, paid }))}
        >
          ${words.text(paid ? 'staff.settle.paidYes' : 'staff.settle.notPaidYes')}
        </hr-button>
        <hr-button icon="arrow-left" @click=${() => this.confirm(undefined)}>${words.text('common.back')}</hr-button>
      </div>
    </div>`;
  }

  private renderDone(): TemplateResult {
    const { words } = this;
    const { ticketId } = this.ticket;
    const action = words.text('staff.done');
    return html`<div class="actions">
      <hr-button
        variant="primary"
        icon="check"
        label="${action}: ${words.text('common.lane', { number: this.ticket.laneNumber })}, ${ticketTitle(this.ticket, words)}"
        ?disabled=${this.busy}
        @click=${() => this.wish(new StaffIntentEvent({ type: 'done', ticketId }))}
      >
        ${action}
      </hr-button>
    </div>`;
  }

  private confirm(what: 'paid' | 'not-paid' | undefined): void {
    this.confirming = what;
  }

  private wish(event: StaffIntentEvent): void {
    this.dispatchEvent(event);
  }
}

customElements.define('hr-ticket-row', TicketRow);
