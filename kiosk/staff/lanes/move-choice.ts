import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { TILL } from '#kiosk/api/slips.ts';
import type { LaneStatusView } from '#kiosk/api/views.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';

/** Where the basket goes; null for nowhere. */
export class PlaceEvent extends Event {
  readonly place: string | null;

  constructor(place: string | null) {
    super('hr-place');
    this.place = place;
  }
}

/** Lanes at which nobody shops just now. */
export function freeLanes(lanes: readonly LaneStatusView[], from: string): readonly LaneStatusView[] {
  return lanes
    .filter(({ workstationId, state, connected }) => workstationId !== from && state === 'free' && connected)
    .toSorted((a, b) => a.laneNumber - b.laneNumber);
}

/**
 * Where a basket goes on: at a lane that is free, or at a staffed till.
 *
 * @fires hr-place - with the place
 */
export class MoveChoice extends LitElement {
  static override properties = {
    from: { type: String },
    lanes: { attribute: false },
    words: { attribute: false },
  };

  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: var(--gap);
        --icon-size: 1.4rem;
      }
      h3 {
        font-size: var(--text-large);
        font-weight: var(--weight-strong);
      }
      .hint {
        color: var(--muted);
      }
      .places {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr));
        gap: var(--gap-small);
      }
      .till {
        grid-column: 1 / -1;
      }
      small {
        display: block;
        font-weight: var(--weight-normal);
      }
    `,
  ];

  declare from: string;
  declare lanes: readonly LaneStatusView[];
  declare words: Translator;

  override render(): TemplateResult {
    const { words } = this;
    const free = freeLanes(this.lanes, this.from);
    return html`<div>
        <h3>${words.text('staff.move.where')}</h3>
        <p class="hint">${words.text('staff.move.hint')}</p>
      </div>
      <div class="places">
        ${free.map(
          ({ workstationId, laneNumber }) =>
            html`<hr-button icon="check" @click=${() => this.choose(workstationId)}>
              ${words.text('common.lane', { number: laneNumber })}
            </hr-button>`,
        )}
        <hr-button class="till" icon="storefront" @click=${() => this.choose(TILL)}>
          ${words.text('staff.move.till')}<small>${words.text('staff.move.tillHint')}</small>
        </hr-button>
      </div>
      ${free.length === 0 ? html`<p class="hint">${words.text('staff.move.noLane')}</p>` : nothing}
      <hr-button icon="arrow-left" @click=${() => this.choose(null)}>${words.text('common.back')}</hr-button>`;
  }

  private choose(place: string | null): void {
    this.dispatchEvent(new PlaceEvent(place));
  }
}

customElements.define('hr-move-choice', MoveChoice);
