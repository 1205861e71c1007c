/** The rows that a store or headquarters takes in, in its data directory. */
export const INBOX_FILE = 'inbox.db';
