import type { EpochMs, LanguageTag, TicketId, TransactionId, WorkstationId } from '../values/identifiers.ts';

/** Why a person is wanted. The lane raises all but "help"; the shopper may say more, and never has to. */
export type TicketReason =
  | 'help'
  | 'age-check'
  | 'payment-unknown'
  | 'payment-surplus'
  | 'receipt-not-printed'
  | 'device'
  | 'walk-away'
  | 'out-of-service';

export type HelpTopic = 'article' | 'price' | 'payment' | 'age' | 'other';

/** A call for a person: problem → acknowledgement → resolution. Nothing is resolved that nobody acknowledged. */
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
      /** What staff should know, as data for a sentence: the device, the age, the attempt. */
      readonly context: Readonly<Record<string, string | number>>;
    }
  | { readonly type: 'ticket-topic-given'; readonly ticketId: TicketId; readonly topic: HelpTopic }
  | {
      readonly type: 'ticket-acknowledged';
      readonly ticketId: TicketId;
      readonly attendant: string;
      readonly at: EpochMs;
    }
  | { readonly type: 'ticket-attended'; readonly ticketId: TicketId; readonly attendant: string; readonly at: EpochMs }
  | { readonly type: 'ticket-resolved'; readonly ticketId: TicketId; readonly attendant: string; readonly at: EpochMs }
  | {
      readonly type: 'ticket-withdrawn';
      readonly ticketId: TicketId;
      readonly by: 'shopper' | 'lane';
      readonly at: EpochMs;
    }
  | { readonly type: 'ticket-expired'; readonly ticketId: TicketId; readonly at: EpochMs };

export type TicketStatus = 'raised' | 'acknowledged' | 'attending' | 'resolved' | 'withdrawn' | 'expired';

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
  readonly attendant?: string | undefined;
  readonly acknowledgedAt?: EpochMs | undefined;
  readonly context: Readonly<Record<string, string | number>>;
}
