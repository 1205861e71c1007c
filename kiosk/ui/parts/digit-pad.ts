import { css, html, LitElement, type TemplateResult } from 'lit';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import { Slice, wordsContext } from '../state/contexts.ts';
import { KeyPressEvent } from './key-event.ts';

/**
 * Digits as on a telephone, for codes. The order is the same in every reading direction.
 *
 * @fires hr-key - for each key
 */
export class DigitPad extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: var(--gap-small);
        direction: ltr;
      }
      button {
        display: grid;
        place-items: center;
        min-block-size: var(--digit);
        border-radius: var(--radius-control);
        border: var(--line-width) solid var(--line);
        background: var(--card);
        font-size: var(--text-heading);
        font-weight: var(--weight-strong);
        line-height: 1;
        text-align: center;
      }
      button:active {
        background: var(--accent-soft);
      }
    `,
  ];

  private readonly words = new Slice(this, wordsContext);

  override render(): TemplateResult {
    const words = this.words.value;
    return html`
      ${['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((digit) => this.key(digit))}
      <button type="button" aria-label=${words.text('shopper.keyboard.clear')} @click=${this.press('clear')}>
        <hr-icon name="x"></hr-icon>
      </button>
      ${this.key('0')}
      <button type="button" aria-label=${words.text('shopper.code.backspace')} @click=${this.press('backspace')}>
        <hr-icon name="backspace"></hr-icon>
      </button>
    `;
  }

  private key(digit: string): TemplateResult {
    return html`<button type="button" @click=${this.press(digit)}>${digit}</button>`;
  }

  private press(key: string): () => void {
    return () => {
      this.dispatchEvent(new KeyPressEvent(key));
    };
  }
}

customElements.define('hr-digit-pad', DigitPad);
