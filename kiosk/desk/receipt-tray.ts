import { css, html, LitElement, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { DeskState } from '#kiosk/api/desk.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import { panelStyles } from './panel-styles.ts';

/** What came out of the printer, the newest on top, as paper. */
export class ReceiptTray extends LitElement {
  static override properties = { receipts: { attribute: false }, words: { attribute: false } };

  static override styles = [
    baseStyles,
    cardStyles,
    panelStyles,
    css`
      .papers {
        container-type: inline-size;
        display: grid;
        gap: var(--gap);
        margin-block-start: var(--gap-small);
        justify-items: center;
        padding: var(--gap-small);
        border-radius: var(--radius-control);
        background: var(--line);
      }
      /* Paper is white by night, too; the edge is where it was torn off. */
      pre {
        --tooth: 0.5rem;
        margin: 0;
        max-inline-size: 100%;
        padding: 1.1rem 0.7rem 1.6rem;
        background: #fffef9;
        color: #1a1a1a;
        font:
          min(0.69rem, calc((100cqi - 2.6rem) / 25.4)) / 1.4 ui-monospace,
          'Liberation Mono',
          monospace;
        overflow-x: auto;
        user-select: text;
        mask: conic-gradient(from -45deg at bottom, #0000, #000 1deg 89deg, #0000 90deg) 50% 0 / calc(2 * var(--tooth))
          100%;
        animation: out 600ms ease-out;
      }
      pre span {
        display: block;
        min-block-size: 1lh;
      }
      pre b {
        font-size: 2em;
        line-height: 1;
      }
      @keyframes out {
        from {
          translate: 0 -1.5rem;
          opacity: 0;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        pre {
          animation: none;
        }
      }
    `,
  ];

  declare receipts: DeskState['receipts'];
  declare words: Translator;

  override render(): TemplateResult {
    const { receipts, words } = this;
    return html`<section class="card">
      <h2>${words.text('desk.receipts.title')}</h2>
      ${
        receipts.length === 0
          ? html`<p class="muted">${words.text('desk.receipts.none')}</p>`
          : html`<div class="papers">
              ${repeat(
                receipts,
                ({ id }) => id,
                ({ lines }) => html`<pre tabindex="0">${lines.map(renderLine)}</pre>`,
              )}
            </div>`
      }
    </section>`;
  }
}

/** The blanks before a wide line are as the printer aligned it, in characters of the usual size. */
function renderLine({ text, wide }: DeskState['receipts'][number]['lines'][number]): TemplateResult {
  if (!wide) return html`<span>${text}</span>`;
  const words = text.trimStart();
  return html`<span>${' '.repeat(text.length - words.length)}<b>${words}</b></span>`;
}

customElements.define('hr-receipt-tray', ReceiptTray);
