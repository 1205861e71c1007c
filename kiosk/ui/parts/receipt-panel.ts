import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { ReceiptView } from '#kiosk/api/views.ts';
import { isMessageKey, type MessageKey } from '#kiosk/i18n/languages.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import type { IconName } from '#kiosk/ui-kit/icons.ts';
import { ask, intend } from '../intents.ts';
import { receiptContext, Slice, ticketsContext, wordsContext } from '../state/contexts.ts';
import '#kiosk/ui-kit/hr-qr-code.ts';

type Medium = ReceiptView['choices'][number];

const ICON: Readonly<Record<Medium, IconName>> = { paper: 'printer', screen: 'qr-code', none: 'leaf' };

/** The ways to take the receipt along, as the law of the country offers them, and what became of the chosen one. */
export class ReceiptPanel extends LitElement {
  static override styles = [
    baseStyles,
    cardStyles,
    css`
      :host {
        display: block;
      }
      .card {
        display: grid;
        gap: var(--gap);
        padding: var(--pad);
      }
      .card.trouble {
        background: var(--help-soft);
      }
      h2 {
        font-size: var(--text-heading);
        font-weight: var(--weight-title);
        line-height: 1.15;
      }
      .choices {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, calc(38 * var(--mm) * var(--title-scale))), 1fr));
        gap: var(--gap);
      }
      .state {
        display: flex;
        align-items: center;
        gap: var(--gap);
        font-size: var(--text-large);
        line-height: 1.25;
      }
      .state hr-icon {
        --icon-size: calc(12 * var(--mm));
      }
      .shown {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: center;
        gap: var(--pad);
      }
      hr-qr-code {
        inline-size: var(--qr);
        block-size: var(--qr);
      }
      .number {
        color: var(--muted);
        font-size: var(--text-small);
      }
    `,
  ];

  private readonly words = new Slice(this, wordsContext);
  private readonly receipt = new Slice(this, receiptContext);
  private readonly tickets = new Slice(this, ticketsContext);
  private said = '';

  override render(): TemplateResult | typeof nothing {
    const receipt = this.receipt.value;
    const words = this.words.value;
    switch (receipt.state) {
      case 'none':
        return nothing;
      case 'choosing':
        return html`<div class="card">
          <h2>${words.text('shopper.thanks.receipt')}</h2>
          ${this.choices(receipt.choices)}
        </div>`;
      case 'printing':
      case 'printed':
        return html`<div class="card">
          ${this.state('printer', `shopper.thanks.${receipt.state}`)} ${this.number()}
        </div>`;
      case 'shown':
        return receipt.url === null ? this.noneChosen() : this.shown(receipt.url);
      case 'failed':
        return this.failed();
    }
  }

  override updated(_changed: PropertyValues): void {
    const said = this.renderRoot.querySelector('.said')?.textContent?.trim() ?? '';
    if (said !== this.said && said !== '') intend(this, { kind: 'announce', words: said, urgency: 'polite' });
    this.said = said;
  }

  private choices(media: readonly Medium[]): TemplateResult {
    const words = this.words.value;
    return html`<div class="choices">
      ${media.map(
        (medium) =>
          html`<hr-button
            layout="tile"
            icon=${ICON[medium]}
            @click=${() => ask(this, { name: 'chooseReceipt', input: { medium } })}
            >${words.text(`shopper.thanks.${medium}`)}</hr-button
          >`,
      )}
    </div>`;
  }

  private state(icon: IconName, key: MessageKey): TemplateResult {
    return html`<p class="state">
      <hr-icon name=${icon}></hr-icon><span class="said">${this.words.value.text(key)}</span>
    </p>`;
  }

  private number(): TemplateResult | typeof nothing {
    const { receiptNumber } = this.receipt.value;
    if (receiptNumber === null) return nothing;
    return html`<p class="number figures">
      ${this.words.value.text('shopper.thanks.number', { number: String(receiptNumber) })}
    </p>`;
  }

  private noneChosen(): TemplateResult {
    return html`<div class="card">${this.state('leaf', 'shopper.thanks.noneChosen')} ${this.number()}</div>`;
  }

  private shown(url: string): TemplateResult {
    const words = this.words.value;
    const canPrint = this.receipt.value.choices.includes('paper');
    return html`<div class="card">
      <div class="shown">
        <hr-qr-code data=${url} label=${words.text('shopper.thanks.qr')}></hr-qr-code>
        <div>
          <p class="state said">${words.text('shopper.thanks.shown')}</p>
          ${this.number()}
        </div>
      </div>
      ${
        canPrint
          ? html`<hr-button icon="printer" @click=${() => this.take('paper')}
              >${words.text('shopper.thanks.paperInstead')}</hr-button
            >`
          : nothing
      }
    </div>`;
  }

  private failed(): TemplateResult {
    const words = this.words.value;
    const { choices, failure } = this.receipt.value;
    const failureKey = `shopper.thanks.failure.${failure ?? 'error'}`;
    const called = [...this.tickets.value.values()].some((ticket) => ticket.reason === 'receipt-not-printed');
    return html`<div class="card trouble">
      <h2 class="said">${words.text('shopper.thanks.notPrinted')}</h2>
      <p>
        ${isMessageKey(failureKey) ? words.text(failureKey) : ''}
        ${words.text(called ? 'shopper.thanks.someoneComes' : 'shopper.thanks.askHelp')}
      </p>
      <div class="choices">
        ${
          choices.includes('screen')
            ? html`<hr-button icon="qr-code" @click=${() => this.take('screen')}
                >${words.text('shopper.thanks.screen')}</hr-button
              >`
            : nothing
        }
        <hr-button icon="printer" @click=${() => this.take('paper')}
          >${words.text('shopper.thanks.printAgain')}</hr-button
        >
      </div>
    </div>`;
  }

  private take(medium: Medium): void {
    ask(this, { name: 'chooseReceipt', input: { medium } });
  }
}

customElements.define('hr-receipt-panel', ReceiptPanel);
