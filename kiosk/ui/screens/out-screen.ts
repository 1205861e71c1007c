import { css, html, LitElement, type TemplateResult } from 'lit';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import { laneContext, Slice, wordsContext } from '../state/contexts.ts';
import '../parts/page-foot.ts';
import { messageStyles, screenStyles } from './screen-styles.ts';

/** The lane cannot take a shopper now: what is wrong, and where to go. It comes back by itself. */
export class OutScreen extends LitElement {
  static override styles = [
    baseStyles,
    screenStyles,
    messageStyles,
    css`
      ul {
        display: grid;
        gap: calc(2 * var(--mm));
      }
    `,
  ];

  private readonly words = new Slice(this, wordsContext);
  private readonly lane = new Slice(this, laneContext);

  override render(): TemplateResult {
    const words = this.words.value;
    return html`
      <div class="content message">
        <span class="sign attention"><hr-icon name="storefront"></hr-icon></span>
        <h1 tabindex="-1">${words.text('shopper.out.title')}</h1>
        <ul class="muted">
          ${this.lane.value.outOfServiceReasons.map(
            (reason) => html`<li>${words.text(`shopper.out.reason.${reason}`)}</li>`,
          )}
        </ul>
        <p class="strong">${words.text('shopper.out.next')}</p>
      </div>
      <hr-page-foot></hr-page-foot>
    `;
  }
}

customElements.define('hr-out-screen', OutScreen);
