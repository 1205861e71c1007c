import type { AskingBus } from '#sync/bus/bus.ts';

export const RECEIPT_SUBJECTS = {
  all: 'receipt.>',
  of: (origin: string) => `receipt.${origin}`,
} as const;

/** A shopper waits for the picture of the link. */
const PUBLISH_WITHIN_MS = 3_000;

/** Has the store keep a receipt page, wherever it is. @throws AskFailure when the store cannot be reached */
export async function publishOverBus(bus: AskingBus, origin: string, html: string): Promise<string> {
  const { url } = await bus.ask(RECEIPT_SUBJECTS.of(origin), { html }, PUBLISH_WITHIN_MS);
  return String(url);
}
