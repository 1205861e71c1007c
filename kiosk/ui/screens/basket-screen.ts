import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import type { LineView } from '#kiosk/api/views.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import { ask, intend } from '../intents.ts';
import {
  basketContext,
  laneContext,
  linesContext,
  type Lines,
  noticeContext,
  preferencesContext,
  Slice,
  wordsContext,
} from '../state/contexts.ts';
import '../parts/basket-list.ts';
import '../parts/last-article.ts';
import '../parts/notice-card.ts';
import '../parts/page-foot.ts';
import '../parts/task-strip.ts';
import { screenStyles } from './screen-styles.ts';

/** Scanning: the last article large, the running list, what is to settle, the total, and the way to pay. */
export class BasketScreen extends LitElement {
  static override properties = { last: { state: true }, dismissed: { type: Number } };

  static override styles = [
    baseStyles,
    screenStyles,
    css`
      .content {
        display: grid;
        grid-template-areas: 'hero' 'list' 'task' 'ways';
        grid-template-rows: auto minmax(calc(1.6 * var(--row) * var(--text-scale)), 1fr) auto auto;
        gap: var(--gap);
      }
      .hero {
        grid-area: hero;
      }
      /* With the usual text everything is in sight: the card makes way. Larger text may be scrolled instead. */
      hr-last-article.usual {
        grid-template-rows: minmax(0, 1fr);
        min-block-size: 0;
      }
      /* A least height of its own is all that a row in want of room would give it: what it says is its least then. */
      hr-last-article:not(.usual) {
        grid-template-rows: max-content;
        min-block-size: auto;
      }
      hr-basket-list {
        grid-area: list;
      }
      hr-task-strip {
        grid-area: task;
      }
      .ways {
        grid-area: ways;
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, calc(54 * var(--mm) * var(--text-scale))), 1fr));
        gap: var(--gap);
      }
      .lead {
        display: flex;
        flex-direction: column;
        justify-content: center;
        min-inline-size: 0;
      }
      .lead .muted {
        font-size: var(--text-small);
        line-height: 1.25;
      }
      @container (inline-size < 900px) {
        .ways {
          --button-text: calc(0.88 * var(--text-body));
        }
      }
      .total {
        font-size: var(--text-amount);
        font-weight: var(--weight-title);
        line-height: 1.1;
      }
      .pay {
        min-inline-size: min(100%, calc(128 * var(--mm)));
      }
      @container (orientation: landscape) {
        .content {
          grid-template-areas: 'hero list' 'task list' '. list' 'ways list';
          grid-template-columns: minmax(0, 1fr) minmax(0, 1.08fr);
          grid-template-rows: auto auto minmax(0, 1fr) auto;
          column-gap: var(--pad);
        }
        .ways {
          grid-template-columns: repeat(3, minmax(0, 1fr));
          --button-text: calc(0.88 * var(--text-body));
        }
        .lead {
          text-align: end;
          padding-inline-end: var(--gap);
        }
        .pay {
          min-inline-size: calc(84 * var(--mm));
        }
        /* The foot stays one row high. */
        @container (inline-size < 1100px) {
          .aside {
            display: none;
          }
          .pay {
            min-inline-size: calc(58 * var(--mm));
          }
        }
        @container style(--crowded: yes) {
          .content {
            grid-template-rows: auto auto minmax(0, auto) auto;
          }
          hr-basket-list {
            position: sticky;
            inset-block-start: 0;
            max-block-size: var(--below, 100cqh);
          }
          .ways {
            grid-template-columns: minmax(0, 1fr);
          }
          .aside {
            display: none;
          }
          .pay {
            min-inline-size: 0;
          }
        }
      }
    `,
  ];

  declare private last: LineView | undefined;
  /** The notice that was put away by hand. */
  declare dismissed: number;

  private readonly words = new Slice(this, wordsContext);
  private readonly lane = new Slice(this, laneContext);
  private readonly basket = new Slice(this, basketContext);
  private readonly notice = new Slice(this, noticeContext);
  private readonly preferences = new Slice(this, preferencesContext);
  private readonly lines = new Slice<Lines>(this, linesContext);
  private endSubscription = (): void => {};

  constructor() {
    super();
    this.last = undefined;
    this.dismissed = -1;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // The total and the line arrive as two pieces of news; either may be first.
    this.endSubscription = this.lines.value.subscribe(() => this.findLast());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.endSubscription();
  }

  override willUpdate(): void {
    this.findLast();
  }

  override updated(changed: PropertyValues): void {
    const { last } = this;
    const before = changed.get('last') as LineView | undefined;
    if (!changed.has('last') || last === undefined || before?.lineNumber === last.lineNumber) return;
    const words = this.words.value;
    const { currencyExponent } = this.lane.value;
    const said = words.text('shopper.basket.added', {
      name: words.pick(last.name),
      amount: words.amount(last.amount, currencyExponent),
      total: words.amount(this.basket.value.total, currencyExponent),
    });
    intend(this, { kind: 'announce', words: said, urgency: 'polite' });
  }

  override render(): TemplateResult {
    const words = this.words.value;
    const notice = this.notice.value;
    const showsNotice = notice !== null && notice.noticeId !== this.dismissed;
    return html`
      <div class="content">
        <h1 class="visually-hidden" tabindex="-1">${words.text('shopper.basket.title')}</h1>
        ${
          showsNotice
            ? html`<hr-notice-card class="hero" .notice=${notice}></hr-notice-card>`
            : html`<hr-last-article
                class="hero ${this.preferences.value.textScale === 1 ? 'usual' : ''}"
                .line=${this.last}
              ></hr-last-article>`
        }
        <hr-basket-list></hr-basket-list>
        <hr-task-strip></hr-task-strip> ${this.ways()}
      </div>
      ${this.foot()}
    `;
  }

  private ways(): TemplateResult {
    const words = this.words.value;
    return html`<div class="ways">
      <hr-button layout="either" icon="carrot" @click=${() => intend(this, { kind: 'open', what: { sheet: 'lookup' } })}
        >${words.text('shopper.basket.noBarcode')}</hr-button
      >
      <hr-button layout="either" icon="keyboard" @click=${() => intend(this, { kind: 'open', what: { sheet: 'code' } })}
        >${words.text('shopper.basket.enterCode')}</hr-button
      >
      <hr-button
        layout="either"
        icon="trash"
        ?disabled=${this.basket.value.status !== 'open'}
        @click=${() => intend(this, { kind: 'open', what: { sheet: 'cancel' } })}
        >${words.text('shopper.basket.cancelAll')}</hr-button
      >
    </div>`;
  }

  private foot(): TemplateResult {
    const words = this.words.value;
    const { total, discount, articleCount } = this.basket.value;
    const { currency, currencyExponent } = this.lane.value;
    const said = [words.text('shopper.basket.articles', { count: articleCount })];
    if (discount < 0) {
      said.push(words.text('shopper.basket.saved', { amount: words.amount(0 - discount, currencyExponent) }));
    }
    return html`<hr-page-foot>
      <div slot="lead" class="lead">
        <span class="muted"
          >${words.text('shopper.basket.total')}<span class="aside"> · ${said.join(' · ')}</span></span
        >
        <span class="total money">${words.money(total, currency, currencyExponent)}</span>
      </div>
      <hr-button
        class="pay"
        variant="primary"
        size="large"
        icon-end="arrow-right"
        ?disabled=${articleCount === 0}
        @click=${() => ask(this, { name: 'startPayment', input: {} })}
        >${words.text('shopper.basket.pay')}</hr-button
      >
    </hr-page-foot>`;
  }

  private findLast(): void {
    const number = this.basket.value.lastLineNumber;
    this.last = number === null ? undefined : (this.lines.value.entries().get(String(number)) ?? this.last);
  }
}

customElements.define('hr-basket-screen', BasketScreen);
