import { css, html, LitElement, type TemplateResult } from 'lit';
import type { HelpArticleView } from '#kiosk/api/views.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import '#kiosk/ui-kit/hr-picture.ts';
import { type IconName, ICONS } from '#kiosk/ui-kit/icons.ts';
import { Slice, wordsContext } from '../state/contexts.ts';

/** An answer: what it is about, and what to do, step by step, each with its picture. */
export class AnswerSteps extends LitElement {
  static override properties = { answer: { attribute: false } };

  static override styles = [
    baseStyles,
    cardStyles,
    css`
      :host {
        display: block;
      }
      h3 {
        font-size: var(--text-heading);
        font-weight: var(--weight-title);
        line-height: 1.15;
        margin-block-end: var(--gap);
        text-wrap: balance;
      }
      h3:focus-visible {
        outline: none;
      }
      ol {
        display: grid;
        gap: var(--gap-small);
      }
      li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: center;
        gap: var(--gap);
        padding: var(--gap);
        font-size: var(--text-large);
        line-height: 1.3;
      }
      .picture {
        display: grid;
        place-items: center;
        inline-size: calc(26 * var(--mm));
        block-size: calc(26 * var(--mm));
        border-radius: 50%;
        background: var(--accent-soft);
        color: var(--accent-ink);
        --icon-size: calc(14 * var(--mm));
        --picture-size: calc(20 * var(--mm));
        --picture-ground: transparent;
        font-size: var(--text-heading);
        font-weight: var(--weight-title);
      }
      @container style(--crowded: yes) {
        li {
          grid-template-columns: minmax(0, 1fr);
        }
        .picture {
          display: none;
        }
      }
    `,
  ];

  declare answer: HelpArticleView;

  private readonly words = new Slice(this, wordsContext);

  override render(): TemplateResult {
    const { title, steps, language } = this.answer;
    return html`<h3 tabindex="-1" lang=${language}>${title}</h3>
      <ol>
        ${steps.map(
          ({ text, picture }, index) =>
            html`<li class="card" lang=${language}>
              <span class="picture" aria-hidden="true">${pictureOf(picture, index + 1)}</span>
              <span>
                <span class="visually-hidden" lang=${this.words.value.language}
                  >${this.words.value.text('shopper.answers.step', { number: index + 1 })}:</span
                >
                ${text}
              </span>
            </li>`,
        )}
      </ol>`;
  }

  override updated(): void {
    // Whoever hears the page starts with what this is about.
    this.renderRoot.querySelector('h3')?.focus({ preventScroll: true });
  }
}

/** An icon of the page, a drawing of the store, or the number of the step. */
function pictureOf(picture: string | null, number: number): TemplateResult | string {
  if (picture === null) return String(number);
  if (isIcon(picture)) return html`<hr-icon .name=${picture}></hr-icon>`;
  return html`<hr-picture .name=${picture} initial=${number}></hr-picture>`;
}

function isIcon(name: string): name is IconName {
  return Object.hasOwn(ICONS, name);
}

customElements.define('hr-answer-steps', AnswerSteps);
