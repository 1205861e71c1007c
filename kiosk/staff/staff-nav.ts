import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { PersonView } from '#kiosk/api/staff.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import type { IconName } from '#kiosk/ui-kit/icons.ts';
import { isRemote } from './afar/remote-calls.ts';
import { isAtLeast } from './calls/may-decide.ts';
import '#kiosk/ui-kit/hr-icon.ts';

export type StaffView = 'calls' | 'lanes' | 'board' | 'me';

/** Somebody goes to another part of the page. */
export class ViewEvent extends Event {
  readonly view: StaffView;

  constructor(view: StaffView) {
    super('hr-view', { bubbles: true, composed: true });
    this.view = view;
  }
}

const ICONS: Readonly<Record<StaffView, IconName>> = {
  calls: 'hand-palm-fill',
  lanes: 'grid-four',
  board: 'chart-bar',
  me: 'user',
};

/**
 * The parts of the page, where a thumb is; on a wide screen in the head.
 *
 * @fires hr-view - another part is wanted
 */
export class StaffNav extends LitElement {
  static override properties = {
    view: { type: String },
    views: { attribute: false },
    count: { type: Number },
    words: { attribute: false },
  };

  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      ul {
        display: grid;
        grid-auto-flow: column;
        grid-auto-columns: 1fr;
        gap: 0.3rem;
      }
      button {
        position: relative;
        display: grid;
        justify-items: center;
        gap: 0.15rem;
        inline-size: 100%;
        min-block-size: 3.6rem;
        padding: 0.4rem 0.5rem;
        border-radius: var(--radius-control);
        font-size: var(--text-small);
        font-weight: var(--weight-medium);
        text-align: center;
        --icon-size: 1.6rem;
      }
      button[aria-current='page'] {
        background: var(--accent-soft);
        color: var(--accent-ink);
        font-weight: var(--weight-strong);
      }
      .count {
        position: absolute;
        inset-block-start: 0.15rem;
        inset-inline-start: calc(50% + 0.5rem);
        min-inline-size: 1.35rem;
        padding-inline: 0.3rem;
        border-radius: 999px;
        background: var(--stake);
        color: var(--on-stake);
        font-size: 0.875rem;
        font-weight: var(--weight-strong);
        font-variant-numeric: tabular-nums;
        text-align: center;
      }
      @media (min-width: 48rem) {
        button {
          grid-auto-flow: column;
          align-items: center;
          gap: 0.5rem;
          min-block-size: 3rem;
          padding-inline: 1rem;
        }
        .count {
          position: static;
        }
      }
    `,
  ];

  declare view: StaffView;
  declare views: readonly StaffView[];
  /** How many wait, beside "Calls". */
  declare count: number;
  declare words: Translator;

  override render(): TemplateResult {
    const { words } = this;
    return html`<nav aria-label=${words.text('staff.nav')}>
      <ul>
        ${this.views.map(
          (view) =>
            html`<li>
              <button
                type="button"
                aria-current=${view === this.view ? 'page' : 'false'}
                @click=${() => this.dispatchEvent(new ViewEvent(view))}
              >
                <hr-icon .name=${ICONS[view]}></hr-icon>
                <span>${words.text(`staff.nav.${view}`)}</span>
                ${view === 'calls' ? this.renderCount() : nothing}
              </button>
            </li>`,
        )}
      </ul>
    </nav>`;
  }

  private renderCount(): TemplateResult | typeof nothing {
    return this.count === 0 ? nothing : html`<span class="count" aria-hidden="true">${this.count}</span>`;
  }
}

/** A remote helper has calls; the shop itself is not hers to look at. */
export function viewsFor(me: PersonView): StaffView[] {
  if (isRemote(me)) return ['calls', 'me'];
  return isAtLeast(me.role, 'supervisor') ? ['calls', 'lanes', 'board', 'me'] : ['calls', 'lanes', 'me'];
}

customElements.define('hr-staff-nav', StaffNav);

declare global {
  interface GlobalEventHandlersEventMap {
    'hr-view': ViewEvent;
  }
}
