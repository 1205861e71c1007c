import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { CommandInput } from '#kiosk/api/commands.ts';
import { MESSAGE_LENGTH_MAX, type MessageView } from '#kiosk/api/remote.ts';
import type { TicketView } from '#kiosk/api/views.ts';
import type { MessageKey } from '#kiosk/i18n/languages.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles, fieldStyles } from '#kiosk/ui-kit/base-styles.ts';
import { StaffIntentEvent } from '../calls/staff-intents.ts';
import '#kiosk/ui-kit/hr-button.ts';

/** Sentences that the shopper reads in her own language. */
const PHRASES = ['hello', 'tell-me', 'scan-again', 'look-with-you', 'wait', 'somebody-comes'] as const;

/**
 * What a helper who is not at the lane and the shopper write to each other.
 *
 * @fires hr-staff-intent - something is said
 */
export class ShopperTalk extends LitElement {
  static override properties = {
    ticket: { attribute: false },
    words: { attribute: false },
    busy: { type: Boolean },
    text: { state: true },
  };

  static override styles = [
    baseStyles,
    fieldStyles,
    css`
      :host {
        display: block;
        container-type: inline-size;
        margin-block-start: 0.7rem;
      }
      .talk,
      .said,
      .say {
        display: grid;
        gap: var(--gap-small);
        align-content: start;
      }
      /* What was said beside what can be said. */
      @container (min-width: 40rem) {
        .talk {
          grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
          gap: var(--gap);
        }
      }
      ol {
        display: grid;
        gap: 0.4rem;
      }
      li {
        justify-self: start;
        max-inline-size: 86%;
        padding: 0.45rem 0.8rem;
        border-radius: 0.9rem;
        background: var(--help-soft);
        overflow-wrap: anywhere;
      }
      li.own {
        justify-self: end;
        background: var(--accent-soft);
      }
      small {
        display: block;
        color: var(--muted);
      }
      .away {
        color: var(--muted);
      }
      .phrases {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem;
      }
      .phrases hr-button {
        flex: 1 1 12rem;
      }
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: var(--gap-small);
      }
      label {
        flex: 1 1 12rem;
        display: grid;
        gap: 0.3rem;
        font-weight: var(--weight-medium);
      }
      input {
        font-weight: var(--weight-normal);
        min-inline-size: 0;
        min-block-size: 3rem;
        padding: 0.6rem 0.9rem;
      }
    `,
  ];

  declare ticket: TicketView;
  declare words: Translator;
  /** Something was asked for and is not answered yet. */
  declare busy: boolean;
  declare private text: string;

  constructor() {
    super();
    this.text = '';
  }

  override render(): TemplateResult {
    const { words, ticket } = this;
    const isAway = ticket.messages.length > 0 && ticket.inSight !== true;
    return html`<div class="talk">
      <div class="said">
        <ol aria-label=${words.text('staff.talk.title')} aria-live="polite">
          ${repeat(
            ticket.messages,
            ({ from, at }, index) => `${from} ${at} ${index}`,
            (message) => this.renderMessage(message),
          )}
        </ol>
        ${isAway ? html`<p class="away" role="status">${words.text('staff.talk.putAway')}</p>` : nothing}
      </div>
      <div class="say">
        <div class="phrases">
          ${PHRASES.map(
            (phrase) =>
              html`<hr-button size="small" ?disabled=${this.busy} @click=${() => this.say({ phrase })}>
                ${words.text(`talk.helper.${phrase}`)}
              </hr-button>`,
          )}
        </div>
        ${this.renderOwnWords()}
      </div>
    </div>`;
  }

  private renderOwnWords(): TemplateResult {
    const { words } = this;
    return html`<form @submit=${this.submit}>
      <label>
        ${words.text('staff.talk.yours')}
        <input
          type="text"
          maxlength=${MESSAGE_LENGTH_MAX}
          autocomplete="off"
          .value=${this.text}
          @input=${(event: InputEvent) => {
            if (event.target instanceof HTMLInputElement) this.text = event.target.value;
          }}
        />
      </label>
      <hr-button
        icon="paper-plane-tilt"
        ?disabled=${this.busy || this.text.trim() === ''}
        @click=${() => this.say({ text: this.text.trim() })}
      >
        ${words.text('staff.talk.send')}
      </hr-button>
    </form>`;
  }

  private renderMessage({ from, name, phrase, text }: MessageView): TemplateResult {
    const { words } = this;
    const said = phrase === null ? (text ?? '') : words.text(`talk.${from}.${phrase}` as MessageKey);
    const who = from === 'shopper' ? words.text('staff.talk.shopper') : (name ?? '');
    return html`<li class=${from === 'helper' ? 'own' : ''}>
      <small><bdi>${who}</bdi></small
      ><bdi>${said}</bdi>
    </li>`;
  }

  private readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const text = this.text.trim();
    if (text !== '' && !this.busy) this.say({ text });
  };

  private say(said: CommandInput<'sayToShopper'>['said']): void {
    this.dispatchEvent(new StaffIntentEvent({ type: 'say', ticketIds: [this.ticket.ticketId], said }));
    this.text = '';
  }
}

customElements.define('hr-shopper-talk', ShopperTalk);
