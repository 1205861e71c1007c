import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { HelpArticleView } from '#kiosk/api/views.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import { intend } from '../intents.ts';
import { answersContext, Slice, wordsContext } from '../state/contexts.ts';
import { type KeyPressEvent, typed } from '../parts/key-event.ts';
import '../parts/answer-list.ts';
import '../parts/answer-steps.ts';
import '../parts/letter-keyboard.ts';
import { sheetStyles } from './sheet-styles.ts';

/** The longest text that is searched for, in characters. */
const TEXT_LENGTH_MAX = 60;

type Found =
  | { readonly state: 'looking' | 'no-answer' }
  | { readonly state: 'found'; readonly answers: readonly HelpArticleView[] };

/** Asks its owner for the screen before. */
export class AnswersBackEvent extends Event {
  constructor() {
    super('hr-answers-back', { bubbles: true, composed: true });
  }
}

/**
 * The answers of the store: those that fit the moment, a search as one types, and the steps of the one that was chosen.
 *
 * @slot - what stands above the list, such as how far a call is
 * @fires hr-answers-back - back from the list, where there is something to go back to
 */
export class AnswersSheet extends LitElement {
  static override properties = {
    answer: { attribute: false },
    hasBack: { type: Boolean, attribute: 'has-back' },
    text: { state: true },
    typing: { state: true },
    found: { state: true },
  };

  static override styles = [
    baseStyles,
    sheetStyles,
    css`
      :host {
        block-size: 100%;
        gap: var(--gap);
      }
      .field {
        flex: none;
        display: flex;
        align-items: center;
        gap: var(--gap-small);
        min-block-size: var(--control-small);
        padding-inline: var(--gap) 0;
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
        min-block-size: calc(var(--control-small) - 2 * var(--line-width));
        border: 0;
        background: none;
        color: var(--ink);
        font: inherit;
        outline: none;
      }
      input:focus-visible {
        outline: none;
      }
      input::placeholder {
        color: var(--muted);
        opacity: 1;
      }
      .results {
        flex: 1 1 auto;
        min-block-size: calc(20 * var(--mm));
        overflow-y: auto;
        overscroll-behavior: contain;
        padding: 4px;
        margin: -4px;
        scrollbar-width: thin;
      }
      .message {
        padding: var(--pad);
        text-align: center;
      }
      hr-letter-keyboard {
        flex: none;
        padding-block-end: var(--gap);
      }
      .ways {
        margin-block-start: auto;
      }
    `,
  ];

  /** The one whose steps are shown. */
  declare answer: HelpArticleView | undefined;
  declare hasBack: boolean;
  declare private text: string;
  declare private typing: boolean;
  declare private found: Found;

  private readonly words = new Slice(this, wordsContext);
  private readonly answers = new Slice(this, answersContext);
  /** Answers of older searches are dropped. */
  private searches = 0;
  private searched: string | undefined;

  constructor() {
    super();
    this.answer = undefined;
    this.hasBack = false;
    this.text = '';
    this.typing = false;
    this.found = { state: 'looking' };
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const search = `${this.words.value.language} ${this.text.trim()}`;
    if (search !== this.searched) {
      this.searched = search;
      void this.look();
    }
    if (changed.has('answer') && this.answer !== undefined) this.answers.value.opened(this.answer.articleId);
  }

  override render(): TemplateResult {
    return html`${this.answer === undefined ? this.list() : this.steps(this.answer)}`;
  }

  private steps(answer: HelpArticleView): TemplateResult {
    return html`
      <slot></slot>
      <div class="results"><hr-answer-steps .answer=${answer}></hr-answer-steps></div>
      ${this.ways(() => {
        this.answer = undefined;
      }, 'shopper.answers.all')}
    `;
  }

  private list(): TemplateResult {
    const back = this.hasBack ? (): boolean => this.dispatchEvent(new AnswersBackEvent()) : undefined;
    return html`
      ${this.typing ? nothing : html`<slot></slot>`} ${this.field()}
      <div
        class="results"
        tabindex="-1"
        @hr-answer=${(event: Event & { readonly answer: HelpArticleView }) => {
          this.typing = false;
          this.answer = event.answer;
        }}
      >
        ${this.results()}
      </div>
      ${
        this.typing
          ? html`<hr-letter-keyboard
              @hr-key=${(event: KeyPressEvent) => {
                this.text = typed(this.text, event.key, TEXT_LENGTH_MAX);
              }}
            ></hr-letter-keyboard>`
          : this.ways(back, 'common.back')
      }
    `;
  }

  private ways(back: (() => void) | undefined, words: 'common.back' | 'shopper.answers.all'): TemplateResult {
    return html`<div class="ways">
      ${
        back === undefined
          ? nothing
          : html`<hr-button icon="arrow-left" @click=${back}>${this.words.value.text(words)}</hr-button>`
      }
      <hr-button variant="primary" @click=${() => intend(this, { kind: 'close' })}
        >${this.words.value.text('common.carryOn')}</hr-button
      >
    </div>`;
  }

  private field(): TemplateResult {
    const words = this.words.value;
    return html`<div class="field">
      <hr-icon name="magnifying-glass"></hr-icon>
      <input
        type="text"
        inputmode="none"
        autocomplete="off"
        spellcheck="false"
        maxlength=${TEXT_LENGTH_MAX}
        aria-label=${words.text('shopper.answers.search')}
        placeholder=${words.text('shopper.answers.search')}
        .value=${this.text}
        @pointerdown=${() => {
          this.typing = true;
        }}
        @input=${(event: Event) => {
          this.text = (event.target as HTMLInputElement).value;
        }}
      />
      ${
        this.typing
          ? html`<hr-button
              size="small"
              icon="caret-down"
              label=${words.text('shopper.answers.hideKeyboard')}
              @click=${() => {
                this.typing = false;
              }}
            ></hr-button>`
          : nothing
      }
    </div>`;
  }

  private results(): TemplateResult | typeof nothing {
    const words = this.words.value;
    const { found } = this;
    if (found.state !== 'found') {
      if (found.state === 'looking') return nothing;
      return html`<p class="message">${words.text('shopper.answers.noAnswer')}</p>`;
    }
    if (found.answers.length === 0) return html`<p class="message">${words.text('shopper.answers.none')}</p>`;
    return html`<hr-answer-list .answers=${found.answers}></hr-answer-list>`;
  }

  private async look(): Promise<void> {
    this.searches += 1;
    const search = this.searches;
    const text = this.text.trim();
    let found: Found;
    try {
      found = { state: 'found', answers: await this.answers.value.search(text) };
    } catch {
      found = { state: 'no-answer' };
    }
    if (search !== this.searches) return;
    this.found = found;
    if (found.state === 'found' && text !== '') {
      const words = this.words.value.text('shopper.answers.found', { count: found.answers.length });
      intend(this, { kind: 'announce', words, urgency: 'polite' });
    }
  }
}

customElements.define('hr-answers-sheet', AnswersSheet);

declare global {
  interface GlobalEventHandlersEventMap {
    'hr-answers-back': AnswersBackEvent;
  }
}
