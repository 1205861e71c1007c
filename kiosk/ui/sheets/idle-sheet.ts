import { css, html, LitElement, type TemplateResult } from 'lit';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import { ask } from '../intents.ts';
import { Slice, wordsContext } from '../state/contexts.ts';
import '../parts/countdown.ts';
import { sheetStyles } from './sheet-styles.ts';

/** Asks whether more time is needed; one large button says yes, as often as one likes. */
export class IdleSheet extends LitElement {
  static override properties = { deadline: { type: Number } };

  static override styles = [
    baseStyles,
    sheetStyles,
    css`
      .deadline {
        color: var(--muted);
      }
      .ways hr-button {
        min-inline-size: 100%;
      }
    `,
  ];

  /** When the basket is put aside, epoch milliseconds. */
  declare deadline: number;

  private readonly words = new Slice(this, wordsContext);

  override render(): TemplateResult {
    const words = this.words.value;
    return html`
      <p>${words.text('shopper.idle.text')}</p>
      <p class="deadline figures">
        <hr-countdown .until=${this.deadline} message="shopper.idle.deadline"></hr-countdown>
      </p>
      <div class="ways">
        <hr-button variant="primary" size="large" @click=${() => ask(this, { name: 'stillHere', input: {} })}
          >${words.text('shopper.idle.more')}</hr-button
        >
      </div>
    `;
  }
}

customElements.define('hr-idle-sheet', IdleSheet);
