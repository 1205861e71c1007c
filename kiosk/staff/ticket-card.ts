import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { TicketView } from '#kiosk/api/views.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import {
  isAtStake,
  LATE_AFTER_SECONDS,
  minutesAndSeconds,
  ticketContext,
  ticketIcon,
  ticketTitle,
} from './ticket-words.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';

/** What the person wants to do with the call. */
export type TicketIntent =
  | { readonly type: 'coming' }
  | { readonly type: 'done' }
  | { readonly type: 'decide'; readonly outcome: 'approved' | 'refused' }
  | { readonly type: 'settle-payment'; readonly paid: boolean };

export class TicketIntentEvent extends Event {
  readonly ticketId: string;
  readonly intent: TicketIntent;

  constructor(ticketId: string, intent: TicketIntent) {
    super('hr-ticket-intent', { bubbles: true, composed: true });
    this.ticketId = ticketId;
    this.intent = intent;
  }
}

/**
 * One call: the lane huge, why and since when, and the one button that is next.
 *
 * @fires hr-ticket-intent - the person wants to do something about it
 */
export class HrTicketCard extends LitElement {
  static override properties = {
    ticket: { attribute: false },
    words: { attribute: false },
    now: { type: Number },
    attendant: { type: String },
  };

  static override styles = [
    baseStyles,
    cardStyles,
    css`
      :host {
        display: block;
      }
      article {
        display: grid;
        grid-template-columns: 5rem 1fr;
        gap: 0 var(--gap);
        padding: var(--pad);
        border-inline-start: 0.5rem solid var(--help);
      }
      .stake {
        border-inline-start-color: var(--stake);
      }
      .lane {
        grid-row: span 3;
        text-align: center;
        font-size: 3.2rem;
        line-height: 1;
        font-weight: var(--weight-title);
        font-variant-numeric: tabular-nums;
      }
      .lane small {
        display: block;
        font-size: var(--text-small);
        font-weight: var(--weight-normal);
        color: var(--muted);
        margin-block-start: 0.3rem;
      }
      header {
        display: flex;
        align-items: center;
        gap: var(--gap-small);
      }
      h3 {
        flex: 1;
        min-inline-size: 0;
        font-size: var(--text-large);
        font-weight: var(--weight-strong);
      }
      .wait {
        font-size: var(--text-large);
        font-weight: var(--weight-strong);
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }
      .late {
        color: var(--stake);
      }
      p {
        color: var(--muted);
        margin-block: 0.2rem 0;
      }
      .question {
        color: var(--ink);
        font-weight: var(--weight-medium);
      }
      footer {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-small);
        margin-block-start: var(--gap);
      }
    `,
  ];

  declare ticket: TicketView;
  declare words: Translator;
  /** Epoch milliseconds. */
  declare now: number;
  declare attendant: string;

  override render(): TemplateResult {
    const { ticket, words } = this;
    const waitedMs = this.now - ticket.raisedAt;
    const isLate = ticket.status === 'raised' && waitedMs > LATE_AFTER_SECONDS * 1000;
    const context = ticketContext(ticket, words);
    return html`<article class="card ${isAtStake(ticket) ? 'stake' : ''}">
      <div class="lane">${ticket.laneNumber}<small>${words.text('staff.lane')}</small></div>
      <div>
        <header>
          <hr-icon .name=${ticketIcon(ticket)}></hr-icon>
          <h3>${ticketTitle(ticket, words)}</h3>
          <span class="wait ${isLate ? 'late' : ''}" role="timer">
            ${isLate ? html`${words.text('staff.late')} ` : nothing}${minutesAndSeconds(waitedMs)}
          </span>
        </header>
        ${context === '' ? nothing : html`<p>${context}</p>`} ${this.status()}
        <footer>${this.actions()}</footer>
      </div>
    </article>`;
  }

  private status(): TemplateResult | typeof nothing {
    const { ticket, words } = this;
    if (ticket.status === 'raised') return nothing;
    if (ticket.attendant !== this.attendant) {
      return html`<p>${words.text('staff.takenBy', { name: ticket.attendant ?? '' })}</p>`;
    }
    if (ticket.interventionId !== null) {
      const age = ticket.context['minimumAge'] ?? 0;
      return html`<p class="question">${words.text('staff.ageQuestion', { age })}</p>`;
    }
    return ticket.reason === 'payment-unknown'
      ? html`<p class="question">${words.text('staff.paidQuestion')}</p>`
      : nothing;
  }

  private actions(): TemplateResult | typeof nothing {
    const { ticket, words } = this;
    if (ticket.status === 'raised') {
      return html`<hr-button variant="primary" @click=${() => this.wish({ type: 'coming' })}>
        ${words.text('staff.coming')}
      </hr-button>`;
    }
    if (ticket.attendant !== this.attendant) return nothing;
    if (ticket.interventionId !== null) {
      return html`<hr-button variant="primary" @click=${() => this.wish({ type: 'decide', outcome: 'approved' })}>
          ${words.text('staff.approve')}
        </hr-button>
        <hr-button @click=${() => this.wish({ type: 'decide', outcome: 'refused' })}>
          ${words.text('staff.refuse')}
        </hr-button>`;
    }
    if (ticket.reason === 'payment-unknown') {
      return html`<hr-button @click=${() => this.wish({ type: 'settle-payment', paid: true })}>
          ${words.text('staff.paid')}
        </hr-button>
        <hr-button @click=${() => this.wish({ type: 'settle-payment', paid: false })}>
          ${words.text('staff.notPaid')}
        </hr-button>`;
    }
    return html`<hr-button variant="primary" @click=${() => this.wish({ type: 'done' })}>
      ${words.text('staff.done')}
    </hr-button>`;
  }

  private wish(intent: TicketIntent): void {
    this.dispatchEvent(new TicketIntentEvent(this.ticket.ticketId, intent));
  }
}

customElements.define('hr-ticket-card', HrTicketCard);
