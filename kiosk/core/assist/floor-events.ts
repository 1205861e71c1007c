import type { ArticleId, EpochMs, TicketId } from '../values/identifiers.ts';
import type { MinorUnits } from '../values/money.ts';
import type { AlertLevel } from './intervention-rule.ts';
import type { Helper, PersonId } from './person.ts';
import type { PromiseSituation } from './promise-model.ts';
import type { BackupKind } from './ticket.ts';

export type Duty = 'on-duty' | 'on-break' | 'off-duty';

/**
 * How far a call that nobody answers has gone: 0 one person is asked, 1 all on shift, 2 the shift lead, 3 the manager
 * and the light of the lane, 4 an apology, an offer to make good, and the staffed till.
 */
export type EscalationLevel = 0 | 1 | 2 | 3 | 4;

/** Why somebody is late, as the shopper is told: true, and nobody's fault. */
export type DelayReason = 'everybody-is-helping' | 'nobody-is-here' | 'colleague-was-held-up';

export type GestureKind = 'discount' | 'replacement' | 'rain-check';

/**
 * What happens on the shop floor around the calls: who is there, who was asked, how far a call escalated, what the
 * shopper was promised and given. Written by the store role; the calls themselves are the lanes' own.
 */
export type FloorEvent =
  | { readonly type: 'duty-changed'; readonly helper: Helper; readonly duty: Duty; readonly at: EpochMs }
  | {
      readonly type: 'alert-sent';
      /** Several when they are alike and one walk settles them. */
      readonly ticketIds: readonly TicketId[];
      readonly to: readonly PersonId[];
      readonly level: AlertLevel;
      readonly escalation: EscalationLevel;
      /** To stand beside the one who has it; absent: to take it on. */
      readonly backup?: BackupKind | undefined;
      readonly at: EpochMs;
    }
  /** "Not me", with no reason asked. */
  | { readonly type: 'alert-declined'; readonly ticketId: TicketId; readonly personId: PersonId; readonly at: EpochMs }
  | {
      readonly type: 'ticket-escalated';
      readonly ticketId: TicketId;
      readonly level: Exclude<EscalationLevel, 0>;
      readonly at: EpochMs;
    }
  /** A remote desk may take it from now on, beside whoever is in the shop; why. */
  | {
      readonly type: 'ticket-offered-afar';
      readonly ticketId: TicketId;
      readonly because: 'rule' | 'unanswered' | 'nobody-here';
      readonly at: EpochMs;
    }
  /** "Still coming?" to somebody who said so a minute ago. */
  | { readonly type: 'arrival-asked'; readonly ticketId: TicketId; readonly personId: PersonId; readonly at: EpochMs }
  | {
      readonly type: 'promise-made';
      readonly ticketId: TicketId;
      /** As the shopper reads it, counted from now: "usually within 60 seconds". */
      readonly seconds: number;
      readonly dueAt: EpochMs;
      /** What was known when it was made, to learn from. */
      readonly situation: PromiseSituation;
      readonly at: EpochMs;
    }
  /** What became of one promise, the first or one that it was lowered to: what the next ones are learned from. */
  | {
      readonly type: 'promise-learned';
      readonly ticketId: TicketId;
      readonly situation: PromiseSituation;
      readonly dueAt: EpochMs;
      readonly kept: boolean;
      readonly at: EpochMs;
    }
  /** Somebody is there, in time or not by what the shopper read last. */
  | { readonly type: 'promise-ended'; readonly ticketId: TicketId; readonly kept: boolean; readonly at: EpochMs }
  /** The time is over and nobody is there: the shopper reads an apology and the reason. */
  | { readonly type: 'promise-missed'; readonly ticketId: TicketId; readonly reason: DelayReason; readonly at: EpochMs }
  /** A call that a person settled, with what it weighs and how long it took; for fair shares and for learning. */
  | {
      readonly type: 'work-done';
      readonly ticketId: TicketId;
      readonly personId: PersonId;
      readonly weightMinutes: number;
      /** From taking it on to being there, and from there to the end; undefined where nobody went. */
      readonly reachSeconds?: number | undefined;
      readonly handleSeconds?: number | undefined;
      readonly at: EpochMs;
    }
  /** Nothing more will happen to it: what the floor knew of it can be forgotten. */
  | { readonly type: 'ticket-forgotten'; readonly ticketId: TicketId; readonly at: EpochMs };

/** What making good costs and who agreed; the store role's, per business day. */
export type GestureEvent =
  | {
      readonly type: 'gesture-asked';
      readonly gestureId: string;
      readonly ticketId: TicketId;
      readonly kind: GestureKind;
      readonly amount: MinorUnits;
      readonly articleId?: ArticleId | undefined;
      /** How the article was called on the page of whoever asked. */
      readonly articleName?: string | undefined;
      /** The lane that the shopper stands at, and why she gets it. */
      readonly workstationId?: string | undefined;
      readonly reason?: string | undefined;
      readonly by: Helper;
      readonly at: EpochMs;
    }
  /** The call was over before anybody agreed. */
  | { readonly type: 'gesture-lapsed'; readonly gestureId: string; readonly at: EpochMs }
  /** A discount has come to the basket, or has become a promise for another time: the basket was paid or gone. */
  | {
      readonly type: 'gesture-carried-out';
      readonly gestureId: string;
      readonly as: 'discount' | 'rain-check';
      readonly validUntil?: EpochMs | undefined;
      readonly at: EpochMs;
    }
  | { readonly type: 'gesture-refused'; readonly gestureId: string; readonly by: Helper; readonly at: EpochMs }
  | {
      readonly type: 'gesture-given';
      readonly gestureId: string;
      readonly ticketId: TicketId;
      readonly kind: GestureKind;
      readonly amount: MinorUnits;
      /** What is replaced, or promised for later. */
      readonly articleId?: ArticleId | undefined;
      readonly articleName?: string | undefined;
      readonly workstationId?: string | undefined;
      readonly reason?: string | undefined;
      /** Of a rain check: until when it is honoured. */
      readonly validUntil?: EpochMs | undefined;
      /** Who gives it to the shopper, and who agreed to it; the same person within their own limit. */
      readonly by: Helper;
      readonly approvedBy: Helper;
      readonly at: EpochMs;
    };
