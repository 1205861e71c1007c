import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { PersonView } from '#kiosk/api/staff.ts';
import type { LaneStatusView } from '#kiosk/api/views.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import { callsFor } from '../calls/call-groups.ts';
import type { OpenSheetEvent, StaffIntentEvent } from '../calls/staff-intents.ts';
import { RECORDED_CALLS } from './practice-calls.ts';
import { beginPractice, chooseGesture, passTime, practise, type PracticeRun, summaryOf } from './practice-run.ts';
import '../calls/call-list.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';

/** How often the clock of practice moves on, in milliseconds. */
const TICK_MS = 500;

const NOBODY: ReadonlySet<string> = new Set();

/** Whoever practises has had enough. */
export class LeavePracticeEvent extends Event {
  constructor() {
    super('hr-leave-practice', { bubbles: true, composed: true });
  }
}

/**
 * Recorded calls on the cards of every day, for somebody new. It has no connection and no session: what is touched here
 * goes nowhere, because it ends in this element.
 *
 * @fires hr-leave-practice - enough
 */
export class PracticeView extends LitElement {
  static override properties = { me: { attribute: false }, words: { attribute: false }, run: { state: true } };

  static override styles = [
    baseStyles,
    cardStyles,
    css`
      :host {
        display: grid;
        gap: var(--gap);
        align-content: start;
        padding: var(--gap);
        border: 0.4rem dashed var(--help);
        min-block-size: 100vh;
        box-sizing: border-box;
      }
      header {
        position: sticky;
        inset-block-start: 0;
        z-index: 2;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--gap-small);
        padding: 0.8rem 1rem;
        border-radius: var(--radius-control);
        background: var(--help);
        color: var(--on-help);
        --icon-size: 1.6rem;
      }
      h1 {
        display: flex;
        align-items: center;
        gap: 0.6rem;
        font-size: var(--text-large);
        font-weight: var(--weight-strong);
      }
      .coach {
        display: grid;
        gap: var(--gap-small);
        padding: 1rem 1.1rem;
        font-weight: var(--weight-medium);
      }
      .count {
        color: var(--muted);
        font-weight: var(--weight-normal);
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-small);
      }
    `,
  ];

  declare me: PersonView;
  declare words: Translator;
  declare private run: PracticeRun;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.run = beginPractice(RECORDED_CALLS, Date.now());
    this.addEventListener('hr-staff-intent', (event) => this.onIntent(event));
    this.addEventListener('hr-open-sheet', (event) => this.onOpenSheet(event));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(() => {
      this.run = passTime(this.run, this.helper(), Date.now());
      this.requestUpdate();
    }, TICK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  override render(): TemplateResult {
    const { words, run } = this;
    return html`<header>
        <h1 tabindex="-1"><hr-icon name="eyeglasses"></hr-icon>${words.text('staff.practice.banner')}</h1>
        <hr-button icon="x" @click=${this.leave}>${words.text('staff.practice.leave')}</hr-button>
      </header>
      <div class="card coach" role="status">
        <p>${words.text(`staff.practice.coach.${run.coaching}`)}</p>
        ${this.renderGesture()} ${this.renderSummary()}
        <p class="count">${words.text('staff.practice.count', { over: run.over.length, all: run.calls.length })}</p>
      </div>
      ${run.ticket === undefined ? nothing : this.renderCall()}`;
  }

  private renderCall(): TemplateResult {
    const { run, me, words } = this;
    const tickets = run.ticket === undefined ? [] : [run.ticket];
    return html`<hr-call-list
      .calls=${callsFor(tickets, me.personId)}
      .lanes=${LANES}
      .people=${new Map([[me.personId, me]])}
      .words=${words}
      .now=${Date.now()}
      .me=${me}
      .busy=${NOBODY}
    ></hr-call-list>`;
  }

  private renderGesture(): TemplateResult | typeof nothing {
    if (!this.run.asksGesture) return nothing;
    const choose = (gives: boolean) => () => {
      this.run = chooseGesture(this.run, gives, Date.now());
    };
    return html`<div class="actions">
      <hr-button icon="hand-coins" @click=${choose(true)}>${this.words.text('staff.practice.gesture.give')}</hr-button>
      <hr-button icon="heart" @click=${choose(false)}>${this.words.text('staff.practice.gesture.sorry')}</hr-button>
    </div>`;
  }

  private renderSummary(): TemplateResult | typeof nothing {
    const summary = summaryOf(this.run);
    if (summary === undefined) return nothing;
    return html`<p>${this.words.text('staff.practice.summary', summary)}</p>
      <div class="actions">
        <hr-button icon="arrow-counter-clockwise" @click=${this.again}>
          ${this.words.text('staff.practice.again')}
        </hr-button>
      </div>`;
  }

  /** It ends here: nothing above hears of it. */
  private onIntent(event: StaffIntentEvent): void {
    event.stopPropagation();
    this.run = practise(this.run, event.intent, this.helper(), Date.now());
  }

  /** A hand-over is practised by its button alone; there is no basket to look into. */
  private onOpenSheet(event: OpenSheetEvent): void {
    event.stopPropagation();
    const { ticket } = this.run;
    const { sheet } = event;
    if (sheet.type !== 'hand-over' || ticket === undefined) {
      this.run = { ...this.run, coaching: 'not-here' };
      return;
    }
    const intent = { type: 'hand-over', ticketIds: [ticket.ticketId], to: null, note: '' } as const;
    this.run = practise(this.run, intent, this.helper(), Date.now());
  }

  private readonly again = (): void => {
    this.run = beginPractice(RECORDED_CALLS, Date.now());
  };

  private readonly leave = (): void => {
    this.dispatchEvent(new LeavePracticeEvent());
  };

  private helper(): Pick<PersonView, 'personId' | 'firstName' | 'role'> {
    const { personId, firstName, role } = this.me;
    return { personId, firstName, role };
  }
}

/** Amounts of recorded calls are in no currency; the lanes say one, so that they read as money. */
const LANES: ReadonlyMap<string, LaneStatusView> = new Map(
  RECORDED_CALLS.map(({ laneNumber, facts }) => {
    const workstationId = `practice-lane-${laneNumber}`;
    return [
      workstationId,
      {
        workstationId,
        laneNumber,
        state: 'help',
        connected: true,
        basket: facts.basket,
        basketRevision: 0,
        directUrl: null,
        currency: 'EUR',
        currencyExponent: 2,
      },
    ];
  }),
);

customElements.define('hr-practice-view', PracticeView);

declare global {
  interface HTMLElementTagNameMap {
    'hr-practice-view': PracticeView;
  }
  interface GlobalEventHandlersEventMap {
    'hr-leave-practice': LeavePracticeEvent;
  }
}
