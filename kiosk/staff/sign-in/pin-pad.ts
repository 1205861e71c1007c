import { css, html, LitElement, type TemplateResult } from 'lit';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';

/** The bounds of a PIN, in digits. */
const PIN_LENGTH_MIN = 4;
const PIN_LENGTH_MAX = 12;

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** A PIN was entered. */
export class PinEvent extends Event {
  readonly pin: string;

  constructor(pin: string) {
    super('hr-pin', { bubbles: true, composed: true });
    this.pin = pin;
  }
}

/**
 * Large keys for a PIN, and a field beside them for whoever has a keyboard or a screen reader. What was entered is
 * never shown.
 *
 * @fires hr-pin - it is complete
 */
export class PinPad extends LitElement {
  static override properties = {
    words: { attribute: false },
    disabled: { type: Boolean },
    pin: { state: true },
  };

  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: var(--gap);
      }
      label {
        display: grid;
        gap: 0.4rem;
        font-weight: var(--weight-medium);
      }
      input {
        font: inherit;
        font-size: 2rem;
        line-height: 1;
        letter-spacing: 0.35em;
        text-align: center;
        inline-size: 100%;
        min-block-size: var(--control-large);
        padding: 0.4rem 1rem;
        border: var(--line-width) solid var(--muted);
        border-radius: var(--radius-control);
        background: var(--card);
        color: var(--ink);
      }
      .keys {
        display: grid;
        grid-template-columns: repeat(3, 1fr);
        gap: var(--gap-small);
        direction: ltr;
      }
      .keys button {
        display: grid;
        place-items: center;
        min-block-size: 4.25rem;
        border: var(--line-width) solid var(--line);
        border-radius: var(--radius-control);
        background: var(--card);
        font-size: 1.9rem;
        font-weight: var(--weight-strong);
        font-variant-numeric: tabular-nums;
        text-align: center;
      }
      .keys button:active {
        background: var(--accent-soft);
      }
      button:disabled {
        opacity: 0.45;
        cursor: default;
      }
      .keys .go {
        background: var(--accent);
        border-color: var(--accent);
        color: var(--on-accent);
      }
    `,
  ];

  declare words: Translator;
  declare disabled: boolean;
  declare private pin: string;

  constructor() {
    super();
    this.disabled = false;
    this.pin = '';
  }

  override render(): TemplateResult {
    const { words } = this;
    return html`<label>
        ${words.text('staff.signIn.pin')}
        <input
          type="password"
          inputmode="none"
          autocomplete="off"
          maxlength=${PIN_LENGTH_MAX}
          ?disabled=${this.disabled}
          .value=${this.pin}
          @input=${this.onInput}
          @keydown=${this.onKey}
        />
      </label>
      <div class="keys">
        ${DIGITS.map((digit) => this.renderDigit(digit))}
        <button
          type="button"
          aria-label=${words.text('staff.signIn.backspace')}
          ?disabled=${this.disabled}
          @click=${() => this.change(this.pin.slice(0, -1))}
        >
          <hr-icon name="backspace"></hr-icon>
        </button>
        ${this.renderDigit('0')}
        <button
          type="button"
          class="go"
          aria-label=${words.text('staff.signIn.go')}
          ?disabled=${this.disabled || this.pin.length < PIN_LENGTH_MIN}
          @click=${this.send}
        >
          <hr-icon name="check"></hr-icon>
        </button>
      </div>`;
  }

  override focus(): void {
    this.renderRoot.querySelector('input')?.focus();
  }

  clear(): void {
    this.pin = '';
  }

  private renderDigit(digit: string): TemplateResult {
    return html`<button type="button" ?disabled=${this.disabled} @click=${() => this.change(this.pin + digit)}>
      ${digit}
    </button>`;
  }

  private change(pin: string): void {
    this.pin = pin.slice(0, PIN_LENGTH_MAX);
  }

  private readonly onInput = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    this.change(input.value.replaceAll(/\D/g, ''));
    input.value = this.pin;
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.defaultPrevented) this.send();
  };

  private readonly send = (): void => {
    if (!this.disabled && this.pin.length >= PIN_LENGTH_MIN) this.dispatchEvent(new PinEvent(this.pin));
  };
}

customElements.define('hr-pin-pad', PinPad);

declare global {
  interface HTMLElementTagNameMap {
    'hr-pin-pad': PinPad;
  }
  interface GlobalEventHandlersEventMap {
    'hr-pin': PinEvent;
  }
}
