import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { DeskGoods, DeskState } from '#kiosk/api/desk.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import { type DeskAct, DeskActEvent } from './desk-ask.ts';
import { panelStyles } from './panel-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';

/** A second read of the same article sooner than this counts as the first one held too long; milliseconds. */
const SCANS_APART_MS = 1_000;

/** One thing to try: what happens, and the hand that makes it happen. */
interface Trial {
  readonly name: 'promotion' | 'age' | 'member' | 'coupon' | 'deposit' | 'scanner' | 'card' | 'paper';
  readonly action: string;
  readonly acts: readonly DeskAct[];
  readonly possible: boolean;
}

/**
 * Things that show what the lane does, for somebody who sees it for the first time.
 *
 * @fires hr-desk-act - the hand does it
 */
export class TryList extends LitElement {
  static override properties = {
    desk: { attribute: false },
    tries: { attribute: false },
    words: { attribute: false },
    tried: { state: true },
  };

  static override styles = [
    baseStyles,
    cardStyles,
    panelStyles,
    css`
      ol {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 11.5rem), 1fr));
        gap: var(--gap-small) var(--gap);
        margin-block-start: var(--gap-small);
      }
      li {
        display: grid;
        grid-template-columns: 1.9rem 1fr;
        gap: 0.3rem 0.6rem;
        align-items: start;
        align-content: space-between;
        font-size: var(--text-small);
        padding-block: 0.3rem;
      }
      .number {
        display: grid;
        place-items: center;
        inline-size: 1.9rem;
        block-size: 1.9rem;
        border-radius: 50%;
        background: var(--accent-soft);
        color: var(--accent-ink);
        font-weight: var(--weight-strong);
        --icon-size: 1.2rem;
      }
      .tried .number {
        background: var(--accent);
        color: var(--on-accent);
      }
      hr-button {
        grid-column: 2;
      }
    `,
  ];

  declare desk: DeskState;
  declare tries: DeskGoods['tries'];
  declare words: Translator;
  declare private tried: ReadonlySet<Trial['name']>;

  constructor() {
    super();
    this.tried = new Set();
  }

  override render(): TemplateResult {
    const { words } = this;
    return html`<section class="card">
      <h2>${words.text('desk.try.title')}</h2>
      <ol>
        ${this.trials().map((trial, index) => {
          const tried = this.tried.has(trial.name);
          return html`<li class=${tried ? 'tried' : ''}>
            <span class="number">
              ${tried ? html`<hr-icon name="check"></hr-icon>` : index + 1}
              ${tried ? html`<span class="visually-hidden">${words.text('desk.try.tried')}</span>` : nothing}
            </span>
            <span>${words.text(`desk.try.${trial.name}`)}</span>
            <hr-button size="small" ?disabled=${!trial.possible} @click=${() => this.do(trial)}
              >${trial.action}</hr-button
            >
          </li>`;
        })}
      </ol>
    </section>`;
  }

  private trials(): Trial[] {
    const { words, desk, tries } = this;
    const { plugged } = desk.scanner;
    const { paper, coverOpen } = desk.printer;
    const scan = (code: string): DeskAct => ({ command: 'deskScan', input: { code } });
    const trials: Trial[] = [];
    if (tries.promotion !== null) {
      const acts = [scan(tries.promotion), scan(tries.promotion)];
      trials.push({ name: 'promotion', action: words.text('desk.try.promotion.do'), acts, possible: plugged });
    }
    if (tries.ageCheck !== null) {
      const acts = [scan(tries.ageCheck)];
      trials.push({ name: 'age', action: words.text('desk.try.age.do'), acts, possible: plugged });
    }
    for (const name of ['member', 'coupon', 'deposit'] as const) {
      const codes = tries[name];
      if (codes === null) continue;
      trials.push({ name, action: words.text(`desk.try.${name}.do`), acts: codes.map(scan), possible: plugged });
    }
    return [
      ...trials,
      {
        name: 'scanner',
        action: words.text(plugged ? 'desk.try.scanner.do' : 'desk.try.scanner.undo'),
        acts: [{ command: 'deskPlug', input: { device: 'scanner', plugged: !plugged } }],
        possible: true,
      },
      {
        name: 'card',
        action: words.text('desk.try.card.do'),
        acts: [{ command: 'deskCard', input: { card: 'decline' } }],
        possible: desk.terminal.waitingForCard,
      },
      {
        name: 'paper',
        action: words.text(paper === 'end' ? 'desk.try.paper.undo' : 'desk.try.paper.do'),
        acts: [{ command: 'deskPrinter', input: { paper: paper === 'end' ? 'ok' : 'end', coverOpen } }],
        possible: true,
      },
    ];
  }

  private do({ name, acts }: Trial): void {
    this.tried = new Set([...this.tried, name]);
    for (const [index, act] of acts.entries()) {
      setTimeout(() => this.dispatchEvent(new DeskActEvent(act)), index * SCANS_APART_MS);
    }
  }
}

customElements.define('hr-try-list', TryList);
