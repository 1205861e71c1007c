import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { baseStyles } from './base-styles.ts';
import './hr-button.ts';

/** Asks its owner to close the sheet. */
class SheetCloseEvent extends Event {
  constructor() {
    super('hr-close', { bubbles: true, composed: true });
  }
}

/** A sibling with this attribute stays reachable while a sheet is open: the Help button's header. */
const KEEP_REACHABLE = 'data-keep-reachable';

/**
 * A sheet over the page: from the end side, in the middle, or over everything. It covers the positioned box that it
 * stands in. Whatever stands beside it becomes inert while it is open, so that the keyboard and screen readers stay
 * inside it, except what is marked to stay reachable; of several open sheets only the last one can be used. Escape and
 * a tap beside it ask to close it; focus goes back to where it was.
 *
 * @slot - what it says and asks
 * @slot actions - its buttons, always in sight
 * @fires hr-close - when the person wants it gone; the owner closes it
 */
export class HrSheet extends LitElement {
  static override properties = {
    open: { type: Boolean, reflect: true },
    placement: { type: String, reflect: true },
    heading: { type: String },
    closeLabel: { type: String, attribute: 'close-label' },
    bare: { type: Boolean, reflect: true },
  };

  static override styles = [
    baseStyles,
    css`
      :host {
        display: none;
        position: absolute;
        inset: 0;
        z-index: 10;
      }
      :host([open]) {
        display: grid;
      }
      .veil {
        position: absolute;
        inset: 0;
        background: var(--veil);
        animation: fade var(--quick) ease-out;
      }
      section {
        position: relative;
        display: flex;
        flex-direction: column;
        min-block-size: 0;
        min-inline-size: 0;
        max-block-size: 100%;
        background: var(--paper);
        border: var(--line-width) solid var(--card-line);
        box-shadow: var(--shadow);
        overflow: hidden;
      }
      :host([placement='end']) section {
        justify-self: end;
        block-size: 100%;
        inline-size: min(100%, max(56%, calc(225 * var(--mm))));
        border-start-start-radius: var(--radius-card);
        animation: from-end var(--quick) ease-out;
      }
      :host([placement='centre']) section {
        place-self: center;
        inline-size: min(94%, calc(230 * var(--mm)));
        max-block-size: 96%;
        border-radius: var(--radius-card);
        animation: fade var(--quick) ease-out;
      }
      :host([placement='full']) section {
        inline-size: 100%;
        block-size: 100%;
        animation: fade var(--quick) ease-out;
      }
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--gap);
        padding: var(--pad) var(--edge) var(--gap-small);
      }
      h2 {
        font-size: var(--text-heading);
        font-weight: var(--weight-title);
        line-height: 1.15;
        overflow-wrap: anywhere;
        min-inline-size: 0;
      }
      header hr-button {
        flex: none;
      }
      h2:focus-visible {
        outline: none;
      }
      section:focus-visible {
        outline: none;
      }
      .body {
        flex: 1;
        min-block-size: 0;
        overflow-y: auto;
        padding: var(--gap) var(--edge) var(--sheet-end, var(--pad));
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap);
        padding: var(--gap) var(--edge);
        background: var(--card);
        border-start-start-radius: var(--radius-card);
        border-start-end-radius: var(--radius-card);
        box-shadow: var(--shadow);
      }
      .actions:not(:has(slot[data-filled])) {
        display: none;
      }
      ::slotted([slot='actions']) {
        flex: 1;
      }
      @keyframes fade {
        from {
          opacity: 0;
        }
      }
      @keyframes from-end {
        from {
          translate: 6% 0;
          opacity: 0;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        section,
        .veil {
          animation: none !important;
        }
      }
    `,
  ];

  declare open: boolean;
  declare placement: 'end' | 'centre' | 'full';
  declare heading: string;
  /** The words of its close button; empty for a sheet that must be answered. */
  declare closeLabel: string;
  /** Its content shows a heading of its own: this one only names the sheet for those who hear it. */
  declare bare: boolean;

  private home: ParentNode | null = null;
  private focusedBefore: HTMLElement | undefined;

  constructor() {
    super();
    this.open = false;
    this.placement = 'centre';
    this.heading = '';
    this.closeLabel = '';
    this.bare = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Wherever the focus is: content that was just swapped may have taken it along.
    document.addEventListener('keydown', this.escaped);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.escaped);
    if (this.focusedBefore !== undefined || this.open) this.giveBack();
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.open) return nothing;
    const close =
      this.closeLabel === ''
        ? nothing
        : html`<hr-button size="small" variant="pill" icon="x" @click=${this.askToClose}
            >${this.closeLabel}</hr-button
          >`;
    return html`<div class="veil" @click=${this.askToClose}></div>
      <section role="dialog" aria-label=${this.heading} tabindex=${this.bare ? '-1' : nothing}>
        ${
          this.bare
            ? nothing
            : html`<header>
                <h2 tabindex="-1">${this.heading}</h2>
                ${close}
              </header>`
        }
        <div class="body"><slot></slot></div>
        <div class="actions"><slot name="actions" @slotchange=${this.markFilled}></slot></div>
      </section>`;
  }

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has('open')) return;
    if (this.open) this.take();
    else if (changed.get('open') === true) this.giveBack();
  }

  private readonly escaped = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && this.open && !this.inert) this.askToClose();
  };

  private readonly askToClose = (): void => {
    if (this.closeLabel !== '') this.dispatchEvent(new SheetCloseEvent());
  };

  private readonly markFilled = (event: Event): void => {
    const slot = event.target as HTMLSlotElement;
    slot.toggleAttribute('data-filled', slot.assignedElements().length > 0);
  };

  private take(): void {
    this.focusedBefore = deepActiveElement();
    this.home = this.parentNode;
    arrange(this.home);
    // The heading takes the focus: a screen reader starts with what this is about, and no button is armed by accident.
    const start = this.renderRoot.querySelector('h2') ?? this.renderRoot.querySelector('section');
    start?.focus();
  }

  private giveBack(): void {
    arrange(this.home);
    const before = this.focusedBefore;
    this.focusedBefore = undefined;
    if (before?.isConnected === true) before.focus({ preventScroll: true });
  }
}

/** Only the topmost open sheet can be used, and what is marked to stay reachable; with none open, everything can. */
function arrange(home: ParentNode | null): void {
  const siblings = [...(home?.children ?? [])];
  const top = siblings.findLast((sibling) => sibling instanceof HrSheet && sibling.open);
  for (const sibling of siblings) {
    if (!(sibling instanceof HTMLElement) || sibling.hasAttribute(KEEP_REACHABLE)) continue;
    sibling.inert = top !== undefined && sibling !== top;
  }
}

function deepActiveElement(): HTMLElement | undefined {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active instanceof HTMLElement ? active : undefined;
}

customElements.define('hr-sheet', HrSheet);

declare global {
  interface HTMLElementTagNameMap {
    'hr-sheet': HrSheet;
  }
  interface GlobalEventHandlersEventMap {
    'hr-close': SheetCloseEvent;
  }
}
