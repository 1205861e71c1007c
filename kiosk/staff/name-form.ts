import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import { NAME_LENGTH_MAX } from './this-device.ts';
import '#kiosk/ui-kit/hr-button.ts';

/** Somebody says who they are. */
export class NameEvent extends Event {
  readonly name: string;

  constructor(name: string) {
    super('hr-name', { bubbles: true, composed: true });
    this.name = name;
  }
}

/**
 * Asks for the name that shoppers are told. The enter key does what the button does.
 *
 * @fires hr-name - a name was given
 */
export class NameForm extends LitElement {
  static override properties = {
    name: { type: String },
    words: { attribute: false },
    action: { type: String },
    missing: { state: true },
  };

  static override styles = [
    baseStyles,
    css`
      form {
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
        font-size: var(--text-large);
        inline-size: 100%;
        min-block-size: var(--control);
        padding: 0.6rem 1rem;
        border: var(--line-width) solid var(--muted);
        border-radius: var(--radius-control);
        background: var(--card);
        color: var(--ink);
        user-select: text;
      }
      .missing {
        color: var(--stake-ink);
        font-weight: var(--weight-medium);
      }
    `,
  ];

  declare name: string;
  declare words: Translator;
  /** The words of its button. */
  declare action: string;
  declare private missing: boolean;

  constructor() {
    super();
    this.name = '';
    this.action = '';
    this.missing = false;
  }

  override render(): TemplateResult {
    const { words, missing } = this;
    return html`<form novalidate @submit=${this.onSubmit}>
      <label>
        ${words.text('staff.name.field')}
        <input
          name="name"
          maxlength=${NAME_LENGTH_MAX}
          autocomplete="given-name"
          autocapitalize="words"
          enterkeyhint="done"
          spellcheck="false"
          aria-invalid=${missing ? 'true' : 'false'}
          aria-describedby="missing"
          .value=${this.name}
        />
      </label>
      <p id="missing" class="missing" role="alert">${missing ? words.text('staff.name.missing') : nothing}</p>
      <hr-button variant="primary" @click=${this.onSubmit}>${this.action}</hr-button>
    </form>`;
  }

  override focus(): void {
    this.renderRoot.querySelector('input')?.focus();
  }

  private readonly onSubmit = (event: Event): void => {
    event.preventDefault();
    const name = this.renderRoot.querySelector('input')?.value.trim() ?? '';
    this.missing = name === '';
    if (this.missing) this.focus();
    else this.dispatchEvent(new NameEvent(name));
  };
}

customElements.define('hr-name-form', NameForm);

declare global {
  interface HTMLElementTagNameMap {
    'hr-name-form': NameForm;
  }
  interface GlobalEventHandlersEventMap {
    'hr-name': NameEvent;
  }
}
