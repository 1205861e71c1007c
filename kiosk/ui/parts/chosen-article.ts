import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ArticleView } from '#kiosk/api/views.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-picture.ts';
import { ask } from '../intents.ts';
import { laneContext, Slice, wordsContext } from '../state/contexts.ts';
import { priceWords } from '../state/price-words.ts';
import { COUNT_MIN, type CountEvent } from './quantity-stepper.ts';
import './quantity-stepper.ts';

/**
 * One article that was found by hand, and how many of it.
 *
 * @fires hr-back - for another one
 */
export class ChosenArticle extends LitElement {
  static override properties = { article: { attribute: false }, count: { state: true } };

  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-rows: minmax(0, 1fr) auto;
        gap: var(--gap);
        min-block-size: 0;
        --picture-size: calc(1.3 * var(--hero-picture));
      }
      .article {
        display: flex;
        flex-direction: column;
        align-items: center;
        justify-content: center;
        gap: var(--gap);
        overflow-y: auto;
        text-align: center;
      }
      .article > * {
        flex: none;
      }
      h3 {
        font-size: var(--text-heading);
        font-weight: var(--weight-title);
        line-height: 1.15;
        max-inline-size: 100%;
        overflow-wrap: anywhere;
      }
      h3:focus-visible {
        outline: none;
      }
      .price {
        color: var(--muted);
      }
      @container (orientation: landscape) {
        .article {
          display: grid;
          grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
          grid-template-rows: 1fr repeat(3, auto) 1fr;
          justify-items: start;
          align-items: end;
          text-align: start;
          gap: 0 calc(2 * var(--pad));
        }
        hr-picture {
          grid-area: 1 / 1 / -1 / 2;
          place-self: center end;
        }
        hr-quantity-stepper {
          align-self: start;
          margin-block-start: var(--gap);
        }
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap);
      }
      .ways hr-button {
        flex: 1 1 calc(60 * var(--mm));
      }
    `,
  ];

  declare article: ArticleView;
  declare private count: number;

  private readonly words = new Slice(this, wordsContext);
  private readonly lane = new Slice(this, laneContext);

  constructor() {
    super();
    this.count = COUNT_MIN;
  }

  override render(): TemplateResult {
    const words = this.words.value;
    const { article, count } = this;
    return html`
      <div class="article">
        <hr-picture .name=${article.picture} .initial=${words.pick(article.name)}></hr-picture>
        <h3 tabindex="-1"><bdi>${words.pick(article.name)}</bdi></h3>
        ${this.price()}
        <p>${words.text('shopper.line.howMany')}</p>
        <hr-quantity-stepper
          .count=${count}
          @hr-count=${(event: CountEvent) => {
            this.count = event.count;
          }}
        ></hr-quantity-stepper>
      </div>
      <div class="ways">
        <hr-button
          icon="arrow-left"
          @click=${() => this.dispatchEvent(new Event('hr-back', { bubbles: true, composed: true }))}
          >${words.text('common.back')}</hr-button
        >
        <hr-button
          variant="primary"
          icon="check"
          @click=${() => ask(this, { name: 'addArticle', input: { articleId: article.articleId, count } }, true)}
          >${words.text('shopper.lookup.add', { count })}</hr-button
        >
      </div>
    `;
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector('h3')?.focus();
  }

  private price(): TemplateResult | typeof nothing {
    const { price, pricedPer } = this.article;
    if (price === null) return nothing;
    const words = priceWords(this.words.value, price, pricedPer, this.lane.value.currencyExponent);
    return html`<p class="price money">${words}</p>`;
  }
}

customElements.define('hr-chosen-article', ChosenArticle);
