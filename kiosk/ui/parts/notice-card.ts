import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { NoticeView } from '#kiosk/api/views.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import { intend } from '../intents.ts';
import { Slice, wordsContext } from '../state/contexts.ts';
import { refusalWords } from '../state/refusal-words.ts';

/** Codes where safety is at stake and the colour may say so. */
const AT_STAKE = new Set(['article-recalled']);

/**
 * What a scan led to when it led to no article: said calmly, in the place of the last article, gone with the next scan.
 */
export class NoticeCard extends LitElement {
  static override properties = { notice: { attribute: false } };

  static override styles = [
    baseStyles,
    cardStyles,
    css`
      :host {
        display: block;
      }
      .card {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: center;
        gap: calc(1.2 * var(--gap)) calc(1.6 * var(--gap));
        min-block-size: var(--hero);
        padding: var(--hero-pad);
        background: var(--help-soft);
        --icon-size: calc(12 * var(--mm));
      }
      .card.stake {
        background: var(--stake-soft);
      }
      hr-icon {
        color: var(--help-ink);
      }
      .stake hr-icon {
        color: var(--stake-ink);
      }
      h2 {
        font-size: var(--text-heading);
        font-weight: var(--weight-title);
        line-height: 1.12;
      }
      .next {
        margin-block-start: calc(2 * var(--mm));
      }
      .code {
        margin-block-start: calc(2 * var(--mm));
        font-size: var(--text-small);
        color: var(--help-ink);
        overflow-wrap: anywhere;
      }
      .stake .code {
        color: var(--stake-ink);
      }
      @container (orientation: landscape) {
        @container style(--crowded: yes) {
          .card {
            grid-template-columns: minmax(0, 1fr);
          }
          .card > hr-icon {
            display: none;
          }
        }
      }
      .ways {
        grid-column: 1 / -1;
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap);
        --icon-size: var(--icon);
      }
      .ways hr-button {
        flex: 1 1 max-content;
      }
      @container (orientation: landscape) or (inline-size < 900px) {
        .next {
          font-size: calc(0.88 * var(--text-body));
        }
        .ways {
          display: grid;
          grid-template-columns: repeat(auto-fit, minmax(min(100%, calc(32 * var(--mm) * var(--text-scale))), 1fr));
          --button-text: calc(0.88 * var(--text-body));
        }
      }
    `,
  ];

  declare notice: NonNullable<NoticeView>;

  private readonly words = new Slice(this, wordsContext);

  override render(): TemplateResult {
    const words = this.words.value;
    const { notice } = this;
    const { what, next } = refusalWords(words, notice.code);
    const stake = AT_STAKE.has(notice.code);
    return html`<div class="card ${stake ? 'stake' : ''}">
      <hr-icon name=${stake ? 'warning-circle-fill' : 'info'}></hr-icon>
      <div>
        ${notice.name === null ? nothing : html`<p><bdi>${words.pick(notice.name)}</bdi></p>`}
        <h2>${what}</h2>
        <p class="next">${next}</p>
        ${
          notice.scanned === null
            ? nothing
            : html`<p class="code figures">${words.text('shopper.notice.code', { code: notice.scanned })}</p>`
        }
      </div>
      <div class="ways">
        <hr-button layout="either" icon="hand-palm" @click=${() => intend(this, { kind: 'help' })}
          >${words.text('shopper.help.button')}</hr-button
        >
        <hr-button
          layout="either"
          icon="lightbulb"
          @click=${() => intend(this, { kind: 'open', what: { sheet: 'answers' } })}
          >${words.text('shopper.answers.button')}</hr-button
        >
        <hr-button
          layout="either"
          icon="check"
          @click=${() => intend(this, { kind: 'dismiss-notice', noticeId: notice.noticeId })}
          >${words.text('shopper.notice.dismiss')}</hr-button
        >
      </div>
    </div>`;
  }
}

customElements.define('hr-notice-card', NoticeCard);
