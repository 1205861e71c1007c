import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import { ask } from '../intents.ts';
import { laneContext, receiptContext, Slice, wordsContext } from '../state/contexts.ts';
import '../parts/countdown.ts';
import '../parts/page-foot.ts';
import '../parts/receipt-panel.ts';
import { ABOUT_MONEY } from '../parts/task-strip.ts';
import { screenStyles } from './screen-styles.ts';

/** Paid. What to take along, how to have the receipt, and the way out. */
export class ThanksScreen extends LitElement {
  static override styles = [
    baseStyles,
    cardStyles,
    screenStyles,
    css`
      .content {
        display: flex;
        flex-direction: column;
        justify-content: safe center;
        gap: calc(2.4 * var(--pad));
      }
      .content > * {
        flex: none;
      }
      .thanks {
        display: flex;
        flex-direction: column;
        align-items: center;
        gap: var(--gap);
        text-align: center;
      }
      .sign {
        display: grid;
        place-items: center;
        inline-size: var(--sign);
        block-size: var(--sign);
        border-radius: 50%;
        background: var(--accent);
        color: var(--on-accent);
        --icon-size: calc(0.56 * var(--sign));
      }
      .beside {
        display: grid;
        gap: var(--gap);
      }
      .lead {
        align-self: center;
        color: var(--muted);
        font-size: var(--text-small);
      }
      @container (orientation: landscape) {
        .content {
          display: grid;
          grid-template-columns: minmax(0, 1fr) minmax(0, 1.1fr);
          align-items: safe center;
          column-gap: calc(1.4 * var(--pad));
        }
        .lead {
          text-align: end;
          padding-inline-end: var(--gap);
        }
      }
    `,
  ];

  private readonly words = new Slice(this, wordsContext);
  private readonly lane = new Slice(this, laneContext);
  private readonly receipt = new Slice(this, receiptContext);

  override render(): TemplateResult {
    const words = this.words.value;
    const { amount, closesAt } = this.receipt.value;
    const { currency, currencyExponent } = this.lane.value;
    return html`
      <div class="content">
        <div class="thanks">
          <span class="sign"><hr-icon name="check"></hr-icon></span>
          <h1 tabindex="-1">${words.text('shopper.thanks.title')}</h1>
          <p class="muted">
            ${words.text('shopper.thanks.amount', { amount: words.money(amount, currency, currencyExponent) })}
          </p>
        </div>
        <div class="beside">
          <hr-task-strip .reasons=${ABOUT_MONEY}></hr-task-strip>
          <hr-receipt-panel></hr-receipt-panel>
        </div>
      </div>
      <hr-page-foot>
        ${
          closesAt === null
            ? nothing
            : html`<p slot="lead" class="lead figures">
                <hr-countdown .until=${closesAt} message="shopper.thanks.closes"></hr-countdown>
              </p>`
        }
        <hr-button
          variant="primary"
          size="large"
          icon-end="arrow-right"
          @click=${() => ask(this, { name: 'finish', input: {} })}
          >${words.text('common.done')}</hr-button
        >
      </hr-page-foot>
    `;
  }
}

customElements.define('hr-thanks-screen', ThanksScreen);
