import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { PersonView } from '#kiosk/api/staff.ts';
import type { TicketView } from '#kiosk/api/views.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles, fieldStyles } from '#kiosk/ui-kit/base-styles.ts';
import { isAtLeast } from './may-decide.ts';
import { ownResolution, RESOLUTION_LENGTH_MAX } from './own-resolution.ts';
import { Settling, settlingStyles } from './settling.ts';
import { type StaffIntent, StaffIntentEvent } from './staff-intents.ts';
import { ticketSettlingStyles } from './ticket-settling-styles.ts';
import { resolutionWords, ticketTitle } from './ticket-words.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';

/** Codes of an age check by what they decide; the first of each is what the plain answer says. */
const AGE_CODES = {
  approved: ['document-seen', 'clearly-old-enough'],
  refused: ['refused-too-young', 'refused-no-document'],
} as const;

/** The contract's bound, in characters. */
const NOTE_LENGTH_MAX = 200;

/**
 * What is asked of whoever stands there: what it turned out to be, in one tap.
 *
 * @fires hr-staff-intent - it is settled
 */
export class TicketSettling extends LitElement {
  static override properties = {
    ticket: { attribute: false },
    words: { attribute: false },
    role: { type: String },
    busy: { type: Boolean },
    confirming: { state: true },
    noting: { state: true },
  };

  static override styles = [baseStyles, fieldStyles, settlingStyles, ticketSettlingStyles];

  declare ticket: TicketView;
  declare words: Translator;
  declare role: PersonView['role'];
  declare busy: boolean;
  /** What is about to be said of the payment. */
  declare private confirming: 'paid' | 'not-paid' | undefined;
  declare private noting: boolean;
  private readonly settling = new Settling(this);
  private choices: { readonly ticketId: string; readonly codes: readonly string[] } = { ticketId: '', codes: [] };

  constructor() {
    super();
    this.noting = false;
  }

  override render(): TemplateResult {
    const { ticket, words } = this;
    const smallest = ticket.care?.smallestRole ?? 'assistant';
    if (!isAtLeast(this.role, smallest)) {
      return html`<p class="question" tabindex="-1">${words.text(`staff.needsRole.${smallest}`)}</p>
        <div class="actions">
          <hr-button icon="users" ?disabled=${this.busy} @click=${this.askSecond}>
            ${words.text('staff.backup.second')}
          </hr-button>
        </div>`;
    }
    if (ticket.interventionId !== null) return this.renderAge();
    if (ticket.reason === 'payment-unknown') return this.renderPayment();
    return this.renderCodes();
  }

  /** What is learned meanwhile moves no button from under a finger. */
  override willUpdate(): void {
    const { ticketId, care } = this.ticket;
    if (this.choices.ticketId !== ticketId) this.choices = { ticketId, codes: care?.resolutions ?? [] };
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('noting') && this.noting) this.renderRoot.querySelector('textarea')?.focus();
    if (!changed.has('confirming') || this.confirming === changed.get('confirming')) return;
    this.settling.start();
    // What it means is read aloud, and no button is armed by accident.
    this.renderRoot.querySelector<HTMLElement>('.meaning, .question')?.focus();
  }

  private renderAge(): TemplateResult {
    const { ticket, words } = this;
    const age = Number(ticket.context['minimumAge'] ?? 0);
    const choice = (outcome: 'approved' | 'refused') =>
      AGE_CODES[outcome].map(
        (code) =>
          html`<hr-button
            icon=${outcome === 'approved' ? 'check' : 'x'}
            variant=${outcome === 'approved' ? 'primary' : 'secondary'}
            ?disabled=${this.busy}
            @click=${() => this.settle(code, outcome)}
          >
            ${resolutionWords(code, words)}
          </hr-button>`,
      );
    return html`<p class="question" tabindex="-1">${words.text('staff.ageQuestion', { age })}</p>
      <p class="hint">${words.text('staff.ageHint')}</p>
      <div class="answer" role="group" aria-label=${words.text('staff.ageApprove', { age })}>
        <p>${words.text('staff.ageApprove', { age })}</p>
        <div class="actions">${choice('approved')}</div>
      </div>
      <div class="answer" role="group" aria-label=${words.text('staff.ageRefuse')}>
        <p>${words.text('staff.ageRefuse')}</p>
        <div class="actions">${choice('refused')}</div>
      </div>`;
  }

  private renderPayment(): TemplateResult {
    const { words } = this;
    if (this.confirming !== undefined) return this.renderConfirming(this.confirming === 'paid');
    return html`<p class="question" tabindex="-1">${words.text('staff.paidQuestion')}</p>
      <p class="hint">${words.text('staff.paidHint')}</p>
      <div class="actions">
        <hr-button icon="check" ?disabled=${this.busy} @click=${() => this.confirm('paid')}>
          ${words.text('staff.paid')}
        </hr-button>
        <hr-button icon="x" ?disabled=${this.busy} @click=${() => this.confirm('not-paid')}>
          ${words.text('staff.notPaid')}
        </hr-button>
      </div>`;
  }

  private renderConfirming(paid: boolean): TemplateResult {
    const { words } = this;
    const { ticketId } = this.ticket;
    return html`<div class="confirm">
      <p class="meaning" tabindex="-1">${words.text(paid ? 'staff.settle.paid' : 'staff.settle.notPaid')}</p>
      <div class="actions">
        <hr-button
          variant="stake"
          ?disabled=${this.busy}
          @click=${() => this.wish({ type: 'settle-payment', ticketIds: [ticketId], paid })}
        >
          ${words.text(paid ? 'staff.settle.paidYes' : 'staff.settle.notPaidYes')}
        </hr-button>
        <hr-button icon="arrow-left" @click=${() => this.confirm(undefined)}>${words.text('common.back')}</hr-button>
      </div>
    </div>`;
  }

  private renderCodes(): TemplateResult {
    const { ticket, words } = this;
    const codes = this.choices.codes.filter((code) => code !== 'other');
    const about = `${words.text('common.lane', { number: ticket.laneNumber })}, ${ticketTitle(ticket, words)}`;
    return html`<p class="question" tabindex="-1">${words.text('staff.whatWasIt')}</p>
      <div class="actions codes">
        ${codes.map(
          (code) =>
            html`<hr-button size="small" ?disabled=${this.busy} @click=${() => this.settle(code)}>
              ${resolutionWords(code, words)}
            </hr-button>`,
        )}
      </div>
      ${this.noting ? this.renderNote() : nothing}
      <div class="actions">
        <hr-button
          variant="primary"
          icon="check"
          label="${words.text('staff.done')}: ${about}"
          ?disabled=${this.busy}
          @click=${() => this.settle(ownResolution(this.renderRoot.querySelector('input')?.value ?? ''))}
        >
          ${words.text('staff.done')}
        </hr-button>
        ${
          this.noting
            ? nothing
            : html`<hr-button icon="chat-circle-text" @click=${() => (this.noting = true)}>
                ${words.text('staff.note.add')}
              </hr-button>`
        }
      </div>`;
  }

  private renderNote(): TemplateResult {
    return html`<label class="note">
        ${this.words.text('staff.note')}
        <textarea rows="2" maxlength=${NOTE_LENGTH_MAX}></textarea>
      </label>
      <label class="note">
        ${this.words.text('staff.ownWord')}
        <input maxlength=${RESOLUTION_LENGTH_MAX} autocomplete="off" />
      </label>`;
  }

  private confirm(what: 'paid' | 'not-paid' | undefined): void {
    this.confirming = what;
  }

  private readonly askSecond = (): void => {
    this.wish({ type: 'ask-backup', ticketIds: [this.ticket.ticketId], kind: 'second-person' });
  };

  private settle(resolution: string | undefined, outcome: 'approved' | 'refused' | null = null): void {
    const { ticketId, context, interventionId } = this.ticket;
    const minimumAge = Number(context['minimumAge'] ?? 0);
    const note = this.renderRoot.querySelector('textarea')?.value.trim() ?? '';
    this.wish({
      type: 'settle',
      ticketIds: [ticketId],
      outcome,
      ...(resolution === undefined ? {} : { resolution }),
      ...(note === '' ? {} : { note }),
      ...(interventionId !== null && minimumAge > 0 ? { minimumAge } : {}),
    });
  }

  private wish(intent: StaffIntent): void {
    this.dispatchEvent(new StaffIntentEvent(intent));
  }
}

customElements.define('hr-ticket-settling', TicketSettling);
