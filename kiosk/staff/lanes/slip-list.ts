import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { CommandInput } from '#kiosk/api/commands.ts';
import type { SlipView } from '#kiosk/api/slips.ts';
import type { LaneStatusView } from '#kiosk/api/views.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import { staffRefusal } from '../calls/staff-refusal.ts';
import { freeLanes } from './move-choice.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import '#kiosk/ui-kit/hr-qr-code.ts';

/** How the list asks the store. */
export interface SlipsDesk {
  reprint(input: CommandInput<'reprintSlip'>): Promise<unknown>;
  settleSlip(input: CommandInput<'settleSlip'>): Promise<unknown>;
  resume(input: CommandInput<'resumeParked'>): Promise<unknown>;
}

/** Baskets that wait for the till, and what was promised for another day: found by its code, used once. */
export class SlipList extends LitElement {
  static override properties = {
    slips: { attribute: false },
    lanes: { attribute: false },
    desk: { attribute: false },
    words: { attribute: false },
    open: { state: true },
    settling: { state: true },
    busy: { state: true },
    refusal: { state: true },
  };

  static override styles = [
    baseStyles,
    cardStyles,
    css`
      :host {
        display: block;
        --icon-size: 1.4rem;
      }
      section {
        margin-block-start: 1.6rem;
      }
      h2 {
        font-size: var(--text-large);
        font-weight: var(--weight-strong);
        margin-block-end: 0.5rem;
      }
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr));
        align-items: start;
        gap: var(--gap-small);
      }
      .card {
        padding: 0.9rem 1.1rem;
      }
      .head {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0 0.8rem;
        inline-size: 100%;
        min-block-size: 3rem;
        text-align: start;
      }
      .code {
        font-weight: var(--weight-strong);
        letter-spacing: 0.04em;
      }
      .money {
        font-variant-numeric: tabular-nums;
        font-weight: var(--weight-medium);
      }
      small {
        grid-column: 1 / -1;
        color: var(--muted);
      }
      .more {
        display: grid;
        justify-items: center;
        gap: var(--gap-small);
        margin-block-start: var(--gap-small);
      }
      hr-qr-code {
        inline-size: 10rem;
        aspect-ratio: 1;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-small);
        inline-size: 100%;
      }
      .actions hr-button {
        flex: 1 1 9rem;
      }
      .refused {
        color: var(--stake-ink);
        font-weight: var(--weight-medium);
      }
    `,
  ];

  declare slips: readonly SlipView[];
  declare lanes: readonly LaneStatusView[];
  declare desk: SlipsDesk;
  declare words: Translator;
  /** The code of the slip of which all is shown. */
  declare private open: string | undefined;
  /** The code of the slip that is about to be used up. */
  declare private settling: string | undefined;
  declare private busy: boolean;
  declare private refusal: string | undefined;

  constructor() {
    super();
    this.busy = false;
  }

  override render(): TemplateResult {
    return html`${this.renderKind('parked-basket', 'staff.slips.parked')}
    ${this.renderKind('rain-check', 'staff.slips.promised')}`;
  }

  private renderKind(
    kind: SlipView['kind'],
    heading: 'staff.slips.parked' | 'staff.slips.promised',
  ): TemplateResult | typeof nothing {
    const slips = this.slips.filter((slip) => slip.kind === kind).toSorted((a, b) => b.at - a.at);
    if (slips.length === 0) return nothing;
    return html`<section>
      <h2>${this.words.text(heading)}</h2>
      <ul>
        ${slips.map((slip) => this.renderSlip(slip))}
      </ul>
    </section>`;
  }

  private renderSlip(slip: SlipView): TemplateResult {
    const { words } = this;
    const { code, laneNumber, by, at, validUntil } = slip;
    const isOpen = this.open === code;
    const from = words.text('staff.slips.from', { number: laneNumber ?? '–', name: by, time: words.time(at) });
    return html`<li class="card">
      <button type="button" class="head" aria-expanded=${isOpen ? 'true' : 'false'} @click=${() => this.toggle(code)}>
        <span class="code">${code}</span>
        <span class="money">${this.worth(slip)}</span>
        <small>${from}</small>
        ${
          validUntil === null
            ? nothing
            : html`<small>${words.text('staff.slips.until', { date: words.day(validUntil) })}</small>`
        }
      </button>
      ${isOpen ? this.renderMore(slip) : nothing}
    </li>`;
  }

  private renderMore(slip: SlipView): TemplateResult {
    const { words } = this;
    const { code, movingTo } = slip;
    if (movingTo !== null) return html`<p class="more" role="status">${words.text('staff.slips.moving')}</p>`;
    return html`<div class="more">
      <hr-qr-code data=${code} label=${words.text('staff.good.slip', { code })}></hr-qr-code>
      <p class="refused" role="alert">${this.refusal ?? nothing}</p>
      <div class="actions">${this.settling === code ? this.renderSure(slip) : this.renderActions(slip)}</div>
    </div>`;
  }

  private renderActions({ code, kind }: SlipView): TemplateResult {
    const { words } = this;
    const free = kind === 'parked-basket' ? freeLanes(this.lanes, '') : [];
    const reachable = this.lanes.filter(({ connected }) => connected);
    return html`<hr-button
        variant="primary"
        icon="check"
        ?disabled=${this.busy}
        @click=${() => {
          this.settling = code;
        }}
      >
        ${words.text(kind === 'parked-basket' ? 'staff.slips.rungUp' : 'staff.slips.honoured')}
      </hr-button>
      ${free.map(
        ({ workstationId, laneNumber }) =>
          html`<hr-button
            icon="arrow-right"
            ?disabled=${this.busy}
            @click=${() => this.do(laneNumber, async () => this.desk.resume({ code, workstationId }))}
          >
            ${words.text('staff.slips.bring', { number: laneNumber })}
          </hr-button>`,
      )}
      ${reachable.map(
        ({ workstationId, laneNumber }) =>
          html`<hr-button
            icon="printer"
            size="small"
            ?disabled=${this.busy}
            @click=${() => this.do(laneNumber, async () => this.desk.reprint({ code, workstationId }))}
          >
            ${words.text('staff.slips.reprint', { number: laneNumber })}
          </hr-button>`,
      )}`;
  }

  /** Used up for good: asked once more. */
  private renderSure({ code, laneNumber }: SlipView): TemplateResult {
    const { words } = this;
    return html`<p>${words.text('staff.slips.sure')}</p>
      <hr-button
        variant="stake"
        ?disabled=${this.busy}
        @click=${() => this.do(laneNumber ?? 0, async () => this.desk.settleSlip({ code }))}
      >
        ${words.text('staff.why.go')}
      </hr-button>
      <hr-button
        icon="arrow-left"
        @click=${() => {
          this.settling = undefined;
        }}
      >
        ${words.text('common.back')}
      </hr-button>`;
  }

  private worth({ kind, amount, articleCount, articleName }: SlipView): string {
    const { words } = this;
    const [lane] = this.lanes;
    const money = lane === undefined ? '' : words.money(amount, lane.currency, lane.currencyExponent);
    if (kind === 'parked-basket') return words.text('staff.basket', { count: articleCount ?? 0, amount: money });
    if (articleName === null) return words.text('staff.slips.amountOff', { amount: money });
    return words.text('staff.slips.articleAt', { article: articleName, amount: money });
  }

  private toggle(code: string): void {
    this.open = this.open === code ? undefined : code;
    this.settling = undefined;
    this.refusal = undefined;
  }

  private async do(laneNumber: number, work: () => Promise<unknown>): Promise<void> {
    this.busy = true;
    this.refusal = undefined;
    try {
      await work();
      this.settling = undefined;
    } catch (failure) {
      this.refusal = staffRefusal(this.words, laneNumber, failure);
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('hr-slip-list', SlipList);
