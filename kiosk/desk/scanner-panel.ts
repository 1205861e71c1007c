import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { DeskArticle, DeskGoods, DeskMark } from '#kiosk/api/desk.ts';
import type { MessageKey } from '#kiosk/i18n/languages.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import { type ArticleFilter, articlesFor, filterKey, MARKS } from './article-filter.ts';
import { DeskActEvent } from './desk-ask.ts';
import { panelStyles } from './panel-styles.ts';
import { articleStyles } from './article-styles.ts';
import './device-head.ts';
import '#kiosk/ui-kit/hr-picture.ts';

/** The longest code that a scanner of this desk sends. */
const CODE_LENGTH_MAX = 200;

const ANY_OF = {
  age: 'desk.mark.ageAny',
  deposit: 'desk.mark.deposit',
  weighed: 'desk.mark.weighed',
  recalled: 'desk.mark.recalled',
  staffed: 'desk.mark.staffed',
} as const satisfies Readonly<Record<DeskMark, MessageKey>>;

/**
 * The scanner and everything that there is to hold in front of it.
 *
 * @fires hr-desk-act - something is scanned, or the plug is pulled
 */
export class ScannerPanel extends LitElement {
  static override properties = {
    plugged: { type: Boolean },
    goods: { attribute: false },
    words: { attribute: false },
    filter: { state: true },
    search: { state: true },
    lastRead: { state: true },
  };

  static override styles = [baseStyles, cardStyles, panelStyles, articleStyles];

  declare plugged: boolean;
  declare goods: DeskGoods;
  declare words: Translator;
  declare private filter: ArticleFilter;
  declare private search: string;
  declare private lastRead: string;

  constructor() {
    super();
    this.filter = { by: 'all' };
    this.search = '';
    this.lastRead = '';
  }

  override render(): TemplateResult {
    const { words, goods } = this;
    const articles = articlesFor(goods.articles, this.filter, this.search, (article) => words.pick(article.name));
    return html`<section class="card goods">
      <hr-device-head device="scanner" .plugged=${this.plugged} .words=${words}></hr-device-head>
      ${this.plugged ? nothing : html`<p class="notice" role="alert">${words.text('desk.scanner.out')}</p>`}
      <div class="find">${this.renderSearch()} ${this.renderCategories()} ${this.renderCode()}</div>
      ${this.renderFilters()}
      <p class="muted found" role="status">
        <span>${words.text('desk.goods.count', { count: articles.length })}</span>
        <span>${this.lastRead === '' ? nothing : words.text('desk.scanned', { name: this.lastRead })}</span>
      </p>
      ${articles.length === 0 ? html`<p>${words.text('desk.goods.none')}</p>` : this.renderArticles(articles)}
    </section>`;
  }

  private renderSearch(): TemplateResult {
    const label = this.words.text('desk.scan.search');
    return html`<input
      type="search"
      placeholder=${label}
      aria-label=${label}
      .value=${this.search}
      @input=${(event: Event) => {
        this.search = (event.target as HTMLInputElement).value;
      }}
    />`;
  }

  private renderCode(): TemplateResult {
    const label = this.words.text('desk.scan.code');
    return html`<form @submit=${this.onCode}>
      <input name="code" maxlength=${CODE_LENGTH_MAX} autocomplete="off" placeholder=${label} aria-label=${label} />
      <hr-button size="small" @click=${this.onCode}>${this.words.text('desk.scan.send')}</hr-button>
    </form>`;
  }

  private renderFilters(): TemplateResult {
    const { words, goods } = this;
    const marks = MARKS.filter((mark) => goods.articles.some((article) => article.marks.includes(mark)));
    const choices: readonly (readonly [ArticleFilter, string])[] = [
      [{ by: 'all' }, words.text('desk.filter.all')],
      [{ by: 'special' }, words.text('desk.filter.special')],
      ...marks.map((mark) => [{ by: 'mark', mark }, words.text(ANY_OF[mark])] as const),
    ];
    const chosen = this.search.trim() === '' ? filterKey(this.filter) : undefined;
    return html`<div class="filters" role="group" aria-label=${words.text('desk.filter.title')}>
      ${choices.map(
        ([filter, name]) =>
          html`<button
            class="chip ${filter.by}"
            aria-pressed=${filterKey(filter) === chosen ? 'true' : 'false'}
            @click=${() => this.choose(filter)}
          >
            ${name}
          </button>`,
      )}
    </div>`;
  }

  private renderCategories(): TemplateResult {
    const { words, goods, filter } = this;
    const chosen = filter.by === 'category' ? filter.category : '';
    return html`<select aria-label=${words.text('desk.filter.category')} @change=${this.onCategory}>
      <option value="" ?selected=${chosen === ''}>${words.text('desk.filter.category')}</option>
      ${goods.categories.map(
        ({ id, name }) => html`<option value=${id} ?selected=${id === chosen}>${words.pick(name)}</option>`,
      )}
    </select>`;
  }

  private renderArticles(articles: readonly DeskArticle[]): TemplateResult {
    return html`<ul
      class="grid"
      tabindex="0"
      aria-label=${this.words.text('desk.goods.count', { count: articles.length })}
    >
      ${repeat(
        articles,
        ({ code }) => code,
        (article) => html`<li>${this.renderArticle(article)}</li>`,
      )}
    </ul>`;
  }

  private renderArticle(article: DeskArticle): TemplateResult {
    const { words, goods } = this;
    const name = words.pick(article.name);
    return html`<button class="article" @click=${() => this.scan(article.code, name)}>
      <hr-picture .name=${article.picture} .initial=${name}></hr-picture>
      <span class="name">${name}</span>
      <span class="code">
        ${article.price === null ? nothing : html`<b class="money">${words.amount(article.price, goods.currencyExponent)}</b>`}
        ${article.code}
      </span>
      ${
        article.marks.length === 0
          ? nothing
          : html`<span class="marks">
              ${article.marks.map((mark) => html`<span class=${mark}>${this.markWords(article, mark)}</span>`)}
            </span>`
      }
    </button>`;
  }

  private markWords({ minimumAge }: DeskArticle, mark: DeskMark): string {
    return mark === 'age'
      ? this.words.text('desk.mark.age', { age: minimumAge ?? 0 })
      : this.words.text(`desk.mark.${mark}`);
  }

  private choose(filter: ArticleFilter): void {
    this.filter = filter;
    this.search = '';
  }

  private scan(code: string, name: string): void {
    if (this.plugged) this.lastRead = name;
    this.dispatchEvent(new DeskActEvent({ command: 'deskScan', input: { code } }));
  }

  private readonly onCategory = (event: Event): void => {
    const category = (event.target as HTMLSelectElement).value;
    this.choose(category === '' ? { by: 'all' } : { by: 'category', category });
  };

  private readonly onCode = (event: Event): void => {
    event.preventDefault();
    const field = this.renderRoot.querySelector<HTMLInputElement>('input[name=code]');
    if (field === null || field.value === '') return;
    this.scan(field.value, field.value);
    field.value = '';
  };
}

customElements.define('hr-scanner-panel', ScannerPanel);
