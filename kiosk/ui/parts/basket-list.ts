import { css, html, LitElement, type TemplateResult } from 'lit';
import type { EntriesNews } from '#kiosk/api/client/topic-store.ts';
import type { LineView } from '#kiosk/api/views.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import { linesContext, type Lines, Slice, wordsContext } from '../state/contexts.ts';
import './basket-line.ts';

/** This close to its end, in pixels, the list counts as standing at its end. */
const AT_END_PX = 12;

/** So many rows are laid out together: a few screens of them are never more than a handful of boxes. */
const ROWS_A_STRETCH = 20;

/**
 * The running list, oldest first. It keeps one row a line and changes only the rows that the news is about, and rows
 * lie in stretches that are laid out only near what is in sight, so that a basket of 500 lines costs no more per scan
 * than one of two. It scrolls to the newest by itself; once touched it stays where it was put, and offers the way back.
 */
export class BasketList extends LitElement {
  static override properties = { away: { state: true }, empty: { state: true } };

  static override styles = [
    baseStyles,
    cardStyles,
    css`
      :host {
        display: block;
        position: relative;
        min-block-size: 0;
      }
      .card {
        block-size: 100%;
        overflow-y: auto;
        overscroll-behavior: contain;
        overflow-anchor: none;
        scrollbar-width: thin;
        scrollbar-color: var(--muted) transparent;
      }
      .card:focus-visible {
        outline-offset: calc(-1 * var(--focus-width));
      }
      .stretch {
        contain-intrinsic-block-size: auto calc(${ROWS_A_STRETCH} * var(--row));
      }
      /* The newest rows are about to be seen: their height is never guessed. */
      .stretch:not(:last-child) {
        content-visibility: auto;
      }
      .nothing {
        display: grid;
        place-items: center;
        position: absolute;
        inset: 0;
        padding: var(--pad);
        text-align: center;
        color: var(--muted);
        pointer-events: none;
      }
      .newest {
        position: absolute;
        inset-block-end: calc(3 * var(--mm));
        inset-inline: 0;
        display: flex;
        justify-content: center;
        pointer-events: none;
      }
      .newest hr-button {
        pointer-events: auto;
        box-shadow: var(--shadow);
        border-radius: 999px;
      }
    `,
  ];

  /** Whether something newer stands below what is in sight. */
  declare private away: boolean;
  declare private empty: boolean;

  private readonly words = new Slice(this, wordsContext);
  private readonly lines = new Slice<Lines>(this, linesContext);
  private readonly rows = new Map<number, HTMLElement>();
  private readonly stretches = new Map<number, HTMLElement>();
  private readonly sizes = new ResizeObserver(() => this.stayAtEnd());
  private follows = true;
  private lastTop = 0;
  private endSubscription = (): void => {};

  constructor() {
    super();
    this.away = false;
    this.empty = true;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.endSubscription = this.lines.value.subscribe((news) => this.take(news));
    if (this.hasUpdated) this.fill();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.endSubscription();
    this.sizes.disconnect();
  }

  override firstUpdated(): void {
    this.fill();
  }

  override render(): TemplateResult {
    const words = this.words.value;
    return html`
      <div
        class="card"
        tabindex="0"
        role="region"
        aria-label=${words.text('shopper.basket.title')}
        @scroll=${this.scrolled}
      >
        <div class="lines" role="list"></div>
      </div>
      <p class="nothing" ?hidden=${!this.empty}>${words.text('shopper.basket.listEmpty')}</p>
      <div class="newest" ?hidden=${!this.away}>
        <hr-button size="small" variant="pill" icon="caret-down" @click=${this.toNewest}
          >${words.text('shopper.basket.newest')}</hr-button
        >
      </div>
    `;
  }

  private get scroller(): HTMLElement {
    const scroller = this.renderRoot.querySelector<HTMLElement>('.card');
    if (scroller === null) throw new Error('the list is not drawn yet');
    return scroller;
  }

  private fill(): void {
    const { scroller } = this;
    for (const element of [scroller, ...scroller.children]) this.sizes.observe(element);
    this.take({ reset: true, set: [...this.lines.value.entries().keys()], drop: [] });
  }

  private take(news: EntriesNews): void {
    const list = this.renderRoot.querySelector<HTMLElement>('.lines');
    if (list === null) return;
    const entries = this.lines.value.entries();
    const gone = news.reset ? [...this.rows.keys()].filter((number) => !entries.has(String(number))) : news.drop;
    for (const key of gone) this.takeOff(Number(key));
    let added = false;
    for (const key of news.set) {
      const line = entries.get(key);
      if (line !== undefined) added = this.put(list, line) || added;
    }
    this.empty = this.rows.size === 0;
    if (this.empty) this.follows = true;
    // What follows goes to the end once the rows are laid out; asking for that now would lay out the list twice.
    if (added && !this.follows) this.away = true;
  }

  /** @returns whether the line is a new one */
  private put(list: HTMLElement, line: LineView): boolean {
    const known = this.rows.get(line.lineNumber)?.querySelector('hr-basket-line');
    if (known) {
      known.line = line;
      return false;
    }
    const row = document.createElement('div');
    row.role = 'listitem';
    const element = document.createElement('hr-basket-line');
    element.line = line;
    row.append(element);
    this.rows.set(line.lineNumber, row);
    insertInOrder(this.stretchOf(list, line.lineNumber), row, line.lineNumber);
    return true;
  }

  private stretchOf(list: HTMLElement, lineNumber: number): HTMLElement {
    const number = Math.floor(lineNumber / ROWS_A_STRETCH);
    const known = this.stretches.get(number);
    if (known !== undefined) return known;
    const stretch = document.createElement('div');
    stretch.className = 'stretch';
    this.stretches.set(number, stretch);
    insertInOrder(list, stretch, number);
    return stretch;
  }

  private takeOff(lineNumber: number): void {
    this.rows.get(lineNumber)?.remove();
    this.rows.delete(lineNumber);
    const number = Math.floor(lineNumber / ROWS_A_STRETCH);
    if (this.stretches.get(number)?.hasChildNodes() !== false) return;
    this.stretches.get(number)?.remove();
    this.stretches.delete(number);
  }

  private readonly toNewest = (): void => {
    this.follows = true;
    this.away = false;
    this.stayAtEnd();
  };

  /** Rows out of sight have guessed heights, so the end moves once more when a row comes into sight and is laid out. */
  private stayAtEnd(): void {
    const { scroller } = this;
    if (this.follows) scroller.scrollTop = scroller.scrollHeight;
  }

  /** Rows that grow only push the end away; a way up is always a person's. */
  private readonly scrolled = (): void => {
    const { scroller } = this;
    const isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight <= AT_END_PX;
    if (isAtEnd) this.follows = true;
    else if (scroller.scrollTop < this.lastTop) this.follows = false;
    this.lastTop = scroller.scrollTop;
    if (this.follows) this.away = false;
  };
}

/** Nearly always the last one: looking from the end finds its place at once. */
function insertInOrder(parent: HTMLElement, element: HTMLElement, number: number): void {
  element.dataset['number'] = String(number);
  let next: Element | null = null;
  let before = parent.lastElementChild;
  while (before instanceof HTMLElement && Number(before.dataset['number']) > number) {
    next = before;
    before = before.previousElementSibling;
  }
  parent.insertBefore(element, next);
}

customElements.define('hr-basket-list', BasketList);
