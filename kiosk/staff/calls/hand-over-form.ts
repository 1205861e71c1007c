import { css, html, LitElement, type TemplateResult } from 'lit';
import type { PersonView } from '#kiosk/api/staff.ts';
import type { LaneStatusView, TicketView } from '#kiosk/api/views.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles, fieldStyles } from '#kiosk/ui-kit/base-styles.ts';
import { StaffIntentEvent } from './staff-intents.ts';
import { ticketBadges } from './ticket-badges.ts';
import { ticketContext, ticketTitle } from './ticket-words.ts';
import '#kiosk/ui-kit/hr-button.ts';

/** The contract's bound, in characters. */
const NOTE_LENGTH_MAX = 200;

/**
 * Somebody else goes on with it, and reads what is known: the note is there before a word was typed.
 *
 * @fires hr-staff-intent - it is handed over
 */
export class HandOverForm extends LitElement {
  static override properties = {
    ticket: { attribute: false },
    lane: { attribute: false },
    colleagues: { attribute: false },
    words: { attribute: false },
    busy: { type: Boolean },
    to: { state: true },
  };

  static override styles = [
    baseStyles,
    fieldStyles,
    css`
      :host {
        display: grid;
        gap: 1.2rem;
        padding-block-end: 0.5rem;
      }
      .people {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr));
        gap: var(--gap-small);
        margin-block-start: 0.4rem;
      }
      .label,
      label {
        font-weight: var(--weight-medium);
      }
      label {
        display: grid;
        gap: 0.4rem;
      }
      textarea {
        padding: 0.7rem 1rem;
        resize: vertical;
      }
    `,
  ];

  declare ticket: TicketView;
  declare lane: LaneStatusView | undefined;
  /** Those on duty, without oneself. */
  declare colleagues: readonly PersonView[];
  declare words: Translator;
  declare busy: boolean;
  declare private to: string | null;

  constructor() {
    super();
    this.to = null;
  }

  override render(): TemplateResult {
    const { words } = this;
    return html`<div role="group" aria-labelledby="to">
        <p id="to" class="label">${words.text('staff.handOver.to')}</p>
        <div class="people">
          ${this.renderChoice(null, words.text('staff.handOver.anybody'))}
          ${this.colleagues.map(({ personId, firstName }) => this.renderChoice(personId, firstName))}
        </div>
      </div>
      <label>
        ${words.text('staff.handOver.note')}
        <textarea rows="3" maxlength=${NOTE_LENGTH_MAX} .defaultValue=${this.known()}></textarea>
      </label>
      <hr-button variant="primary" icon="arrow-right" ?disabled=${this.busy} @click=${this.send}>
        ${words.text('staff.handOver')}
      </hr-button>`;
  }

  private renderChoice(personId: string | null, name: string): TemplateResult {
    return html`<hr-button size="small" toggle .pressed=${this.to === personId} @click=${() => (this.to = personId)}>
      ${name}
    </hr-button>`;
  }

  /** What the card says, in one line. */
  private known(): string {
    const { ticket, words, lane } = this;
    const badges = ticketBadges(ticket, words, lane).map(({ text }) => text);
    const parts = [ticketTitle(ticket, words), ...badges, ticketContext(ticket, words)];
    return parts
      .filter((part) => part !== '')
      .join(', ')
      .slice(0, NOTE_LENGTH_MAX);
  }

  private readonly send = (): void => {
    const note = this.renderRoot.querySelector('textarea')?.value.trim() ?? '';
    const { ticketId } = this.ticket;
    this.dispatchEvent(new StaffIntentEvent({ type: 'hand-over', ticketIds: [ticketId], to: this.to, note }));
  };
}

customElements.define('hr-hand-over-form', HandOverForm);
