import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { ConnectionState, PageConnection } from '#kiosk/api/client/connect-page.ts';
import type { CommandOutput } from '#kiosk/api/commands.ts';
import type { PersonView } from '#kiosk/api/staff.ts';
import type { TicketView } from '#kiosk/api/views.ts';
import { type Translator, translatorFor } from '#kiosk/i18n/translator.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import type { HrStatus } from '#kiosk/ui-kit/hr-status.ts';
import { isRemote } from './afar/remote-calls.ts';
import { AlertWatch } from './calls/alert-watch.ts';
import { type Call, callsFor, isMine, lanesInOrder, waitingCount } from './calls/call-groups.ts';
import { leasesToRenew, RENEW_EVERY_MS } from './calls/lease-keeper.ts';
import { Ringer } from './calls/ringer.ts';
import type { OpenSheetEvent, StaffIntent, StaffIntentEvent } from './calls/staff-intents.ts';
import { staffRefusal } from './calls/staff-refusal.ts';
import { ticketTitle } from './calls/ticket-words.ts';
import type { PreferEvent } from './device/device-choices.ts';
import { afterPaint } from './device/after-paint.ts';
import type { DutyEvent } from './device/my-shift.ts';
import { dressPage, WISHES } from './device/dress-page.ts';
import { every } from './device/every.ts';
import { nameTab } from './device/name-tab.ts';
import { stayAwake } from './device/stay-awake.ts';
import { StoreClock } from './device/store-clock.ts';
import { recall, type Remembered, remember, withPerson } from './device/this-device.ts';
import { connectionNotice } from './connection-notice.ts';
import { askFor } from './intent-calls.ts';
import { WishWatch } from './making-good/wish-watch.ts';
import { renderOpenSheet } from './open-sheet.ts';
import { PointedTicket } from './push/pointed-ticket.ts';
import { forgetPush } from './push/push-subscription.ts';
import { Reach } from './reach/reach.ts';
import { sheetDesk } from './sheet-desk.ts';
import { type Credential, StaffSession } from './sign-in/staff-session.ts';
import { type StaffView, type ViewEvent, viewsFor } from './staff-nav.ts';
import type { Notice } from './staff-notice.ts';
import { staffStyles } from './staff-styles.ts';
import './calls/call-list.ts';
import './device/device-choices.ts';
import './device/my-shift.ts';
import './lanes/lane-map.ts';
import './lanes/slip-list.ts';
import './making-good/wish-list.ts';
import './push/push-choice.ts';
import './sign-in/sign-in-screen.ts';
import './staff-notice.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import '#kiosk/ui-kit/hr-status.ts';

/** How often the waits on the cards move on, in milliseconds. */
const TICK_MS = 1_000;
/** How often the clock is compared with the store's, in milliseconds. */
const CLOCK_MS = 10 * 60_000;
/** How long news that need no answer stand there, in milliseconds. */
const NEWS_MS = 8_000;

const TOPICS = ['tickets', 'lanes', 'people', 'board', 'backlog', 'slips'] as const;
const TOUCHES = ['pointerup', 'keydown'] as const;

/** The page of the people who answer: who needs them, since when, and the lanes at a glance. */
export class HrStaffPage extends LitElement {
  static override properties = {
    connection: { state: true },
    calls: { state: true },
    now: { state: true },
    device: { state: true },
    view: { state: true },
    sheet: { state: true },
    shift: { state: true },
    said: { state: true },
    busy: { state: true },
    practising: { state: true },
    touched: { state: true },
  };

  static override styles = [baseStyles, cardStyles, staffStyles];

  declare private connection: ConnectionState;
  declare private calls: readonly Call[];
  /** Epoch milliseconds at the store. */
  declare private now: number;
  declare private device: Remembered;
  declare private view: StaffView;
  declare private sheet: OpenSheetEvent['sheet'] | undefined;
  declare private shift: CommandOutput<'myShift'> | undefined;
  declare private said: Notice | undefined;
  /** Calls about which something was asked that is not answered yet. */
  declare private busy: ReadonlySet<string>;
  /** Recorded calls are on the screen, and no real one needs me. */
  declare private practising: boolean;
  /** Browsers let a page ring only after it has been touched. */
  declare private touched: boolean;
  private readonly clock = new StoreClock();
  private readonly ringer = new Ringer();
  private watch = new AlertWatch();
  private wishes = new WishWatch();
  private readonly pointed = new PointedTicket(() => this.showCalls());
  private reach: Reach | undefined;
  private session: StaffSession | undefined;
  private ends: readonly (() => void)[] = [];
  private newsTimer: ReturnType<typeof setTimeout> | undefined;
  private touchedAt = performance.now();
  /** The calls that I am settling: their end is no news to me. */
  private readonly settling = new Set<string>();
  /** The lane that I did something at; where the focus goes when its button is gone. */
  private actedAt: string | undefined;

  constructor() {
    super();
    this.connection = { state: 'connecting' };
    this.calls = [];
    this.device = recall();
    this.view = 'calls';
    this.busy = new Set();
    this.practising = false;
    this.now = this.clock.now();
    this.touched = navigator.userActivation?.hasBeenActive ?? true;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.dress();
    const reach = new Reach({
      topics: TOPICS,
      onState: (state) => this.onConnection(state),
      onTickets: () => this.noticeTickets(),
      onLanes: () => this.requestUpdate(),
    });
    this.reach = reach;
    const { store } = reach;
    this.session = new StaffSession(reach.call.bind(reach), () => this.onPerson());
    reach.personIs(this.session.person?.personId);
    for (const query of WISHES) query.addEventListener('change', this.dress);
    for (const event of TOUCHES) addEventListener(event, this.onTouch, { passive: true });
    this.ends = [
      ...(['people', 'board', 'backlog', 'slips'] as const).map((topic) =>
        store.subscribe(topic, () => this.requestUpdate()),
      ),
      () => reach.close(),
      every(TICK_MS, () => this.tick()),
      every(CLOCK_MS, () => void this.clock.set()),
      every(RENEW_EVERY_MS, () => this.renew()),
      stayAwake(),
      this.pointed.listen(),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.ends) end();
    clearTimeout(this.newsTimer);
    for (const query of WISHES) query.removeEventListener('change', this.dress);
    for (const event of TOUCHES) removeEventListener(event, this.onTouch);
  }

  private get store(): PageConnection | undefined {
    return this.reach?.store;
  }

  private get words(): Translator {
    return translatorFor(this.device.language ?? navigator.language);
  }

  /** New calls arrive: through the store, or from the lanes themselves. */
  private get hearsCalls(): boolean {
    return this.connection.state === 'connected' || (this.reach?.isByLanes ?? false);
  }

  /** The person as the store shows everybody, or as the token says while the store is silent. */
  private get me(): PersonView | undefined {
    const kept = this.session?.person;
    if (kept === undefined) return undefined;
    return this.store?.entries('people').get(kept.personId) ?? { ...kept, duty: 'on', attending: [], languages: [] };
  }

  override render(): TemplateResult {
    const { me } = this;
    return html`${me === undefined ? this.renderDoor() : this.renderPage(me)}
      <hr-staff-notice class=${me === undefined ? '' : 'above-nav'} .notice=${this.notice()}></hr-staff-notice>
      <hr-status></hr-status>`;
  }

  override updated(changed: PropertyValues): void {
    this.ringer.rings = this.device.rings;
    nameTab(this.words.text('staff.title'), waitingCount(this.calls));
    if (changed.has('calls')) void this.keepFocus();
    this.pointed.look(this.renderRoot.querySelector('hr-call-list'));
  }

  private renderDoor(): TemplateResult {
    const { words } = this;
    return html`<main class="door" @hr-prefer=${this.onPrefer}>
      <hr-sign-in-screen .words=${words} .people=${this.device.people} .enter=${this.enter}></hr-sign-in-screen>
      <hr-device-choices only="language" .device=${this.device} .words=${words}></hr-device-choices>
    </main>`;
  }

  private renderPage(me: PersonView): TemplateResult {
    const { words } = this;
    if (this.practising) {
      return html`<hr-practice-view
        .me=${me}
        .words=${words}
        @hr-leave-practice=${this.leavePractice}
      ></hr-practice-view>`;
    }
    const connected = this.connection.state === 'connected';
    const views = viewsFor(me);
    const state = words.text(connected ? `staff.duty.${me.duty}` : 'staff.lost.title');
    return html`<div
        class="page"
        @hr-view=${this.onView}
        @hr-open-sheet=${this.onOpenSheet}
        @hr-staff-intent=${this.onIntent}
      >
        <header>
          <h1 tabindex="-1">${this.heading()}</h1>
          <button
            class="duty ${connected ? me.duty : 'away'}"
            aria-label="${me.firstName}: ${state}. ${words.text('staff.nav.me')}"
            @click=${() => this.show('me')}
          >
            ${connected ? html`<span class="dot"></span>` : html`<hr-icon name="wifi-slash"></hr-icon>`}<span
              >${me.firstName}</span
            >
          </button>
        </header>
        <main class="in-${this.view} ${isRemote(me) ? 'elsewhere' : ''}">${this.renderView(me)}</main>
        <hr-staff-nav
          .view=${this.view}
          .views=${views}
          .count=${waitingCount(this.calls)}
          .words=${words}
        ></hr-staff-nav>
      </div>
      ${this.renderSheet(me)}`;
  }

  private renderView(me: PersonView): TemplateResult {
    switch (this.view) {
      case 'calls':
        return html`<section class="list" aria-label=${this.words.text('staff.title')}>
            <hr-wish-list
              .tickets=${[...(this.reach?.tickets.values() ?? [])]}
              .lanes=${this.reach?.lanes}
              .words=${this.words}
              .me=${me}
              .busy=${this.busy}
            ></hr-wish-list>
            ${this.renderCalls(me)}
          </section>
          ${
            isRemote(me)
              ? nothing
              : html`<section class="lanes">
                  <h2>${this.words.text('staff.lanes')}</h2>
                  ${this.renderLanes(false)}
                </section>`
          }`;
      case 'lanes':
        return html`<section>
          ${this.renderLanes(true)}
          <hr-slip-list
            .slips=${[...(this.store?.entries('slips').values() ?? [])]}
            .lanes=${lanesInOrder(this.reach?.lanes.values() ?? [])}
            .desk=${this.desk}
            .words=${this.words}
          ></hr-slip-list>
        </section>`;
      case 'board':
        return html`<hr-board-view
          .board=${this.store?.value('board')}
          .people=${[...(this.store?.entries('people').values() ?? [])]}
          .backlog=${[...(this.store?.entries('backlog').values() ?? [])]}
          .words=${this.words}
          .now=${this.now}
        ></hr-board-view>`;
      case 'me':
        return this.renderMe(me);
    }
  }

  private renderLanes(detailed: boolean): TemplateResult {
    const lanes = this.reach?.lanes.values() ?? [];
    return html`<hr-lane-map
      .lanes=${lanesInOrder(lanes)}
      .connected=${this.hearsCalls}
      .detailed=${detailed}
      .words=${this.words}
    ></hr-lane-map>`;
  }

  /** The list is there before there are calls: the first card is drawn sooner. */
  private renderCalls(me: PersonView): TemplateResult {
    const isCalm = this.calls.length === 0 && this.hearsCalls;
    return html`${isCalm ? this.renderCalm(me) : nothing}<hr-call-list
        .calls=${this.calls}
        .lanes=${this.reach?.lanes}
        .people=${this.store?.entries('people')}
        .words=${this.words}
        .now=${this.now}
        .me=${me}
        .busy=${this.busy}
      ></hr-call-list>`;
  }

  private renderCalm(me: PersonView): TemplateResult {
    return html`<div class="card calm">
      <hr-icon name="hand-heart-fill"></hr-icon>
      <p>${this.words.text(isRemote(me) ? 'staff.afar.calm' : 'staff.calm')}</p>
    </div>`;
  }

  private renderMe(me: PersonView): TemplateResult {
    const { words } = this;
    return html`<section
      class="me"
      @hr-duty=${this.onDuty}
      @hr-prefer=${this.onPrefer}
      @hr-try-ring=${() => this.ringer.call('ring')}
    >
      <hr-my-shift .person=${me} .duty=${me.duty} .shift=${this.shift} .words=${words}></hr-my-shift>
      <hr-button icon="eyeglasses" @click=${this.practise}>${words.text('staff.practice.open')}</hr-button>
      <hr-device-choices .device=${this.device} .words=${words}></hr-device-choices>
      <hr-push-choice .session=${this.session} .words=${words}></hr-push-choice>
    </section>`;
  }

  private renderSheet(me: PersonView): TemplateResult {
    const { store, reach } = this;
    return renderOpenSheet({
      sheet: this.sheet,
      me,
      people: [...(store?.entries('people').values() ?? [])],
      lanes: reach?.lanes ?? new Map(),
      tickets: reach?.tickets ?? new Map(),
      busy: this.busy,
      connected: this.connection.state === 'connected',
      words: this.words,
      desk: this.desk,
      aroundDesk: this.desk,
      onClose: this.closeSheet,
      onIntent: this.onIntent,
    });
  }

  private heading(): string {
    const { words, connection } = this;
    if (connection.state === 'connecting') return words.text('common.moment');
    if (!this.hearsCalls) return words.text('staff.lost.title');
    if (this.view !== 'calls') return words.text(`staff.nav.${this.view}`);
    return words.text('staff.need', { count: waitingCount(this.calls) });
  }

  /** What is said above the lower edge: what keeps calls from coming before anything else. */
  private notice(): Notice | undefined {
    const { words } = this;
    const trouble = connectionNotice(this.connection.state, this.hearsCalls, words);
    if (trouble !== undefined) return trouble;
    if (this.said !== undefined) return this.said;
    if (this.touched || !this.device.rings || this.me === undefined) return undefined;
    return { text: words.text('staff.wake'), icon: 'speaker-slash', urgent: false };
  }

  private say(text: string, urgent: boolean): void {
    clearTimeout(this.newsTimer);
    const unsay = (): void => void (this.said = undefined);
    const close = { label: this.words.text('common.close'), icon: 'x', do: unsay } as const;
    this.said = { text, urgent, icon: urgent ? 'warning-circle-fill' : 'check-circle-fill', action: close };
    // What went wrong stands until it is read; news go by themselves.
    if (!urgent) this.newsTimer = setTimeout(unsay, NEWS_MS);
  }

  private readonly enter = async (credential: Credential): Promise<void> => {
    this.watch = new AlertWatch();
    this.wishes = new WishWatch();
    await this.session?.signIn(credential);
    if (credential.type === 'pin') this.change({ people: withPerson(this.device.people, credential.name) });
    this.show('calls');
  };

  private onConnection(state: ConnectionState): void {
    this.connection = state;
    if (state.state !== 'connected') return;
    void this.session?.resume().then(() => this.reach?.resumed());
    void this.clock.set().then(() => this.requestUpdate());
  }

  /** Somebody came in, or went. */
  private onPerson(): void {
    this.reach?.personIs(this.session?.person?.personId);
    if (this.session?.person === undefined) void forgetPush().catch(() => {});
    if (this.me === undefined) {
      this.practising = false;
      this.sheet = undefined;
      this.shift = undefined;
      this.calls = [];
    } else this.noticeTickets();
    this.requestUpdate();
  }

  private tick(): void {
    this.now = this.clock.now();
    const endsAt = this.session?.endsAt;
    if (endsAt !== undefined && endsAt <= this.now) this.session?.end();
  }

  private noticeTickets(): void {
    const { me, words } = this;
    this.requestUpdate();
    if (me === undefined) return;
    const tickets = [...(this.reach?.tickets.values() ?? [])];
    this.noticeLost(new Map(tickets.map((ticket) => [ticket.ticketId, ticket])), me.personId);
    this.calls = callsFor(tickets, me.personId);
    const alert = this.watch.look(tickets, me.personId, performance.now());
    const wishes = this.wishes.look(tickets, me);
    // A lane by itself does not know who has a break.
    const asked = me.duty === 'on' ? alert.tickets : [];
    if (asked.length === 0 && wishes.length === 0) return;
    this.endPracticeFor(asked[0]);
    afterPaint(() => {
      this.ringer.call(alert.loudness === 'quiet' && wishes.length > 0 ? 'vibrate' : alert.loudness);
      for (const ticket of asked) {
        this.announce(words.text('staff.news', { number: ticket.laneNumber, reason: ticketTitle(ticket, words) }));
      }
    });
  }

  /** A call that is real is never behind one that is not. */
  private endPracticeFor(ticket: TicketView | undefined): void {
    if (!this.practising || ticket === undefined) return;
    this.leavePractice();
    this.show('calls');
    this.say(this.words.text('staff.practice.real', { number: ticket.laneNumber }), true);
  }

  private readonly practise = (): void => {
    if (this.calls.some(({ asksMe, state }) => asksMe || state === 'mine')) return this.show('calls');
    // Only somebody new needs it; nobody else loads it.
    void import('./practice/practice-view.ts').then(() => (this.practising = true));
  };

  private readonly leavePractice = (): void => {
    this.practising = false;
  };

  /** Somebody who is on the way to a call that is over, or back in line, turns round. */
  private noticeLost(open: ReadonlyMap<string, TicketView>, personId: string): void {
    const before = this.calls.flatMap(({ tickets }) => tickets).filter((ticket) => isMine(ticket, personId));
    for (const { ticketId, laneNumber } of before) {
      const now = open.get(ticketId);
      if (now !== undefined && isMine(now, personId)) continue;
      if (this.settling.delete(ticketId)) continue;
      this.ringer.noLongerNeeded();
      const key = now === undefined ? 'staff.gone' : 'staff.backInLine';
      this.say(this.words.text(key, { number: laneNumber }), false);
    }
  }

  /** Says without a word that I still have what I took. */
  private renew(): void {
    const { me } = this;
    if (me === undefined || !this.hearsCalls) return;
    const held = [...(this.reach?.tickets.values() ?? [])].filter(
      ({ status, helper }) => status !== 'raised' && helper?.personId === me.personId,
    );
    const presence = {
      visible: document.visibilityState === 'visible',
      untouchedMs: performance.now() - this.touchedAt,
    };
    for (const { ticketId } of leasesToRenew(held, presence)) {
      // What does not get through is seen by its end: the call is back in line.
      this.session?.call('renewTicket', { ticketId }).catch(() => {});
    }
  }

  private announce(text: string): void {
    this.renderRoot.querySelector<HrStatus>('hr-status')?.announce(text, 'assertive');
  }

  private showCalls(): void {
    this.sheet = undefined;
    this.practising = false;
    this.show('calls');
    this.requestUpdate();
  }

  private show(view: StaffView): void {
    this.view = view;
    if (view === 'me') void this.fetchShift();
    // Only who leads a store needs its charts; nobody else loads them.
    if (view === 'board') void import('./board/board-view.ts');
    scrollTo({ top: 0 });
  }

  private readonly onView = ({ view }: ViewEvent): void => this.show(view);

  private readonly onOpenSheet = ({ sheet }: OpenSheetEvent): void => {
    this.sheet = sheet;
  };

  private readonly closeSheet = (): void => {
    this.sheet = undefined;
  };

  private readonly desk = sheetDesk(() => this.signedIn());

  private signedIn(): StaffSession {
    if (this.session === undefined) throw new Error('the page is not connected');
    return this.session;
  }

  private async fetchShift(): Promise<void> {
    try {
      this.shift = await this.session?.call('myShift', {});
    } catch {
      // It is seen the next time; nothing of it is needed now.
    }
  }

  private readonly onDuty = ({ duty }: DutyEvent): void => void this.changeDuty(duty);

  private async changeDuty(duty: DutyEvent['duty']): Promise<void> {
    try {
      if (duty === 'out') await this.session?.signOut();
      else await this.session?.call('setDuty', { duty });
    } catch {
      if (duty !== 'out') this.say(this.words.text('staff.refusal.plain'), true);
    }
  }

  private readonly onPrefer = ({ change }: PreferEvent): void => this.change(change);

  private change(change: Partial<Remembered>): void {
    this.device = { ...this.device, ...change };
    remember(this.device);
    this.dress();
  }

  private readonly onIntent = ({ intent }: StaffIntentEvent): void => void this.carryOut(intent);

  private async carryOut(intent: StaffIntent): Promise<void> {
    const tickets = intent.ticketIds.flatMap((ticketId) => this.reach?.tickets.get(ticketId) ?? []);
    const [first] = tickets;
    if (first === undefined || this.session === undefined) return;
    this.actedAt = first.workstationId;
    this.setBusy(intent.ticketIds, true);
    const lets = intent.type === 'settle' || intent.type === 'settle-payment' || intent.type === 'hand-over';
    if (lets) this.settling.add(first.ticketId);
    try {
      const asked = await Promise.all(tickets.map((ticket) => askFor(this.signedIn(), intent, ticket.ticketId)));
      if (intent.type === 'hand-over') this.closeSheet();
      if (this.said?.urgent === true) this.said = undefined;
      if (asked.some(({ asking }) => asking)) {
        this.say(this.words.text('staff.settle.asking', { number: first.laneNumber }), false);
      }
    } catch (failure) {
      this.settling.delete(first.ticketId);
      this.say(staffRefusal(this.words, first.laneNumber, failure), true);
    } finally {
      this.setBusy(intent.ticketIds, false);
    }
  }

  private setBusy(ticketIds: readonly string[], busy: boolean): void {
    const others = [...this.busy].filter((ticketId) => !ticketIds.includes(ticketId));
    this.busy = new Set(busy ? [...others, ...ticketIds] : others);
  }

  /** When the button that was pressed is gone, the focus goes on to its lane, or to the top if that is done, too. */
  private async keepFocus(): Promise<void> {
    const lane = this.actedAt;
    if (lane === undefined || this.sheet !== undefined) return;
    const list = this.renderRoot.querySelector('hr-call-list');
    await list?.updateComplete;
    this.actedAt = undefined;
    if (this.shadowRoot?.activeElement !== null) return;
    if (list?.focusLane(lane) !== true) this.renderRoot.querySelector('h1')?.focus({ preventScroll: true });
  }

  private readonly onTouch = (): void => {
    this.touched = true;
    this.touchedAt = performance.now();
  };

  private readonly dress = (): void => {
    dressPage(this.device.colours, this.words);
  };
}

customElements.define('hr-staff-page', HrStaffPage);
