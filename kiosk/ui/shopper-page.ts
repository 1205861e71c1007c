import { ContextProvider } from '@lit/context';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { connectPage, type ConnectionState, type PageConnection } from '#kiosk/api/client/connect-page.ts';
import { translatorFor } from '#kiosk/i18n/translator.ts';
import { applyAppearance } from '#kiosk/ui-kit/appearance.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import '#kiosk/ui-kit/hr-sheet.ts';
import type { HrStatus } from '#kiosk/ui-kit/hr-status.ts';
import '#kiosk/ui-kit/hr-status.ts';
import { Sounds } from '#kiosk/ui-kit/sounds.ts';
import type { HelpWish } from './help-wish.ts';
import type { Intent, LaneRequest, SheetName } from './intents.ts';
import { pageStyles } from './page-styles.ts';
import './parts/ease-question.ts';
import './parts/page-header.ts';
import { screenFor, type ScreenName, screenTemplate } from './screen-for.ts';
import { sheetFor } from './sheet-for.ts';
import './sheets/help-sheet.ts';
import './sheets/idle-sheet.ts';
import './sheets/refusal-sheet.ts';
import { answersContext, preferencesContext, roomContext, searchContext, wordsContext } from './state/contexts.ts';
import { lastHeardAt } from './state/afar.ts';
import { CallInSight } from './state/call-in-sight.ts';
import { HelpCall } from './state/help-call.ts';
import { type Preferences, USUAL } from './state/preferences.ts';
import { PresenceWatch } from './state/presence-watch.ts';
import { refusalWords } from './state/refusal-words.ts';
import { RoomWatch } from './state/room-watch.ts';
import { provideSlices, TOPICS } from './state/slices.ts';

/** A connection that is back within this time is not worth a word; milliseconds. */
const LOST_SHOWN_AFTER_MS = 700;

/**
 * A page of another version is loaded again after this time, in milliseconds: the lane then gives out the right one.
 */
const OUTDATED_RELOAD_MS = 10_000;

/** Millimetres per pixel until the lane says how its screen is. */
const MM_PER_PX_UNTIL_KNOWN = 0.248;

/** How much of the height is left when everything moves down. */
const LOWER_SHARE = 0.62;

/**
 * The shopper's page. It holds what only the page knows (open sheets, preferences, the call for help), shows the screen
 * that the lane is at, and does what the elements below ask for.
 */
export class ShopperPage extends LitElement {
  static override properties = {
    sheet: { state: true },
    refusal: { state: true },
    helpOpen: { state: true },
    begun: { state: true },
    preferences: { state: true },
    connection: { state: true },
    lost: { state: true },
    dismissed: { state: true },
  };

  static override styles = [baseStyles, pageStyles];

  declare private sheet: SheetName | undefined;
  /** The code of a "no" to something that was asked by touch. */
  declare private refusal: string | undefined;
  declare private helpOpen: boolean;
  /** Someone touched the welcome screen and has scanned nothing yet. */
  declare private begun: boolean;
  declare private preferences: Preferences;
  declare private connection: ConnectionState['state'];
  declare private lost: boolean;
  declare private dismissed: number;

  private readonly lane: PageConnection;
  private readonly help: HelpCall;
  private readonly room: RoomWatch;
  private readonly presence: PresenceWatch;
  private readonly callInSight: CallInSight;
  private readonly sounds = new Sounds();
  private readonly words = new ContextProvider(this, { context: wordsContext, initialValue: translatorFor('en') });
  private readonly wishes = new ContextProvider(this, { context: preferencesContext, initialValue: USUAL });
  private readonly roomProvider: ContextProvider<typeof roomContext>;
  protected readonly search: ContextProvider<typeof searchContext>;
  private screen: ScreenName = 'starting';
  private lastLine: number | null = null;
  /** What was spoken before the person at the page chose a language. */
  private languageBefore: string | undefined;
  /** The moment of the last message that she was shown. */
  private heardAt = 0;
  private lostTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.sheet = undefined;
    this.refusal = undefined;
    this.helpOpen = false;
    this.begun = false;
    this.preferences = USUAL;
    this.connection = 'connecting';
    this.lost = false;
    this.dismissed = -1;
    this.lane = connectPage({ topics: TOPICS, onState: (state) => this.connectionIs(state) });
    this.help = new HelpCall(this, this.lane);
    this.callInSight = new CallInSight(this.lane);
    this.room = new RoomWatch(this, {
      mmPerPx: () => this.lane.value('lane')?.mmPerPx ?? MM_PER_PX_UNTIL_KNOWN,
      share: () => (this.preferences.lower ? LOWER_SHARE : 1),
      textScale: () => this.preferences.textScale,
    });
    this.roomProvider = new ContextProvider(this, { context: roomContext, initialValue: this.room.room });
    this.presence = new PresenceWatch(this.lane, () => this.leftWithoutBasket());
    this.search = new ContextProvider(this, {
      context: searchContext,
      initialValue: async (text, category) => {
        const language = this.words.value.language;
        return (await this.lane.call('searchArticles', { text, category, language })).articles;
      },
    });
    this.provideAnswers();
    provideSlices(this, this.lane);
    this.listen();
  }

  private provideAnswers(): void {
    this.addController(
      new ContextProvider(this, {
        context: answersContext,
        initialValue: {
          search: async (text) =>
            (await this.lane.call('searchHelp', { text, language: this.words.value.language })).articles,
          // That it was read is good to know and holds up nobody who reads.
          opened: (articleId) => void this.lane.call('openHelp', { articleId }).catch(() => {}),
        },
      }),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.presence.stop();
    this.lane.close();
  }

  override willUpdate(changed: PropertyValues): void {
    const lane = this.lane.value('lane');
    const session = this.lane.value('session');
    this.words.setValue(translatorFor(session?.language ?? 'en'));
    if (changed.has('preferences')) this.wishes.setValue(this.preferences);
    this.roomProvider.setValue(this.room.room);
    this.sounds.muted = this.preferences.muted;
    applyAppearance(document.documentElement, {
      theme: this.preferences.theme,
      textScale: this.preferences.textScale,
      language: this.words.value.language,
      direction: this.words.value.direction,
      mmPerPx: lane?.mmPerPx,
    });
    this.screen = this.screenNow();
    if (lane !== undefined) {
      document.title = `${this.words.value.text('common.lane', { number: lane.laneNumber })} · ${lane.storeName}`;
    }
  }

  override render(): TemplateResult {
    const lane = this.lane.value('lane');
    return html`<div class="stage ${this.preferences.lower && this.room.room.canLower ? 'lower' : ''}">
      ${
        this.preferences.lower && this.room.room.canLower
          ? html`<div class="above"><hr-icon name="hand-heart-fill"></hr-icon></div>`
          : nothing
      }
      <div class="frame">
        <div class="page ${this.room.room.size} ${this.room.room.crowded ? 'crowded' : ''}">
          <header>
            <hr-page-header
              .storeName=${lane?.storeName ?? ''}
              .laneNumber=${lane?.laneNumber}
              .test=${lane?.test ?? false}
              .help=${this.help.current}
            ></hr-page-header>
          </header>
          ${this.easeQuestion()}
          <main class="below">${screenTemplate(this.screen, this.dismissed)} ${this.sheets()}</main>
        </div>
      </div>
      <hr-status></hr-status>
    </div>`;
  }

  override updated(): void {
    if (this.connection === 'connected') this.callInSight.is(this.callOnScreen());
    if (this.shown === this.screen) return;
    const before = this.shown;
    this.shown = this.screen;
    if (before === 'starting') requestIdleCallback(() => this.sounds.prepare());
    if (before !== undefined && !this.anySheet()) void this.focusScreen();
  }

  private shown: ScreenName | undefined;

  private callOnScreen(): string | null {
    const help = this.help.current;
    return this.helpOpen && 'ticket' in help ? help.ticket.ticketId : null;
  }

  private sheets(): TemplateResult {
    const words = this.words.value;
    const open = this.sheet && sheetFor(this.sheet, words, this.lane.entries('lines'));
    const deadline = this.lane.value('session')?.idleDeadline ?? null;
    return html`
      <hr-sheet
        id="task"
        .open=${open !== undefined}
        .placement=${open?.placement ?? 'centre'}
        .heading=${open?.heading ?? ''}
        close-label=${words.text('common.close')}
        @hr-close=${() => {
          this.sheet = undefined;
        }}
        >${open === undefined ? nothing : keyed(this.sheet?.sheet, open.content)}</hr-sheet
      >
      <hr-sheet
        id="refusal"
        .open=${this.refusal !== undefined}
        .heading=${this.refusal === undefined ? '' : refusalWords(words, this.refusal).what}
        close-label=${words.text('common.close')}
        @hr-close=${() => {
          this.refusal = undefined;
        }}
        >${
          this.refusal === undefined ? nothing : html`<hr-refusal-sheet code=${this.refusal}></hr-refusal-sheet>`
        }</hr-sheet
      >
      ${this.helpSheet()}
      <hr-sheet id="idle" .open=${deadline !== null} .heading=${words.text('shopper.idle.title')}
        >${deadline === null ? nothing : html`<hr-idle-sheet .deadline=${deadline}></hr-idle-sheet>`}</hr-sheet
      >
      <hr-sheet
        id="lost"
        placement="full"
        bare
        .heading=${words.text('shopper.lost.title')}
        .open=${this.lost && this.screen !== 'starting'}
        >${this.lost ? html`<hr-lost-screen state="lost"></hr-lost-screen>` : nothing}</hr-sheet
      >
    `;
  }

  private helpSheet(): TemplateResult {
    const words = this.words.value;
    return html`<hr-sheet
      id="help"
      placement="end"
      .open=${this.helpOpen}
      .heading=${words.text('shopper.help.button')}
      close-label=${words.text('common.close')}
      @hr-close=${() => this.closeHelp()}
      >${this.helpOpen ? html`<hr-help-sheet .help=${this.help.current}></hr-help-sheet>` : nothing}</hr-sheet
    >`;
  }

  /** After a call that ended behind a closed sheet; large text leaves no room for it, and it is no duty. */
  private easeQuestion(): TemplateResult | typeof nothing {
    const help = this.help.current;
    if (this.helpOpen || help.stage !== 'ended' || help.ease === 'none' || this.room.room.crowded) return nothing;
    return html`<aside><hr-ease-question .ease=${help.ease}></hr-ease-question></aside>`;
  }

  private listen(): void {
    this.addEventListener('hr-help-wish', (event) => this.helpWish(event.wish));
    this.addEventListener('hr-intent', (event) => this.follow(event.intent));
    for (const topic of ['session', 'payment'] as const) this.lane.subscribe(topic, () => this.requestUpdate());
    this.lane.subscribe('lane', () => this.laneChanged());
    this.lane.subscribe('basket', () => this.basketChanged());
    this.lane.subscribe('assist', () => this.listenToHelper());
    this.lane.subscribe('notice', (notice) => {
      if (notice === null) return;
      this.closeTasks();
      // Only where articles are listed there is a place for it; elsewhere it would be heard and never seen. Nothing
      // covers that nobody may pay again.
      const hasPlace = this.screen === 'basket' || this.screen === 'welcome' || this.screen === 'pay-checking';
      if (!hasPlace) this.refusal = notice.code;
    });
    this.lane.subscribe('effects', ({ effect }) => this.sounds.play(effect));
  }

  private follow(intent: Intent): void {
    switch (intent.kind) {
      case 'lane':
        if (intent.closes === true) this.sheet = undefined;
        void this.request(intent.request);
        return;
      case 'open':
        this.sheet = intent.what;
        return;
      case 'close':
        this.closeTopmost();
        return;
      case 'begin':
        this.begun = true;
        return;
      case 'help':
        this.refusal = undefined;
        this.help.press();
        this.helpOpen = true;
        return;
      case 'prefer':
        this.preferences = { ...this.preferences, ...intent.change };
        return;
      case 'dismiss-notice':
        this.dismissed = intent.noticeId;
        return;
      case 'announce':
        this.status?.announce(intent.words, intent.urgency);
    }
  }

  private async request(request: LaneRequest): Promise<void> {
    if (request.name === 'chooseLanguage') this.languageBefore ??= this.lane.value('session')?.language;
    try {
      await this.lane.call(request.name, request.input);
    } catch (failure) {
      // Without a connection the page says so as a whole; what was asked is not asked again behind the shopper's back.
      if (this.connection !== 'connected' || request.name === 'stillHere') return;
      this.refusal = failure instanceof Error && 'code' in failure ? String(failure.code) : '';
    }
  }

  /** Somebody who speaks to her is not left unheard behind a closed sheet. */
  private listenToHelper(): void {
    const heardAt = lastHeardAt(this.lane.entries('assist').values());
    if (heardAt > this.heardAt) this.helpOpen = true;
    this.heardAt = heardAt;
  }

  private helpWish(wish: HelpWish): void {
    switch (wish.kind) {
      case 'never-mind':
        this.help.withdraw();
        return;
      case 'ease':
        this.help.answerEase(wish.ease);
        return;
      case 'topic':
        this.said(this.help.giveTopic(wish.topic));
        return;
      case 'needs':
        this.said(this.help.stateNeeds(wish.needs));
        return;
      case 'say':
        this.said(this.help.say(wish.ticketId, wish.said));
        return;
      case 'person':
        this.said(this.help.insistOnPerson(wish.ticketId));
        return;
      case 'discreet':
        this.said(this.help.beDiscreet(wish.discreet));
    }
  }

  /** What could not be passed on is shown as it is: not said. */
  private said(passedOn: Promise<void>): void {
    passedOn.catch(() => this.requestUpdate());
  }

  private closeHelp(): void {
    this.helpOpen = false;
    this.help.forgetEnded();
  }

  private closeTopmost(): void {
    if (this.helpOpen) this.closeHelp();
    else if (this.refusal !== undefined) this.refusal = undefined;
    else this.sheet = undefined;
  }

  private closeTasks(): void {
    this.sheet = undefined;
    this.refusal = undefined;
    if (this.helpOpen) this.closeHelp();
  }

  private get status(): HrStatus | null {
    return this.renderRoot.querySelector('hr-status');
  }

  private anySheet(): boolean {
    return this.sheet !== undefined || this.refusal !== undefined || this.helpOpen;
  }

  private laneChanged(): void {
    const before = this.screen;
    const after = this.screenNow();
    if (after !== before) {
      this.sheet = undefined;
      this.refusal = undefined;
      if (after === 'welcome') this.status?.clear();
    }
    if (this.lane.value('lane')?.screen !== 'welcome') this.begun = false;
    else if (before !== 'welcome' && before !== 'basket' && before !== 'starting') this.everyoneLeft();
    this.requestUpdate();
  }

  /** Scanning goes on whatever is open: what was scanned is shown, not what stood before it. */
  private basketChanged(): void {
    const last = this.lane.value('basket')?.lastLineNumber ?? null;
    if (last !== null && last !== this.lastLine) {
      this.closeTasks();
      this.help.forgetEnded();
    } else if (this.sheet?.sheet === 'line') {
      this.requestUpdate();
    }
    this.lastLine = last;
  }

  /** The next person finds everything as usual. */
  private everyoneLeft(): void {
    this.begun = false;
    this.closeTasks();
    this.status?.clear();
    this.preferences = USUAL;
    this.languageBefore = undefined;
    this.help.forget();
  }

  /** With no sale the lane does not notice; so the page gives back the language, too. */
  private leftWithoutBasket(): void {
    const language = this.languageBefore;
    this.everyoneLeft();
    if (language === undefined) return;
    void this.request({ name: 'chooseLanguage', input: { language } }).then(() => {
      this.languageBefore = undefined;
    });
  }

  private screenNow(): ScreenName {
    if (this.connection === 'version-mismatch' || this.connection === 'refused') return 'outdated';
    const lane = this.lane.value('lane');
    if (lane === undefined || this.lane.value('session') === undefined) return 'starting';
    return screenFor(lane.screen, this.lane.value('payment')?.phase ?? 'none', this.begun);
  }

  private connectionIs({ state }: ConnectionState): void {
    this.connection = state;
    if (state !== 'connected') this.callInSight.forget();
    if (state === 'connected') {
      clearTimeout(this.lostTimer);
      this.lostTimer = undefined;
      this.lost = false;
    } else if (state === 'lost') {
      this.lostTimer ??= setTimeout(() => {
        this.lost = true;
      }, LOST_SHOWN_AFTER_MS);
    } else if (state === 'version-mismatch') {
      setTimeout(() => location.reload(), OUTDATED_RELOAD_MS);
    }
  }

  private async focusScreen(): Promise<void> {
    const screen = this.renderRoot.querySelector<LitElement>('[data-screen]');
    await screen?.updateComplete;
    // Giving the focus lays out the page: with its frame, that is done once and not twice.
    await new Promise(requestAnimationFrame);
    screen?.renderRoot.querySelector('h1')?.focus({ preventScroll: true });
  }
}

customElements.define('hr-shopper-page', ShopperPage);
