import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { PaymentView } from '#kiosk/api/views.ts';
import { isMessageKey } from '#kiosk/i18n/languages.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import { ask, intend } from '../intents.ts';
import { laneContext, paymentContext, Slice, wordsContext } from '../state/contexts.ts';
import type { ReaderDrawing } from '../parts/reader-drawing.ts';
import '../parts/page-foot.ts';
import '../parts/reader-drawing.ts';
import { screenStyles } from './screen-styles.ts';

/** A payment runs: how much, what to do at the card reader, and what the reader itself says. */
export class PayScreen extends LitElement {
  static override properties = { stopping: { state: true } };

  static override styles = [
    baseStyles,
    cardStyles,
    screenStyles,
    css`
      .content {
        display: grid;
        grid-template-areas: 'amount' 'reader' 'says';
        grid-template-rows: auto minmax(0, 1fr) auto;
        gap: calc(1.4 * var(--gap));
      }
      .amount {
        --place: 100cqi;
        grid-area: amount;
        text-align: center;
        padding-block: var(--gap);
      }
      .amount {
        font-size: var(--text-large);
      }
      .giant {
        /* As large as it gets, and never wider than its place: a figure is about 0.64 of its height wide. */
        font-size: min(var(--text-giant), calc((var(--place) - 2 * var(--edge)) / (var(--characters) * 0.64)));
        font-weight: 760;
        line-height: 1.02;
        letter-spacing: -0.02em;
      }
      .reader {
        grid-area: reader;
        display: grid;
        grid-template-rows: minmax(0, 1fr) auto;
        gap: var(--gap);
        min-block-size: min-content;
        padding: var(--pad);
        text-align: center;
      }
      hr-reader-drawing {
        min-block-size: calc(42 * var(--mm));
      }
      h1 {
        font-size: var(--text-heading);
        line-height: 1.15;
      }
      .says {
        grid-area: says;
        display: flex;
        align-items: center;
        gap: var(--gap);
        padding: calc(4 * var(--mm)) var(--row-pad);
        border-radius: var(--radius-control);
      }
      .says:empty {
        display: none;
      }
      @container (orientation: landscape) {
        .content {
          grid-template-areas: 'amount reader' 'says reader';
          grid-template-columns: minmax(0, 1fr) minmax(0, 1.08fr);
          grid-template-rows: minmax(min-content, 1fr) auto;
          column-gap: var(--pad);
        }
        .amount {
          --place: 48cqi;
          align-self: center;
        }
      }
    `,
  ];

  declare private stopping: boolean;

  private readonly words = new Slice(this, wordsContext);
  private readonly lane = new Slice(this, laneContext);
  private readonly payment = new Slice(this, paymentContext);

  constructor() {
    super();
    this.stopping = false;
  }

  override render(): TemplateResult {
    const words = this.words.value;
    const { amount, terminalText, cancellable } = this.payment.value;
    const { currency, currencyExponent } = this.lane.value;
    const said = words.money(amount, currency, currencyExponent);
    // The property, as the policy of the page lets no style attribute in.
    return html`
      <div class="content">
        <div class="amount">
          <p class="muted">${words.text('shopper.pay.toPay')}</p>
          <p class="giant money" .style=${`--characters: ${said.length}`}>${said}</p>
          <p class="muted">${words.text('shopper.pay.notYet')}</p>
        </div>
        <div class="reader card">
          <hr-reader-drawing display=${said} act=${actFor(this.step())}></hr-reader-drawing>
          <div>
            <h1 tabindex="-1">${this.instruction()}</h1>
            <p class="muted">${words.text('shopper.pay.where')}</p>
          </div>
        </div>
        ${
          terminalText === null
            ? nothing
            : html`<div class="says card">
                <hr-icon name="chat-circle-text"></hr-icon>
                <p><strong>${words.text('shopper.pay.readerSays')}</strong> <bdi>${terminalText}</bdi></p>
              </div>`
        }
      </div>
      <hr-page-foot>
        <hr-button size="large" icon="arrow-left" ?disabled=${!cancellable || this.stopping} @click=${this.stop}
          >${words.text('shopper.pay.back')}</hr-button
        >
      </hr-page-foot>
    `;
  }

  override updated(changed: PropertyValues): void {
    // Over before this screen is gone: what became of it is for the next screen to say.
    if (!RUNNING_PHASES.has(this.payment.value.phase)) return;
    const title = this.instruction();
    if (title !== this.said || changed.has('stopping')) {
      this.said = title;
      intend(this, { kind: 'announce', words: title, urgency: 'polite' });
    }
  }

  private said = '';

  private step(): string {
    const { phase, status } = this.payment.value;
    return phase === 'approved' ? 'approved' : (status ?? (phase === 'present-card' ? 'present-card' : 'starting'));
  }

  private instruction(): string {
    const words = this.words.value;
    if (this.stopping) return words.text('shopper.pay.stopping');
    const key = `terminal.step.${this.step()}`;
    return words.text(isMessageKey(key) ? key : 'terminal.step.other');
  }

  private readonly stop = (): void => {
    this.stopping = true;
    ask(this, { name: 'cancelPayment', input: {} });
  };
}

const RUNNING_PHASES: ReadonlySet<PaymentView['phase']> = new Set([
  'starting',
  'present-card',
  'processing',
  'approved',
]);

/** What a hand does at the reader in each of its steps. */
function actFor(step: string): ReaderDrawing['act'] {
  switch (step) {
    case 'present-card':
    case 'not-accepted':
      return 'hold';
    case 'enter-pin':
    case 'wrong-pin':
    case 'choose-on-reader':
      return 'keys';
    case 'remove-card':
      return 'remove';
    default:
      return 'wait';
  }
}

customElements.define('hr-pay-screen', PayScreen);
