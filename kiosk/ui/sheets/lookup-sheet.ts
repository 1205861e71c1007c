import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { ArticleView, CategoryView } from '#kiosk/api/views.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import { ask, intend } from '../intents.ts';
import { categoriesContext, searchContext, Slice, wordsContext } from '../state/contexts.ts';
import { type KeyPressEvent, typed } from '../parts/key-event.ts';
import '../parts/article-tile.ts';
import '../parts/chosen-article.ts';
import '../parts/letter-keyboard.ts';

/** The longest name that is searched for, in characters. */
const TEXT_LENGTH_MAX = 40;

type Found =
  | { readonly state: 'groups' }
  | { readonly state: 'articles'; readonly articles: readonly ArticleView[] }
  | { readonly state: 'no-answer' };

/** Articles without a barcode: groups as pictures, a search as one types, and how many of the one that was found. */
export class LookupSheet extends LitElement {
  static override properties = {
    text: { state: true },
    category: { state: true },
    found: { state: true },
    chosen: { state: true },
  };

  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr) auto;
        gap: var(--gap);
        block-size: 100%;
        padding-block-end: var(--gap);
      }
      .search {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--gap-small);
        min-inline-size: 0;
      }
      .field {
        flex: 1 1 calc(60 * var(--mm) * var(--title-scale));
        display: flex;
        align-items: center;
        gap: var(--gap-small);
        min-inline-size: 0;
        min-block-size: var(--control-small);
        padding-inline: var(--gap);
        border: var(--line-width) solid var(--line);
        border-radius: var(--radius-control);
        background: var(--card);
      }
      .field:focus-within {
        outline: var(--focus-width) solid var(--ink);
        outline-offset: 3px;
      }
      input {
        flex: 1;
        min-inline-size: 0;
        border: 0;
        background: none;
        color: var(--ink);
        font: inherit;
        outline: none;
      }
      input::placeholder {
        color: var(--muted);
        opacity: 1;
      }
      .results {
        overflow-y: auto;
        overscroll-behavior: contain;
        min-block-size: 0;
        padding: 4px;
        margin: -4px;
        scrollbar-width: thin;
      }
      .grid {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, calc(var(--tile) * var(--title-scale))), 1fr));
        gap: var(--gap);
      }
      .message {
        padding: var(--pad);
        text-align: center;
        font-size: var(--text-large);
      }
      @container (orientation: landscape) {
        :host {
          grid-template-columns: minmax(0, 1fr) minmax(0, 1.05fr);
          grid-template-rows: auto minmax(0, 1fr);
          column-gap: var(--pad);
        }
        .results {
          grid-area: 1 / 1 / 3 / 2;
        }
        .search {
          grid-area: 1 / 2;
        }
        hr-letter-keyboard {
          grid-area: 2 / 2;
          align-self: end;
        }
      }
      hr-chosen-article {
        grid-area: 1 / 1 / -1 / -1;
      }
    `,
  ];

  declare private text: string;
  declare private category: CategoryView | undefined;
  declare private found: Found;
  declare private chosen: ArticleView | undefined;

  private readonly words = new Slice(this, wordsContext);
  private readonly categories = new Slice(this, categoriesContext);
  private readonly search = new Slice(this, searchContext);
  /** Answers of older searches are dropped. */
  private searches = 0;

  constructor() {
    super();
    this.text = '';
    this.category = undefined;
    this.found = { state: 'groups' };
    this.chosen = undefined;
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('text') || changed.has('category')) void this.look();
  }

  override render(): TemplateResult {
    if (this.chosen !== undefined) {
      return html`<hr-chosen-article
        .article=${this.chosen}
        @hr-back=${() => {
          this.chosen = undefined;
        }}
      ></hr-chosen-article>`;
    }
    return html`
      ${this.searchField()}
      <div class="results" tabindex="-1">${this.results()}</div>
      <hr-letter-keyboard
        @hr-key=${(event: KeyPressEvent) => {
          this.text = typed(this.text, event.key, TEXT_LENGTH_MAX);
        }}
      ></hr-letter-keyboard>
    `;
  }

  private searchField(): TemplateResult {
    const words = this.words.value;
    return html`<div class="search">
      ${
        this.category === undefined
          ? nothing
          : html`<hr-button
              size="small"
              icon="arrow-left"
              @click=${() => {
                this.category = undefined;
                this.text = '';
              }}
              >${words.text('shopper.lookup.groups')}</hr-button
            >`
      }
      <div class="field">
        <hr-icon name="magnifying-glass"></hr-icon>
        <input
          type="text"
          inputmode="none"
          autocomplete="off"
          spellcheck="false"
          maxlength=${TEXT_LENGTH_MAX}
          aria-label=${words.text('shopper.lookup.search')}
          placeholder=${words.text('shopper.lookup.search')}
          .value=${this.text}
          @input=${(event: Event) => {
            this.text = (event.target as HTMLInputElement).value;
          }}
        />
      </div>
    </div>`;
  }

  private results(): TemplateResult {
    const words = this.words.value;
    const { found } = this;
    if (found.state === 'no-answer') return html`<p class="message">${words.text('shopper.lookup.noAnswer')}</p>`;
    if (found.state === 'articles' && found.articles.length === 0) {
      return html`<p class="message">${words.text('shopper.lookup.none')}</p>`;
    }
    return html`<div class="grid">
      ${found.state === 'groups' ? this.groups() : found.articles.map((article) => this.article(article))}
    </div>`;
  }

  private groups(): TemplateResult[] {
    return this.categories.value.map(
      (category) =>
        html`<hr-article-tile
          .picture=${category.picture}
          .name=${this.words.value.pick(category.name)}
          @click=${() => {
            this.category = category;
          }}
        ></hr-article-tile>`,
    );
  }

  private article(article: ArticleView): TemplateResult {
    return html`<hr-article-tile
      .picture=${article.picture}
      .name=${this.words.value.pick(article.name)}
      .price=${article.price}
      .pricedPer=${article.pricedPer}
      @click=${() => this.choose(article)}
    ></hr-article-tile>`;
  }

  /** What is weighed goes straight to the lane, which says what to do; of the rest one says how many. */
  private choose(article: ArticleView): void {
    if (article.pricedPer === 'pieces') this.chosen = article;
    else ask(this, { name: 'addArticle', input: { articleId: article.articleId, count: 1 } }, true);
  }

  private async look(): Promise<void> {
    this.searches += 1;
    const search = this.searches;
    const text = this.text.trim();
    if (text === '' && this.category === undefined) {
      this.found = { state: 'groups' };
      return;
    }
    let found: Found;
    try {
      found = { state: 'articles', articles: await this.search.value(text, this.category?.id ?? null) };
    } catch {
      found = { state: 'no-answer' };
    }
    if (search !== this.searches) return;
    this.found = found;
    if (found.state === 'articles') {
      const words = this.words.value.text('shopper.lookup.found', { count: found.articles.length });
      intend(this, { kind: 'announce', words, urgency: 'polite' });
    }
  }
}

customElements.define('hr-lookup-sheet', LookupSheet);
