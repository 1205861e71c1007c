import type { MissedSearchView } from '#kiosk/api/staff.ts';
import type { FloorEvent, GestureEvent } from '#kiosk/core/assist/floor-events.ts';
import type { PersonId } from '#kiosk/core/assist/person.ts';
import type { EpochMs, TicketId } from '#kiosk/core/values/identifiers.ts';
import type { SlipEvent } from '../slips/slip-events.ts';

/** What happens at the store's own door. */
export type DoorEvent =
  | {
      readonly type: 'signed-in';
      readonly personId: PersonId;
      readonly by: 'pin' | 'badge' | 'token';
      readonly at: EpochMs;
    }
  | { readonly type: 'signed-out'; readonly personId: PersonId; readonly at: EpochMs }
  /** Of a try only that it was made; a name that was typed may be a PIN in the wrong field. */
  | { readonly type: 'sign-in-refused'; readonly by: 'pin' | 'badge'; readonly at: EpochMs };

/**
 * A call that is over, as its lane told it: the lane's own record says more, and stays with the lane. It comes once
 * more when the shopper said how it went.
 */
export interface CallEvent {
  readonly type: 'call-ended';
  readonly ticketId: TicketId;
  /** Names the basket among those of its lane, so that a second call in the same one is known. */
  readonly basket: string;
  readonly reason: string;
  readonly raisedBy: 'shopper' | 'lane';
  readonly status: 'resolved' | 'withdrawn' | 'expired';
  readonly raisedAt: EpochMs;
  /** When the first person answered, and when the first one was there. */
  readonly answeredAt: EpochMs | null;
  readonly attendedAt: EpochMs | null;
  readonly at: EpochMs;
  readonly answeredBy: PersonId | null;
  readonly resolution: string | null;
  readonly ease: 'easy' | 'hard' | null;
  readonly merges: number;
  readonly articlesRead: readonly string[];
}

/** Words that somebody at a lane looked for in vain. */
export interface SearchMissed extends MissedSearchView {
  readonly type: 'search-missed';
  readonly origin: string;
}

/** One fact for the store's journal. */
export type StoreEntry =
  | { readonly kind: 'call'; readonly event: CallEvent }
  | { readonly kind: 'floor'; readonly event: FloorEvent }
  | { readonly kind: 'gesture'; readonly event: GestureEvent }
  | { readonly kind: 'slip'; readonly event: SlipEvent }
  | { readonly kind: 'search'; readonly event: SearchMissed }
  | { readonly kind: 'door'; readonly event: DoorEvent };

/** The store's own record: an event is on the disk before anybody is asked or told because of it. */
export interface StoreJournal {
  /** @throws when the entries could not be made durable */
  append(entries: readonly StoreEntry[]): Promise<void>;
  /** The latest entries, in order; as many as it takes to know how the store stands. */
  recent(): AsyncIterable<StoreEntry>;
}
