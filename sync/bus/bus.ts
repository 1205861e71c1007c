/** A message on the bus: small, whole, and never the only copy of anything. */
export type BusMessage = Readonly<Record<string, unknown>>;

/**
 * Fast and lossy: calls for a person, presence, commands from staff pages to a lane. What may not be lost is in a
 * journal as well. Subjects are words joined by dots ("lane.3.ticket"); in a pattern `*` stands for one word and a last
 * `>` for all that follow.
 */
export interface Bus {
  /** Sends to all who listen now. Never waits, never throws for a peer that is away. */
  publish(subject: string, message: BusMessage): void;
  /** @returns ends the subscription */
  subscribe(pattern: string, listener: (subject: string, message: BusMessage) => void): () => void;
  close(): Promise<void>;
}

/** The most bytes of one message as JSON; larger ones are dropped and logged by the sender. */
export const BUS_MESSAGE_BYTES_MAX = 64 * 1_024;
