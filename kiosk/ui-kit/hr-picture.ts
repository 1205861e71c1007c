import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { baseStyles } from './base-styles.ts';
import './hr-icon.ts';
import type { IconName } from './icons.ts';

/** Pictures that lines have without an article of the shop, and that are drawn here. */
const OUR_OWN: ReadonlyMap<string, IconName> = new Map([['deposit', 'recycle']]);

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
    due: { state: true },
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
      hr-icon {
        --icon-size: 50%;
        color: #55635e;
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
  /** The picture whose turn it is to be loaded. */
  declare private due: string | null;
  declare private missing: string | null;

  constructor() {
    super();
    this.name = null;
    this.initial = '';
    this.due = null;
    this.missing = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('aria-hidden', 'true');
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('name')) return;
    const { name } = this;
    // Reading a drawing takes as long as all else of a frame: the words and amounts beside it do not wait for it.
    afterNextFrame(() => {
      if (this.name === name) this.due = name;
    });
  }

  override render(): TemplateResult | typeof nothing {
    const { name } = this;
    if (name === null || name === this.missing) return html`<span>${firstLetter(this.initial)}</span>`;
    const icon = OUR_OWN.get(name);
    if (icon !== undefined) return html`<hr-icon .name=${icon}></hr-icon>`;
    if (name !== this.due) return nothing;
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

function afterNextFrame(work: () => void): void {
  requestAnimationFrame(() => setTimeout(work));
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
