import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { BasketView, TicketView } from '#kiosk/api/views.ts';
import { isMessageKey } from '#kiosk/i18n/languages.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import { afarWords, isHelpedFromAfar } from '../state/afar.ts';
import { basketContext, Slice, ticketsContext, wordsContext } from '../state/contexts.ts';

/** What the lane calls for while articles are scanned; calls about the lane itself are no shopper's business. */
const ABOUT_ARTICLES: ReadonlySet<string> = new Set([
  'weight',
  'article-unknown',
  'price',
  'quantity',
  'void',
  'coupon',
  'security-tag',
  'recall',
  'audit',
]);

/** What the lane calls for once something was paid. */
export const ABOUT_MONEY: ReadonlySet<string> = new Set(['payment-surplus']);

/** What a person settles before paying. It says so and gets out of the way: scanning goes on. */
export class TaskStrip extends LitElement {
  static override properties = { reasons: { attribute: false } };

  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      .strip {
        display: flex;
        align-items: center;
        gap: var(--gap);
        padding: calc(3.5 * var(--mm)) var(--row-pad);
        border-radius: var(--radius-control);
        border: var(--line-width) solid var(--card-line);
        background: var(--help-soft);
        color: var(--ink);
        line-height: 1.3;
      }
      @container (orientation: landscape) or (inline-size < 900px) {
        .strip {
          padding-block: calc(2.5 * var(--mm));
          font-size: calc(0.88 * var(--text-body));
        }
      }
      strong {
        font-weight: var(--weight-strong);
      }
      .calm {
        color: var(--help-ink);
      }
      hr-icon {
        color: var(--help-ink);
      }
    `,
  ];

  /** The reasons that concern whoever stands here now. */
  declare reasons: ReadonlySet<string>;

  private readonly words = new Slice(this, wordsContext);
  private readonly basket = new Slice(this, basketContext);
  private readonly tickets = new Slice(this, ticketsContext);

  constructor() {
    super();
    this.reasons = ABOUT_ARTICLES;
  }

  override willUpdate(): void {
    // Nothing to say takes no room, not even the gap beside it.
    const isQuiet = this.basket.value.tasks.length === 0 || this.reasons !== ABOUT_ARTICLES;
    this.toggleAttribute('hidden', isQuiet && callsBeside(this.tickets.value, this.reasons).length === 0);
  }

  override render(): TemplateResult | typeof nothing {
    const { tasks } = this.basket.value;
    const calls = callsBeside(this.tickets.value, this.reasons);
    if (tasks.length === 0 && calls.length === 0) return nothing;
    return html`<div class="strip">
      <hr-icon name=${tasks.length === 0 ? 'info' : 'identification-card'}></hr-icon>
      <div>${this.task(tasks)} ${calls.map((ticket) => this.call(ticket))}</div>
    </div>`;
  }

  private task(tasks: BasketView['tasks']): TemplateResult | typeof nothing {
    const [first] = tasks;
    if (first === undefined) return nothing;
    const words = this.words.value;
    const title =
      tasks.length === 1 ? words.text('shopper.task.one') : words.text('shopper.task.many', { count: tasks.length });
    const ticket = [...this.tickets.value.values()].find((one) => one.interventionId === first.interventionId);
    return html`<p>
      <strong>${title}</strong> ${words.text('shopper.task.age', { age: first.minimumAge ?? 0 })}<br />
      <span class="calm">${this.whoComes(ticket) ?? words.text('shopper.task.carryOn')}</span>
    </p>`;
  }

  private call(ticket: TicketView): TemplateResult {
    const key = `intervention.${ticket.reason}.shopper`;
    const words = isMessageKey(key) ? this.words.value.text(key) : this.words.value.text('shopper.help.comes');
    return html`<p>${words} <span class="calm">${this.whoComes(ticket) ?? nothing}</span></p>`;
  }

  private whoComes(ticket: TicketView | undefined): string | undefined {
    if (ticket !== undefined && isHelpedFromAfar(ticket)) return afarWords(ticket, this.words.value);
    if (ticket === undefined || ticket.attendant === null) return undefined;
    const { status, attendant: name } = ticket;
    if (status === 'attending') {
      return this.words.value.text(ticket.place === 'from-afar' ? 'shopper.help.hereFromAfar' : 'shopper.help.here', {
        name,
      });
    }
    if (status !== 'acknowledged') return undefined;
    return this.words.value.text(ticket.coming ? 'shopper.help.named' : 'shopper.help.comesAfter', { name });
  }
}

/** What the lane itself called somebody for, and neither a task of the basket nor said elsewhere. */
function callsBeside(tickets: ReadonlyMap<string, TicketView>, reasons: ReadonlySet<string>): readonly TicketView[] {
  return [...tickets.values()].filter(
    ({ raisedBy, reason, interventionId }) => raisedBy === 'lane' && interventionId === null && reasons.has(reason),
  );
}

customElements.define('hr-task-strip', TaskStrip);
