import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { LineView } from '#kiosk/api/views.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-picture.ts';
import { ask, intend } from '../intents.ts';
import { laneContext, Slice, wordsContext } from '../state/contexts.ts';
import { contentWords, hintWords, modifierWords, quantityWords } from '../state/line-words.ts';
import type { CountEvent } from '../parts/quantity-stepper.ts';
import '../parts/quantity-stepper.ts';
import { sheetStyles } from './sheet-styles.ts';

/** What can be changed about one line: how many, or not at all. */
export class LineSheet extends LitElement {
  static override properties = { line: { attribute: false }, count: { state: true } };

  static override styles = [
    baseStyles,
    sheetStyles,
    css`
      .article {
        display: flex;
        align-items: center;
        gap: calc(1.6 * var(--gap));
        --picture-size: var(--hero-picture);
      }
      .amount {
        font-size: var(--text-heading);
        font-weight: var(--weight-title);
        line-height: 1.1;
      }
      .why {
        color: var(--muted);
      }
      .how-many {
        text-align: center;
      }
    `,
  ];

  declare line: LineView;
  /** The count that is being chosen; undefined until one is. */
  declare private count: number | undefined;

  private readonly words = new Slice(this, wordsContext);
  private readonly lane = new Slice(this, laneContext);

  constructor() {
    super();
    this.count = undefined;
  }

  override render(): TemplateResult {
    const words = this.words.value;
    const { line } = this;
    const now = line.quantity.kind === 'pieces' ? line.quantity.count : 1;
    const count = this.count ?? now;
    return html`
      ${this.article()}
      ${
        line.countChangeable
          ? html`<section class="how-many">
              <h3>${words.text('shopper.line.howMany')}</h3>
              <hr-quantity-stepper
                .count=${count}
                @hr-count=${(event: CountEvent) => {
                  this.count = event.count;
                }}
              ></hr-quantity-stepper>
            </section>`
          : html`<p>${words.text('shopper.line.fixed')}</p>`
      }
      <div class="ways">
        <hr-button
          icon="trash"
          @click=${() => ask(this, { name: 'removeLine', input: { lineNumber: line.lineNumber } }, true)}
          >${words.text('shopper.line.remove')}</hr-button
        >
        ${
          count === now
            ? html`<hr-button variant="primary" @click=${() => intend(this, { kind: 'close' })}
                >${words.text('shopper.line.keep')}</hr-button
              >`
            : html`<hr-button
                variant="primary"
                icon="check"
                @click=${() =>
                  ask(this, { name: 'changeQuantity', input: { lineNumber: line.lineNumber, count } }, true)}
                >${words.text('shopper.line.apply', { count })}</hr-button
              >`
        }
      </div>
    `;
  }

  private article(): TemplateResult {
    const words = this.words.value;
    const exponent = this.lane.value.currencyExponent;
    const { line } = this;
    const hint = hintWords(words, line, exponent);
    const why = [
      contentWords(words, line),
      quantityWords(words, line, exponent),
      ...modifierWords(words, line, exponent),
      hint,
    ];
    return html`<div class="article">
      <hr-picture .name=${line.picture} .initial=${words.pick(line.name)}></hr-picture>
      <div>
        <p class="amount money">${words.amount(line.amount, exponent)}</p>
        ${why.map((text) => (text === undefined ? nothing : html`<p class="why">${text}</p>`))}
      </div>
    </div>`;
  }
}

customElements.define('hr-line-sheet', LineSheet);
