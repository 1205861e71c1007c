import { PUSH_BYTES_MAX, ROW_BYTES_MAX } from '../log/log.ts';

/** The body of a push: one row alone, as large as it may be, and what goes around it. Bytes. */
export const PUSH_BODY_BYTES_MAX = ROW_BYTES_MAX + PUSH_BYTES_MAX;
/** Every other body is a few keys and signatures. Bytes. */
export const SMALL_BODY_BYTES_MAX = 8 * 1_024;
/** What a peer reads of an answer, files aside. Bytes. */
export const ANSWER_BYTES_MAX = 1_024 * 1_024;
export const HEADERS_BYTES_MAX = 16 * 1_024;

/** Lanes of a large store, or the stores of a chain at headquarters, with three connections each. */
export const CONNECTIONS_MAX = 20_000;
/** Pushes that are worked on at a time, in all and of one peer; the next ones are asked to come again. */
export const PUSHES_AT_ONCE_MAX = 64;
export const PUSHES_PER_PEER_MAX = 16;
/** What a peer that has to come again is told to wait, in seconds. */
export const RETRY_AFTER_S = 1;
/** Requests of one address that nobody has signed for yet: a second, and at once after a pause. */
export const UNSIGNED_PER_SECOND_MAX = 50;
export const UNSIGNED_BURST_MAX = 100;
/** Addresses that are counted; beyond, the counting begins anew. */
export const ADDRESSES_MAX = 10_000;

/** A request must have arrived by then, headers first; milliseconds. */
export const HEADERS_TIMEOUT_MS = 10_000;
export const REQUEST_TIMEOUT_MS = 60_000;
/** A connection that nobody uses is kept so long; milliseconds. */
export const KEEP_ALIVE_MS = 65_000;
/** How long a server that closes lets requests come to their end; milliseconds. */
export const CLOSE_TIMEOUT_MS = 5_000;
/** How often a server looks whether its certificate runs out; milliseconds. */
export const RENEWAL_CHECK_MS = 12 * 3_600_000;

/** How long a peer waits for a connection, and for an answer; milliseconds. */
export const CONNECT_TIMEOUT_MS = 5_000;
export const ANSWER_TIMEOUT_MS = 30_000;
/** A download that brings no byte for so long is given up; it goes on where it broke off. Milliseconds. */
export const STALL_TIMEOUT_MS = 30_000;
/** The same for signing in, which costs the store nothing; milliseconds. */
export const SIGN_IN_TIMEOUT_MS = 10_000;
/** A pairing is computed with on both sides, and a person waits; milliseconds. */
export const PAIRING_TIMEOUT_MS = 20_000;
/** Longer than this nobody is kept away by a Retry-After, whatever it says; milliseconds. */
export const RETRY_AFTER_MAX_MS = 5 * 60_000;
/** A token is replaced when this share of its time is over. */
export const TOKEN_RENEW_SHARE = 0.8;
