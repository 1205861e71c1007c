/** How many entries journal-writer.ts commits together. */
export const ENTRIES_PER_BATCH = 3;
