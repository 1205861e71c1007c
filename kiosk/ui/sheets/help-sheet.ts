import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import { wish } from '../help-wish.ts';
import { intend } from '../intents.ts';
import { laneContext, Slice, wordsContext } from '../state/contexts.ts';
import type { HelpStage } from '../state/help-call.ts';
import { type HelpWords, helpWords } from '../state/help-words.ts';
import '../parts/ease-question.ts';
import '../parts/help-choices.ts';
import '../parts/help-steps.ts';
import { sheetStyles } from './sheet-styles.ts';

/** How often the time that is shown is looked at again, in milliseconds. */
const LOOK_AGAIN_MS = 2_500;

/**
 * What became of the call: heard, seen, on the way, here, as it truly is, and how long it usually takes. Saying what it
 * is about is never needed.
 *
 * @fires hr-help-wish - something was said of the call, or help is no longer needed
 */
export class HelpSheet extends LitElement {
  static override properties = { help: { attribute: false } };

  static override styles = [
    baseStyles,
    cardStyles,
    sheetStyles,
    css`
      .card {
        padding: var(--pad);
      }
      .heard {
        display: inline-flex;
        align-items: center;
        gap: var(--gap-small);
        margin-block-end: var(--gap);
        padding: calc(1.6 * var(--mm)) calc(4 * var(--mm));
        border-radius: 999px;
        background: var(--help-soft);
        color: var(--help-ink);
        font-weight: var(--weight-medium);
      }
      .status {
        font-size: var(--text-heading);
        font-weight: var(--weight-title);
        line-height: 1.15;
        text-wrap: balance;
      }
      .more {
        margin-block: calc(2 * var(--mm)) 0;
        color: var(--muted);
      }
      .more p:first-child {
        color: var(--ink);
      }
      hr-help-steps {
        display: block;
        margin-block-start: var(--gap);
      }
      hr-ease-question {
        display: block;
        margin-block-start: var(--gap);
      }
    `,
  ];

  declare help: HelpStage;

  private readonly words = new Slice(this, wordsContext);
  private readonly lane = new Slice(this, laneContext);
  private timer: ReturnType<typeof setInterval> | undefined;
  private news = '';

  constructor() {
    super();
    this.help = { stage: 'none' };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(() => this.requestUpdate(), LOOK_AGAIN_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  override render(): TemplateResult {
    const words = this.words.value;
    const { help } = this;
    const running = help.stage !== 'ended' && help.stage !== 'none';
    const { title, more } = this.said();
    return html`
      <div class="card">
        ${
          running
            ? html`<p class="heard">
                <hr-icon name="check-circle-fill"></hr-icon>${words.text('shopper.help.heardShort')}
              </p>`
            : nothing
        }
        <p class="status">${title}</p>
        <div class="more">${more.map((sentence) => html`<p>${sentence}</p>`)}</div>
        ${running ? html`<hr-help-steps .help=${help}></hr-help-steps>` : nothing}
        ${
          help.stage === 'ended' && help.ease !== 'none'
            ? html`<hr-ease-question .ease=${help.ease}></hr-ease-question>`
            : nothing
        }
      </div>
      ${'ticket' in help ? html`<hr-help-choices .ticket=${help.ticket}></hr-help-choices>` : nothing}
      <div class="ways">
        ${
          running && help.stage !== 'attending'
            ? html`<hr-button @click=${() => wish(this, { kind: 'never-mind' })}
                >${words.text('shopper.help.neverMind')}</hr-button
              >`
            : nothing
        }
        <hr-button variant="primary" @click=${() => intend(this, { kind: 'close' })}
          >${words.text('common.carryOn')}</hr-button
        >
      </div>
    `;
  }

  /** Aloud only what has happened: a time that gets shorter is seen and not said again. */
  override updated(): void {
    const { news, title, more } = this.said();
    if (news === this.news) return;
    const heard = this.news === '' ? [this.words.value.text('shopper.help.heardShort')] : [];
    this.news = news;
    intend(this, { kind: 'announce', words: [...heard, title, ...more].map(ended).join(' '), urgency: 'polite' });
  }

  private said(): HelpWords {
    return helpWords(this.words.value, this.help, this.lane.value.screen === 'thanks', performance.now());
  }
}

/** A pause between two sentences for those who hear them. */
function ended(sentence: string): string {
  return /[.?]$/.test(sentence) ? sentence : `${sentence}.`;
}

customElements.define('hr-help-sheet', HelpSheet);
