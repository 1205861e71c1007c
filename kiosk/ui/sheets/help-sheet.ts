import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { HelpArticleView } from '#kiosk/api/views.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import { wish } from '../help-wish.ts';
import { intend } from '../intents.ts';
import { isHelpedFromAfar } from '../state/afar.ts';
import {
  answersContext,
  laneContext,
  noticeContext,
  paymentContext,
  Slice,
  ticketsContext,
  wordsContext,
} from '../state/contexts.ts';
import type { HelpStage } from '../state/help-call.ts';
import { type HelpWords, helpWords } from '../state/help-words.ts';
import type { AnswerChosenEvent } from '../parts/answer-list.ts';
import '../parts/answer-list.ts';
import '../parts/ease-question.ts';
import '../parts/help-choices.ts';
import '../parts/help-steps.ts';
import '../parts/help-talk.ts';
import '../parts/made-good.ts';
import './answers-sheet.ts';
import { sheetStyles } from './sheet-styles.ts';

/** How often the time that is shown is looked at again, in milliseconds. */
const LOOK_AGAIN_MS = 2_500;

/** Suggested answers beside a call: as many as fit in sight. */
const SUGGESTED_MAX = 3;

/**
 * What became of the call: heard, seen, on the way, here, as it truly is, and how long it usually takes. Saying what it
 * is about is never needed.
 *
 * @fires hr-help-wish - something was said of the call, or help is no longer needed
 */
export class HelpSheet extends LitElement {
  static override properties = {
    help: { attribute: false },
    suggested: { state: true },
    reading: { state: true },
  };

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
      .heard.aside {
        flex: none;
        align-self: start;
        margin: 0;
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
  /** Answers that fit the moment. */
  declare private suggested: readonly HelpArticleView[];
  /** In the answers: at their list, or at one of them. The call goes on meanwhile. */
  declare private reading: 'list' | HelpArticleView | undefined;

  private readonly words = new Slice(this, wordsContext);
  private readonly lane = new Slice(this, laneContext);
  private readonly notice = new Slice(this, noticeContext);
  private readonly payment = new Slice(this, paymentContext);
  private readonly answers = new Slice(this, answersContext);
  private readonly tickets = new Slice(this, ticketsContext);
  private moment = '';
  private timer: ReturnType<typeof setInterval> | undefined;
  private news = '';

  constructor() {
    super();
    this.help = { stage: 'none' };
    this.suggested = [];
    this.reading = undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(() => this.requestUpdate(), LOOK_AGAIN_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  override willUpdate(): void {
    const moment = [
      this.words.value.language,
      this.lane.value.screen,
      this.notice.value?.code,
      this.payment.value.phase,
    ].join(' ');
    if (moment === this.moment) return;
    this.moment = moment;
    void this.suggest(moment);
  }

  override render(): TemplateResult {
    if (this.reading !== undefined) return this.answersBeside(this.reading);
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
        ${running && !isTalking(help) ? html`<hr-help-steps .help=${help}></hr-help-steps>` : nothing}
        ${
          help.stage === 'ended' && help.ease !== 'none'
            ? html`<hr-ease-question .ease=${help.ease}></hr-ease-question>`
            : nothing
        }
      </div>
      ${this.talks()} ${this.madeGood()}
      ${'ticket' in help && isHelpedFromAfar(help.ticket) ? nothing : this.suggestions()}
      ${'ticket' in help && isHers(help) ? html`<hr-help-choices .ticket=${help.ticket}></hr-help-choices>` : nothing}
      <div class="ways">
        ${
          running && help.stage !== 'attending' && isHers(help)
            ? html`<hr-button @click=${() => wish(this, { kind: 'never-mind' })}
                >${words.text('shopper.help.neverMind')}</hr-button
              >`
            : nothing
        }
        ${this.personInShop()}
        <hr-button
          icon="lightbulb"
          @click=${() => {
            this.reading = 'list';
          }}
          >${words.text('shopper.answers.button')}</hr-button
        >
        <hr-button variant="primary" @click=${() => intend(this, { kind: 'close' })}
          >${words.text('common.carryOn')}</hr-button
        >
      </div>
    `;
  }

  /** The answers, with how far the call is above them: what is read never hides who comes. */
  private answersBeside(reading: 'list' | HelpArticleView): TemplateResult {
    return html`<hr-answers-sheet
      has-back
      .answer=${reading === 'list' ? undefined : reading}
      @hr-answers-back=${() => {
        this.reading = undefined;
      }}
      ><p class="heard aside">
        <hr-icon name="check-circle-fill"></hr-icon><span>${this.said().title}</span>
      </p></hr-answers-sheet
    >`;
  }

  /** With everybody who helps from afar, also about what the lane called for. */
  private talks(): readonly TemplateResult[] {
    const tickets = [...this.tickets.value.values()].filter((ticket) => isHelpedFromAfar(ticket));
    return tickets.map(
      (ticket) => html`<hr-help-talk .ticket=${ticket} ?own=${this.inSight() === ticket.ticketId}></hr-help-talk>`,
    );
  }

  /** Whoever is helped from afar has somebody in the shop one touch away. */
  private personInShop(): TemplateResult | typeof nothing {
    const ticketId = this.inSight();
    if (ticketId === undefined) return nothing;
    return html`<hr-button icon="storefront" @click=${() => wish(this, { kind: 'person', ticketId })}
      >${this.words.value.text('shopper.help.person')}</hr-button
    >`;
  }

  /** The call that the sheet is about, if somebody far away has it. */
  private inSight(): string | undefined {
    const { help } = this;
    return 'ticket' in help && isHelpedFromAfar(help.ticket) ? help.ticket.ticketId : undefined;
  }

  private madeGood(): TemplateResult | typeof nothing {
    const made = 'ticket' in this.help ? this.help.ticket.promise?.madeGood : undefined;
    return made === undefined ? nothing : html`<hr-made-good .made=${made}></hr-made-good>`;
  }

  private suggestions(): TemplateResult | typeof nothing {
    if (this.suggested.length === 0) return nothing;
    return html`<section>
      <h3>${this.words.value.text('shopper.answers.whileWaiting')}</h3>
      <hr-answer-list
        .answers=${this.suggested}
        @hr-answer=${(event: AnswerChosenEvent) => {
          this.reading = event.answer;
        }}
      ></hr-answer-list>
    </section>`;
  }

  private async suggest(moment: string): Promise<void> {
    // Without an answer there are no suggestions: the call itself is what matters here.
    const suggested = await this.answers.value.search('').catch(() => []);
    if (moment === this.moment) this.suggested = suggested.slice(0, SUGGESTED_MAX);
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

/** Once they write to each other, that is what the sheet has its room for. */
function isTalking(help: HelpStage): boolean {
  return (
    'ticket' in help && help.stage === 'attending' && isHelpedFromAfar(help.ticket) && help.ticket.messages.length > 0
  );
}

/** What the lane called for is not hers to wave away. */
function isHers(help: HelpStage): boolean {
  return !('ticket' in help) || help.ticket.raisedBy === 'shopper';
}

/** A pause between two sentences for those who hear them. */
function ended(sentence: string): string {
  return /[.?]$/.test(sentence) ? sentence : `${sentence}.`;
}

customElements.define('hr-help-sheet', HelpSheet);
