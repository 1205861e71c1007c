import { css, html, LitElement, type TemplateResult } from 'lit';
import type { DeskState } from '#kiosk/api/desk.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import { DeskActEvent } from './desk-ask.ts';
import { panelStyles } from './panel-styles.ts';
import './device-head.ts';

const PAPERS = ['ok', 'near-end', 'end'] as const;

/**
 * The receipt printer: its paper and its cover.
 *
 * @fires hr-desk-act - paper is put in or taken away, the cover is opened or closed, the plug is pulled
 */
export class PrinterPanel extends LitElement {
  static override properties = { printer: { attribute: false }, words: { attribute: false } };

  static override styles = [
    baseStyles,
    cardStyles,
    panelStyles,
    css`
      .row {
        display: grid;
        grid-template-columns: repeat(3, 1fr);
        margin-block-start: var(--gap-small);
        --icon-size: 1.4rem;
        --mm: 2px;
      }
      .row > :only-child {
        grid-column: 1 / -1;
      }
    `,
  ];

  declare printer: DeskState['printer'];
  declare words: Translator;

  override render(): TemplateResult {
    const { printer, words } = this;
    const { paper, coverOpen } = printer;
    return html`<section class="card">
      <hr-device-head device="printer" .plugged=${printer.plugged} .words=${words}></hr-device-head>
      <div class="row" role="group" aria-label=${words.text('desk.paper.title')}>
        ${PAPERS.map(
          (level) =>
            html`<hr-button
              size="small"
              toggle
              .pressed=${paper === level}
              @click=${() => this.put({ paper: level, coverOpen })}
            >
              ${words.text(`desk.paper.${level}`)}
            </hr-button>`,
        )}
      </div>
      <div class="row">
        <hr-button
          size="small"
          variant=${coverOpen ? 'primary' : 'secondary'}
          icon=${coverOpen ? 'check' : 'door'}
          @click=${() => this.put({ paper, coverOpen: !coverOpen })}
        >
          ${words.text(coverOpen ? 'desk.cover.close' : 'desk.cover.open')}
        </hr-button>
      </div>
    </section>`;
  }

  private put(input: Pick<DeskState['printer'], 'paper' | 'coverOpen'>): void {
    this.dispatchEvent(new DeskActEvent({ command: 'deskPrinter', input }));
  }
}

customElements.define('hr-printer-panel', PrinterPanel);
