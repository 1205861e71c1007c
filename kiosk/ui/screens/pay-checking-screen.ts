import { html, LitElement, type TemplateResult } from 'lit';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import { laneContext, paymentContext, Slice, wordsContext } from '../state/contexts.ts';
import '../parts/page-foot.ts';
import { messageStyles, screenStyles } from './screen-styles.ts';

/** Nobody knows yet whether the payment went through: it is asked, and must not be done again meanwhile. */
export class PayCheckingScreen extends LitElement {
  static override styles = [baseStyles, screenStyles, messageStyles];

  private readonly words = new Slice(this, wordsContext);
  private readonly lane = new Slice(this, laneContext);
  private readonly payment = new Slice(this, paymentContext);

  override render(): TemplateResult {
    const words = this.words.value;
    const { phase, amount } = this.payment.value;
    const { currency, currencyExponent } = this.lane.value;
    const hint = phase === 'unknown' ? 'shopper.pay.unknownHint' : 'shopper.pay.checkingHint';
    return html`
      <div class="content message">
        <span class="sign stake"><hr-icon name="hand-palm"></hr-icon></span>
        <h1 tabindex="-1">${words.text('shopper.pay.checking')}</h1>
        <p class="strong">${words.text('shopper.pay.doNotPayAgain')}</p>
        <p class="muted">${words.text(hint)}</p>
        <p class="strong money">${words.money(amount, currency, currencyExponent)}</p>
      </div>
      <hr-page-foot></hr-page-foot>
    `;
  }
}

customElements.define('hr-pay-checking-screen', PayCheckingScreen);
