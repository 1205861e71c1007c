import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { isMessageKey, type MessageKey } from '#kiosk/i18n/languages.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import { ask } from '../intents.ts';
import { laneContext, paymentContext, Slice, wordsContext } from '../state/contexts.ts';
import '../parts/page-foot.ts';
import { messageStyles, screenStyles } from './screen-styles.ts';

/**
 * A payment ended for certain without money: why, what is paid all the same, and the ways on. Where a part is paid
 * there is no way back to the articles, only on to the rest.
 */
export class PayEndedScreen extends LitElement {
  static override styles = [baseStyles, screenStyles, messageStyles];

  private readonly words = new Slice(this, wordsContext);
  private readonly payment = new Slice(this, paymentContext);
  private readonly lane = new Slice(this, laneContext);

  override render(): TemplateResult {
    const words = this.words.value;
    const { phase, reason, covered } = this.payment.value;
    const reasonKey = `terminal.reason.${reason ?? ''}`;
    return html`
      <div class="content message">
        <span class="sign attention"><hr-icon name="credit-card"></hr-icon></span>
        <h1 tabindex="-1">${words.text(titleFor(phase))}</h1>
        <p class="strong">${this.taken()}</p>
        <p class="muted">${isMessageKey(reasonKey) ? words.text(reasonKey) : ''}</p>
      </div>
      <hr-page-foot>
        ${
          covered > 0
            ? nothing
            : html`<hr-button
                size="large"
                icon="arrow-left"
                @click=${() => ask(this, { name: 'backToBasket', input: {} })}
                >${words.text('shopper.pay.back')}</hr-button
              >`
        }
        <hr-button
          variant="primary"
          size="large"
          icon-end="arrow-right"
          @click=${() => ask(this, { name: 'startPayment', input: {} })}
          >${words.text('shopper.pay.tryAgain')}</hr-button
        >
      </hr-page-foot>
    `;
  }

  private taken(): string {
    const words = this.words.value;
    const { amount, covered } = this.payment.value;
    const { currency, currencyExponent } = this.lane.value;
    if (covered === 0) return words.text('shopper.pay.nothingTaken');
    const money = (value: number): string => words.money(value, currency, currencyExponent);
    return words.text('shopper.pay.partPaid', { paid: money(covered), rest: money(amount) });
  }
}

function titleFor(phase: string): MessageKey {
  switch (phase) {
    case 'declined':
      return 'shopper.pay.declined';
    case 'cancelled':
      return 'shopper.pay.cancelled';
    default:
      return 'shopper.pay.failed';
  }
}

customElements.define('hr-pay-ended-screen', PayEndedScreen);
