import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ArticleView } from '#kiosk/api/views.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-picture.ts';
import { laneContext, Slice, wordsContext } from '../state/contexts.ts';
import { priceWords } from '../state/price-words.ts';

/** An article or a group of articles to choose by its picture. */
export class ArticleTile extends LitElement {
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  static override properties = {
    picture: { type: String },
    name: { type: String },
    price: { type: Number },
    pricedPer: { type: String },
  };

  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        --picture-size: var(--tile-picture);
        --picture-ground: var(--plate-on-card);
      }
      button {
        display: flex;
        flex-direction: column;
        align-items: center;
        gap: calc(1 * var(--mm));
        min-block-size: var(--control);
        padding: calc(3 * var(--mm));
        border: var(--line-width) solid var(--line);
        border-radius: var(--radius-control);
        background: var(--card);
        text-align: center;
        line-height: 1.15;
      }
      button:active {
        background: var(--accent-soft);
      }
      .name {
        font-weight: var(--weight-medium);
        overflow-wrap: anywhere;
        hyphens: auto;
      }
      .price {
        color: var(--muted);
        font-size: var(--text-small);
      }
    `,
  ];

  declare picture: string | null;
  declare name: string;
  /** Minor units; null where it is not known, undefined for a group. */
  declare price: number | null | undefined;
  declare pricedPer: ArticleView['pricedPer'];

  private readonly words = new Slice(this, wordsContext);
  private readonly lane = new Slice(this, laneContext);

  constructor() {
    super();
    this.picture = null;
    this.name = '';
    this.price = undefined;
    this.pricedPer = 'pieces';
  }

  override render(): TemplateResult {
    const { price } = this;
    return html`<button type="button">
      <hr-picture .name=${this.picture} .initial=${this.name}></hr-picture>
      <bdi class="name">${this.name}</bdi>
      ${
        typeof price === 'number'
          ? html`<span class="price money"
              >${priceWords(this.words.value, price, this.pricedPer, this.lane.value.currencyExponent)}</span
            >`
          : nothing
      }
    </button>`;
  }
}

customElements.define('hr-article-tile', ArticleTile);
