import { css, html, LitElement, type TemplateResult } from 'lit';
import type { HelpArticleView } from '#kiosk/api/views.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-icon.ts';

/** A shopper has chosen an answer. */
export class AnswerChosenEvent extends Event {
  readonly answer: HelpArticleView;

  constructor(answer: HelpArticleView) {
    super('hr-answer', { bubbles: true, composed: true });
    this.answer = answer;
  }
}

/**
 * Answers to choose from, by their titles.
 *
 * @fires hr-answer - the one that was chosen
 */
export class AnswerList extends LitElement {
  static override properties = { answers: { attribute: false } };

  static override styles = [
    baseStyles,
    cardStyles,
    css`
      :host {
        display: block;
      }
      .card {
        overflow: hidden;
      }
      li + li {
        border-block-start: var(--line-width) solid var(--line);
      }
      button {
        display: flex;
        align-items: center;
        gap: var(--gap);
        inline-size: 100%;
        min-block-size: var(--control-small);
        padding: calc(2 * var(--mm)) var(--gap);
        font-weight: var(--weight-medium);
        line-height: 1.25;
      }
      button:active {
        background: var(--accent-soft);
      }
      button:focus-visible {
        outline-offset: calc(-1 * var(--focus-width));
        border-radius: var(--radius-card);
      }
      hr-icon {
        flex: none;
        color: var(--help-ink);
      }
      .title {
        flex: 1;
        min-inline-size: 0;
        overflow-wrap: break-word;
      }
    `,
  ];

  declare answers: readonly HelpArticleView[];

  constructor() {
    super();
    this.answers = [];
  }

  override render(): TemplateResult {
    return html`<ul class="card">
      ${this.answers.map(
        (answer) =>
          html`<li>
            <button type="button" @click=${() => this.dispatchEvent(new AnswerChosenEvent(answer))}>
              <hr-icon name="lightbulb"></hr-icon>
              <span class="title" lang=${answer.language}>${answer.title}</span>
              <hr-icon name="caret-right"></hr-icon>
            </button>
          </li>`,
      )}
    </ul>`;
  }
}

customElements.define('hr-answer-list', AnswerList);

declare global {
  interface GlobalEventHandlersEventMap {
    'hr-answer': AnswerChosenEvent;
  }
}
