import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { MessageKey } from '#kiosk/i18n/languages.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import type { IconName } from '#kiosk/ui-kit/icons.ts';
import { intend } from '../intents.ts';
import { laneContext, Slice, wordsContext } from '../state/contexts.ts';
import type { HelpStage, HelpTopic } from '../state/help-call.ts';
import '../parts/help-steps.ts';
import { sheetStyles } from './sheet-styles.ts';

const TOPICS: readonly (readonly [HelpTopic, IconName])[] = [
  ['article', 'barcode'],
  ['price', 'tag'],
  ['payment', 'credit-card'],
  ['other', 'chat-circle-text'],
];

export class HelpWishEvent extends Event {
  readonly wish: HelpTopic | 'never-mind';

  constructor(wish: HelpTopic | 'never-mind') {
    super('hr-help-wish', { bubbles: true, composed: true });
    this.wish = wish;
  }
}

/**
 * What became of the call: heard, seen, on the way, here, as it truly is. Saying what it is about is never needed.
 *
 * @fires hr-help-wish - a topic was given, or help is no longer needed
 */
export class HelpSheet extends LitElement {
  static override properties = { help: { attribute: false } };

  static override styles = [
    baseStyles,
    cardStyles,
    sheetStyles,
    css`
      .topics {
        grid-template-columns: repeat(auto-fit, minmax(min(100%, calc(78 * var(--mm) * var(--title-scale))), 1fr));
      }
      @container (orientation: landscape) {
        .topics {
          grid-template-columns: repeat(auto-fit, minmax(min(100%, calc(58 * var(--mm) * var(--text-scale))), 1fr));
        }
      }
      .card {
        padding: var(--pad);
      }
      .status {
        font-size: var(--text-heading);
        font-weight: var(--weight-title);
        line-height: 1.15;
        text-wrap: balance;
      }
      .comfort {
        margin-block: calc(2 * var(--mm)) var(--gap);
        color: var(--muted);
      }
      .thanks {
        margin-block-start: var(--gap-small);
        color: var(--accent-ink);
        font-weight: var(--weight-medium);
      }
    `,
  ];

  declare help: HelpStage;

  private readonly words = new Slice(this, wordsContext);
  private readonly lane = new Slice(this, laneContext);

  constructor() {
    super();
    this.help = { stage: 'none' };
  }

  override render(): TemplateResult {
    const words = this.words.value;
    const running = this.help.stage !== 'ended' && this.help.stage !== 'none';
    return html`
      <div class="card">
        <p class="status">${this.status()}</p>
        <p class="comfort">${this.comfort()}</p>
        ${running ? html`<hr-help-steps .help=${this.help}></hr-help-steps>` : nothing}
      </div>
      ${this.topics()}
      <div class="ways">
        ${
          running && this.help.stage !== 'attending'
            ? html`<hr-button @click=${() => this.dispatchEvent(new HelpWishEvent('never-mind'))}
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

  override updated(changed: PropertyValues<this>): void {
    const before = changed.get('help');
    if (changed.has('help') && before?.stage !== this.help.stage) {
      intend(this, { kind: 'announce', words: `${this.status()} ${this.comfort()}`, urgency: 'polite' });
    }
  }

  private status(): string {
    const words = this.words.value;
    const { help } = this;
    switch (help.stage) {
      case 'none':
      case 'calling':
        return words.text('shopper.help.calling');
      case 'raised':
        return words.text('shopper.help.heard');
      case 'acknowledged':
        return words.text('shopper.help.named', { name: help.ticket.attendant ?? '' });
      case 'attending':
        return words.text('shopper.help.here', { name: help.ticket.attendant ?? '' });
      case 'ended':
        return words.text(help.withdrawn ? 'shopper.help.withdrawn' : 'shopper.help.ended');
    }
  }

  private comfort(): string {
    const { help } = this;
    return this.words.value.text(help.stage === 'calling' && help.delayed ? 'shopper.help.notSent' : this.stays());
  }

  private stays(): MessageKey {
    return this.lane.value.screen === 'thanks' ? 'shopper.help.paid' : 'shopper.help.stays';
  }

  private topics(): TemplateResult | typeof nothing {
    const { help } = this;
    if (help.stage !== 'raised' && help.stage !== 'acknowledged') return nothing;
    const words = this.words.value;
    const given = help.ticket.topic;
    return html`<section>
      <h3>
        ${words.text('shopper.help.about')}
        <span class="optional">(${words.text('shopper.help.optional')})</span>
      </h3>
      <div class="choices topics">
        ${TOPICS.map(
          ([topic, icon]) =>
            html`<hr-button
              icon=${icon}
              toggle
              ?pressed=${given === topic}
              @click=${() => this.dispatchEvent(new HelpWishEvent(topic))}
              >${words.text(`shopper.help.topic.${topic}`)}</hr-button
            >`,
        )}
      </div>
      ${given === null ? nothing : html`<p class="thanks">${words.text('shopper.help.topicThanks')}</p>`}
    </section>`;
  }
}

customElements.define('hr-help-sheet', HelpSheet);

declare global {
  interface GlobalEventHandlersEventMap {
    'hr-help-wish': HelpWishEvent;
  }
}
