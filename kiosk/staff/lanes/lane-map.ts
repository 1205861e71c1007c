import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { LaneStatusView } from '#kiosk/api/views.ts';
import { isMessageKey } from '#kiosk/i18n/languages.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import type { IconName } from '#kiosk/ui-kit/icons.ts';
import { OpenSheetEvent } from '../calls/staff-intents.ts';
import '#kiosk/ui-kit/hr-icon.ts';

type LaneState = LaneStatusView['state'] | 'disconnected';

const ICONS: Readonly<Record<LaneState, IconName>> = {
  free: 'check',
  scanning: 'scan',
  paying: 'credit-card',
  help: 'hand-palm-fill',
  held: 'pause',
  paused: 'pause',
  'out-of-service': 'wrench',
  disconnected: 'wifi-slash',
};

/**
 * All lanes at a glance: what each does, by colour, drawing and word.
 *
 * @fires hr-open-sheet - somebody wants to see one of them
 */
export class LaneMap extends LitElement {
  static override properties = {
    lanes: { attribute: false },
    connected: { type: Boolean },
    detailed: { type: Boolean, reflect: true },
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
        grid-template-columns: repeat(auto-fill, minmax(5.6rem, 1fr));
        gap: var(--gap-small);
      }
      :host([detailed]) ul {
        grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr));
      }
      button {
        position: relative;
        display: grid;
        justify-items: center;
        align-content: center;
        inline-size: 100%;
        block-size: 100%;
        min-block-size: 6rem;
        padding: 0.9rem 0.3rem 0.5rem;
        text-align: center;
        border-radius: var(--radius-control);
        border: var(--line-width) solid var(--line);
        background: var(--card);
        --icon-size: 1.15rem;
      }
      b {
        font-size: 2.1rem;
        font-weight: var(--weight-title);
        line-height: 1.1;
        font-variant-numeric: tabular-nums;
      }
      hr-icon {
        position: absolute;
        inset-block-start: 0.5rem;
        inset-inline-end: 0.5rem;
      }
      .state {
        font-size: 0.9375rem;
        line-height: 1.2;
        overflow-wrap: anywhere;
      }
      .basket {
        margin-block-start: 0.3rem;
        font-size: var(--text-small);
        font-variant-numeric: tabular-nums;
      }
      .scanning,
      .paying {
        background: var(--accent-soft);
        color: var(--accent-ink);
      }
      .help {
        background: var(--help-soft);
        color: var(--help-ink);
        border-color: var(--help);
      }
      .held {
        background: var(--stake);
        border-color: var(--stake);
        color: var(--on-stake);
      }
      .out-of-service,
      .disconnected {
        background: color-mix(in srgb, var(--ink) 13%, var(--card));
      }
      .disconnected {
        border-style: dashed;
        border-color: var(--muted);
      }
      p {
        color: var(--muted);
      }
    `,
  ];

  declare lanes: readonly LaneStatusView[];
  /** Whether what the lanes say is true now. */
  declare connected: boolean;
  declare words: Translator;
  /** Says what lies in the baskets, too. */
  declare detailed: boolean;

  constructor() {
    super();
    this.detailed = false;
  }

  override render(): TemplateResult {
    if (this.lanes.length === 0) return html`<p>${this.words.text('staff.noLanes')}</p>`;
    return html`<ul>
      ${this.lanes.map((lane) => this.renderLane(lane))}
    </ul>`;
  }

  private renderLane(lane: LaneStatusView): TemplateResult {
    const state: LaneState = lane.connected && this.connected ? lane.state : 'disconnected';
    const key = `staff.laneState.${state}`;
    const { workstationId, laneNumber } = lane;
    return html`<li>
      <button
        type="button"
        class=${state}
        @click=${() => this.dispatchEvent(new OpenSheetEvent({ type: 'lane', workstationId }))}
      >
        <span class="visually-hidden">${this.words.text('common.lane', { number: laneNumber })}:</span>
        <b aria-hidden="true">${laneNumber}</b>
        <hr-icon .name=${ICONS[state] ?? 'question'}></hr-icon>
        <span class="state">${isMessageKey(key) ? this.words.text(key) : state}</span>
        ${this.detailed ? this.renderBasket(lane) : nothing}
      </button>
    </li>`;
  }

  private renderBasket({ basket, currency, currencyExponent }: LaneStatusView): TemplateResult | typeof nothing {
    if (basket.articleCount === 0) return nothing;
    const amount = this.words.money(basket.total, currency, currencyExponent);
    return html`<span class="basket">${this.words.text('staff.basket', { count: basket.articleCount, amount })}</span>`;
  }
}

customElements.define('hr-lane-map', LaneMap);
