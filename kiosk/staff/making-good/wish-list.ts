import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { PersonView } from '#kiosk/api/staff.ts';
import type { LaneStatusView, TicketView } from '#kiosk/api/views.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import { wishesFor } from './wish-watch.ts';
import './good-said.ts';

/**
 * What colleagues ask to give and this person may agree to, above the calls: somebody stands beside a shopper and
 * waits.
 */
export class WishList extends LitElement {
  static override properties = {
    tickets: { attribute: false },
    lanes: { attribute: false },
    words: { attribute: false },
    me: { attribute: false },
    busy: { attribute: false },
  };

  static override styles = [
    baseStyles,
    cardStyles,
    css`
      :host {
        display: block;
      }
      ul {
        display: grid;
        gap: var(--gap-small);
        margin-block-end: var(--gap);
      }
      .card {
        padding: 0.9rem 1.1rem;
      }
      h3 {
        font-size: var(--text-body);
        font-weight: var(--weight-strong);
      }
    `,
  ];

  declare tickets: readonly TicketView[];
  declare lanes: ReadonlyMap<string, LaneStatusView> | undefined;
  declare words: Translator;
  declare me: Pick<PersonView, 'personId' | 'role'>;
  declare busy: ReadonlySet<string>;

  override render(): TemplateResult {
    const { words, me } = this;
    const wishes = wishesFor(this.tickets, me);
    return html`<div role="status">
      ${
        wishes.length === 0
          ? nothing
          : html`<ul>
              ${wishes.map(
                (ticket) =>
                  html`<li class="card">
                    <h3>${words.text('common.lane', { number: ticket.laneNumber })}</h3>
                    <hr-good-said
                      .ticket=${ticket}
                      .lane=${this.lanes?.get(ticket.workstationId)}
                      .words=${words}
                      .me=${me}
                      .busy=${this.busy.has(ticket.ticketId)}
                    ></hr-good-said>
                  </li>`,
              )}
            </ul>`
      }
    </div>`;
  }
}

customElements.define('hr-wish-list', WishList);
