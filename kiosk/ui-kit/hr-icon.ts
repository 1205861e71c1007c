import { css, html, LitElement, type TemplateResult } from 'lit';
import { ICONS, type IconName } from './icons.ts';

/**
 * An icon of the set, in the colour of the text around it. Always beside a word: it is hidden from screen readers.
 *
 * @cssprop --icon-size - how large it is; by default the --icon of the tokens
 */
export class HrIcon extends LitElement {
  static override properties = { name: { type: String } };

  static override styles = css`
    :host {
      display: inline-block;
      flex: none;
      inline-size: var(--icon-size, var(--icon));
      block-size: var(--icon-size, var(--icon));
      line-height: 0;
    }
    span,
    svg {
      display: block;
      inline-size: 100%;
      block-size: 100%;
    }
    /* Arrows that mean "onwards" and "back" follow the reading direction; pictures of things do not. */
    .mirrored {
      transform: scaleX(var(--reading));
    }
  `;

  declare name: IconName;

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('aria-hidden', 'true');
  }

  override render(): TemplateResult {
    return html`<span class=${MIRRORED.has(this.name) ? 'mirrored' : ''}>${DRAWINGS.get(this.name)}</span>`;
  }
}

/**
 * One template a drawing: its text is read once, and copied for each place where it stands. The drawings come from the
 * package at build time, never from the network or a person.
 */
const DRAWINGS: ReadonlyMap<string, TemplateResult> = new Map(
  Object.entries(ICONS).map(([name, source]) => {
    const strings = [source];
    return [name, html(Object.assign(strings, { raw: strings }))];
  }),
);

const MIRRORED: ReadonlySet<IconName> = new Set<IconName>(['arrow-left', 'arrow-right', 'caret-right', 'backspace']);

customElements.define('hr-icon', HrIcon);

declare global {
  interface HTMLElementTagNameMap {
    'hr-icon': HrIcon;
  }
}
