/** The rows that a store or headquarters takes in, in its data directory. */
export const INBOX_FILE = 'inbox.db';

/** How long rows are kept that headquarters has, in days, where nothing else is configured. */
export const KEEP_SETTLED_DAYS = 30;
