import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { CommandOutput } from '#kiosk/api/commands.ts';
import type { LaneStatusView } from '#kiosk/api/views.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles, fieldStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-icon.ts';

/** After the last letter, in milliseconds. */
const TYPED_AFTER_MS = 250;

/** What is replaced or promised. */
export interface ChosenArticle {
  readonly articleId: string;
  /** As the person who chooses it reads it. */
  readonly name: string;
  /** What one costs, in minor units; null where nobody knows. */
  readonly price: number | null;
}

export type FindArticles = (text: string) => Promise<CommandOutput<'findArticles'>['articles']>;

/** An article was chosen. */
export class ArticleChosenEvent extends Event {
  readonly article: ChosenArticle;

  constructor(article: ChosenArticle) {
    super('hr-article-chosen');
    this.article = article;
  }
}

/**
 * One article, of the basket or of all that the lane sells.
 *
 * @fires hr-article-chosen - with the article
 */
export class ArticleChoice extends LitElement {
  static override properties = {
    near: { attribute: false },
    find: { attribute: false },
    chosen: { attribute: false },
    lane: { attribute: false },
    words: { attribute: false },
    found: { state: true },
  };

  static override styles = [
    baseStyles,
    fieldStyles,
    css`
      :host {
        display: grid;
        gap: var(--gap-small);
        --icon-size: 1.3rem;
      }
      label {
        display: grid;
        gap: 0.4rem;
        font-weight: var(--weight-medium);
      }
      input {
        min-block-size: var(--control);
        padding: 0.7rem 1rem;
      }
      ul {
        display: grid;
        gap: 0.35rem;
      }
      button {
        display: grid;
        grid-template-columns: 1.5rem minmax(0, 1fr) auto;
        align-items: center;
        gap: 0.6rem;
        inline-size: 100%;
        min-block-size: 3rem;
        padding: 0.5rem 0.9rem;
        text-align: start;
        border: var(--line-width) solid var(--line);
        border-radius: var(--radius-control);
        background: var(--card);
      }
      button[aria-pressed='true'] {
        border-color: var(--accent);
        background: var(--accent-soft);
        color: var(--accent-ink);
        font-weight: var(--weight-medium);
      }
      .money {
        font-variant-numeric: tabular-nums;
      }
      p {
        color: var(--muted);
      }
    `,
  ];

  /** What lies in the basket. */
  declare near: readonly ChosenArticle[];
  declare find: FindArticles;
  declare chosen: ChosenArticle | undefined;
  declare lane: LaneStatusView;
  declare words: Translator;
  declare private found: readonly ChosenArticle[] | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.near = [];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  override render(): TemplateResult {
    const { words, found, near, chosen } = this;
    const shown = found ?? near;
    const all =
      chosen === undefined || shown.some((each) => each.articleId === chosen.articleId) ? shown : [chosen, ...shown];
    return html`<label>
        ${words.text('staff.good.search')}
        <input type="search" maxlength="60" autocomplete="off" enterkeyhint="search" @input=${this.onInput} />
      </label>
      <ul>
        ${all.map((article) => html`<li>${this.renderArticle(article)}</li>`)}
      </ul>
      ${found?.length === 0 ? html`<p role="status">${words.text('staff.good.noArticle')}</p>` : nothing}`;
  }

  private renderArticle(article: ChosenArticle): TemplateResult {
    const pressed = this.chosen?.articleId === article.articleId;
    return html`<button
      type="button"
      aria-pressed=${pressed ? 'true' : 'false'}
      @click=${() => this.dispatchEvent(new ArticleChosenEvent(article))}
    >
      ${pressed ? html`<hr-icon name="check"></hr-icon>` : html`<span></span>`}
      <span>${article.name}</span>
      <span class="money"
        >${
          article.price === null
            ? nothing
            : this.words.money(article.price, this.lane.currency, this.lane.currencyExponent)
        }</span
      >
    </button>`;
  }

  private readonly onInput = ({ target }: Event): void => {
    const text = target instanceof HTMLInputElement ? target.value.trim() : '';
    clearTimeout(this.timer);
    if (text === '') this.found = undefined;
    else this.timer = setTimeout(() => void this.search(text), TYPED_AFTER_MS);
  };

  private async search(text: string): Promise<void> {
    try {
      const articles = await this.find(text);
      this.found = articles.map(({ articleId, name, price }) => ({ articleId, name: this.words.pick(name), price }));
    } catch {
      // A lane that does not answer: what lies in the basket can still be chosen.
      this.found = undefined;
    }
  }
}

customElements.define('hr-article-choice', ArticleChoice);

declare global {
  interface HTMLElementTagNameMap {
    'hr-article-choice': ArticleChoice;
  }
}
