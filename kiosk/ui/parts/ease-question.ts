import { css, html, LitElement, type TemplateResult } from 'lit';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import { Slice, wordsContext } from '../state/contexts.ts';
import type { Ease } from '../state/help-call.ts';
import { wish } from '../help-wish.ts';

/**
 * "Was that easy?", one tap, and a thank-you. It holds nothing up: unanswered it goes with the next scan.
 *
 * @fires hr-help-wish - the answer
 */
export class EaseQuestion extends LitElement {
  static override properties = { ease: { type: String } };

  static override styles = [
    baseStyles,
    css`
      .asked {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--gap-small) var(--gap);
      }
      p {
        font-weight: var(--weight-strong);
        line-height: 1.25;
      }
      .answers {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-small);
      }
      .thanks {
        display: flex;
        align-items: center;
        gap: var(--gap-small);
        min-block-size: var(--control-small);
        color: var(--accent-ink);
      }
    `,
  ];

  declare ease: 'asked' | Ease;

  private readonly words = new Slice(this, wordsContext);

  constructor() {
    super();
    this.ease = 'asked';
  }

  override render(): TemplateResult {
    const words = this.words.value;
    if (this.ease !== 'asked') {
      const key = this.ease === 'easy' ? 'shopper.ease.thanksEasy' : 'shopper.ease.thanksHard';
      return html`<p class="thanks"><hr-icon name="hand-heart-fill"></hr-icon>${words.text(key)}</p>`;
    }
    return html`<div class="asked">
      <p>${words.text('shopper.ease.question')}</p>
      <div class="answers">${this.answer('easy', 'smiley')} ${this.answer('hard', 'smiley-meh')}</div>
    </div>`;
  }

  private answer(ease: Ease, icon: 'smiley' | 'smiley-meh'): TemplateResult {
    return html`<hr-button size="small" icon=${icon} @click=${() => wish(this, { kind: 'ease', ease })}
      >${this.words.value.text(`shopper.ease.${ease}`)}</hr-button
    >`;
  }
}

customElements.define('hr-ease-question', EaseQuestion);
