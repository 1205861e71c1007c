import { css, html, LitElement, type TemplateResult } from 'lit';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import { ask } from '../intents.ts';
import { Slice, wordsContext } from '../state/contexts.ts';
import { type KeyPressEvent, typed } from '../parts/key-event.ts';
import '../parts/digit-pad.ts';
import { sheetStyles } from './sheet-styles.ts';

/** The longest number that a code under a barcode has, and room to spare; digits. */
const CODE_LENGTH_MAX = 20;

/** A code by hand: what stands below a barcode that does not scan, or the number of a sticker. */
export class CodeSheet extends LitElement {
  static override properties = { code: { state: true } };

  static override styles = [
    baseStyles,
    sheetStyles,
    css`
      input {
        inline-size: 100%;
        min-block-size: var(--control);
        padding: 0 var(--gap);
        border: var(--line-width) solid var(--line);
        border-radius: var(--radius-control);
        background: var(--card);
        color: var(--ink);
        font: inherit;
        font-size: var(--text-heading);
        font-weight: var(--weight-strong);
        font-variant-numeric: tabular-nums;
        letter-spacing: 0.06em;
        text-align: center;
        direction: ltr;
      }
      hr-digit-pad {
        inline-size: min(100%, calc(140 * var(--mm)));
        align-self: center;
      }
      @container (orientation: landscape) {
        :host {
          display: grid;
          grid-template-areas: 'field pad' 'hint pad' 'ways ways';
          grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
          grid-template-rows: auto minmax(0, 1fr) auto;
          column-gap: var(--pad);
        }
        #hint {
          grid-area: hint;
        }
        input {
          grid-area: field;
        }
        hr-digit-pad {
          grid-area: pad;
          inline-size: 100%;
        }
        .ways {
          grid-area: ways;
        }
      }
    `,
  ];

  declare private code: string;

  private readonly words = new Slice(this, wordsContext);

  constructor() {
    super();
    this.code = '';
  }

  override render(): TemplateResult {
    const words = this.words.value;
    return html`
      <p id="hint">${words.text('shopper.code.hint')}</p>
      <input
        type="text"
        inputmode="none"
        autocomplete="off"
        spellcheck="false"
        maxlength=${CODE_LENGTH_MAX}
        aria-label=${words.text('shopper.code.field')}
        aria-describedby="hint"
        .value=${this.code}
        @input=${this.written}
        @keydown=${this.entered}
      />
      <hr-digit-pad
        @hr-key=${(event: KeyPressEvent) => {
          this.code = typed(this.code, event.key, CODE_LENGTH_MAX);
        }}
      ></hr-digit-pad>
      <div class="ways">
        <hr-button variant="primary" icon="check" ?disabled=${this.code === ''} @click=${this.add}
          >${words.text('shopper.code.add')}</hr-button
        >
      </div>
    `;
  }

  private readonly written = (event: Event): void => {
    this.code = (event.target as HTMLInputElement).value.slice(0, CODE_LENGTH_MAX);
  };

  private readonly entered = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') this.add();
  };

  private readonly add = (): void => {
    const code = this.code.trim();
    if (code !== '') ask(this, { name: 'enterCode', input: { code } }, true);
  };
}

customElements.define('hr-code-sheet', CodeSheet);
