import { html, LitElement, type TemplateResult } from 'lit';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import { ask } from '../intents.ts';
import { Slice, wordsContext } from '../state/contexts.ts';
import '../parts/page-foot.ts';
import { messageStyles, screenStyles } from './screen-styles.ts';

/** The basket was put aside and is kept: one touch goes on. */
export class PausedScreen extends LitElement {
  static override styles = [baseStyles, screenStyles, messageStyles];

  private readonly words = new Slice(this, wordsContext);

  override render(): TemplateResult {
    const words = this.words.value;
    return html`
      <div class="content message">
        <span class="sign calm"><hr-icon name="pause"></hr-icon></span>
        <h1 tabindex="-1">${words.text('shopper.paused.title')}</h1>
        <p class="muted">${words.text('shopper.paused.text')}</p>
      </div>
      <hr-page-foot>
        <hr-button
          variant="primary"
          size="large"
          icon-end="arrow-right"
          @click=${() => ask(this, { name: 'stillHere', input: {} })}
          >${words.text('shopper.paused.resume')}</hr-button
        >
      </hr-page-foot>
    `;
  }
}

customElements.define('hr-paused-screen', PausedScreen);
