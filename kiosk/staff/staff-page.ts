import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { type ConnectionState, connectPage, type PageConnection } from '#kiosk/api/client/connect-page.ts';
import type { LaneStatusView, TicketView } from '#kiosk/api/views.ts';
import { type Translator, translatorFor } from '#kiosk/i18n/translator.ts';
import type { MessageKey } from '#kiosk/i18n/languages.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import { Sounds } from '#kiosk/ui-kit/sounds.ts';
import { attendantName, NAME_LENGTH_MAX, rememberAttendant } from './attendant-name.ts';
import type { TicketIntentEvent } from './ticket-card.ts';
import { isAtStake } from './ticket-words.ts';
import './ticket-card.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';

/** How often the waits on the cards move on, in milliseconds. */
const TICK_MS = 1_000;
/** Two short pulses: a call, not an alarm. */
const VIBRATION_MS = [120, 80, 120];

/** The page of the people who answer: who needs them, since when, and the lanes at a glance. */
export class HrStaffPage extends LitElement {
  static override properties = {
    connection: { state: true },
    now: { state: true },
    attendant: { state: true },
    isNaming: { state: true },
  };

  static override styles = [
    baseStyles,
    cardStyles,
    css`
      :host {
        display: block;
        max-inline-size: 60rem;
        margin-inline: auto;
        padding: var(--edge) var(--edge) 3rem;
        user-select: none;
      }
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--gap);
        padding-block: var(--gap);
      }
      h1 {
        font-size: var(--text-title);
        font-weight: var(--weight-title);
        line-height: 1.15;
      }
      h2 {
        font-size: var(--text-heading);
        font-weight: var(--weight-title);
        margin-block: 2rem var(--gap);
      }
      .duty {
        display: inline-flex;
        align-items: center;
        gap: 0.5rem;
        padding: 0.5rem 1.1rem;
        min-block-size: 3rem;
        border-radius: 999px;
        background: var(--accent-soft);
        color: var(--accent-ink);
        font-weight: var(--weight-medium);
      }
      .dot {
        inline-size: 0.7rem;
        block-size: 0.7rem;
        border-radius: 50%;
        background: var(--accent);
      }
      .tickets {
        display: grid;
        gap: var(--gap);
      }
      .calm {
        padding: 2.5rem var(--pad);
        text-align: center;
        color: var(--muted);
      }
      .lost {
        padding: var(--pad);
        background: var(--help-soft);
        color: var(--help-ink);
        border-radius: var(--radius-card);
        margin-block-end: var(--gap);
      }
      .lost strong {
        display: block;
      }
      .lanes {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr));
        gap: var(--gap);
      }
      .lane {
        padding: 1rem 0.5rem;
        text-align: center;
        border-radius: var(--radius-control);
        border: var(--line-width) solid var(--line);
        background: var(--card);
      }
      .lane b {
        display: block;
        font-size: 2.2rem;
        line-height: 1.1;
      }
      .scanning,
      .paying {
        background: var(--accent-soft);
      }
      .help {
        background: var(--help-soft);
      }
      .held {
        background: var(--stake);
        color: var(--on-stake);
      }
      .out-of-service,
      .disconnected {
        background: var(--line);
      }
      form {
        display: grid;
        gap: var(--gap);
        padding: var(--pad);
        margin-block-start: 3rem;
      }
      label {
        display: grid;
        gap: 0.4rem;
        font-weight: var(--weight-medium);
      }
      input {
        font: inherit;
        font-size: var(--text-large);
        padding: 0.9rem 1rem;
        border: var(--line-width) solid var(--line);
        border-radius: var(--radius-control);
        background: var(--card);
        color: var(--ink);
        user-select: text;
      }
    `,
  ];

  declare private connection: ConnectionState;
  declare private now: number;
  declare private attendant: string | null;
  declare private isNaming: boolean;
  private readonly words: Translator = translatorFor(navigator.language);
  private readonly sounds = new Sounds();
  private store: PageConnection | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private known: ReadonlySet<string> | undefined;

  constructor() {
    super();
    this.connection = { state: 'connecting' };
    this.now = Date.now();
    this.attendant = attendantName();
    this.isNaming = this.attendant === null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.documentElement.lang = this.words.language;
    document.title = this.words.text('staff.title');
    this.store = connectPage({
      topics: ['tickets', 'lanes'],
      onState: (state) => {
        this.connection = state;
      },
    });
    this.store.subscribe('tickets', () => this.noticeTickets());
    this.store.subscribe('lanes', () => this.requestUpdate());
    this.timer = setInterval(() => {
      this.now = Date.now();
    }, TICK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.store?.close();
    clearInterval(this.timer);
  }

  override render(): TemplateResult {
    if (this.isNaming) return this.renderNaming();
    const tickets = this.tickets();
    return html`${this.renderLost()}
      <div class="head">
        <h1 role="status">${this.words.text('staff.need', { count: tickets.length })}</h1>
        <button
          class="duty"
          aria-label=${`${this.words.text('staff.onDuty')}: ${this.attendant ?? ''}. ${this.words.text('staff.name.change')}`}
          @click=${() => {
            this.isNaming = true;
          }}
        >
          <span class="dot"></span>${this.attendant}
        </button>
      </div>
      ${
        tickets.length === 0
          ? html`<p class="card calm">${this.words.text('staff.calm')}</p>`
          : html`<div class="tickets" @hr-ticket-intent=${this.onIntent}>
              ${repeat(
                tickets,
                (ticket) => ticket.ticketId,
                (ticket) =>
                  html`<hr-ticket-card
                    .ticket=${ticket}
                    .words=${this.words}
                    .now=${this.now}
                    .attendant=${this.attendant ?? ''}
                  ></hr-ticket-card>`,
              )}
            </div>`
      }
      <h2>${this.words.text('staff.lanes')}</h2>
      <div class="lanes">${this.lanes().map((lane) => this.renderLane(lane))}</div>`;
  }

  private renderNaming(): TemplateResult {
    return html`<form class="card" @submit=${this.onName}>
      <h1>${this.words.text('staff.name.title')}</h1>
      <p>${this.words.text('staff.name.hint')}</p>
      <label>
        ${this.words.text('staff.name.field')}
        <input name="name" required maxlength=${NAME_LENGTH_MAX} autocomplete="off" .value=${this.attendant ?? ''} />
      </label>
      <hr-button variant="primary" @click=${this.onName}>${this.words.text('staff.name.save')}</hr-button>
    </form>`;
  }

  private renderLost(): TemplateResult | typeof nothing {
    if (this.connection.state === 'connected' || this.connection.state === 'connecting') return nothing;
    return html`<div class="lost" role="alert">
      <strong>${this.words.text('staff.lost.title')}</strong>${this.words.text('staff.lost.text')}
    </div>`;
  }

  private renderLane(lane: LaneStatusView): TemplateResult {
    const state = lane.connected && this.connection.state === 'connected' ? lane.state : 'disconnected';
    return html`<div class="lane ${state}">
      <b>${lane.laneNumber}</b>${this.words.text(`staff.laneState.${state}` as MessageKey)}
    </div>`;
  }

  /** Money first, then whoever has waited longest; those that someone has taken come last. */
  private tickets(): TicketView[] {
    const all = [...(this.store?.entries('tickets').values() ?? [])];
    const rank = (ticket: TicketView): number => (ticket.status === 'raised' ? (isAtStake(ticket) ? 0 : 1) : 2);
    return all.toSorted((a, b) => rank(a) - rank(b) || a.raisedAt - b.raisedAt);
  }

  private lanes(): LaneStatusView[] {
    return [...(this.store?.entries('lanes').values() ?? [])].toSorted((a, b) => a.laneNumber - b.laneNumber);
  }

  /** A new call rings and vibrates once; the ones that were there when the page opened do not. */
  private noticeTickets(): void {
    const tickets = this.tickets();
    const ids = new Set(tickets.map((ticket) => ticket.ticketId));
    const isNew = this.known !== undefined && tickets.some((ticket) => this.known?.has(ticket.ticketId) === false);
    this.known = ids;
    if (isNew) {
      this.sounds.play('attention');
      navigator.vibrate?.(VIBRATION_MS);
    }
    this.requestUpdate();
  }

  private readonly onName = (event: Event): void => {
    event.preventDefault();
    const name = this.renderRoot.querySelector('input')?.value.trim() ?? '';
    if (name === '') return;
    rememberAttendant(name);
    this.attendant = name;
    this.isNaming = false;
  };

  private readonly onIntent = ({ ticketId, intent }: TicketIntentEvent): void => {
    const attendant = this.attendant ?? '';
    // What the store refuses shows by itself: the card stays as the store knows it.
    this.ask(() => {
      switch (intent.type) {
        case 'coming':
          return this.store?.call('acknowledgeTicket', { ticketId, attendant });
        case 'done':
          return this.store?.call('resolveTicket', { ticketId, attendant, outcome: null });
        case 'decide':
          return this.store?.call('resolveTicket', { ticketId, attendant, outcome: intent.outcome });
        case 'settle-payment':
          return this.store?.call('settlePayment', { ticketId, attendant, paid: intent.paid });
      }
    });
  };

  private ask(command: () => Promise<unknown> | undefined): void {
    void Promise.resolve(command()).catch(() => this.requestUpdate());
  }
}

customElements.define('hr-staff-page', HrStaffPage);
