import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { type ConnectionState, connectPage, type PageConnection } from '#kiosk/api/client/connect-page.ts';
import type { TicketView } from '#kiosk/api/views.ts';
import { type Translator, translatorFor } from '#kiosk/i18n/translator.ts';
import { applyAppearance } from '#kiosk/ui-kit/appearance.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import type { HrStatus } from '#kiosk/ui-kit/hr-status.ts';
import type { PreferEvent } from './device-choices.ts';
import { type LaneCall, laneCalls, lanesInOrder, waitingCount } from './lane-calls.ts';
import type { NameEvent } from './name-form.ts';
import { Ringer } from './ringer.ts';
import type { StaffIntent, StaffIntentEvent } from './staff-intents.ts';
import type { Notice } from './staff-notice.ts';
import { staffRefusal } from './staff-refusal.ts';
import { staffStyles } from './staff-styles.ts';
import { stayAwake } from './stay-awake.ts';
import { StoreClock } from './store-clock.ts';
import { recall, type Remembered, remember } from './this-device.ts';
import { ticketTitle } from './ticket-words.ts';
import './call-list.ts';
import './device-choices.ts';
import './lane-map.ts';
import './name-form.ts';
import './staff-notice.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import '#kiosk/ui-kit/hr-sheet.ts';
import '#kiosk/ui-kit/hr-status.ts';

/** How often the waits on the cards move on, in milliseconds. */
const TICK_MS = 1_000;
/** How often the clock is compared with the store's, in milliseconds. */
const CLOCK_MS = 10 * 60_000;
/** How long news that need no answer stand there, in milliseconds. */
const NEWS_MS = 8_000;

const DARK = matchMedia('(prefers-color-scheme: dark)');
const CONTRAST = matchMedia('(prefers-contrast: more)');

/** The page of the people who answer: who needs them, since when, and the lanes at a glance. */
export class HrStaffPage extends LitElement {
  static override properties = {
    connection: { state: true },
    calls: { state: true },
    now: { state: true },
    device: { state: true },
    isSheetOpen: { state: true },
    said: { state: true },
    busy: { state: true },
    touched: { state: true },
  };

  static override styles = [baseStyles, cardStyles, staffStyles];

  declare private connection: ConnectionState;
  declare private calls: readonly LaneCall[];
  /** Epoch milliseconds at the store. */
  declare private now: number;
  declare private device: Remembered;
  declare private isSheetOpen: boolean;
  declare private said: Notice | undefined;
  declare private busy: ReadonlySet<string>;
  /** Browsers let a page ring only after it has been touched. */
  declare private touched: boolean;
  private readonly clock = new StoreClock();
  private readonly ringer = new Ringer();
  private store: PageConnection | undefined;
  private ends: readonly (() => void)[] = [];
  private newsTimer: ReturnType<typeof setTimeout> | undefined;
  /** The calls that I have taken, and those of them that I am settling: their end is no news to me. */
  private readonly settling = new Set<string>();
  /** The lane that I did something at; where the focus goes when its button is gone. */
  private actedAt: string | undefined;

  constructor() {
    super();
    this.connection = { state: 'connecting' };
    this.calls = [];
    this.device = recall();
    this.isSheetOpen = false;
    this.said = undefined;
    this.busy = new Set();
    this.now = this.clock.now();
    this.touched = navigator.userActivation?.hasBeenActive ?? true;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.dress();
    const store = connectPage({ topics: ['tickets', 'lanes'], onState: (state) => this.onConnection(state) });
    this.store = store;
    const tick = setInterval(() => {
      this.now = this.clock.now();
    }, TICK_MS);
    const compare = setInterval(() => void this.clock.set(), CLOCK_MS);
    for (const query of [DARK, CONTRAST]) query.addEventListener('change', this.dress);
    for (const event of ['pointerup', 'keydown'] as const) addEventListener(event, this.onTouch);
    this.ends = [
      store.subscribe('tickets', () => this.noticeTickets(store)),
      store.subscribe('lanes', () => this.requestUpdate()),
      () => store.close(),
      () => clearInterval(tick),
      () => clearInterval(compare),
      stayAwake(),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.ends) end();
    clearTimeout(this.newsTimer);
    for (const query of [DARK, CONTRAST]) query.removeEventListener('change', this.dress);
    for (const event of ['pointerup', 'keydown'] as const) removeEventListener(event, this.onTouch);
  }

  private get words(): Translator {
    return translatorFor(this.device.language ?? navigator.language);
  }

  override render(): TemplateResult {
    return html`${this.device.name === null ? this.renderNaming() : this.renderPage(this.device.name)}
      <hr-staff-notice .notice=${this.notice()}></hr-staff-notice>
      <hr-status></hr-status>`;
  }

  override updated(changed: PropertyValues): void {
    this.ringer.rings = this.device.rings;
    if (changed.has('calls') || changed.has('device') || changed.has('connection')) this.nameTheTab();
    if (changed.has('calls')) void this.keepFocus();
  }

  private renderNaming(): TemplateResult {
    const { words } = this;
    return html`<main class="naming" @hr-name=${this.onName} @hr-prefer=${this.onPrefer}>
      <section class="card">
        <h1>${words.text('staff.name.title')}</h1>
        <p>${words.text('staff.name.hint')}</p>
        <hr-name-form .words=${words} action=${words.text('staff.name.save')}></hr-name-form>
      </section>
      <hr-device-choices only="language" .device=${this.device} .words=${words}></hr-device-choices>
    </main>`;
  }

  private renderPage(name: string): TemplateResult {
    const { words, calls } = this;
    const lanes = this.store?.entries('lanes') ?? new Map<string, never>();
    const connected = this.connection.state === 'connected';
    return html`<div class="page">
        <header>
          <h1 tabindex="-1">${this.heading()}</h1>
          <button
            class="duty ${connected ? '' : 'away'}"
            aria-label="${name}: ${words.text(connected ? 'staff.onDuty' : 'staff.lost.title')}. ${words.text('staff.me')}"
            @click=${() => this.openSheet(true)}
          >
            ${connected ? html`<span class="dot"></span>` : html`<hr-icon name="wifi-slash"></hr-icon>`}<span
              >${name}</span
            >
          </button>
        </header>
        <main>
          <section class="calls" aria-label=${words.text('staff.title')}>
            ${
              calls.length === 0
                ? this.renderCalm()
                : html`<hr-call-list
                    .calls=${calls}
                    .lanes=${lanes}
                    .words=${words}
                    .now=${this.now}
                    .attendant=${name}
                    .busy=${this.busy}
                    @hr-staff-intent=${this.onIntent}
                  ></hr-call-list>`
            }
          </section>
          <section class="lanes">
            <h2>${words.text('staff.lanes')}</h2>
            <hr-lane-map .lanes=${lanesInOrder(lanes.values())} .connected=${connected} .words=${words}></hr-lane-map>
          </section>
        </main>
      </div>
      ${this.renderSheet(name)}`;
  }

  private renderCalm(): TemplateResult | typeof nothing {
    if (this.connection.state !== 'connected') return nothing;
    return html`<div class="card calm">
      <hr-icon name="hand-heart-fill"></hr-icon>
      <p>${this.words.text('staff.calm')}</p>
    </div>`;
  }

  private renderSheet(name: string): TemplateResult {
    const { words } = this;
    return html`<hr-sheet
      placement="centre"
      heading=${words.text('staff.name.known', { name })}
      close-label=${words.text('common.close')}
      .open=${this.isSheetOpen}
      @hr-close=${() => this.openSheet(false)}
      @hr-name=${this.onName}
      @hr-prefer=${this.onPrefer}
      @hr-try-ring=${() => this.ringer.ring()}
    >
      <div class="me">
        <hr-device-choices .device=${this.device} .words=${words}></hr-device-choices>
        <section aria-label=${words.text('staff.name.change')}>
          <hr-name-form .name=${name} .words=${words} action=${words.text('staff.name.change')}></hr-name-form>
        </section>
      </div>
    </hr-sheet>`;
  }

  private heading(): string {
    const { words, connection } = this;
    switch (connection.state) {
      case 'connecting':
        return words.text('common.moment');
      case 'connected':
        return words.text('staff.need', { count: waitingCount(this.calls) });
      default:
        return words.text('staff.lost.title');
    }
  }

  /** What is said above the lower edge: what keeps calls from coming before anything else. */
  private notice(): Notice | undefined {
    const { words } = this;
    switch (this.connection.state) {
      case 'lost':
        return { text: words.text('staff.lost.text'), icon: 'wifi-slash', urgent: true };
      case 'refused':
        return { text: words.text('staff.signedOut'), icon: 'warning-circle-fill', urgent: true };
      case 'version-mismatch': {
        const reload = { label: words.text('staff.reload'), do: () => location.reload() };
        return { text: words.text('staff.outdated'), icon: 'warning-circle-fill', urgent: true, action: reload };
      }
      default:
        break;
    }
    if (this.said !== undefined) return this.said;
    if (this.touched || !this.device.rings || this.device.name === null) return undefined;
    return { text: words.text('staff.wake'), icon: 'speaker-slash', urgent: false };
  }

  private say(text: string, urgent: boolean): void {
    clearTimeout(this.newsTimer);
    const close = { label: this.words.text('common.close'), icon: 'x', do: () => this.unsay() } as const;
    this.said = { text, urgent, icon: urgent ? 'warning-circle-fill' : 'check-circle-fill', action: close };
    // What went wrong stands until it is read; news go by themselves.
    if (!urgent) this.newsTimer = setTimeout(() => this.unsay(), NEWS_MS);
  }

  private unsay(): void {
    this.said = undefined;
  }

  private onConnection(state: ConnectionState): void {
    this.connection = state;
    if (state.state === 'connected') void this.clock.set().then(() => this.requestUpdate());
  }

  private noticeTickets(store: PageConnection): void {
    const tickets = [...store.entries('tickets').values()];
    const { words } = this;
    this.noticeGone(new Set(tickets.map(({ ticketId }) => ticketId)));
    const news = this.ringer.notice(tickets);
    this.calls = laneCalls(tickets, this.device.name ?? '');
    for (const ticket of news) {
      const reason = ticketTitle(ticket, words);
      this.announce(words.text('staff.news', { number: ticket.laneNumber, reason }));
    }
  }

  /** Somebody who is on the way to a call that is over turns round. */
  private noticeGone(open: ReadonlySet<string>): void {
    const gone = this.calls
      .flatMap((call) => call.tickets)
      .find(({ ticketId, attendant }) => attendant !== null && attendant === this.device.name && !open.has(ticketId));
    if (gone === undefined || this.settling.delete(gone.ticketId)) return;
    this.ringer.noLongerNeeded();
    this.say(this.words.text('staff.gone', { number: gone.laneNumber }), false);
  }

  private announce(text: string): void {
    this.renderRoot.querySelector<HrStatus>('hr-status')?.announce(text, 'assertive');
  }

  private readonly onName = ({ name }: NameEvent): void => {
    this.change({ name });
    this.isSheetOpen = false;
    if (this.store !== undefined) this.calls = laneCalls(this.store.entries('tickets').values(), name);
  };

  private readonly onPrefer = ({ change }: PreferEvent): void => this.change(change);

  private change(change: Partial<Remembered>): void {
    this.device = { ...this.device, ...change };
    remember(this.device);
    this.dress();
  }

  private readonly onIntent = ({ intent }: StaffIntentEvent): void => void this.carryOut(intent);

  private async carryOut(intent: StaffIntent): Promise<void> {
    const ticketIds = intent.type === 'coming' ? intent.ticketIds : [intent.ticketId];
    const tickets = ticketIds.flatMap((ticketId) => this.store?.entries('tickets').get(ticketId) ?? []);
    const [first] = tickets;
    if (first === undefined) return;
    this.actedAt = first.workstationId;
    this.setBusy(ticketIds, true);
    if (intent.type !== 'coming') this.settling.add(first.ticketId);
    try {
      await Promise.all(tickets.map((ticket) => this.ask(intent, ticket)));
      if (this.said?.urgent === true) this.unsay();
    } catch (failure) {
      this.settling.delete(first.ticketId);
      this.say(staffRefusal(this.words, first.laneNumber, failure), true);
    } finally {
      this.setBusy(ticketIds, false);
    }
  }

  private async ask(intent: StaffIntent, { ticketId, laneNumber }: TicketView): Promise<void> {
    switch (intent.type) {
      case 'coming':
        await this.store?.call('acknowledgeTicket', { ticketId });
        return;
      case 'done':
        await this.store?.call('resolveTicket', { ticketId, outcome: null });
        return;
      case 'decide': {
        const { outcome, minimumAge } = intent;
        await this.store?.call('resolveTicket', {
          ticketId,
          outcome,
          ...(minimumAge > 0 ? { minimumAge } : {}),
        });
        return;
      }
      case 'settle-payment': {
        const settled = await this.store?.call('settlePayment', { ticketId, paid: intent.paid });
        if (settled?.asking === true) this.say(this.words.text('staff.settle.asking', { number: laneNumber }), false);
      }
    }
  }

  private setBusy(ticketIds: readonly string[], busy: boolean): void {
    const next = new Set(this.busy);
    for (const ticketId of ticketIds) {
      if (busy) next.add(ticketId);
      else next.delete(ticketId);
    }
    this.busy = next;
  }

  /** When the button that was pressed is gone, the focus goes on to its lane, or to the top if that is done, too. */
  private async keepFocus(): Promise<void> {
    const lane = this.actedAt;
    if (lane === undefined) return;
    const list = this.renderRoot.querySelector('hr-call-list');
    await list?.updateComplete;
    this.actedAt = undefined;
    if (this.shadowRoot?.activeElement !== null) return;
    if (list?.focusLane(lane) !== true) this.renderRoot.querySelector('h1')?.focus({ preventScroll: true });
  }

  private openSheet(open: boolean): void {
    this.isSheetOpen = open;
  }

  private readonly onTouch = (): void => {
    this.touched = true;
  };

  private nameTheTab(): void {
    const count = waitingCount(this.calls);
    const title = this.words.text('staff.title');
    document.title = count === 0 ? title : `(${count}) ${title}`;
  }

  private readonly dress = (): void => {
    const { language, direction } = this.words;
    const { colours } = this.device;
    const theme = colours !== 'auto' ? colours : CONTRAST.matches ? 'contrast' : DARK.matches ? 'dark' : 'light';
    applyAppearance(document.documentElement, { theme, textScale: 1, language, direction });
  };
}

customElements.define('hr-staff-page', HrStaffPage);
