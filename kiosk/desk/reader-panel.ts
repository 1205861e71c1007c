import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { DeskState } from '#kiosk/api/desk.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import type { IconName } from '#kiosk/ui-kit/icons.ts';
import { DeskActEvent } from './desk-ask.ts';
import { panelStyles } from './panel-styles.ts';
import './device-head.ts';

const CARDS = [
  ['approve', 'contactless-payment'],
  ['decline', 'credit-card'],
  ['unreadable', 'question'],
  ['stop', 'x'],
] as const satisfies readonly (readonly [string, IconName])[];

/**
 * The card reader: what its own display says, and the cards that a hand can hold to it while it waits for one.
 *
 * @fires hr-desk-act - a card is held to it, its stop key pressed, or its plug pulled
 */
export class ReaderPanel extends LitElement {
  static override properties = {
    reader: { attribute: false },
    currency: { type: String },
    exponent: { type: Number },
    words: { attribute: false },
  };

  static override styles = [
    baseStyles,
    cardStyles,
    panelStyles,
    css`
      .waiting {
        outline: 0.25rem solid var(--accent);
      }
      /* The body of the reader and its display: the same by day and by night, as the real thing. */
      .body {
        margin-block: var(--gap-small);
        padding: 0.8rem;
        border-radius: 1.1rem;
        background: #2c3833;
      }
      .display {
        display: grid;
        align-content: center;
        justify-items: center;
        gap: 0.2rem;
        min-block-size: 5.5rem;
        padding: 0.8rem;
        border-radius: 0.6rem;
        background: #0e1613;
        color: #dff3ea;
        text-align: center;
      }
      .dark {
        color: #93a59d;
      }
      .display b {
        font-size: 2rem;
        font-weight: var(--weight-title);
        line-height: 1.1;
      }
      .state {
        font-size: var(--text-small);
        font-weight: var(--weight-medium);
        color: var(--muted);
      }
      .cards {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: var(--gap-small);
        margin-block-start: var(--gap-small);
        --icon-size: 1.4rem;
        --mm: 2.2px;
      }
    `,
  ];

  declare reader: DeskState['terminal'];
  declare currency: string;
  declare exponent: number;
  declare words: Translator;

  override render(): TemplateResult {
    const { reader, words } = this;
    return html`<section class="card ${reader.waitingForCard ? 'waiting' : ''}">
      <hr-device-head device="terminal" .plugged=${reader.plugged} .words=${words}></hr-device-head>
      <div class="body">${this.renderDisplay()}</div>
      <p class="state" role="status">${words.text(reader.waitingForCard ? 'desk.card.waiting' : 'desk.card.idle')}</p>
      <div class="cards" role="group" aria-label=${words.text('desk.card.title')}>
        ${CARDS.map(
          ([card, icon]) =>
            html`<hr-button
              size="small"
              icon=${icon}
              variant=${card === 'approve' && reader.waitingForCard ? 'primary' : 'secondary'}
              ?disabled=${!reader.waitingForCard}
              @click=${() => this.dispatchEvent(new DeskActEvent({ command: 'deskCard', input: { card } }))}
            >
              ${words.text(`desk.card.${card}`)}
            </hr-button>`,
        )}
      </div>
    </section>`;
  }

  private renderDisplay(): TemplateResult {
    const { reader, words } = this;
    if (!reader.plugged && reader.amount === null) {
      return html`<div class="display dark">${words.text('desk.screen.dark')}</div>`;
    }
    return html`<div class="display">
      ${reader.amount === null ? nothing : html`<b class="money">${words.money(reader.amount, this.currency, this.exponent)}</b>`}
      <span class="says">${words.text(`desk.screen.${reader.screen}`)}</span>
    </div>`;
  }
}

customElements.define('hr-reader-panel', ReaderPanel);
