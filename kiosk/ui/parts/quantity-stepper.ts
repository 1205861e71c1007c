import { css, html, LitElement, type TemplateResult } from 'lit';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import { Slice, wordsContext } from '../state/contexts.ts';

export const COUNT_MIN = 1;
const COUNT_MAX = 99;

export class CountEvent extends Event {
  readonly count: number;

  constructor(count: number) {
    super('hr-count', { bubbles: true, composed: true });
    this.count = count;
  }
}

/**
 * How many, by two large buttons.
 *
 * @fires hr-count - the new count; the owner sets it
 */
export class QuantityStepper extends LitElement {
  static override properties = { count: { type: Number } };

  static override styles = [
    baseStyles,
    css`
      :host {
        display: flex;
        align-items: center;
        justify-content: center;
        gap: var(--pad);
      }
      output {
        min-inline-size: 2.2ch;
        text-align: center;
        font-size: var(--text-amount);
        font-weight: var(--weight-title);
        font-variant-numeric: tabular-nums;
        line-height: 1;
      }
    `,
  ];

  declare count: number;

  private readonly words = new Slice(this, wordsContext);

  constructor() {
    super();
    this.count = COUNT_MIN;
  }

  override render(): TemplateResult {
    const words = this.words.value;
    return html`
      <hr-button
        icon="minus"
        label=${words.text('shopper.line.fewer')}
        ?disabled=${this.count <= COUNT_MIN}
        @click=${() => this.dispatchEvent(new CountEvent(this.count - 1))}
      ></hr-button>
      <output aria-live="polite">${this.count}</output>
      <hr-button
        icon="plus"
        label=${words.text('shopper.line.more')}
        ?disabled=${this.count >= COUNT_MAX}
        @click=${() => this.dispatchEvent(new CountEvent(this.count + 1))}
      ></hr-button>
    `;
  }
}

customElements.define('hr-quantity-stepper', QuantityStepper);

declare global {
  interface GlobalEventHandlersEventMap {
    'hr-count': CountEvent;
  }
}
