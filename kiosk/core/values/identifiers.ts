/**
 * Identifiers are plain strings with a brand, so that one kind is never taken for another. Making them (UUIDv7,
 * counters) is the edge's work: the core only carries them.
 */
declare const brand: unique symbol;
type Identifier<Name extends string> = string & { readonly [brand]: Name };

/** A sale from its first article to its receipt; UUIDv7. */
export type TransactionId = Identifier<'TransactionId'>;
/** One attempt to be paid: the reference under which a terminal is asked what became of it; UUIDv7. */
export type AttemptId = Identifier<'AttemptId'>;
/** A call for a person, by a shopper or by the lane; UUIDv7. */
export type TicketId = Identifier<'TicketId'>;
/** A station in a store, as configured: "lane-3". */
export type WorkstationId = Identifier<'WorkstationId'>;
/** The day that a sale is booked on, YYYY-MM-DD. It is state, never derived from a clock at the moment of use. */
export type BusinessDay = Identifier<'BusinessDay'>;
/** An article of the catalogue, as the back office numbers it. */
export type ArticleId = Identifier<'ArticleId'>;

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;

/** A language by BCP 47, as short as it goes: "en", "nl", "da", "de". */
export type LanguageTag = string;

/** A text in some languages. Whoever shows it falls back to the store's language, then to any. */
export type LocalizedText = Readonly<Record<LanguageTag, string>>;

export function inLanguage(text: LocalizedText, ...preferred: readonly LanguageTag[]): string {
  for (const language of preferred) {
    const found = text[language];
    if (found !== undefined) return found;
  }
  return Object.values(text)[0] ?? '';
}
