import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles, cardStyles, fieldStyles } from '#kiosk/ui-kit/base-styles.ts';
import type { HrStatus } from '#kiosk/ui-kit/hr-status.ts';
import { minutesAndSeconds } from '../calls/ticket-words.ts';
import { NAME_LENGTH_MAX } from '../device/this-device.ts';
import { BadgeReader } from './badge-reader.ts';
import type { PinEvent } from './pin-pad.ts';
import { signInStyles } from './sign-in-styles.ts';
import { type SignInRefusal, signInRefusal } from './sign-in-words.ts';
import type { Credential } from './staff-session.ts';
import './pin-pad.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import '#kiosk/ui-kit/hr-status.ts';

const MS_PER_SECOND = 1_000;

/** The door of the staff page: a name and a PIN, or a badge that a scanner types. */
export class SignInScreen extends LitElement {
  static override properties = {
    words: { attribute: false },
    people: { attribute: false },
    enter: { attribute: false },
    chosen: { state: true },
    refusal: { state: true },
    lockedUntil: { state: true },
    now: { state: true },
    busy: { state: true },
    missing: { state: true },
  };

  static override styles = [baseStyles, cardStyles, fieldStyles, signInStyles];

  declare words: Translator;
  /** Names that were used on this device before. */
  declare people: readonly string[];
  /** Signs in; rejects when the store says no. */
  declare enter: (credential: Credential) => Promise<void>;
  /** Whose PIN is asked for. */
  declare private chosen: string | undefined;
  declare private refusal: SignInRefusal | undefined;
  /** Of the clock below. */
  declare private lockedUntil: number;
  /** Monotonic milliseconds, moved on while something is locked. */
  declare private now: number;
  declare private busy: boolean;
  declare private missing: boolean;
  private readonly badges = new BadgeReader();
  private ticking: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.people = [];
    this.lockedUntil = 0;
    this.now = 0;
    this.busy = false;
    this.missing = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Before the fields get it: Enter at the end of a badge sends no half-typed PIN.
    addEventListener('keydown', this.onKey, { capture: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('keydown', this.onKey, { capture: true });
    clearInterval(this.ticking);
  }

  override render(): TemplateResult {
    const { words, chosen } = this;
    return html`<section class="card" aria-busy=${this.busy ? 'true' : 'false'}>
        <h1>${words.text('staff.signIn.title')}</h1>
        ${chosen === undefined ? this.renderWho() : this.renderPin(chosen)}
        <p class="badge"><hr-icon name="barcode"></hr-icon>${words.text('staff.signIn.badge')}</p>
      </section>
      <hr-status></hr-status>`;
  }

  override updated(changed: PropertyValues): void {
    if (!changed.has('chosen') || (this.chosen === undefined && changed.get('chosen') === undefined)) return;
    void this.focusField();
  }

  private async focusField(): Promise<void> {
    const pad = this.renderRoot.querySelector('hr-pin-pad');
    await pad?.updateComplete;
    (pad ?? this.renderRoot.querySelector('input'))?.focus();
  }

  private renderWho(): TemplateResult {
    const { words, missing } = this;
    return html`${
        this.people.length === 0
          ? nothing
          : html`<ul class="people">
              ${this.people.map(
                (name) =>
                  html`<li>
                    <button type="button" @click=${() => this.choose(name)}>
                      <span class="initial" aria-hidden="true">${name.slice(0, 1).toUpperCase()}</span>${name}
                    </button>
                  </li>`,
              )}
            </ul>`
      }
      <form novalidate @submit=${this.onName}>
        <label>
          ${words.text(this.people.length === 0 ? 'staff.signIn.name' : 'staff.signIn.otherName')}
          <input
            name="name"
            maxlength=${NAME_LENGTH_MAX}
            autocomplete="off"
            autocapitalize="words"
            enterkeyhint="next"
            spellcheck="false"
            aria-invalid=${missing ? 'true' : 'false'}
            aria-describedby="missing"
          />
        </label>
        <p id="missing" class="refused" role="alert">${missing ? words.text('staff.signIn.nameMissing') : nothing}</p>
        ${this.renderRefusal()}
        <hr-button variant="primary" icon-end="arrow-right" @click=${this.onName}>
          ${words.text('staff.signIn.next')}
        </hr-button>
      </form>`;
  }

  private renderPin(name: string): TemplateResult {
    const { words } = this;
    return html`<div class="who">
        <span class="initial" aria-hidden="true">${name.slice(0, 1).toUpperCase()}</span><strong>${name}</strong>
        <hr-button size="small" @click=${() => this.choose(undefined)}>${words.text('staff.signIn.notMe')}</hr-button>
      </div>
      <hr-pin-pad .words=${words} .disabled=${this.busy || this.waitMs > 0} @hr-pin=${this.onPin}></hr-pin-pad>
      ${this.renderRefusal()}`;
  }

  private renderRefusal(): TemplateResult {
    const { words, refusal } = this;
    const time = minutesAndSeconds(this.waitMs);
    // The countdown is not read aloud each second: only that there is one, and when it is over.
    return html`<p class="refused" role="alert">${refusal === undefined ? nothing : words.text(refusal.key)}</p>
      ${this.waitMs > 0 ? html`<p class="wait figures">${words.text('staff.signIn.wait', { time })}</p>` : nothing}`;
  }

  private get waitMs(): number {
    return Math.max(0, this.lockedUntil - this.now);
  }

  private choose(name: string | undefined): void {
    this.chosen = name;
    this.refusal = undefined;
    this.missing = false;
  }

  private readonly onName = (event: Event): void => {
    event.preventDefault();
    const name = this.renderRoot.querySelector('input')?.value.trim() ?? '';
    if (name === '') this.missing = true;
    else this.choose(name);
  };

  private readonly onPin = ({ pin }: PinEvent): void => {
    if (this.chosen !== undefined) void this.try({ type: 'pin', name: this.chosen, pin });
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    // When it was pressed, however busy the page was meanwhile.
    const badge = this.badges.take(event.key, event.timeStamp);
    if (badge === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const field = this.renderRoot.querySelector('input');
    if (field !== null) field.value = '';
    this.renderRoot.querySelector('hr-pin-pad')?.clear();
    void this.try({ type: 'badge', badge });
  };

  private async try(credential: Credential): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.refusal = undefined;
    try {
      await this.enter(credential);
    } catch (failure) {
      this.refuse(signInRefusal(failure));
    } finally {
      this.busy = false;
      this.renderRoot.querySelector('hr-pin-pad')?.clear();
    }
    await this.updateComplete;
    if (this.waitMs === 0) await this.focusField();
  }

  private refuse(refusal: SignInRefusal): void {
    this.refusal = refusal;
    if (refusal.waitSeconds === 0) return;
    this.now = performance.now();
    this.lockedUntil = this.now + refusal.waitSeconds * MS_PER_SECOND;
    clearInterval(this.ticking);
    this.ticking = setInterval(() => this.tick(), MS_PER_SECOND / 2);
  }

  private tick(): void {
    this.now = performance.now();
    if (this.waitMs > 0) return;
    clearInterval(this.ticking);
    this.refusal = undefined;
    this.renderRoot.querySelector<HrStatus>('hr-status')?.announce(this.words.text('staff.signIn.open'));
  }
}

customElements.define('hr-sign-in-screen', SignInScreen);
