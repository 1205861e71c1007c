/** The rows that a store or headquarters takes in, in its data directory. */
export const INBOX_FILE = 'inbox.db';

/** What connectors remember, in the data directory of a store or of headquarters. */
export const CONNECTORS_FILE = 'connectors.db';

/** What a machine proves itself with to those that it was paired with. */
export const IDENTITY_KEY_FILE = 'identity-key.pem';
