import type { TicketReason } from './ticket.ts';

/** When a call may go to people who are not in the shop. */
export interface RemoteSettings {
  /** How long the people in the shop have first; milliseconds since the call. */
  readonly afterMs: number;
  /** Calls that the desk may take at once, by kind and hour. */
  readonly atOnce: readonly RemoteRule[];
}

export interface RemoteRule {
  /** Which; all that the table allows a remote helper if absent. */
  readonly reasons?: readonly TicketReason[] | undefined;
  /** From the beginning of this hour, 0 to 23, to the beginning of that one; over midnight too; equal: all day. */
  readonly fromHour: number;
  readonly toHour: number;
}
