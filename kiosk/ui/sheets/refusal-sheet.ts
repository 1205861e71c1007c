import { html, LitElement, type TemplateResult } from 'lit';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import { intend } from '../intents.ts';
import { Slice, wordsContext } from '../state/contexts.ts';
import { refusalWords } from '../state/refusal-words.ts';
import { sheetStyles } from './sheet-styles.ts';

/** Why something that was asked by touch was not done, and what to do now. */
export class RefusalSheet extends LitElement {
  static override properties = { code: { type: String } };

  static override styles = [baseStyles, sheetStyles];

  declare code: string;

  private readonly words = new Slice(this, wordsContext);

  override render(): TemplateResult {
    const words = this.words.value;
    return html`
      <p>${refusalWords(words, this.code).next}</p>
      <div class="ways">
        <hr-button icon="hand-palm" @click=${() => intend(this, { kind: 'help' })}
          >${words.text('shopper.help.button')}</hr-button
        >
        <hr-button variant="primary" @click=${() => intend(this, { kind: 'close' })}
          >${words.text('shopper.notice.dismiss')}</hr-button
        >
      </div>
    `;
  }
}

customElements.define('hr-refusal-sheet', RefusalSheet);
