import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { LineView } from '#kiosk/api/views.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import '#kiosk/ui-kit/hr-picture.ts';
import { laneContext, Slice, wordsContext } from '../state/contexts.ts';
import { contentWords, hintWords, modifierWords, quantityWords } from '../state/line-words.ts';
import './scanner-drawing.ts';

/** How long the card of a new article stays lit, in milliseconds. */
const LIT_MS = 300;

/** The article that came last, large: its picture, name and price, and why it costs that. */
export class LastArticle extends LitElement {
  static override properties = { line: { attribute: false } };

  static override styles = [
    baseStyles,
    cardStyles,
    css`
      :host {
        display: grid;
        min-block-size: var(--hero);
        container-type: inline-size;
        --picture-size: var(--hero-picture);
      }
      .card {
        display: grid;
        grid-template-areas: 'picture . .' 'picture name price' 'picture why price' 'picture chips price' 'picture . .';
        grid-template-columns: auto minmax(0, 1fr) auto;
        grid-template-rows: 1fr repeat(3, auto) 1fr;
        align-items: center;
        column-gap: calc(1.6 * var(--gap));
        padding: var(--hero-pad);
        position: relative;
        isolation: isolate;
        /* What has no room is in the list and in the strip as well; the ways below stay where they are. */
        overflow: hidden;
      }
      .card > hr-picture {
        grid-area: picture;
      }
      /* Nothing moves while articles follow one another: what moves makes the next line wait for the screen's beat. */
      .card::before {
        content: '';
        position: absolute;
        inset: calc(-1 * var(--line-width));
        z-index: -1;
        border-radius: inherit;
        background: var(--accent-soft);
        opacity: 0;
        transition: opacity var(--quick) ease-out;
      }
      .card.fresh::before {
        opacity: 1;
        transition: none;
      }
      h2 {
        grid-area: name;
        font-size: var(--text-heading);
        font-weight: var(--weight-title);
        line-height: 1.12;
        overflow-wrap: break-word;
        hyphens: auto;
      }
      .why {
        grid-area: why;
        color: var(--muted);
        margin-block-start: calc(1 * var(--mm));
      }
      .chips {
        grid-area: chips;
        display: flex;
        flex-wrap: wrap;
        gap: calc(2 * var(--mm));
        margin-block-start: calc(3 * var(--mm));
      }
      .chips:empty {
        display: none;
      }
      .chip {
        display: inline-flex;
        align-items: center;
        gap: calc(2 * var(--mm));
        padding: calc(1.6 * var(--mm)) calc(4 * var(--mm));
        border-radius: calc(5 * var(--mm));
        background: var(--accent-soft);
        color: var(--accent-ink);
        border: var(--line-width) solid var(--card-line);
        font-size: var(--text-small);
        font-weight: var(--weight-medium);
        line-height: 1.2;
        --icon-size: calc(5 * var(--mm));
      }
      .chip.task {
        background: var(--help-soft);
        color: var(--help-ink);
      }
      .price {
        grid-area: price;
        font-size: var(--text-amount);
        font-weight: var(--weight-title);
        line-height: 1;
        text-align: end;
      }
      .was {
        display: block;
        margin-block-end: calc(1.5 * var(--mm));
        font-size: var(--text-small);
        font-weight: var(--weight-normal);
        color: var(--muted);
      }
      hr-scanner-drawing {
        inline-size: calc(1.45 * var(--hero-picture));
        block-size: var(--hero-picture);
      }
      .empty {
        grid-template: none / auto minmax(0, 1fr);
      }
      .empty * {
        grid-area: auto;
      }
      /* 190 mm of a screen whose pixels are 0.248 mm: beside picture and price no name would have room. */
      @container (inline-size < 766px) {
        .card:not(.empty) {
          grid-template-areas: 'picture name name' 'picture why price' 'chips chips chips';
          grid-template-rows: repeat(3, max-content);
          align-content: safe center;
          row-gap: calc(1 * var(--mm));
        }
        .card:not(.empty) h2 {
          display: -webkit-box;
          -webkit-box-orient: vertical;
          -webkit-line-clamp: 2;
          overflow: hidden;
        }
        .card:not(.empty) .price {
          align-self: end;
        }
        .chips {
          flex-wrap: nowrap;
        }
        .chip:not(:only-child) {
          flex: 0 1 auto;
          min-inline-size: 0;
          white-space: nowrap;
        }
        .chip span {
          overflow: hidden;
          text-overflow: ellipsis;
        }
        /* The strip below says it as well. */
        .chip.task:not(:only-child) {
          display: none;
        }
      }
      @container (orientation: landscape) {
        @container style(--crowded: yes) {
          .card:not(.empty) {
            grid-template: 'name' 'why' 'chips' 'price' / minmax(0, 1fr);
            gap: var(--gap-small);
          }
          .chips {
            flex-wrap: wrap;
          }
          .chip:not(:only-child) {
            white-space: normal;
          }
          .empty {
            grid-template: none / minmax(0, 1fr);
          }
          hr-picture,
          hr-scanner-drawing {
            display: none;
          }
        }
      }
    `,
  ];

  declare line: LineView | undefined;

  private readonly words = new Slice(this, wordsContext);
  private readonly lane = new Slice(this, laneContext);
  private litTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.line = undefined;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.litTimer);
  }

  override render(): TemplateResult {
    const { line } = this;
    const words = this.words.value;
    if (line === undefined) {
      return html`<div class="card empty">
        <hr-scanner-drawing></hr-scanner-drawing>
        <div>
          <h2>${words.text('shopper.basket.empty')}</h2>
          <p class="why">${words.text('shopper.basket.emptyHint')}</p>
        </div>
      </div>`;
    }
    const exponent = this.lane.value.currencyExponent;
    const why = [contentWords(words, line), quantityWords(words, line, exponent)];
    const discounted = line.amount !== line.regularAmount;
    return html`<div class="card">
      <hr-picture .name=${line.picture} .initial=${words.pick(line.name)}></hr-picture>
      <h2><bdi>${words.pick(line.name)}</bdi></h2>
      <p class="why">${why.filter((part) => part !== undefined).join(' · ')}</p>
      <div class="chips">${this.chips(line, exponent)}</div>
      <div class="price money">
        ${
          discounted
            ? html`<s class="was"
                >${words.text('shopper.line.was', { amount: words.amount(line.regularAmount, exponent) })}</s
              >`
            : nothing
        }${words.amount(line.amount, exponent)}
      </div>
    </div>`;
  }

  override updated(changed: PropertyValues<this>): void {
    const before = changed.get('line');
    if (!changed.has('line') || this.line === undefined || before?.lineNumber === this.line.lineNumber) return;
    // The visible twin of the sound: the card is lit in the frame that shows the article, and goes out softly.
    const card = this.renderRoot.querySelector('.card');
    card?.classList.add('fresh');
    clearTimeout(this.litTimer);
    this.litTimer = setTimeout(() => card?.classList.remove('fresh'), LIT_MS);
  }

  private chips(line: LineView, exponent: number): TemplateResult[] {
    const words = this.words.value;
    const chips = modifierWords(words, line, exponent).map(
      (text) => html`<span class="chip"><hr-icon name="tag"></hr-icon><span>${text}</span></span>`,
    );
    const hint = hintWords(words, line, exponent);
    if (hint !== undefined)
      chips.push(html`<span class="chip"><hr-icon name="tag"></hr-icon><span>${hint}</span></span>`);
    if (line.minimumAge !== null) {
      const age = words.text('shopper.line.age', { age: line.minimumAge });
      chips.push(
        html`<span class="chip task"><hr-icon name="identification-card"></hr-icon><span>${age}</span></span>`,
      );
    }
    return chips;
  }
}

customElements.define('hr-last-article', LastArticle);
