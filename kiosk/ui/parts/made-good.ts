import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { MadeGoodView } from '#kiosk/api/staff.ts';
import { isMessageKey } from '#kiosk/i18n/languages.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import { laneContext, Slice, wordsContext } from '../state/contexts.ts';
import '#kiosk/ui-kit/hr-icon.ts';

/** An apology from a person, and what goes with it. */
export class MadeGood extends LitElement {
  static override properties = { made: { attribute: false } };

  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      div {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0 var(--gap);
        padding: var(--pad);
        border-radius: var(--radius-card);
        background: var(--accent-soft);
        color: var(--accent-ink);
      }
      hr-icon {
        grid-row: span 3;
      }
      .sorry {
        font-size: var(--text-large, var(--text-body));
        font-weight: var(--weight-strong);
      }
    `,
  ];

  declare made: MadeGoodView;
  private readonly words = new Slice(this, wordsContext);
  private readonly lane = new Slice(this, laneContext);

  override render(): TemplateResult {
    const words = this.words.value;
    const { currency, currencyExponent } = this.lane.value;
    const amount = words.money(this.made.amount, currency, currencyExponent);
    const sorry = sorryFor(this.made.reason, words);
    return html`<div role="status">
      <hr-icon name="gift"></hr-icon>
      ${sorry === undefined ? nothing : html`<p class="sorry">${sorry}</p>`}
      <p>${giftWords(this.made, amount, words)}</p>
      <p>${words.text('shopper.good.by', { name: this.made.by })}</p>
    </div>`;
  }
}

/** The apology for what went wrong; a reason in a colleague's own words is not for the shopper's screen. */
function sorryFor(reason: string, words: Translator): string | undefined {
  const key = `sorry.${reason}`;
  return isMessageKey(key) ? words.text(key) : undefined;
}

function giftWords({ kind, articleName }: MadeGoodView, amount: string, words: Translator): string {
  if (kind === 'discount') return words.text('shopper.good.discount', { amount });
  if (kind === 'replacement') {
    if (articleName === null) return words.text('shopper.good.replacement');
    return words.text('shopper.good.replacementOf', { article: articleName });
  }
  if (articleName === null) return words.text('shopper.good.rainCheck', { amount });
  return words.text('shopper.good.rainCheckFor', { article: articleName, amount });
}

customElements.define('hr-made-good', MadeGood);
