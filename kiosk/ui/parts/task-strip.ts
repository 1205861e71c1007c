import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { BasketView, TicketView } from '#kiosk/api/views.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import { basketContext, Slice, ticketsContext, wordsContext } from '../state/contexts.ts';

/** What a person settles before paying. It says so and gets out of the way: scanning goes on. */
export class TaskStrip extends LitElement {
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

  private readonly words = new Slice(this, wordsContext);
  private readonly basket = new Slice(this, basketContext);
  private readonly tickets = new Slice(this, ticketsContext);

  override render(): TemplateResult | typeof nothing {
    const { tasks } = this.basket.value;
    const [first] = tasks;
    if (first === undefined) return nothing;
    const words = this.words.value;
    const title =
      tasks.length === 1 ? words.text('shopper.task.one') : words.text('shopper.task.many', { count: tasks.length });
    return html`<div class="strip">
      <hr-icon name="identification-card"></hr-icon>
      <p>
        <strong>${title}</strong> ${words.text('shopper.task.age', { age: first.minimumAge ?? 0 })}<br />
        <span class="calm">${this.comfort(first)}</span>
      </p>
    </div>`;
  }

  private comfort(task: BasketView['tasks'][number]): string {
    const words = this.words.value;
    const name = coming(this.tickets.value, task.interventionId)?.attendant;
    return typeof name === 'string' ? words.text('shopper.help.named', { name }) : words.text('shopper.task.carryOn');
  }
}

function coming(tickets: ReadonlyMap<string, TicketView>, interventionId: string): TicketView | undefined {
  return [...tickets.values()].find(
    (ticket) => ticket.interventionId === interventionId && ticket.status === 'acknowledged',
  );
}

customElements.define('hr-task-strip', TaskStrip);
