import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { LaneStatusView } from '#kiosk/api/views.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import type { LaneCall } from './lane-calls.ts';
import { Settling, settlingStyles } from './settling.ts';
import { StaffIntentEvent } from './staff-intents.ts';
import './ticket-row.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';

/**
 * All calls of one lane: its number huge, why it calls, and the one button that is next.
 *
 * @fires hr-staff-intent - the person wants to do something about it
 */
export class CallCard extends LitElement {
  static override properties = {
    call: { attribute: false },
    lane: { attribute: false },
    words: { attribute: false },
    now: { type: Number },
    attendant: { type: String },
    busy: { type: Boolean },
  };

  static override styles = [
    baseStyles,
    cardStyles,
    settlingStyles,
    css`
      :host {
        display: block;
      }
      .call {
        display: grid;
        grid-template-columns: minmax(4rem, auto) minmax(0, 1fr);
        gap: 0 0.8rem;
        padding: 1.1rem 1.1rem 1.1rem 0.7rem;
        border-inline-start: 0.6rem solid var(--help);
      }
      .stake {
        border-inline-start-color: var(--stake);
      }
      .mine {
        border-inline-start-color: var(--accent);
      }
      .theirs {
        border-inline-start-color: var(--line);
        box-shadow: none;
        background: none;
      }
      .lane {
        text-align: center;
        font-size: 3.6rem;
        line-height: 0.95;
        font-weight: var(--weight-title);
        font-variant-numeric: tabular-nums;
      }
      .theirs .lane {
        color: var(--muted);
      }
      .lane small {
        display: block;
        font-size: var(--text-small);
        font-weight: var(--weight-normal);
        color: var(--muted);
        line-height: 1.2;
        margin-block-start: 0.3rem;
      }
      h2:focus {
        outline: none;
      }
      .rows {
        display: grid;
        gap: 0.9rem;
      }
      li + li {
        padding-block-start: 0.9rem;
        border-block-start: var(--line-width) solid var(--line);
      }
      .yours {
        display: inline-flex;
        align-items: center;
        gap: 0.4rem;
        padding: 0.15rem 0.7rem;
        margin-block-end: 0.5rem;
        border-radius: 999px;
        background: var(--accent-soft);
        color: var(--accent-ink);
        font-size: var(--text-small);
        font-weight: var(--weight-medium);
        --icon-size: 1.2rem;
      }
      .coming {
        display: flex;
        margin-block-start: var(--gap);
      }
      .coming hr-button {
        flex: 0 1 auto;
        min-inline-size: 9rem;
      }
    `,
  ];

  declare call: LaneCall;
  declare lane: LaneStatusView | undefined;
  declare words: Translator;
  /** Epoch milliseconds at the store. */
  declare now: number;
  declare attendant: string;
  /** Something was asked for and is not answered yet. */
  declare busy: boolean;
  private readonly settling = new Settling(this);

  override render(): TemplateResult {
    const { call, words } = this;
    const stake = call.atStake && call.state !== 'theirs' ? 'stake' : '';
    return html`<article class="card call ${call.state} ${stake}" aria-busy=${this.busy ? 'true' : 'false'}>
      <div class="lane" aria-hidden="true">${call.laneNumber}<small>${words.text('staff.lane')}</small></div>
      <div>
        <h2 class="visually-hidden" tabindex="-1">${words.text('common.lane', { number: call.laneNumber })}</h2>
        ${
          call.state === 'mine'
            ? html`<p class="yours"><hr-icon name="person-simple-walk"></hr-icon>${words.text('staff.yours')}</p>`
            : nothing
        }
        <ul class="rows">
          ${repeat(
            call.tickets,
            (ticket) => ticket.ticketId,
            (ticket) =>
              html`<li>
                <hr-ticket-row
                  .ticket=${ticket}
                  .lane=${this.lane}
                  .words=${words}
                  .now=${this.now}
                  .attendant=${this.attendant}
                  .busy=${this.busy}
                ></hr-ticket-row>
              </li>`,
          )}
        </ul>
        ${this.renderComing()}
      </div>
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

  /** Whoever comes to a lane comes for all that it calls for. */
  private renderComing(): TemplateResult | typeof nothing {
    const { call, words } = this;
    const ticketIds = call.tickets.filter((ticket) => ticket.status === 'raised').map((ticket) => ticket.ticketId);
    if (ticketIds.length === 0) return nothing;
    const action = words.text('staff.coming');
    return html`<div class="coming">
      <hr-button
        variant="primary"
        label="${action}: ${words.text('common.lane', { number: call.laneNumber })}"
        ?disabled=${this.busy}
        @click=${() => this.dispatchEvent(new StaffIntentEvent({ type: 'coming', ticketIds }))}
      >
        ${action}
      </hr-button>
    </div>`;
  }
}

customElements.define('hr-call-card', CallCard);

declare global {
  interface HTMLElementTagNameMap {
    'hr-call-card': CallCard;
  }
}
