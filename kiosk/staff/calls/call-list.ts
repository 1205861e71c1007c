import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { PersonView } from '#kiosk/api/staff.ts';
import type { LaneStatusView } from '#kiosk/api/views.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import { isRemote } from '../afar/remote-calls.ts';
import type { CallCard } from './call-card.ts';
import type { Call } from './call-groups.ts';
import './call-card.ts';

/** How long a card takes to its new place, in milliseconds. */
const MOVE_MS = 180;
/** A move shorter than this is no move, in CSS pixels. */
const MOVE_MIN_PX = 4;

/**
 * The calls, the most pressing first. Cards glide to a new place, so that an eye can follow, and do not take the tap
 * that was meant for another one.
 */
export class CallList extends LitElement {
  static override properties = {
    calls: { attribute: false },
    lanes: { attribute: false },
    words: { attribute: false },
    now: { type: Number },
    people: { attribute: false },
    me: { attribute: false },
    busy: { attribute: false },
  };

  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr));
        align-items: start;
        gap: var(--gap);
      }
      /* Whoever writes to a shopper sees all of it at once. */
      .talk {
        grid-column: 1 / -1;
      }
    `,
  ];

  declare calls: readonly Call[];
  declare lanes: ReadonlyMap<string, LaneStatusView>;
  declare words: Translator;
  /** Epoch milliseconds at the store. */
  declare now: number;
  declare people: ReadonlyMap<string, PersonView>;
  declare me: Pick<PersonView, 'personId' | 'role'>;
  /** Tickets about which something was asked that is not answered yet. */
  declare busy: ReadonlySet<string>;
  private places = new Map<string, DOMRect>();
  private looks = new Map<string, string>();

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('calls')) return;
    this.places = new Map(this.cards().map((card) => [card.call.key, card.getBoundingClientRect()]));
  }

  override render(): TemplateResult {
    return html`${repeat(
      this.calls,
      (call) => call.key,
      (call) =>
        html`<hr-call-card
          class=${isRemote(this.me) && call.state === 'mine' ? 'talk' : ''}
          .call=${call}
          .lanes=${this.lanes}
          .people=${this.people}
          .words=${this.words}
          .now=${this.now}
          .me=${this.me}
          .busy=${call.tickets.some(({ ticketId }) => this.busy.has(ticketId))}
        ></hr-call-card>`,
    )}`;
  }

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has('calls')) return;
    const looks = new Map<string, string>();
    for (const card of this.cards()) {
      const { key } = card.call;
      const look = lookOf(card.call);
      looks.set(key, look);
      const moved = this.glide(card, this.places.get(key));
      if (moved || this.looks.get(key) !== look) card.settle();
    }
    this.looks = looks;
  }

  /** Where the focus goes when what had it is gone: to the card of the lane, if it is still here. */
  focusLane(workstationId: string): boolean {
    const card = this.cards().find(({ call }) => call.lanes.some((lane) => lane.workstationId === workstationId));
    card?.focus();
    return card !== undefined;
  }

  /** Brings the card of a call before the eye. @returns whether it is here */
  pointOut(ticketId: string): boolean {
    const card = this.cards().find(({ call }) => call.tickets.some((ticket) => ticket.ticketId === ticketId));
    card?.pointOut();
    return card !== undefined;
  }

  private cards(): CallCard[] {
    return [...this.renderRoot.querySelectorAll('hr-call-card')];
  }

  /** @returns whether it was somewhere else before */
  private glide(card: CallCard, before: DOMRect | undefined): boolean {
    if (before === undefined) return false;
    const after = card.getBoundingClientRect();
    const [x, y] = [before.x - after.x, before.y - after.y];
    if (Math.hypot(x, y) < MOVE_MIN_PX) return false;
    if (!matchMedia('(prefers-reduced-motion: reduce)').matches) {
      card.animate({ transform: [`translate(${x}px, ${y}px)`, 'none'] }, { duration: MOVE_MS, easing: 'ease-out' });
    }
    return true;
  }
}

/** Changes when other buttons stand on the card. */
function lookOf(call: Call): string {
  return call.tickets
    .map(({ ticketId, status, attendant, place }) => [ticketId, status, attendant, place].join())
    .join(';');
}

customElements.define('hr-call-list', CallList);

declare global {
  interface HTMLElementTagNameMap {
    'hr-call-list': CallList;
  }
}
