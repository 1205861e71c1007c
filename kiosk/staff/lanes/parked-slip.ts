import { css, html, LitElement, type TemplateResult } from 'lit';
import type { GivenSlip } from '#kiosk/api/slips.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-qr-code.ts';

/** A basket has left its lane: the code that the till finds it by, to be shown or taken along on paper. */
export class ParkedSlip extends LitElement {
  static override properties = {
    slip: { attribute: false },
    laneNumber: { type: Number },
    words: { attribute: false },
  };

  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        justify-items: center;
        gap: var(--gap-small);
        text-align: center;
      }
      h3 {
        font-size: var(--text-large);
        font-weight: var(--weight-strong);
      }
      hr-qr-code {
        inline-size: min(14rem, 60vw);
        aspect-ratio: 1;
      }
      .code {
        font-size: var(--text-heading);
        font-weight: var(--weight-title);
        letter-spacing: 0.05em;
        user-select: text;
        overflow-wrap: anywhere;
      }
      .hint {
        color: var(--muted);
      }
    `,
  ];

  declare slip: GivenSlip;
  declare laneNumber: number;
  declare words: Translator;

  override render(): TemplateResult {
    const { words, slip } = this;
    const { code, printing } = slip;
    return html`<h3 role="status">${words.text('staff.move.parked')}</h3>
      <hr-qr-code data=${code} label=${words.text('staff.good.slip', { code })}></hr-qr-code>
      <p class="code">${code}</p>
      <p>${words.text('staff.move.parkedHint')}</p>
      <p class="hint">
        ${
          printing
            ? words.text('staff.move.printing', { number: this.laneNumber })
            : words.text('staff.move.notPrinted')
        }
      </p>`;
  }
}

customElements.define('hr-parked-slip', ParkedSlip);
