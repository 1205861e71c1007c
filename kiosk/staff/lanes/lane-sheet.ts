import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { CommandInput, CommandOutput } from '#kiosk/api/commands.ts';
import type { GivenSlip } from '#kiosk/api/slips.ts';
import type { LaneAction, PersonView } from '#kiosk/api/staff.ts';
import type { LaneStatusView } from '#kiosk/api/views.ts';
import { isMessageKey } from '#kiosk/i18n/languages.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles, fieldStyles } from '#kiosk/ui-kit/base-styles.ts';
import { isAtLeast } from '../calls/may-decide.ts';
import { staffRefusal } from '../calls/staff-refusal.ts';
import { actionsFor, beginning, reasonsFor } from './lane-actions.ts';
import { laneSheetStyles } from './lane-sheet-styles.ts';
import type { PlaceEvent } from './move-choice.ts';
import { typedAmount } from './typed-amount.ts';
import './move-choice.ts';
import './parked-slip.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';

type Basket = CommandOutput<'viewLane'>;
type Line = Basket['lines'][number];

/** How the sheet asks the store. */
export interface LaneDesk {
  view(input: CommandInput<'viewLane'>): Promise<Basket>;
  act(input: CommandInput<'actOnLane'>): Promise<CommandOutput<'actOnLane'>>;
}

/** One lane as it is now: what lies in the basket, and what a person may change about it, always with a reason. */
export class LaneSheet extends LitElement {
  static override properties = {
    lane: { attribute: false },
    lanes: { attribute: false },
    slip: { state: true },
    desk: { attribute: false },
    words: { attribute: false },
    role: { type: String },
    connected: { type: Boolean },
    basket: { state: true },
    action: { state: true },
    refusal: { state: true },
    busy: { state: true },
  };

  static override styles = [baseStyles, fieldStyles, laneSheetStyles];

  declare lane: LaneStatusView;
  /** All lanes, for a basket that goes on at another one. */
  declare lanes: readonly LaneStatusView[];
  declare desk: LaneDesk;
  declare words: Translator;
  declare role: PersonView['role'];
  declare connected: boolean;
  declare private basket: Basket | undefined;
  /** What is about to be done, as soon as a reason is given. */
  declare private action: LaneAction | undefined;
  /** What a basket that went to the till is found by. */
  declare private slip: GivenSlip | undefined;
  declare private refusal: string | undefined;
  declare private busy: boolean;

  constructor() {
    super();
    this.busy = false;
    this.lanes = [];
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('lane');
    if (before !== undefined && before.workstationId !== this.lane.workstationId) {
      this.basket = undefined;
      this.action = undefined;
      this.slip = undefined;
      this.refusal = undefined;
    }
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('lane') || changed.has('connected')) this.look(changed.get('lane'));
    if (changed.has('action' as keyof LaneSheet) && this.action !== undefined) {
      this.renderRoot.querySelector<HTMLElement>('.why p')?.focus();
    }
  }

  override render(): TemplateResult {
    const { words, lane } = this;
    const key = `staff.laneState.${lane.connected ? lane.state : 'disconnected'}`;
    return html`<p class="state">${isMessageKey(key) ? words.text(key) : lane.state}</p>
      <p class="refused" role="alert">${this.refusal ?? nothing}</p>
      ${this.renderStep()}`;
  }

  private renderStep(): TemplateResult {
    const { action, slip, words, lane } = this;
    if (slip !== undefined) {
      return html`<hr-parked-slip .slip=${slip} .laneNumber=${lane.laneNumber} .words=${words}></hr-parked-slip>`;
    }
    if (action === undefined) return this.renderBasket();
    if (action.type !== 'move-basket' || action.to !== '') return this.renderWhy(action);
    return html`<hr-move-choice
      .from=${lane.workstationId}
      .lanes=${this.lanes}
      .words=${words}
      @hr-place=${({ place }: PlaceEvent) => this.ask(place === null ? undefined : { ...action, to: place })}
    ></hr-move-choice>`;
  }

  private renderBasket(): TemplateResult {
    const { basket, words } = this;
    if (basket === undefined) return html`<p class="muted">${words.text('common.moment')}</p>`;
    const lines = basket.lines.filter(({ voided }) => !voided);
    return html`${
        lines.length === 0
          ? html`<p class="muted">${words.text('staff.lane.empty')}</p>`
          : html`<ul class="lines">
                ${lines.map((line) => this.renderLine(line))}
              </ul>
              <p class="total">
                <span>${words.text('staff.lane.total')}</span
                ><strong class="money">${this.money(basket.basket.total)}</strong>
              </p>`
      }
      <div class="actions">
        ${actionsFor(this.lane.state, basket.basket.status).map(({ type, smallest, icon }) => {
          const isAllowed = isAtLeast(this.role, smallest);
          return html`<hr-button
            .icon=${icon}
            ?disabled=${!isAllowed || this.busy || !this.lane.connected}
            @click=${() => this.ask(beginning(type))}
          >
            ${words.text(`staff.action.${type}`)}
            ${isAllowed ? nothing : html`<small>${words.text(`staff.role.${smallest}`)}</small>`}
          </hr-button>`;
        })}
      </div>`;
  }

  private renderLine({ lineNumber, parentLine, name, count, amount }: Line): TemplateResult {
    const { words } = this;
    const called = words.pick(name);
    const takeOff = words.text('staff.line.void', { name: called });
    const isChangeable = this.basket?.basket.status === 'open' && parentLine === undefined;
    return html`<li>
      <span class="name">${called}${count !== null && count > 1 ? html` <b>× ${count}</b>` : nothing}</span>
      <span class="money">${this.money(amount)}</span>
      ${
        isChangeable
          ? html`<span class="change">
              ${
                count === null
                  ? nothing
                  : html`${this.small('minus', words.text('staff.line.fewer', { name: called }), count <= 1, {
                      type: 'set-quantity',
                      lineNumber,
                      count: count - 1,
                    })}
                    ${this.small('plus', words.text('staff.line.more', { name: called }), count >= 99, {
                      type: 'set-quantity',
                      lineNumber,
                      count: count + 1,
                    })}`
              }
              ${
                count === null
                  ? nothing
                  : this.small('tag', words.text('staff.line.price', { name: called }), false, {
                      type: 'override-price',
                      lineNumber,
                      unitPrice: 0,
                    })
              }
              ${this.small('trash', takeOff, false, { type: 'void-line', lineNumber })}
            </span>`
          : nothing
      }
    </li>`;
  }

  private small(
    icon: 'minus' | 'plus' | 'trash' | 'tag',
    label: string,
    off: boolean,
    action: LaneAction,
  ): TemplateResult {
    return html`<button
      type="button"
      aria-label=${label}
      ?disabled=${off || this.busy || !this.lane.connected}
      @click=${() => this.ask(action)}
    >
      <hr-icon .name=${icon}></hr-icon>
    </button>`;
  }

  /** Nothing in somebody's basket is changed without a word why: it is written down with the person. */
  private renderWhy(action: LaneAction): TemplateResult {
    const { words } = this;
    return html`<div class="why">
      <p tabindex="-1">${this.question(action)}</p>
      ${this.renderAmount(action)}
      <div class="actions">
        ${reasonsFor(action.type).map(
          (reason) =>
            html`<hr-button ?disabled=${this.busy} @click=${() => void this.act(action, reason)}>
              ${words.text(`staff.why.${reason}`)}
            </hr-button>`,
        )}
      </div>
      <label>
        ${words.text('staff.why.own')}
        <textarea rows="2" maxlength="200"></textarea>
      </label>
      <div class="actions">
        <hr-button
          variant="primary"
          icon="check"
          ?disabled=${this.busy}
          @click=${() => void this.actForOwnReason(action)}
        >
          ${words.text('staff.why.go')}
        </hr-button>
        <hr-button icon="arrow-left" @click=${() => this.ask(undefined)}>${words.text('common.back')}</hr-button>
      </div>
    </div>`;
  }

  /** For what costs otherwise: how much. */
  private renderAmount({ type }: LaneAction): TemplateResult | typeof nothing {
    if (type !== 'override-price' && type !== 'basket-discount') return nothing;
    return html`<label>
      ${this.words.text(type === 'override-price' ? 'staff.price.each' : 'staff.price.off')}
      <input inputmode="decimal" autocomplete="off" maxlength="12" />
    </label>`;
  }

  /** The action with the amount that was typed; undefined when there is none. */
  private complete(action: LaneAction): LaneAction | undefined {
    if (action.type !== 'override-price' && action.type !== 'basket-discount') return action;
    const typed = this.renderRoot.querySelector('input')?.value ?? '';
    const amount = typedAmount(typed, this.lane.currencyExponent);
    if (action.type === 'override-price') return amount === undefined ? undefined : { ...action, unitPrice: amount };
    return amount === undefined || amount === 0 ? undefined : { ...action, amount };
  }

  private question(action: LaneAction): string {
    const { words } = this;
    if (action.type === 'move-basket') return words.text('staff.move.confirm', { place: this.placeName(action.to) });
    if (!('lineNumber' in action)) return words.text('staff.why', { action: words.text(actionKey(action)) });
    const line = this.basket?.lines.find(({ lineNumber }) => lineNumber === action.lineNumber);
    const name = words.pick(line?.name ?? {});
    const takeOff = words.text('staff.line.void', { name });
    const price = words.text('staff.line.price', { name });
    const other = action.type === 'override-price' ? price : takeOff;
    const what = action.type === 'set-quantity' ? `${name} × ${action.count}` : other;
    return words.text('staff.why', { action: what });
  }

  private placeName(place: string): string {
    const number = this.lanes.find(({ workstationId }) => workstationId === place)?.laneNumber;
    if (number === undefined) return this.words.text('staff.move.toTheTill');
    return this.words.text('common.lane', { number });
  }

  private ask(action: LaneAction | undefined): void {
    this.action = action;
    this.refusal = undefined;
  }

  private async actForOwnReason(action: LaneAction): Promise<void> {
    const own = this.renderRoot.querySelector('textarea')?.value.trim() ?? '';
    if (own === '') this.refusal = this.words.text('staff.why.missing');
    else await this.act(action, own);
  }

  private async act(asked: LaneAction, reason: string): Promise<void> {
    const action = this.complete(asked);
    if (action === undefined) {
      this.refusal = this.words.text('staff.price.missing');
      this.renderRoot.querySelector('input')?.focus();
      return;
    }
    this.busy = true;
    this.refusal = undefined;
    try {
      this.slip = (await this.desk.act({ workstationId: this.lane.workstationId, action, reason })).slip;
      this.action = undefined;
    } catch (failure) {
      this.refusal = staffRefusal(this.words, this.lane.laneNumber, failure);
    } finally {
      this.busy = false;
    }
    await this.fetch();
  }

  /** Asks again only when something is different there. */
  private look(before: LaneStatusView | undefined): void {
    const { workstationId, basketRevision, state } = this.lane;
    const isSame =
      before?.workstationId === workstationId && before.basketRevision === basketRevision && before.state === state;
    if (!isSame || this.basket === undefined) void this.fetch();
  }

  private async fetch(): Promise<void> {
    const { workstationId, laneNumber } = this.lane;
    try {
      const basket = await this.desk.view({ workstationId });
      // Another lane may have been opened meanwhile.
      if (this.lane.workstationId === workstationId) this.basket = basket;
    } catch (failure) {
      this.refusal = staffRefusal(this.words, laneNumber, failure);
    }
  }

  private money(amount: number): string {
    const { currency, currencyExponent } = this.lane;
    return this.words.money(amount, currency, currencyExponent);
  }
}

function actionKey({ type }: LaneAction): 'staff.action.other' | `staff.action.${(typeof KNOWN)[number]}` {
  const known = KNOWN.find((each) => each === type);
  return known === undefined ? 'staff.action.other' : `staff.action.${known}`;
}

const KNOWN = ['hold-basket', 'resume-basket', 'cancel-basket', 'pause-lane', 'open-lane', 'basket-discount'] as const;

customElements.define('hr-lane-sheet', LaneSheet);
