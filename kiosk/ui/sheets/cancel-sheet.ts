import { html, LitElement, type TemplateResult } from 'lit';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import { ask, intend } from '../intents.ts';
import { basketContext, Slice, wordsContext } from '../state/contexts.ts';
import { sheetStyles } from './sheet-styles.ts';

/** Asks before everything is taken off the list. Keeping is the way forward. */
export class CancelSheet extends LitElement {
  static override styles = [baseStyles, sheetStyles];

  private readonly words = new Slice(this, wordsContext);
  private readonly basket = new Slice(this, basketContext);

  override render(): TemplateResult {
    const words = this.words.value;
    return html`
      <p>${words.text('shopper.cancel.text', { count: this.basket.value.articleCount })}</p>
      <div class="ways">
        <hr-button icon="trash" @click=${() => ask(this, { name: 'cancelTransaction', input: {} }, true)}
          >${words.text('shopper.cancel.yes')}</hr-button
        >
        <hr-button variant="primary" @click=${() => intend(this, { kind: 'close' })}
          >${words.text('shopper.cancel.no')}</hr-button
        >
      </div>
    `;
  }
}

customElements.define('hr-cancel-sheet', CancelSheet);
