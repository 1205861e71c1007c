import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { type ConnectionState, connectPage, type PageConnection } from '#kiosk/api/client/connect-page.ts';
import type { DeskState } from '#kiosk/api/desk.ts';
import type { CommandInput, CommandName } from '#kiosk/api/commands.ts';
import { type Translator, translatorFor } from '#kiosk/i18n/translator.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import '#kiosk/ui-kit/hr-picture.ts';

type Device = 'scanner' | 'terminal' | 'printer';
const CARDS = ['approve', 'decline', 'unreadable', 'stop'] as const;
const PAPERS = ['ok', 'near-end', 'end'] as const;

/** More articles than this are not drawn at once; the search finds the others. */
const ARTICLES_SHOWN_MAX = 300;

/** The device desk of the demo: the hands of a shopper and the plugs behind the counter. */
export class HrDeskPage extends LitElement {
  static override properties = {
    connection: { state: true },
    search: { state: true },
  };

  static override styles = [
    baseStyles,
    cardStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(20rem, 1fr) minmax(20rem, 26rem);
        gap: var(--edge);
        padding: var(--edge);
        max-inline-size: 100rem;
        margin-inline: auto;
        block-size: 100vh;
      }
      @media (max-width: 50rem) {
        :host {
          grid-template-columns: 1fr;
          block-size: auto;
        }
      }
      .column {
        display: flex;
        flex-direction: column;
        gap: var(--gap);
        min-block-size: 0;
        overflow-y: auto;
      }
      .card {
        padding: var(--pad);
      }
      h1 {
        font-size: var(--text-heading);
        font-weight: var(--weight-title);
      }
      .muted {
        color: var(--muted);
      }
      .device-head {
        display: flex;
        align-items: center;
        gap: var(--gap-small);
        margin-block-end: var(--gap-small);
      }
      h2 {
        flex: 1;
        font-size: var(--text-large);
        font-weight: var(--weight-strong);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-small);
      }
      .display {
        background: #16211e;
        color: #dff3ea;
        border-radius: var(--radius-control);
        padding: 1rem;
        margin-block: var(--gap-small);
        min-block-size: 3.4rem;
        text-align: center;
        font-weight: var(--weight-medium);
      }
      .goods {
        flex: 1;
        display: flex;
        flex-direction: column;
        min-block-size: 24rem;
        gap: var(--gap-small);
      }
      .grid {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr));
        gap: var(--gap-small);
        overflow-y: auto;
        padding: 0.3rem;
      }
      .article {
        --picture-size: 3.6rem;
        display: grid;
        justify-items: center;
        align-content: start;
        gap: 0.4rem;
        padding: 0.8rem 0.4rem;
        border: var(--line-width) solid var(--line);
        border-radius: var(--radius-control);
        background: var(--card);
        text-align: center;
        font-size: var(--text-small);
        line-height: 1.2;
      }
      .article:active {
        background: var(--accent-soft);
      }
      .article small {
        color: var(--muted);
        font-variant-numeric: tabular-nums;
      }
      form {
        display: flex;
        gap: var(--gap-small);
      }
      input {
        flex: 1;
        min-inline-size: 0;
        font: inherit;
        padding: 0.7rem 1rem;
        border: var(--line-width) solid var(--line);
        border-radius: var(--radius-control);
        background: var(--card);
        color: var(--ink);
        user-select: text;
      }
      pre {
        margin: var(--gap-small) 0;
        padding: 1rem;
        background: #fff;
        color: #111;
        font:
          0.8rem/1.35 ui-monospace,
          monospace;
        border: var(--line-width) solid var(--line);
        overflow-x: auto;
        user-select: text;
      }
    `,
  ];

  declare private connection: ConnectionState;
  declare private search: string;
  private readonly words: Translator = translatorFor(navigator.language);
  private desk: PageConnection | undefined;

  constructor() {
    super();
    this.connection = { state: 'connecting' };
    this.search = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.documentElement.lang = this.words.language;
    document.title = this.words.text('desk.title');
    this.desk = connectPage({
      topics: ['desk'],
      onState: (state) => {
        this.connection = state;
      },
    });
    this.desk.subscribe('desk', () => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.desk?.close();
  }

  override render(): TemplateResult {
    const state = this.desk?.value('desk');
    return html`<div class="column">
        <header>
          <h1>${this.words.text('desk.title')}</h1>
          <p class="muted">${this.words.text('desk.intro')}</p>
          ${
            this.connection.state === 'connected' || this.connection.state === 'connecting'
              ? nothing
              : html`<p role="alert">${this.words.text('desk.lost')}</p>`
          }
        </header>
        ${state === undefined ? nothing : this.renderScanner(state)}
      </div>
      ${
        state === undefined
          ? nothing
          : html`<div class="column">
              ${this.renderTerminal(state)} ${this.renderPrinter(state)} ${this.renderReceipts(state)}
            </div>`
      }`;
  }

  private renderScanner(state: DeskState): TemplateResult {
    const wanted = this.search.toLocaleLowerCase();
    const articles = state.articles
      .filter(({ name, code }) => this.words.pick(name).toLocaleLowerCase().includes(wanted) || code.includes(wanted))
      .slice(0, ARTICLES_SHOWN_MAX);
    return html`<section class="card goods">
      ${this.renderHead('scanner', state.scanner.plugged)}
      <input
        type="search"
        placeholder=${this.words.text('desk.scan.search')}
        aria-label=${this.words.text('desk.scan.search')}
        @input=${(event: Event) => {
          this.search = (event.target as HTMLInputElement).value;
        }}
      />
      <form @submit=${this.onCode}>
        <input
          name="code"
          placeholder=${this.words.text('desk.scan.code')}
          aria-label=${this.words.text('desk.scan.code')}
        />
        <hr-button size="small" @click=${this.onCode}>${this.words.text('desk.scan.send')}</hr-button>
      </form>
      <div class="grid">
        ${articles.map(
          ({ name, code, picture }) =>
            html`<button class="article" @click=${() => this.ask('deskScan', { code })}>
              <hr-picture .name=${picture} .initial=${this.words.pick(name)}></hr-picture>
              ${this.words.pick(name)}<small>${code}</small>
            </button>`,
        )}
      </div>
    </section>`;
  }

  private renderTerminal({ terminal }: DeskState): TemplateResult {
    return html`<section class="card">
      ${this.renderHead('terminal', terminal.plugged)}
      <p class="display">${terminal.display}</p>
      <p class="muted">${this.words.text(terminal.waitingForCard ? 'desk.card.waiting' : 'desk.card.idle')}</p>
      <div class="row" role="group" aria-label=${this.words.text('desk.card.title')}>
        ${CARDS.map(
          (card) =>
            html`<hr-button
              size="small"
              ?disabled=${!terminal.waitingForCard}
              @click=${() => this.ask('deskCard', { card })}
            >
              ${this.words.text(`desk.card.${card}`)}
            </hr-button>`,
        )}
      </div>
    </section>`;
  }

  private renderPrinter({ printer }: DeskState): TemplateResult {
    const { paper, coverOpen } = printer;
    return html`<section class="card">
      ${this.renderHead('printer', printer.plugged)}
      <div class="row" role="group" aria-label=${this.words.text('desk.paper.title')}>
        ${PAPERS.map(
          (level) =>
            html`<hr-button
              size="small"
              toggle
              .pressed=${paper === level}
              @click=${() => this.ask('deskPrinter', { paper: level, coverOpen })}
            >
              ${this.words.text(`desk.paper.${level}`)}
            </hr-button>`,
        )}
        <hr-button
          size="small"
          toggle
          .pressed=${coverOpen}
          @click=${() => this.ask('deskPrinter', { paper, coverOpen: !coverOpen })}
        >
          ${this.words.text(coverOpen ? 'desk.cover.close' : 'desk.cover.open')}
        </hr-button>
      </div>
    </section>`;
  }

  private renderReceipts({ receipts }: DeskState): TemplateResult {
    return html`<section class="card">
      <h2>${this.words.text('desk.receipts.title')}</h2>
      ${
        receipts.length === 0
          ? html`<p class="muted">${this.words.text('desk.receipts.none')}</p>`
          : receipts.map(({ lines }) => html`<pre>${lines.join('\n')}</pre>`)
      }
    </section>`;
  }

  private renderHead(device: Device, plugged: boolean): TemplateResult {
    return html`<div class="device-head">
      <hr-icon .name=${plugged ? 'plugs-connected' : 'plugs'}></hr-icon>
      <h2>${this.words.text(`desk.${device}`)}</h2>
      <hr-button size="small" @click=${() => this.ask('deskPlug', { device, plugged: !plugged })}>
        ${this.words.text(plugged ? 'desk.unplug' : 'desk.plugIn')}
      </hr-button>
    </div>`;
  }

  private readonly onCode = (event: Event): void => {
    event.preventDefault();
    const field = this.renderRoot.querySelector<HTMLInputElement>('input[name=code]');
    if (field === null || field.value === '') return;
    this.ask('deskScan', { code: field.value });
    field.value = '';
  };

  /** What does not work, for example a scan with the plug out, shows at the lane as it would in a shop. */
  private ask<Name extends CommandName>(command: Name, input: CommandInput<Name>): void {
    void this.desk?.call(command, input).catch(() => this.requestUpdate());
  }
}

customElements.define('hr-desk-page', HrDeskPage);
