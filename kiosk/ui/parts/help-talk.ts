import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { MESSAGE_LENGTH_MAX, type MessageView } from '#kiosk/api/remote.ts';
import type { TicketView } from '#kiosk/api/views.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import { wish } from '../help-wish.ts';
import { intend } from '../intents.ts';
import { sheetStyles } from '../sheets/sheet-styles.ts';
import { afarWords, messageWords } from '../state/afar.ts';
import { Slice, wordsContext } from '../state/contexts.ts';
import type { ShopperSaid } from '../state/help-call.ts';
import { type KeyPressEvent, typed } from './key-event.ts';
import './letter-keyboard.ts';

/** What a shopper answers with one touch. */
const ANSWERS = ['yes', 'no', 'done', 'not-clear', 'thanks'] as const;

/**
 * What a shopper and somebody at a help desk write to each other, and the way to somebody in the shop.
 *
 * @fires hr-help-wish - something was said, or a person in the shop is wanted
 */
export class HelpTalk extends LitElement {
  static override properties = {
    ticket: { attribute: false },
    own: { type: Boolean },
    writing: { state: true },
    text: { state: true },
  };

  static override styles = [
    baseStyles,
    sheetStyles,
    css`
      :host {
        min-block-size: 0;
      }
      ol {
        display: grid;
        gap: var(--gap-small);
      }
      li {
        justify-self: start;
        max-inline-size: 86%;
        padding: calc(3 * var(--mm)) calc(5 * var(--mm));
        border-radius: calc(5 * var(--mm));
        background: var(--help-soft);
        overflow-wrap: anywhere;
        line-height: 1.3;
      }
      li.own {
        justify-self: end;
        background: var(--accent-soft);
      }
      .name {
        display: block;
        color: var(--muted);
        font-size: var(--text-small);
      }
      section > :last-child {
        /* The ways on stand over the lower edge of the sheet. */
        scroll-margin-block-end: calc(60 * var(--mm));
      }
      .answers {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-small);
        margin-block-start: var(--gap);
      }
      hr-letter-keyboard {
        margin-block-start: var(--gap);
      }
      .field {
        min-block-size: var(--control-small);
        margin-block-start: var(--gap);
        padding: calc(3 * var(--mm)) var(--gap);
        border: var(--line-width) solid var(--line);
        border-radius: var(--radius-control);
        background: var(--card);
        overflow-wrap: anywhere;
      }
      .person {
        margin-block-start: var(--gap);
      }
    `,
  ];

  declare ticket: TicketView;
  /** Her own call: the way to somebody in the shop is at the edge of the sheet, always in sight. */
  declare own: boolean;
  declare private writing: boolean;
  declare private text: string;

  private readonly words = new Slice(this, wordsContext);
  private heardAt = 0;

  constructor() {
    super();
    this.own = false;
    this.writing = false;
    this.text = '';
  }

  override render(): TemplateResult {
    const words = this.words.value;
    const { ticketId, messages, status } = this.ticket;
    return html`<section aria-label=${words.text('shopper.talk.title')}>
        ${messages.length === 0 ? nothing : html`<h3>${words.text('shopper.talk.title')}</h3>`}
        <ol>
          ${repeat(
            messages,
            ({ from, at }, index) => `${from} ${at} ${index}`,
            (message) => this.message(message),
          )}
        </ol>
        ${status === 'attending' ? this.answers() : nothing}
      </section>
      ${
        this.own
          ? nothing
          : html`<hr-button class="person" icon="storefront" @click=${() => wish(this, { kind: 'person', ticketId })}
              >${words.text('shopper.help.person')}</hr-button
            >`
      }`;
  }

  /** Aloud what the helper says, once. */
  override updated(changed: PropertyValues): void {
    if (!changed.has('ticket')) return;
    const words = this.words.value;
    const news = this.ticket.messages.filter(({ from, at }) => from === 'helper' && at > this.heardAt);
    this.heardAt = Math.max(this.heardAt, ...news.map(({ at }) => at));
    if (news.length === 0) return;
    this.renderRoot.querySelector('section > :last-child')?.scrollIntoView({ block: 'nearest' });
    const said = [afarWords(this.ticket, words), ...news.map((message) => messageWords(message, words))].join('. ');
    intend(this, { kind: 'announce', words: said, urgency: 'polite' });
  }

  private message(message: MessageView): TemplateResult {
    const words = this.words.value;
    const own = message.from === 'shopper';
    const name = own ? words.text('shopper.talk.you') : (message.name ?? '');
    return html`<li class=${own ? 'own' : ''}>
      <span class="name"><bdi>${name}</bdi></span
      ><bdi>${messageWords(message, words)}</bdi>
    </li>`;
  }

  private answers(): TemplateResult {
    const words = this.words.value;
    if (this.writing) return this.ownWords();
    return html`<div class="answers">
      ${ANSWERS.map(
        (phrase) =>
          html`<hr-button size="small" @click=${() => this.say({ phrase })}
            >${words.text(`talk.shopper.${phrase}`)}</hr-button
          >`,
      )}
      <hr-button
        size="small"
        icon="keyboard"
        @click=${() => {
          this.writing = true;
        }}
        >${words.text('shopper.talk.write')}</hr-button
      >
    </div>`;
  }

  private ownWords(): TemplateResult {
    const words = this.words.value;
    return html`<p class="field" role="textbox" aria-readonly="true" aria-label=${words.text('shopper.talk.yours')}>
        <bdi>${this.text}</bdi>
      </p>
      <div class="answers">
        <hr-button
          size="small"
          icon="arrow-left"
          @click=${() => {
            this.writing = false;
          }}
          >${words.text('common.back')}</hr-button
        >
        <hr-button
          size="small"
          variant="primary"
          icon="paper-plane-tilt"
          ?disabled=${this.text.trim() === ''}
          @click=${() => this.say({ text: this.text.trim() })}
          >${words.text('shopper.talk.send')}</hr-button
        >
      </div>
      <hr-letter-keyboard
        @hr-key=${(event: KeyPressEvent) => {
          this.text = typed(this.text, event.key, MESSAGE_LENGTH_MAX);
        }}
      ></hr-letter-keyboard>`;
  }

  private say(said: ShopperSaid): void {
    wish(this, { kind: 'say', ticketId: this.ticket.ticketId, said });
    this.writing = false;
    this.text = '';
  }
}

customElements.define('hr-help-talk', HelpTalk);
