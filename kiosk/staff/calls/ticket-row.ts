import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { PersonView } from '#kiosk/api/staff.ts';
import type { LaneStatusView, TicketView } from '#kiosk/api/views.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import { isRemote, isWithDesk, withDeskWords } from '../afar/remote-calls.ts';
import '../afar/shopper-talk.ts';
import { isMine, isTaken } from './call-groups.ts';
import { settlingStyles } from './settling.ts';
import { ticketBadges } from './ticket-badges.ts';
import { articleName, toldEvents } from './ticket-events.ts';
import { ticketRowStyles } from './ticket-row-styles.ts';
import { careLines } from './ticket-care-words.ts';
import {
  LATE_AFTER_SECONDS,
  minutesAndSeconds,
  SLOW_AFTER_SECONDS,
  ticketContext,
  ticketIcon,
  ticketRunbook,
  ticketTitle,
} from './ticket-words.ts';
import { wishesFor } from '../making-good/wish-watch.ts';
import '../making-good/good-said.ts';
import '../runbooks/run-book.ts';
import './ticket-settling.ts';
import '#kiosk/ui-kit/hr-icon.ts';

/**
 * One call: why, since when, what helps to know, and once I am there what I can settle.
 *
 * @fires hr-staff-intent - it is settled
 */
export class TicketRow extends LitElement {
  static override properties = {
    ticket: { attribute: false },
    lane: { attribute: false },
    people: { attribute: false },
    words: { attribute: false },
    now: { type: Number },
    me: { attribute: false },
    busy: { type: Boolean },
    open: { type: Boolean },
    named: { type: Boolean },
  };

  static override styles = [baseStyles, settlingStyles, ticketRowStyles];

  declare ticket: TicketView;
  declare lane: LaneStatusView | undefined;
  declare people: ReadonlyMap<string, PersonView>;
  declare words: Translator;
  /** Epoch milliseconds at the store. */
  declare now: number;
  declare me: Pick<PersonView, 'personId' | 'role'>;
  /** Something was asked for and is not answered yet. */
  declare busy: boolean;
  /** Shows what happened, too. */
  declare open: boolean;
  /** Says which lane it is about, on a card of several. */
  declare named: boolean;

  override render(): TemplateResult {
    const { ticket, words, me } = this;
    const context = ticketContext(ticket, words);
    const mine = isMine(ticket, me.personId);
    const where = words.text('common.lane', { number: ticket.laneNumber });
    return html`<header>
        <hr-icon .name=${ticketIcon(ticket)}></hr-icon>
        <h3>${this.named ? `${where}: ` : nothing}${ticketTitle(ticket, words)}</h3>
        ${this.renderWait()}
      </header>
      ${this.renderBadges()} ${context === '' ? nothing : html`<p class="context">${context}</p>`}
      ${this.renderHandOver()} ${mine || isTaken(ticket) ? nothing : this.renderCare()}
      ${mine || this.open ? this.renderRunbook() : nothing} ${this.open ? this.renderStory() : nothing}
      ${this.renderGood()} ${mine ? html`${this.renderBeside()}${this.renderSettling()}` : this.renderTaken()}`;
  }

  /** What somebody is asked to agree to stands above all calls, and only there. */
  private renderGood(): TemplateResult | typeof nothing {
    const { ticket, lane, words, me, busy } = this;
    const { gestureGiven, gestureAsked } = ticket.care ?? {};
    if (gestureGiven === undefined && gestureAsked === undefined) return nothing;
    if (wishesFor([ticket], me).length > 0) return nothing;
    return html`<hr-good-said .ticket=${ticket} .lane=${lane} .words=${words} .me=${me} .busy=${busy}></hr-good-said>`;
  }

  private renderWait(): TemplateResult {
    const { ticket, words } = this;
    const waitedMs = this.now - ticket.raisedAt;
    const time = minutesAndSeconds(waitedMs);
    const seconds = isTaken(ticket) ? 0 : waitedMs / 1000;
    const pace = seconds >= LATE_AFTER_SECONDS ? 'late' : seconds >= SLOW_AFTER_SECONDS ? 'slow' : '';
    return html`<span class="wait ${pace}" role="timer" aria-label=${words.text('staff.waited', { time })}>
      ${pace === 'late' ? html`<span class="word">${words.text('staff.late')}</span>` : nothing}
      <span class="figures">${time}</span>
    </span>`;
  }

  private renderBadges(): TemplateResult | typeof nothing {
    const badges = ticketBadges(this.ticket, this.words, this.lane);
    if (badges.length === 0) return nothing;
    return html`<ul class="badges">
      ${badges.map(({ icon, text, tone }) => html`<li class=${tone}><hr-icon .name=${icon}></hr-icon>${text}</li>`)}
    </ul>`;
  }

  /** Who is asked, how long until more are, what the shopper was told. */
  private renderCare(): TemplateResult {
    const names = (ids: readonly string[]): string[] => ids.flatMap((id) => this.people.get(id)?.firstName ?? []);
    const lines = careLines(this.ticket, this.words, { now: this.now, me: this.me.personId, names });
    return html`<ul class="care">
      ${lines.map(({ text, strong }) => html`<li class=${strong ? 'strong' : ''}>${text}</li>`)}
    </ul>`;
  }

  private renderHandOver(): TemplateResult | typeof nothing {
    const { handOver } = this.ticket;
    if (handOver === null) return nothing;
    const { words } = this;
    return html`<p class="hand-over">
      <hr-icon name="chat-circle-text"></hr-icon
      ><span><strong>${words.text('staff.handOver.from', { name: handOver.from })}</strong> ${handOver.note}</span>
    </p>`;
  }

  private renderRunbook(): TemplateResult | typeof nothing {
    const runbook = ticketRunbook(this.ticket, this.words);
    if (runbook === undefined) return nothing;
    return html`<hr-run-book
      .ticket=${this.ticket}
      .lane=${this.lane}
      .words=${this.words}
      .first=${runbook}
    ></hr-run-book>`;
  }

  private renderStory(): TemplateResult {
    const { ticket, words, lane } = this;
    const events = toldEvents(ticket, words, this.now);
    const { total, articleCount } = ticket.basket;
    const amount = lane === undefined ? '' : words.money(total, lane.currency, lane.currencyExponent);
    return html`<div class="story">
      <p>${words.text('staff.basket', { count: articleCount, amount })}</p>
      ${
        ticket.articlesRead.length === 0
          ? nothing
          : html`<p>${words.text('staff.read', { articles: ticket.articlesRead.map(articleName).join(', ') })}</p>`
      }
      ${
        events.length === 0
          ? nothing
          : html`<ol>
              ${events.map(({ ago, text }) => html`<li><span class="figures">${ago}</span> ${text}</li>`)}
            </ol>`
      }
    </div>`;
  }

  private renderTaken(): TemplateResult | typeof nothing {
    const { ticket, words } = this;
    if (!isTaken(ticket)) return nothing;
    const { attendant, status, coming, backup } = ticket;
    const name = attendant ?? '';
    if (isWithDesk(ticket)) {
      return html`<p class="taken"><hr-icon name="chat-circle-text"></hr-icon>${withDeskWords(ticket, words)}</p>`;
    }
    const key = status === 'attending' ? 'staff.isThere' : coming ? 'staff.takenBy' : 'staff.seenBy';
    return html`<p class="taken"><hr-icon name="user"></hr-icon>${words.text(key, { name })}</p>
      ${
        backup === null || backup.joined.length > 0
          ? nothing
          : html`<p class="wanted">
              <hr-icon name="users"></hr-icon>${words.text(`staff.wants.${backup.kind}`, { name })}
            </p>`
      }`;
  }

  /** Whether somebody else comes to whoever has it: that one was asked for, or who it is. */
  private renderBeside(): TemplateResult | typeof nothing {
    const { ticket, words, me } = this;
    const { backup, helper } = ticket;
    if (backup === null) return nothing;
    const others = [helper, ...backup.joined].flatMap((person) =>
      person === null || person.personId === me.personId ? [] : [person.firstName],
    );
    const said =
      others.length > 0
        ? words.text('staff.beside', { names: others.join(', ') })
        : words.text(`staff.wanted.${backup.kind}`);
    return html`<p class=${others.length > 0 ? 'taken' : 'wanted'}><hr-icon name="users"></hr-icon>${said}</p>`;
  }

  /** Whoever is not at the lane writes. */
  private renderTalk(): TemplateResult | typeof nothing {
    if (this.ticket.place !== 'from-afar') return nothing;
    return html`<hr-shopper-talk .ticket=${this.ticket} .words=${this.words} .busy=${this.busy}></hr-shopper-talk>`;
  }

  private renderSettling(): TemplateResult | typeof nothing {
    const { ticket, me } = this;
    if (ticket.status !== 'attending') return nothing;
    if (isRemote(me) && ticket.care?.remote !== 'settles') return this.renderTalk();
    return html`${this.renderTalk()}<hr-ticket-settling
        .ticket=${this.ticket}
        .words=${this.words}
        .role=${this.me.role}
        .busy=${this.busy}
      ></hr-ticket-settling>`;
  }
}

customElements.define('hr-ticket-row', TicketRow);
