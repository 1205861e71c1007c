import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { CommandInput, CommandOutput } from '#kiosk/api/commands.ts';
import type { StoreAround } from '#kiosk/api/remote.ts';
import type { TicketView } from '#kiosk/api/views.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles, fieldStyles } from '#kiosk/ui-kit/base-styles.ts';
import { staffRefusal } from '../calls/staff-refusal.ts';
import '#kiosk/ui-kit/hr-button.ts';

type Basket = CommandOutput<'viewLane'>;
type Prices = CommandOutput<'findPrices'>['articles'];

/** How the sheet asks the store. */
export interface AroundDesk {
  lookAround(input: CommandInput<'lookAround'>): Promise<StoreAround>;
  viewLane(input: CommandInput<'viewLane'>): Promise<Basket>;
  findPrices(input: CommandInput<'findPrices'>): Promise<{ articles: Prices }>;
}

/** The longest name that is looked up, in characters. */
const TEXT_LENGTH_MAX = 60;

/** All that somebody who has never been in the shop can know: the shop, its law, the basket, what things cost. */
export class StoreAroundSheet extends LitElement {
  static override properties = {
    ticket: { attribute: false },
    desk: { attribute: false },
    words: { attribute: false },
    around: { state: true },
    basket: { state: true },
    prices: { state: true },
    refusal: { state: true },
  };

  static override styles = [
    baseStyles,
    fieldStyles,
    css`
      :host {
        display: grid;
        gap: 1.2rem;
        padding-block-end: 0.8rem;
      }
      h3 {
        margin-block-end: 0.4rem;
        font-size: var(--text-large);
        font-weight: var(--weight-strong);
      }
      li {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 0.1rem 1rem;
        padding-block: 0.4rem;
        border-block-end: var(--line-width) solid var(--line);
        overflow-wrap: anywhere;
      }
      li.fact {
        display: block;
      }
      strong {
        font-weight: var(--weight-strong);
      }
      .muted,
      small {
        color: var(--muted);
      }
      small {
        flex-basis: 100%;
      }
      .money {
        margin-inline-start: auto;
        font-variant-numeric: tabular-nums;
      }
      .refused:empty {
        display: none;
      }
      form {
        display: flex;
        gap: var(--gap-small);
      }
      input {
        flex: 1 1 10rem;
        min-inline-size: 0;
        min-block-size: 3rem;
        padding: 0.6rem 0.9rem;
      }
    `,
  ];

  declare ticket: TicketView;
  declare desk: AroundDesk;
  declare words: Translator;
  declare private around: StoreAround | undefined;
  declare private basket: Basket | undefined;
  declare private prices: Prices | undefined;
  declare private refusal: string | undefined;

  override updated(changed: PropertyValues<this>): void {
    const before = changed.get('ticket');
    if (before?.ticketId === this.ticket.ticketId && before.basket.total === this.ticket.basket.total) return;
    if (changed.has('ticket')) void this.look();
  }

  override render(): TemplateResult {
    const { around, words } = this;
    return html`<p class="refused" role="alert">${this.refusal ?? nothing}</p>
      ${
        around === undefined
          ? html`<p class="muted">${words.text('common.moment')}</p>`
          : html`${this.renderBasket(around)} ${this.renderPrices(around)} ${this.renderFacts(around)}
            ${this.renderLaw(around)}`
      }`;
  }

  private renderBasket(around: StoreAround): TemplateResult {
    const { words, basket } = this;
    const lines = basket?.lines.filter(({ voided }) => !voided) ?? [];
    return html`<section>
      <h3>${words.text('staff.around.basket')}</h3>
      ${lines.length === 0 ? html`<p class="muted">${words.text('staff.lane.empty')}</p>` : nothing}
      <ul>
        ${lines.map(
          ({ name, count, amount }) =>
            html`<li>
              <span>${count === null || count === 1 ? '' : `${count} × `}<bdi>${words.pick(name)}</bdi></span>
              <span class="money">${money(amount, around, words)}</span>
            </li>`,
        )}
      </ul>
    </section>`;
  }

  private renderPrices(around: StoreAround): TemplateResult {
    const { words, prices } = this;
    return html`<section>
      <h3 id="prices">${words.text('staff.around.prices')}</h3>
      <form @submit=${this.submit}>
        <input type="search" maxlength=${TEXT_LENGTH_MAX} autocomplete="off" aria-labelledby="prices" />
        <hr-button icon="magnifying-glass" @click=${() => void this.find()}>
          ${words.text('staff.around.look')}
        </hr-button>
      </form>
      ${prices?.length === 0 ? html`<p class="muted" role="status">${words.text('staff.around.notFound')}</p>` : nothing}
      <ul>
        ${prices?.map(
          ({ name, price }) =>
            html`<li>
              <bdi>${words.pick(name)}</bdi>
              <span class="money"
                >${price === null ? words.text('staff.around.noPrice') : money(price, around, words)}</span
              >
            </li>`,
        )}
      </ul>
    </section>`;
  }

  private renderFacts({ storeName, addressLines, phone, localTime, facts }: StoreAround): TemplateResult {
    const { words } = this;
    return html`<section>
      <h3>${words.text('staff.around.facts')}</h3>
      <ul>
        <li class="fact">
          <strong>${storeName}</strong> · ${[...addressLines, phone].filter((line) => line !== null).join(', ')} ·
          ${words.text('staff.around.now', { time: localTime })}
        </li>
        ${facts.map(({ about, text }) => html`<li class="fact"><strong>${about}.</strong> ${text}</li>`)}
      </ul>
    </section>`;
  }

  private renderLaw(around: StoreAround): TemplateResult {
    const { words } = this;
    const { ages, deposits, receipt } = around.law;
    const doubt = (unverified: boolean) =>
      unverified ? html`<small>${words.text('staff.around.unverified')}</small>` : nothing;
    return html`<section>
      <h3>${words.text('staff.around.law')}</h3>
      <ul>
        ${ages.map(({ rule, minimumAge, saleAllowed, hours, reference, unverified }) => {
          const kind = rule.replaceAll('-', ' ');
          const text = saleAllowed
            ? words.text('staff.around.age', { rule: kind, age: minimumAge })
            : words.text('staff.around.notSold', { rule: kind });
          const when = hours === null ? '' : `, ${words.text('staff.around.hours', hours)}`;
          return html`<li><strong>${text}${when}</strong><small>${reference}</small>${doubt(unverified)}</li>`;
        })}
        ${deposits.map(
          ({ name, amount, unverified }) =>
            html`<li>
              ${words.text('staff.around.deposit', { name: words.pick(name), amount: money(amount, around, words) })}
              ${doubt(unverified)}
            </li>`,
        )}
        <li>${words.text(`staff.around.receipt.${receipt}`)}</li>
      </ul>
    </section>`;
  }

  private readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.find();
  };

  private async look(): Promise<void> {
    const { ticketId, workstationId } = this.ticket;
    await this.asked(async () => {
      this.around ??= await this.desk.lookAround({ ticketId });
      this.basket = await this.desk.viewLane({ workstationId });
    });
  }

  private async find(): Promise<void> {
    const text = this.renderRoot.querySelector('input')?.value.trim() ?? '';
    if (text === '') return;
    const { ticketId } = this.ticket;
    await this.asked(async () => {
      const { articles } = await this.desk.findPrices({ ticketId, text, language: this.words.language });
      this.prices = articles;
    });
  }

  private async asked(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.refusal = undefined;
    } catch (failure) {
      this.refusal = staffRefusal(this.words, this.ticket.laneNumber, failure);
    }
  }
}

function money(amount: number, { currency, currencyExponent }: StoreAround, words: Translator): string {
  return words.money(amount, currency, currencyExponent);
}

customElements.define('hr-store-around', StoreAroundSheet);
