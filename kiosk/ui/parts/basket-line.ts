import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { LineView } from '#kiosk/api/views.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import '#kiosk/ui-kit/hr-picture.ts';
import { intend } from '../intents.ts';
import { laneContext, Slice, wordsContext } from '../state/contexts.ts';
import { contentWords, modifierWords, quantityWords } from '../state/line-words.ts';

/**
 * One line of the basket. A touch opens what can be changed about it; a deposit follows its article and cannot, while a
 * deposit that is given back stands by itself.
 */
export class BasketLine extends LitElement {
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  static override properties = { line: { attribute: false } };

  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        --picture-size: var(--row-picture);
      }
      .row {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--gap);
        inline-size: 100%;
        min-block-size: var(--row);
        padding: calc(1.5 * var(--mm)) var(--row-pad);
        border-block-end: var(--line-width) solid var(--line);
      }
      .along {
        min-block-size: calc(0.66 * var(--row));
      }
      button.row:active {
        background: var(--accent-soft);
      }
      button.row:focus-visible {
        outline-offset: calc(-1 * var(--focus-width));
        border-radius: var(--radius-control);
      }
      .deposit {
        display: grid;
        place-items: center;
        inline-size: var(--row-picture);
        color: var(--accent-ink);
      }
      .name {
        font-weight: var(--weight-medium);
        line-height: 1.2;
        overflow-wrap: anywhere;
      }
      .why {
        display: block;
        margin-block-start: calc(0.6 * var(--mm));
        font-size: var(--text-small);
        color: var(--muted);
        line-height: 1.25;
      }
      .saves {
        color: var(--accent-ink);
      }
      @container style(--crowded: yes) {
        .row {
          grid-template-columns: minmax(0, 1fr) auto;
        }
        hr-picture,
        .deposit {
          display: none;
        }
      }
      .amount {
        font-size: var(--text-body);
        font-weight: var(--weight-strong);
      }
    `,
  ];

  declare line: LineView;

  private readonly words = new Slice(this, wordsContext);
  private readonly lane = new Slice(this, laneContext);

  override render(): TemplateResult {
    const { line } = this;
    const words = this.words.value;
    const amount = words.amount(line.amount, this.lane.value.currencyExponent);
    const content = this.content(amount);
    if (line.parentLine !== null) return html`<div class="row along">${content}</div>`;
    return html`<button
      class="row"
      type="button"
      aria-description=${words.text('shopper.line.change')}
      @click=${() => intend(this, { kind: 'open', what: { sheet: 'line', lineNumber: line.lineNumber } })}
    >
      ${content}
    </button>`;
  }

  private content(amount: string): TemplateResult {
    const { line } = this;
    const words = this.words.value;
    const exponent = this.lane.value.currencyExponent;
    const why = [
      contentWords(words, line),
      quantityWords(words, line, exponent),
      line.minimumAge === null ? undefined : words.text('shopper.line.age', { age: line.minimumAge }),
    ].filter((part) => part !== undefined);
    const saves = modifierWords(words, line, exponent);
    const picture =
      line.kind === 'deposit'
        ? html`<span class="deposit"><hr-icon name="recycle"></hr-icon></span>`
        : html`<hr-picture .name=${line.picture} .initial=${words.pick(line.name)}></hr-picture>`;
    return html`${picture}
      <span>
        <bdi class="name">${words.pick(line.name)}</bdi>
        ${why.length === 0 ? nothing : html`<span class="why">${why.join(' · ')}</span>`}
        ${saves.map((text) => html`<span class="why saves">${text}</span>`)}
      </span>
      <span class="amount money">${amount}</span>`;
  }
}

customElements.define('hr-basket-line', BasketLine);

declare global {
  interface HTMLElementTagNameMap {
    'hr-basket-line': BasketLine;
  }
}
