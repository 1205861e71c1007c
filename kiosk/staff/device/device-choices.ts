import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { LANGUAGES } from '#kiosk/i18n/languages.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import type { Colours, Remembered } from './this-device.ts';
import '#kiosk/ui-kit/hr-button.ts';

/** Something is to be otherwise on this device from now on. */
export class PreferEvent extends Event {
  readonly change: Partial<Remembered>;

  constructor(change: Partial<Remembered>) {
    super('hr-prefer', { bubbles: true, composed: true });
    this.change = change;
  }
}

const COLOURS: readonly Colours[] = ['auto', 'light', 'dark', 'contrast'];

/**
 * What one may have otherwise on one's own device: the language, the colours, whether calls ring.
 *
 * @fires hr-prefer - a choice was made
 * @fires hr-try-ring - it is to ring once, now
 */
export class DeviceChoices extends LitElement {
  static override properties = {
    device: { attribute: false },
    words: { attribute: false },
    only: { type: String },
  };

  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: var(--gap);
      }
      p {
        font-weight: var(--weight-medium);
        margin-block-end: 0.4rem;
      }
      .row {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr));
        gap: var(--gap-small);
        --icon-size: 1.3rem;
      }
    `,
  ];

  declare device: Remembered;
  declare words: Translator;
  /** Only the languages, for somebody who cannot read the rest yet. */
  declare only: 'language' | '';

  constructor() {
    super();
    this.only = '';
  }

  override render(): TemplateResult {
    return html`${this.renderLanguages()}
    ${this.only === 'language' ? nothing : html`${this.renderColours()} ${this.renderRing()}`}`;
  }

  private renderLanguages(): TemplateResult {
    const { words } = this;
    return html`<div role="group" aria-labelledby="language">
      <p id="language">${words.text('staff.language')}</p>
      <div class="row">
        ${LANGUAGES.map(
          ({ tag, ownName }) =>
            html`<hr-button
              size="small"
              lang=${tag}
              toggle
              .pressed=${tag === words.language}
              @click=${() => this.prefer({ language: tag })}
            >
              ${ownName}
            </hr-button>`,
        )}
      </div>
    </div>`;
  }

  private renderColours(): TemplateResult {
    const { words } = this;
    return html`<div role="group" aria-labelledby="colours">
      <p id="colours">${words.text('staff.colours')}</p>
      <div class="row">
        ${COLOURS.map(
          (colours) =>
            html`<hr-button
              size="small"
              toggle
              .pressed=${colours === this.device.colours}
              @click=${() => this.prefer({ colours })}
            >
              ${words.text(`staff.colours.${colours}`)}
            </hr-button>`,
        )}
      </div>
    </div>`;
  }

  private renderRing(): TemplateResult {
    const { words } = this;
    const { rings } = this.device;
    return html`<div role="group" aria-labelledby="ring">
      <p id="ring">${words.text('staff.ring')}</p>
      <div class="row">
        <hr-button
          size="small"
          toggle
          icon=${rings ? 'speaker-high' : 'speaker-slash'}
          .pressed=${rings}
          @click=${() => this.prefer({ rings: !rings })}
        >
          ${words.text('staff.ring.sound')}
        </hr-button>
        <hr-button
          size="small"
          @click=${() => this.dispatchEvent(new Event('hr-try-ring', { bubbles: true, composed: true }))}
        >
          ${words.text('staff.ring.try')}
        </hr-button>
      </div>
    </div>`;
  }

  private prefer(change: Partial<Remembered>): void {
    this.dispatchEvent(new PreferEvent(change));
  }
}

customElements.define('hr-device-choices', DeviceChoices);

declare global {
  interface GlobalEventHandlersEventMap {
    'hr-prefer': PreferEvent;
  }
}
