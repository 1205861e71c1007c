import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { type ConnectionState, connectPage, type PageConnection } from '#kiosk/api/client/connect-page.ts';
import type { CommandInput } from '#kiosk/api/commands.ts';
import type { DeskGoods, DeskState } from '#kiosk/api/desk.ts';
import { LANGUAGES } from '#kiosk/i18n/languages.ts';
import { type Translator, translatorFor } from '#kiosk/i18n/translator.ts';
import { applyAppearance } from '#kiosk/ui-kit/appearance.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import type { DeskActEvent } from './desk-ask.ts';
import { deskStyles } from './desk-styles.ts';
import './printer-panel.ts';
import './reader-panel.ts';
import './receipt-tray.ts';
import './scanner-panel.ts';
import './try-list.ts';
import '#kiosk/ui-kit/hr-button.ts';

type OtherPage = CommandInput<'deskLink'>['page'];

const DARK = matchMedia('(prefers-color-scheme: dark)');

/** The device desk of the demo: the hands of a shopper and the plugs behind the counter. */
export class HrDeskPage extends LitElement {
  static override properties = {
    connection: { state: true },
    words: { state: true },
    trouble: { state: true },
    unopened: { state: true },
  };

  static override styles = [baseStyles, deskStyles];

  declare private connection: ConnectionState;
  declare private words: Translator;
  /** Something did not get through; said until the next thing does. */
  declare private trouble: boolean;
  /** A link to a page that the browser did not open. */
  declare private unopened: string | undefined;
  private desk: PageConnection | undefined;
  private newestReceipt: number | undefined;

  constructor() {
    super();
    this.connection = { state: 'connecting' };
    this.words = translatorFor(navigator.language);
    this.trouble = false;
    this.unopened = undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.desk = connectPage({
      topics: ['desk', 'deskGoods'],
      onState: (state) => {
        this.connection = state;
      },
    });
    this.desk.subscribe('deskGoods', this.dress);
    this.desk.subscribe('desk', (desk) => this.show(desk));
    this.desk.subscribe('deskGoods', () => this.requestUpdate());
    DARK.addEventListener('change', this.dress);
    this.dress();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.desk?.close();
    DARK.removeEventListener('change', this.dress);
  }

  override render(): TemplateResult {
    const state = this.desk?.value('desk');
    const goods = this.desk?.value('deskGoods');
    return html`<header>
        <div class="title">
          <h1>${this.titleWords()}</h1>
          <p>${this.words.text('desk.intro')}</p>
        </div>
        ${this.renderLinks()} ${this.renderLanguages()}
      </header>
      ${this.renderNotices()} ${state === undefined || goods === undefined ? nothing : this.renderDevices(state, goods)}`;
  }

  /** A fresh receipt comes into sight where the devices scroll by themselves. */
  private show({ receipts }: DeskState): void {
    const newest = receipts[0]?.id;
    const isFresh = this.newestReceipt !== undefined && newest !== undefined && newest !== this.newestReceipt;
    this.newestReceipt = newest ?? 0;
    this.requestUpdate();
    if (!isFresh) return;
    void this.updateComplete.then(() => {
      const tray = this.renderRoot.querySelector<HTMLElement>('hr-receipt-tray');
      const column = this.renderRoot.querySelector('.devices');
      if (tray !== null) column?.scrollTo({ top: tray.offsetTop - (column as HTMLElement).offsetTop });
    });
  }

  private renderDevices(state: DeskState, goods: DeskGoods): TemplateResult {
    const { words } = this;
    return html`<main @hr-desk-act=${this.onAct}>
      <hr-try-list .desk=${state} .tries=${goods.tries} .words=${words}></hr-try-list>
      <div class="devices">
        <hr-reader-panel
          .reader=${state.terminal}
          .currency=${goods.currency}
          .exponent=${goods.currencyExponent}
          .words=${words}
        ></hr-reader-panel>
        <hr-printer-panel .printer=${state.printer} .words=${words}></hr-printer-panel>
        <hr-receipt-tray .receipts=${state.receipts} .words=${words}></hr-receipt-tray>
      </div>
      <hr-scanner-panel .plugged=${state.scanner.plugged} .goods=${goods} .words=${words}></hr-scanner-panel>
    </main>`;
  }

  private renderLinks(): TemplateResult {
    const link = (page: OtherPage, icon: string): TemplateResult =>
      html`<hr-button size="small" icon=${icon} icon-end="caret-right" @click=${() => void this.open(page)}>
        ${this.words.text(`desk.link.${page}`)}
      </hr-button>`;
    return html`<nav aria-label=${this.words.text('desk.link.title')}>
      ${link('shopper', 'storefront')} ${link('staff', 'users')}
    </nav>`;
  }

  private renderLanguages(): TemplateResult {
    return html`<select
      aria-label=${this.words.text('staff.language')}
      @change=${(event: Event) => {
        this.words = translatorFor((event.target as HTMLSelectElement).value);
        this.dress();
      }}
    >
      ${LANGUAGES.map(
        ({ tag, ownName }) =>
          html`<option value=${tag} lang=${tag} ?selected=${tag === this.words.language}>${ownName}</option>`,
      )}
    </select>`;
  }

  private renderNotices(): TemplateResult | typeof nothing {
    const notice = this.noticeWords();
    if (notice === undefined && this.unopened === undefined) return nothing;
    return html`<div class="notices" role="alert">
      ${notice === undefined ? nothing : html`<p>${notice}</p>`}
      ${
        this.unopened === undefined
          ? nothing
          : html`<p>
              ${this.words.text('desk.link.blocked')}
              <a href=${this.unopened} target="_blank" rel="noreferrer">${this.unopened}</a>
            </p>`
      }
    </div>`;
  }

  private noticeWords(): string | undefined {
    switch (this.connection.state) {
      case 'lost':
        return this.words.text('desk.lost');
      case 'refused':
        return this.words.text('staff.signedOut');
      case 'version-mismatch':
        return this.words.text('staff.outdated');
      default:
        return this.trouble ? this.words.text('desk.lost.again') : undefined;
    }
  }

  /** A start link works once, so each press asks for a fresh one. A page that cannot be opened shows it instead. */
  private async open(page: OtherPage): Promise<void> {
    this.unopened = undefined;
    await this.attempt(async () => {
      const answer = await this.desk?.call('deskLink', { page });
      if (answer !== undefined && window.open(answer.url, '_blank') === null) this.unopened = answer.url;
    });
  }

  private readonly onAct = ({ act }: DeskActEvent): void => {
    void this.attempt(async () => {
      // What does not work, for example a scan with the plug out, shows at the lane as it would in a shop.
      await this.desk?.call(act.command, act.input);
    });
  };

  private async attempt(deed: () => Promise<void>): Promise<void> {
    try {
      await deed();
      this.trouble = false;
    } catch {
      this.trouble = true;
    }
  }

  private readonly dress = (): void => {
    const { language, direction } = this.words;
    applyAppearance(document.documentElement, {
      theme: DARK.matches ? 'dark' : 'light',
      textScale: 1,
      language,
      direction,
    });
    document.title = this.titleWords();
  };

  /** Whose desk this is: a shop has one for each of its lanes. */
  private titleWords(): string {
    const title = this.words.text('desk.title');
    const goods = this.desk?.value('deskGoods');
    return goods === undefined ? title : `${this.words.text('common.lane', { number: goods.laneNumber })} · ${title}`;
  }
}

customElements.define('hr-desk-page', HrDeskPage);
