import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { PersonView } from '#kiosk/api/staff.ts';
import type { LaneStatusView, TicketView } from '#kiosk/api/views.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import { isAtLeast } from '../calls/may-decide.ts';
import { StaffIntentEvent } from '../calls/staff-intents.ts';
import { PROBLEMS } from './good-choices.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';

/**
 * What became of making good for one call: asked for, with whoever may agree; or given, with the code of its slip.
 *
 * @fires hr-staff-intent - somebody agrees, or does not
 */
export class GoodSaid extends LitElement {
  static override properties = {
    ticket: { attribute: false },
    lane: { attribute: false },
    words: { attribute: false },
    me: { attribute: false },
    busy: { type: Boolean },
  };

  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      div.said {
        margin-block-start: 0.6rem;
        padding: 0.7rem 0.9rem;
        border-radius: var(--radius-control);
        background: var(--accent-soft);
        color: var(--accent-ink);
      }
      div.asked {
        background: var(--help-soft);
        color: var(--help-ink);
      }
      p {
        display: flex;
        gap: 0.5rem;
        --icon-size: 1.35rem;
      }
      .code {
        font-weight: var(--weight-strong);
        letter-spacing: 0.04em;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-small);
        margin-block-start: var(--gap-small);
        --icon-size: 1.4rem;
      }
      .actions hr-button {
        flex: 1 1 8rem;
      }
    `,
  ];

  declare ticket: TicketView;
  declare lane: LaneStatusView | undefined;
  declare words: Translator;
  declare me: Pick<PersonView, 'personId' | 'role'>;
  declare busy: boolean;

  override render(): TemplateResult | typeof nothing {
    const { gestureGiven, gestureAsked } = this.ticket.care ?? {};
    if (gestureGiven !== undefined) {
      const { kind, by: name, amount, code, articleName } = gestureGiven;
      return html`<div class="said">
        <p>
          <hr-icon name="gift"></hr-icon
          ><span
            >${this.words.text(`staff.good.given.${kind}`, { name, amount: this.money(amount) })}${
              articleName === null ? nothing : html`<br /><bdi>${articleName}</bdi>`
            }${
              code === null
                ? nothing
                : html`<br /><span class="code">${this.words.text('staff.good.slip', { code })}</span>`
            }</span
          >
        </p>
      </div>`;
    }
    return gestureAsked === undefined ? nothing : this.renderAsked(gestureAsked);
  }

  private renderAsked(asked: NonNullable<NonNullable<TicketView['care']>['gestureAsked']>): TemplateResult {
    const { words, me } = this;
    const { gestureId, kind, amount, articleName, reason, by } = asked;
    const isOwn = by.personId === me.personId;
    const mayDecide = isAtLeast(me.role, 'supervisor');
    const decide = (agree: boolean): void => {
      const ticketIds = [this.ticket.ticketId] as const;
      this.dispatchEvent(new StaffIntentEvent({ type: 'decide-gesture', ticketIds, gestureId, agree }));
    };
    const said = { name: by.firstName, kind: words.text(`staff.good.kind.${kind}`), amount: this.money(amount) };
    return html`<div class="said asked">
      <p>
        <hr-icon name="gift"></hr-icon
        ><span
          >${words.text('staff.good.wish', said)}${
            articleName === undefined ? nothing : html`<br /><strong><bdi>${articleName}</bdi></strong>`
          }<br />${because(reason, words)}</span
        >
      </p>
      ${
        mayDecide || isOwn
          ? html`<div class="actions">
              ${
                mayDecide
                  ? html`<hr-button icon="check" variant="primary" ?disabled=${this.busy} @click=${() => decide(true)}>
                      ${words.text('staff.good.agree')}
                    </hr-button>`
                  : nothing
              }
              <hr-button icon="x" ?disabled=${this.busy} @click=${() => decide(false)}>
                ${words.text(isOwn ? 'staff.good.takeBack' : 'staff.good.refuse')}
              </hr-button>
            </div>`
          : nothing
      }
    </div>`;
  }

  private money(amount: number): string {
    const { lane, words } = this;
    return lane === undefined ? '' : words.money(amount, lane.currency, lane.currencyExponent);
  }
}

/** Why it is asked for: nobody agrees to an amount alone. Words of a person stay as they are. */
function because(reason: string, words: Translator): string {
  const problem = PROBLEMS.find((known) => known === reason);
  return problem === undefined ? reason : words.text(`staff.good.problem.${problem}`);
}

customElements.define('hr-good-said', GoodSaid);
