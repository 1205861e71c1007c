import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { CommandInput, CommandOutput } from '#kiosk/api/commands.ts';
import type { PersonView } from '#kiosk/api/staff.ts';
import type { LaneStatusView, TicketView } from '#kiosk/api/views.ts';
import { type Translator, translatorFor } from '#kiosk/i18n/translator.ts';
import { baseStyles, fieldStyles } from '#kiosk/ui-kit/base-styles.ts';
import type { IconName } from '#kiosk/ui-kit/icons.ts';
import { staffRefusal } from '../calls/staff-refusal.ts';
import { languageName } from '../calls/ticket-words.ts';
import { typedAmount } from '../lanes/typed-amount.ts';
import type { ArticleChosenEvent, ChosenArticle } from './article-choice.ts';
import {
  agreementFor,
  amountSteps,
  type GestureKind,
  kindsFor,
  limitsOf,
  type Problem,
  PROBLEMS,
} from './good-choices.ts';
import { makeGoodStyles } from './make-good-styles.ts';
import './article-choice.ts';
import './good-said.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';

/** How the sheet asks the store. */
export interface GoodDesk {
  offer(input: CommandInput<'offerGesture'>): Promise<CommandOutput<'offerGesture'>>;
  find(input: CommandInput<'findArticles'>): Promise<CommandOutput<'findArticles'>>;
  view(input: CommandInput<'viewLane'>): Promise<CommandOutput<'viewLane'>>;
}

const ICONS: Readonly<Record<Problem, IconName>> = {
  'waited-long': 'hourglass-medium',
  'wrong-price': 'tag',
  machine: 'wrench',
  damaged: 'warning-circle-fill',
  'sold-out': 'storefront',
  'our-side': 'heart',
};

const KIND_ICONS: Readonly<Record<GestureKind, IconName>> = {
  discount: 'hand-coins',
  replacement: 'arrow-counter-clockwise',
  'rain-check': 'ticket',
};

/** The sheet is done with: the words were enough. */
class GoodEnoughEvent extends Event {
  constructor() {
    super('hr-good-enough', { bubbles: true, composed: true });
  }
}

/**
 * Making good, one step at a time: what went wrong, the words for it, and then, if it helps, something small within
 * one's own rights or with somebody else's word.
 *
 * @fires hr-good-enough - the words were enough
 */
export class MakeGoodSheet extends LitElement {
  static override properties = {
    ticket: { attribute: false },
    lane: { attribute: false },
    desk: { attribute: false },
    words: { attribute: false },
    me: { attribute: false },
    busy: { type: Boolean },
    problem: { state: true },
    kind: { state: true },
    amount: { state: true },
    article: { state: true },
    near: { state: true },
    refusal: { state: true },
    asking: { state: true },
  };

  static override styles = [baseStyles, fieldStyles, makeGoodStyles];

  declare ticket: TicketView;
  declare lane: LaneStatusView;
  declare desk: GoodDesk;
  declare words: Translator;
  declare me: Pick<PersonView, 'personId' | 'role'>;
  /** Something about this call is being asked. */
  declare busy: boolean;
  declare private problem: Problem | undefined;
  declare private kind: GestureKind | undefined;
  /** Minor units; what is chosen with one tap. */
  declare private amount: number | undefined;
  declare private article: ChosenArticle | undefined;
  declare private near: readonly ChosenArticle[];
  declare private refusal: string | undefined;
  declare private asking: boolean;

  constructor() {
    super();
    this.near = [];
    this.asking = false;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('ticket');
    if (before !== undefined && before.ticketId !== this.ticket.ticketId) this.startAgain();
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('problem')) this.renderRoot.querySelector<HTMLElement>('h3')?.focus();
  }

  override render(): TemplateResult {
    const { care } = this.ticket;
    if (care?.gestureGiven !== undefined || care?.gestureAsked !== undefined) {
      const isInSight = this.ticket.inSight === true;
      const done = isInSight ? 'staff.good.done.inSight' : 'staff.good.done.putAway';
      const key = care.gestureGiven === undefined ? 'staff.good.askedFor' : done;
      return html`<h3 tabindex="-1" role="status">${this.words.text(key)}</h3>
        <hr-good-said
          .ticket=${this.ticket}
          .lane=${this.lane}
          .words=${this.words}
          .me=${this.me}
          .busy=${this.busy}
        ></hr-good-said>`;
    }
    return this.problem === undefined ? this.renderProblems() : this.renderWords(this.problem);
  }

  private renderProblems(): TemplateResult {
    const { words } = this;
    return html`<div role="group" aria-labelledby="what">
      <h3 id="what" tabindex="-1">${words.text('staff.good.what')}</h3>
      <div class="choices">
        ${PROBLEMS.map(
          (problem) =>
            html`<hr-button icon=${ICONS[problem]} @click=${() => this.choose(problem)}>
              ${words.text(`staff.good.problem.${problem}`)}
            </hr-button>`,
        )}
      </div>
    </div>`;
  }

  private renderWords(problem: Problem): TemplateResult {
    const { words, ticket } = this;
    const sorry = words.text(`sorry.${problem}`);
    const theirs = translatorFor(ticket.language);
    const language = languageName(theirs.language, words.language);
    return html`<div>
        <h3 tabindex="-1">${words.text('staff.good.say')}</h3>
        <div class="words">
          <q>${sorry}</q>
          ${
            theirs.language === words.language
              ? nothing
              : html`<small>${words.text('staff.good.sayTo', { language })}</small
                  ><q lang=${theirs.language}>${theirs.text(`sorry.${problem}`)}</q>`
          }
        </div>
      </div>
      ${this.renderGift(problem)}
      <p class="refused" role="alert">${this.refusal ?? nothing}</p>
      <div class="actions">
        <hr-button icon="arrow-left" @click=${() => this.startAgain()}>${words.text('common.back')}</hr-button>
        ${
          this.kind === undefined
            ? html`<hr-button icon="heart" @click=${() => this.dispatchEvent(new GoodEnoughEvent())}>
                ${words.text('staff.good.enough')}
              </hr-button>`
            : this.renderSend(this.kind)
        }
      </div>`;
  }

  private renderGift(problem: Problem): TemplateResult | typeof nothing {
    const { words } = this;
    const kinds = kindsFor(problem, this.ticket.care?.gestures ?? []);
    if (kinds.length === 0) return nothing;
    return html`<div role="group" aria-labelledby="give">
        <h3 id="give">${words.text('staff.good.give')}</h3>
        <div class="choices">
          ${kinds.map(
            (kind) =>
              html`<hr-button
                toggle
                icon=${KIND_ICONS[kind]}
                .pressed=${this.kind === kind}
                @click=${() => this.chooseKind(kind)}
              >
                ${words.text(`staff.good.kind.${kind}`)}
              </hr-button>`,
          )}
        </div>
      </div>
      ${this.kind === undefined ? nothing : this.renderDetails(this.kind)}`;
  }

  private renderDetails(kind: GestureKind): TemplateResult {
    return html`${kind === 'discount' ? nothing : this.renderArticle(kind)}
    ${kind === 'replacement' || this.article !== undefined ? nothing : this.renderAmounts(kind)}
    ${this.renderAgreement(kind)}`;
  }

  private renderArticle(kind: GestureKind): TemplateResult {
    const { words } = this;
    return html`<div>
      <h3>${words.text('staff.good.article')}</h3>
      <hr-article-choice
        .near=${kind === 'replacement' ? this.near : []}
        .find=${this.find}
        .chosen=${this.article}
        .lane=${this.lane}
        .words=${words}
        @hr-article-chosen=${({ article }: ArticleChosenEvent) => this.chooseArticle(article)}
      ></hr-article-choice>
      ${
        kind === 'rain-check' && this.article !== undefined
          ? html`<hr-button size="small" @click=${() => this.chooseArticle(undefined)}>
              ${words.text('staff.good.anAmount')}
            </hr-button>`
          : nothing
      }
    </div>`;
  }

  private renderAmounts(kind: GestureKind): TemplateResult {
    const { words, lane } = this;
    const steps = amountSteps(this.limits(kind), lane.currencyExponent);
    return html`<div role="group" aria-labelledby="amount">
      <h3 id="amount">${words.text('staff.good.amount')}</h3>
      <div class="choices amounts">
        ${steps.map(
          (step) =>
            html`<hr-button size="small" toggle .pressed=${this.amount === step} @click=${() => this.tap(step)}>
              ${this.money(step)}
            </hr-button>`,
        )}
      </div>
      <label>
        ${words.text('staff.good.other')}
        <input inputmode="decimal" autocomplete="off" maxlength="12" @input=${this.onTyped} />
      </label>
    </div>`;
  }

  /** Said before the tap: whether somebody else has to agree. */
  private renderAgreement(kind: GestureKind): TemplateResult {
    const { words, amount } = this;
    const { mine, most } = this.limits(kind);
    const agreement = amount === undefined ? 'mine' : this.agreement(kind, amount);
    if (agreement === 'mine') {
      return html`<p class="agrees">
        <hr-icon name="info"></hr-icon
        >${mine === 0 ? words.text('staff.good.none') : words.text('staff.good.mine', { amount: this.money(mine) })}
      </p>`;
    }
    const text =
      agreement === 'too-much'
        ? words.text('staff.good.tooMuch', { amount: this.money(most) })
        : words.text(`staff.good.asks.${agreement}`);
    return html`<p class="agrees others" role="status"><hr-icon name="users"></hr-icon>${text}</p>`;
  }

  private renderSend(kind: GestureKind): TemplateResult {
    const { words, amount } = this;
    const agreement = amount === undefined ? 'mine' : this.agreement(kind, amount);
    return html`<hr-button
      variant="primary"
      icon=${agreement === 'mine' ? 'gift' : 'users'}
      ?disabled=${this.asking || agreement === 'too-much'}
      @click=${() => void this.send(kind)}
    >
      ${words.text(agreement === 'mine' ? 'staff.good.do' : 'staff.good.ask')}
    </hr-button>`;
  }

  private choose(problem: Problem): void {
    this.problem = problem;
    this.refusal = undefined;
  }

  private chooseKind(kind: GestureKind): void {
    this.kind = this.kind === kind ? undefined : kind;
    this.amount = undefined;
    this.article = undefined;
    this.refusal = undefined;
    if (kind === 'replacement') void this.lookIntoBasket();
  }

  /** What it costs the store is what the article costs. */
  private chooseArticle(article: ChosenArticle | undefined): void {
    this.article = article;
    this.amount = article?.price ?? undefined;
    this.refusal = undefined;
  }

  private tap(amount: number): void {
    this.amount = amount;
    const input = this.renderRoot.querySelector('input');
    if (input !== null) input.value = '';
  }

  private readonly onTyped = ({ target }: Event): void => {
    const typed = target instanceof HTMLInputElement ? target.value : '';
    const amount = typedAmount(typed, this.lane.currencyExponent);
    this.amount = amount === 0 ? undefined : amount;
  };

  private startAgain(): void {
    this.problem = undefined;
    this.kind = undefined;
    this.amount = undefined;
    this.article = undefined;
    this.refusal = undefined;
  }

  private async send(kind: GestureKind): Promise<void> {
    const { amount, article, problem, ticket } = this;
    if (amount === undefined || problem === undefined || (kind === 'replacement' && article === undefined)) {
      this.refusal = this.words.text('staff.good.missing');
      return;
    }
    const about = article === undefined ? {} : { articleId: article.articleId, articleName: article.name };
    this.asking = true;
    this.refusal = undefined;
    try {
      await this.desk.offer({ ticketId: ticket.ticketId, kind, amount, reason: problem, ...about });
    } catch (failure) {
      this.refusal = staffRefusal(this.words, this.lane.laneNumber, failure);
    } finally {
      this.asking = false;
    }
  }

  private async lookIntoBasket(): Promise<void> {
    try {
      const { lines } = await this.desk.view({ workstationId: this.lane.workstationId });
      this.near = lines
        .filter(({ voided, amount }) => !voided && amount > 0)
        .map(({ articleId, name, count, amount }) => ({
          articleId,
          name: this.words.pick(name),
          price: Math.round(amount / Math.max(1, count ?? 1)),
        }));
    } catch {
      // A lane that does not answer: an article can still be looked for.
      this.near = [];
    }
  }

  private readonly find = async (text: string): Promise<CommandOutput<'findArticles'>['articles']> => {
    const { workstationId } = this.lane;
    return (await this.desk.find({ workstationId, text, language: this.words.language })).articles;
  };

  private limits(kind: GestureKind) {
    return limitsOf(this.ticket.care?.gestures ?? [], kind, this.me.role);
  }

  private agreement(kind: GestureKind, amount: number) {
    return agreementFor(this.ticket.care?.gestures ?? [], kind, this.me.role, amount);
  }

  private money(amount: number): string {
    return this.words.money(amount, this.lane.currency, this.lane.currencyExponent);
  }
}

customElements.define('hr-make-good-sheet', MakeGoodSheet);
