import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { LaneStatusView, TicketView } from '#kiosk/api/views.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import { isStepDone, runbookNamed, runbookOf, type RunbookStep } from './runbook-of.ts';
import '#kiosk/ui-kit/hr-icon.ts';

/** What to do, step by step: one line until it is opened, with what the program sees by itself ticked. */
export class RunBook extends LitElement {
  static override properties = {
    ticket: { attribute: false },
    lane: { attribute: false },
    words: { attribute: false },
    first: { type: String },
  };

  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        margin-block-start: 0.5rem;
        border-radius: var(--radius-control);
        background: var(--accent-soft);
        color: var(--accent-ink);
        --icon-size: 1.35rem;
      }
      .line,
      summary {
        display: flex;
        align-items: flex-start;
        gap: 0.45rem;
        padding: 0.55rem 0.8rem;
      }
      summary {
        align-items: center;
        min-block-size: 3rem;
        cursor: pointer;
        list-style: none;
      }
      summary::-webkit-details-marker {
        display: none;
      }
      summary span {
        flex: 1;
      }
      [open] .down {
        rotate: 180deg;
      }
      ol {
        display: grid;
        gap: 0.5rem;
        padding: 0.1rem 0.8rem 0.8rem;
        counter-reset: step;
      }
      li {
        display: grid;
        grid-template-columns: 1.35rem minmax(0, 1fr);
        gap: 0.45rem;
        counter-increment: step;
        overflow-wrap: anywhere;
      }
      li:not(.done)::before {
        content: counter(step);
        text-align: center;
        font-weight: var(--weight-strong);
      }
    `,
  ];

  /** Absent for a state of the store that is no call. */
  declare ticket: TicketView | undefined;
  declare lane: LaneStatusView | undefined;
  declare words: Translator;
  /** The line that is always there. */
  declare first: string;

  override render(): TemplateResult {
    const { ticket, first, words } = this;
    const steps = ticket === undefined ? runbookNamed('sync-behind') : runbookOf(ticket);
    if (steps === undefined) return html`<p class="line"><hr-icon name="info"></hr-icon>${first}</p>`;
    return html`<details>
      <summary>
        <hr-icon name="info"></hr-icon><span>${first}</span><hr-icon class="down" name="caret-down"></hr-icon
        ><span class="visually-hidden">${words.text('staff.steps')}</span>
      </summary>
      <ol>
        ${steps.map((step) => this.renderStep(step))}
      </ol>
    </details>`;
  }

  private renderStep(step: RunbookStep): TemplateResult {
    const { ticket, lane, words } = this;
    const done = ticket !== undefined && isStepDone(step, ticket, lane);
    return html`<li class=${done ? 'done' : ''}>
      ${done ? html`<hr-icon name="check-circle-fill"></hr-icon>` : nothing}
      <span
        >${words.pick(step.text)}${
          done ? html`<span class="visually-hidden">${words.text('staff.steps.seen')}</span>` : nothing
        }</span
      >
    </li>`;
  }
}

customElements.define('hr-run-book', RunBook);

declare global {
  interface HTMLElementTagNameMap {
    'hr-run-book': RunBook;
  }
}
