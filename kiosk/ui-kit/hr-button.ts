import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { baseStyles } from './base-styles.ts';
import type { IconName } from './icons.ts';
import './hr-icon.ts';

/**
 * A button that a hand finds: at least 20 mm high, acting when the finger lifts.
 *
 * @slot - its words
 * @fires click - as a native button does; a disabled one fires nothing
 */
export class HrButton extends LitElement {
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  static override properties = {
    variant: { type: String, reflect: true },
    size: { type: String, reflect: true },
    layout: { type: String, reflect: true },
    icon: { type: String },
    iconEnd: { type: String, attribute: 'icon-end' },
    label: { type: String },
    pressed: { type: Boolean, reflect: true },
    toggle: { type: Boolean },
    disabled: { type: Boolean, reflect: true },
  };

  static override styles = [
    baseStyles,
    css`
      :host {
        display: inline-flex;
        min-inline-size: 0;
        --_height: var(--control);
      }
      :host([size='small']) {
        --_height: var(--control-small);
      }
      :host([size='large']) {
        --_height: var(--control-large);
      }
      button {
        flex: 1;
        display: flex;
        align-items: center;
        justify-content: center;
        gap: var(--gap-small);
        min-inline-size: var(--_height);
        min-block-size: var(--_height);
        padding: calc(1.5 * var(--mm)) calc(5 * var(--mm));
        border: var(--line-width) solid var(--line);
        border-radius: var(--radius-control);
        background: var(--card);
        color: var(--ink);
        font-family: var(--font);
        font-size: var(--button-text, var(--text-body));
        font-weight: var(--weight-medium);
        line-height: 1.15;
        text-align: center;
        /* Colours change at once: one that is on its way while the other is not makes words that cannot be read. */
        transition: transform var(--quick);
      }
      .label {
        min-inline-size: 0;
        overflow-wrap: break-word;
        hyphens: auto;
      }
      button:active {
        transform: scale(0.98);
        background: var(--accent-soft);
      }
      :host([size='large']) button {
        font-size: var(--text-large);
        font-weight: var(--weight-strong);
      }
      :host([size='small']) button {
        font-size: var(--text-small);
        padding-inline: calc(4 * var(--mm));
      }
      :host([variant='primary']) button {
        background: var(--accent);
        border-color: var(--accent);
        color: var(--on-accent);
        font-weight: var(--weight-strong);
      }
      :host([variant='primary']) button:active {
        background: var(--accent-pressed);
      }
      :host([variant='help']) button {
        background: var(--help);
        border-color: var(--help);
        color: var(--on-help);
        border-radius: 999px;
        padding-inline: calc(6 * var(--mm));
        font-weight: var(--weight-strong);
      }
      :host([variant='help']) button:active {
        background: var(--help-pressed);
      }
      :host([variant='stake']) button {
        background: var(--stake);
        border-color: var(--stake);
        color: var(--on-stake);
      }
      :host([variant='pill']) button {
        border-radius: 999px;
      }
      :host([layout='tile']) button {
        flex-direction: column;
        padding: calc(4 * var(--mm)) calc(2.5 * var(--mm));
        --icon-size: calc(1.5 * var(--icon));
      }
      @container (orientation: landscape) or (inline-size < 900px) {
        :host([layout='either']) button {
          flex-direction: column;
          gap: calc(1.2 * var(--mm));
          padding: calc(3 * var(--mm)) calc(1.5 * var(--mm));
        }
      }
      @container style(--crowded: yes) {
        :host([layout='either']) button {
          flex-direction: row;
        }
      }
      :host([pressed]) button {
        border-color: var(--accent);
        box-shadow: inset 0 0 0 calc(0.6 * var(--mm)) var(--accent);
      }
      button:disabled {
        opacity: 0.45;
        cursor: default;
        transform: none;
      }
    `,
  ];

  declare variant: 'primary' | 'secondary' | 'help' | 'stake' | 'pill';
  declare size: 'small' | 'normal' | 'large';
  /** The icon beside the words, above them, or above them where the page is wider than high, or narrow. */
  declare layout: 'row' | 'tile' | 'either';
  declare icon: IconName | undefined;
  declare iconEnd: IconName | undefined;
  /** What it is called where its words alone do not say it; starts with the visible words (WCAG 2.5.3). */
  declare label: string | undefined;
  /** For one of several choices, or an on/off: whether it is chosen. Needs `toggle`. */
  declare pressed: boolean;
  declare toggle: boolean;
  declare disabled: boolean;

  constructor() {
    super();
    this.variant = 'secondary';
    this.size = 'normal';
    this.layout = 'row';
    this.icon = undefined;
    this.iconEnd = undefined;
    this.label = undefined;
    this.pressed = false;
    this.toggle = false;
    this.disabled = false;
  }

  override render(): TemplateResult {
    const pressed = this.toggle ? (this.pressed ? 'true' : 'false') : undefined;
    return html`<button
      type="button"
      aria-label=${ifDefined(this.label)}
      aria-pressed=${ifDefined(pressed)}
      ?disabled=${this.disabled}
    >
      ${this.icon === undefined ? nothing : html`<hr-icon .name=${this.icon}></hr-icon>`}
      <span class="label"><slot></slot></span>
      ${this.iconEnd === undefined ? nothing : html`<hr-icon .name=${this.iconEnd}></hr-icon>`}
    </button>`;
  }
}

customElements.define('hr-button', HrButton);

declare global {
  interface HTMLElementTagNameMap {
    'hr-button': HrButton;
  }
}
