import type { EpochMs, LanguageTag, TicketId, TransactionId, WorkstationId } from '../values/identifiers.ts';
import type { MinorUnits } from '../values/money.ts';
import type { Conversation, MessageSaid } from './messages.ts';
import type { Helper } from './person.ts';

/** Why a person is wanted. The lane raises all but "help"; the shopper may say more, and never has to. */
export type TicketReason =
  | 'help'
  | 'age-check'
  | 'weight'
  | 'article-unknown'
  | 'not-at-self-checkout'
  | 'price'
  | 'quantity'
  | 'void'
  | 'coupon'
  | 'security-tag'
  | 'audit'
  | 'payment-unknown'
  | 'payment-surplus'
  | 'payment-failed'
  | 'receipt-not-printed'
  | 'device'
  | 'walk-away'
  | 'recall'
  | 'out-of-service';

export type HelpTopic = 'article' | 'price' | 'payment' | 'age' | 'other';

/** What a shopper may say about herself so that the right person comes, with time: never asked for, never guessed. */
export type ShopperNeed = 'walking' | 'hearing' | 'sight' | 'language' | 'calm';

/** At the lane, beside the shopper; or from afar, on a staff page with the evidence on it. */
export type AttendingPlace = 'at-lane' | 'from-afar';

/** A colleague beside the one who attends: for a second pair of eyes, or because somebody is not safe. */
export type BackupKind = 'second-person' | 'backup';

/**
 * What the matter turned out to be, in a store's own short words: lower case letters, digits and hyphens, 1 to 40 of
 * them. The table of interventions proposes some for each reason; a store learns its own.
 */
export type ResolutionCode = string;

export type EaseAnswer = 'easy' | 'hard';

/** Data for a sentence: the device, the age, the attempt. */
export type TicketContext = Readonly<Record<string, string | number>>;

/** The version that every newly written event carries; older ones are lifted to it by upcast.ts. */
export const ASSIST_EVENT_VERSION = 2;

/** Whoever acts on a ticket. Older events know only the name. */
interface ActBy {
  readonly ticketId: TicketId;
  /** The name that the shopper reads. */
  readonly attendant: string;
  readonly helper?: Helper | undefined;
  readonly at: EpochMs;
}

/**
 * What happened to a call for a person: problem → acknowledgement → resolution. Nothing is resolved that nobody
 * acknowledged. Written by the lane that the ticket belongs to, and by nobody else.
 */
export type AssistEvent =
  | {
      readonly type: 'ticket-raised';
      readonly ticketId: TicketId;
      readonly workstationId: WorkstationId;
      readonly transactionId: TransactionId | undefined;
      readonly reason: TicketReason;
      readonly raisedBy: 'shopper' | 'lane';
      readonly language: LanguageTag;
      readonly at: EpochMs;
      readonly context: TicketContext;
      /** What lies in the basket, in minor units of the lane's currency. */
      readonly basketValue?: MinorUnits | undefined;
      readonly needs?: readonly ShopperNeed[] | undefined;
      readonly discreet?: boolean | undefined;
    }
  /** One more of the same kind while this one is open; what is new of its context goes over the old. */
  | {
      readonly type: 'ticket-merged';
      readonly ticketId: TicketId;
      readonly context: TicketContext;
      readonly at: EpochMs;
    }
  | { readonly type: 'ticket-topic-given'; readonly ticketId: TicketId; readonly topic: HelpTopic }
  /** All that the shopper has said so far, not only what is new. */
  | {
      readonly type: 'ticket-needs-stated';
      readonly ticketId: TicketId;
      readonly needs: readonly ShopperNeed[];
      readonly at: EpochMs;
    }
  | {
      readonly type: 'ticket-discretion-chosen';
      readonly ticketId: TicketId;
      readonly discreet: boolean;
      readonly at: EpochMs;
    }
  /** Somebody has taken it on, for as long as the lease runs; coming is false for "seen, I come after this". */
  | ({
      readonly type: 'ticket-acknowledged';
      readonly coming?: boolean | undefined;
      readonly leaseUntil?: EpochMs | undefined;
    } & ActBy)
  | ({ readonly type: 'ticket-set-out'; readonly leaseUntil: EpochMs } & ActBy)
  | ({
      readonly type: 'ticket-attended';
      readonly place?: AttendingPlace | undefined;
      readonly leaseUntil?: EpochMs | undefined;
    } & ActBy)
  | {
      readonly type: 'ticket-lease-renewed';
      readonly ticketId: TicketId;
      readonly leaseUntil: EpochMs;
      readonly at: EpochMs;
    }
  /** Whoever took it on was not heard of again: the ticket is back at its place by wait. */
  | ({ readonly type: 'ticket-lease-lapsed' } & ActBy)
  | ({
      readonly type: 'ticket-handed-over';
      /** The colleague who was asked; nobody in particular if absent. */
      readonly to?: Helper | undefined;
      readonly note: string;
    } & ActBy)
  | ({ readonly type: 'ticket-backup-asked'; readonly kind: BackupKind } & ActBy)
  | {
      readonly type: 'ticket-backup-joined';
      readonly ticketId: TicketId;
      readonly helper: Helper;
      readonly at: EpochMs;
    }
  | ({
      readonly type: 'ticket-resolved';
      readonly resolution?: ResolutionCode | undefined;
      readonly place?: AttendingPlace | undefined;
      readonly note?: string | undefined;
    } & ActBy)
  | {
      readonly type: 'ticket-withdrawn';
      readonly ticketId: TicketId;
      readonly by: 'shopper' | 'lane';
      readonly at: EpochMs;
    }
  | { readonly type: 'ticket-expired'; readonly ticketId: TicketId; readonly at: EpochMs }
  /** The shopper wants somebody of this shop: whoever helped from afar has it no more, and nobody from afar again. */
  | { readonly type: 'ticket-person-insisted'; readonly ticketId: TicketId; readonly at: EpochMs }
  /** Somebody in the shop takes it on; named is the remote helper who had it until now. */
  | ({ readonly type: 'ticket-taken-back' } & ActBy)
  | MessageSaid
  /** The one tap after it was settled. */
  | {
      readonly type: 'ticket-ease-answered';
      readonly ticketId: TicketId;
      readonly ease: EaseAnswer;
      readonly at: EpochMs;
    };

export type TicketStatus = 'raised' | 'acknowledged' | 'attending' | 'resolved' | 'withdrawn' | 'expired';

export interface Backup {
  readonly kind: BackupKind;
  readonly askedAt: EpochMs;
  readonly joined: readonly Helper[];
}

export interface HandOver {
  readonly from: string;
  readonly to?: Helper | undefined;
  readonly note: string;
  readonly at: EpochMs;
}

/** A call for a person as it stands; what is absent did not happen. */
export interface Ticket {
  readonly ticketId: TicketId;
  readonly workstationId: WorkstationId;
  readonly transactionId: TransactionId | undefined;
  readonly reason: TicketReason;
  readonly raisedBy: 'shopper' | 'lane';
  readonly topic?: HelpTopic | undefined;
  readonly language: LanguageTag;
  readonly raisedAt: EpochMs;
  readonly status: TicketStatus;
  /** Who has it now. */
  readonly attendant?: string | undefined;
  readonly helper?: Helper | undefined;
  /** Whether they are on the way; false for "seen, I come after this". */
  readonly coming?: boolean | undefined;
  /** Who has it has it until then; from then on anybody may take it. */
  readonly leaseUntil?: EpochMs | undefined;
  /** When whoever has it took it on. */
  readonly acknowledgedAt?: EpochMs | undefined;
  /** When the first person answered, whatever became of that. */
  readonly firstAnsweredAt?: EpochMs | undefined;
  readonly attendedAt?: EpochMs | undefined;
  readonly place?: AttendingPlace | undefined;
  readonly context: TicketContext;
  readonly basketValue?: MinorUnits | undefined;
  readonly needs?: readonly ShopperNeed[] | undefined;
  readonly discreet?: boolean | undefined;
  /** How many more of the same kind came while it was open. */
  readonly merges?: number | undefined;
  /** How often it was handed over, and the last time's words. */
  readonly handOvers?: number | undefined;
  readonly lastHandOver?: HandOver | undefined;
  readonly lapses?: number | undefined;
  /** Since when nobody has it again, after a hand-over or a lapse. */
  readonly reopenedAt?: EpochMs | undefined;
  readonly backup?: Backup | undefined;
  /** For people in the shop alone: the shopper said so, or a remote helper found that it takes hands. */
  readonly personHere?: boolean | undefined;
  /** The shopper said so herself. */
  readonly insisted?: boolean | undefined;
  /** What the shopper and whoever helped her have said to each other. */
  readonly conversation?: Conversation | undefined;
  readonly resolution?: ResolutionCode | undefined;
  /** When it was resolved, withdrawn or expired. */
  readonly endedAt?: EpochMs | undefined;
  readonly ease?: EaseAnswer | undefined;
}
