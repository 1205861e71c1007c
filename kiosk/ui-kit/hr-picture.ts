import { css, html, LitElement, type TemplateResult } from 'lit';
import { baseStyles } from './base-styles.ts';
import './hr-icon.ts';

/**
 * The drawing of an article or a group of articles, or its first letter where there is none. The name stands beside it,
 * so it is hidden from screen readers.
 *
 * @cssprop --picture-size - its edge
 */
export class HrPicture extends LitElement {
  static override properties = {
    name: { type: String },
    initial: { type: String },
    missing: { state: true },
  };

  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        place-items: center;
        flex: none;
        inline-size: var(--picture-size, calc(21 * var(--mm)));
        block-size: var(--picture-size, calc(21 * var(--mm)));
        border-radius: calc(var(--picture-size, calc(21 * var(--mm))) * 0.17);
        background: var(--picture-ground, var(--plate));
        overflow: hidden;
      }
      img {
        inline-size: 66%;
        block-size: 66%;
        object-fit: contain;
      }
      span {
        font-size: calc(var(--picture-size, calc(21 * var(--mm))) * 0.42);
        font-weight: var(--weight-title);
        color: #55635e;
        line-height: 1;
      }
    `,
  ];

  /** As in /pictures/<name>.svg; null where the article has none. */
  declare name: string | null;
  declare initial: string;
  declare private missing: string | null;

  constructor() {
    super();
    this.name = null;
    this.initial = '';
    this.missing = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('aria-hidden', 'true');
  }

  override render(): TemplateResult {
    const { name } = this;
    if (name === null || name === this.missing) return html`<span>${firstLetter(this.initial)}</span>`;
    return html`<img
      src="/pictures/${encodeURIComponent(name)}.svg"
      alt=""
      draggable="false"
      @error=${() => {
        this.missing = name;
      }}
    />`;
  }
}

function firstLetter(text: string): string {
  return Array.from(text.trim())[0]?.toUpperCase() ?? '';
}

customElements.define('hr-picture', HrPicture);

declare global {
  interface HTMLElementTagNameMap {
    'hr-picture': HrPicture;
  }
}
