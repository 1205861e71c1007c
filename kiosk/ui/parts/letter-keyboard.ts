import { css, html, LitElement, type TemplateResult } from 'lit';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import { Slice, wordsContext } from '../state/contexts.ts';
import { KeyPressEvent } from './key-event.ts';

/** The rows of letters as the keyboards of a language have them, with its own letters at hand. */
const ROWS: Readonly<Record<string, readonly string[]>> = {
  en: ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'],
  nl: ['qwertyuiop', 'asdfghjklé', 'zxcvbnmëï'],
  da: ['qwertyuiopå', 'asdfghjklæø', 'zxcvbnm'],
  de: ['qwertzuiopü', 'asdfghjklöä', 'yxcvbnmß'],
};

/**
 * A large keyboard for looking up a name.
 *
 * @fires hr-key - for each key
 */
export class LetterKeyboard extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: var(--key-gap);
      }
      .row {
        display: flex;
        justify-content: center;
        gap: var(--key-gap);
      }
      button {
        flex: 1 1 0;
        display: grid;
        place-items: center;
        min-inline-size: 0;
        max-inline-size: calc(26 * var(--mm));
        block-size: var(--key);
        border-radius: calc(3.5 * var(--mm));
        border: var(--line-width) solid var(--line);
        background: var(--card);
        font-size: min(var(--text-large), calc(12 * var(--mm)));
        font-weight: var(--weight-medium);
        line-height: 1;
        text-align: center;
      }
      button:active {
        background: var(--accent-soft);
      }
      .wide {
        flex: 2 1 0;
        max-inline-size: none;
        font-size: min(var(--text-body), calc(9 * var(--mm)));
      }
      .space {
        flex: 4 1 0;
        max-inline-size: none;
        font-size: min(var(--text-body), calc(9 * var(--mm)));
      }
    `,
  ];

  private readonly words = new Slice(this, wordsContext);

  override render(): TemplateResult {
    const words = this.words.value;
    const rows = ROWS[words.language] ?? ROWS['en'] ?? [];
    return html`
      ${rows.map((row) => html`<div class="row">${Array.from(row, (letter) => this.key(letter, letter))}</div>`)}
      <div class="row">
        ${this.key('clear', html`<hr-icon name="x"></hr-icon>`, 'wide', words.text('shopper.keyboard.clear'))}
        ${this.key(' ', words.text('shopper.keyboard.space'), 'space')}
        ${this.key('backspace', html`<hr-icon name="backspace"></hr-icon>`, 'wide', words.text('shopper.keyboard.backspace'))}
      </div>
    `;
  }

  private key(key: string, face: string | TemplateResult, className = '', label = ''): TemplateResult {
    const press = (): boolean => this.dispatchEvent(new KeyPressEvent(key));
    return label === ''
      ? html`<button type="button" class=${className} @click=${press}>${face}</button>`
      : html`<button type="button" class=${className} aria-label=${label} @click=${press}>${face}</button>`;
  }
}

customElements.define('hr-letter-keyboard', LetterKeyboard);
