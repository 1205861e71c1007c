/**
 * What both ends of a connection agree on beside the frames: how it ends, and how one notices that it has ended.
 * This file has no imports, so that a page can use it without the schemas.
 */

/** Why the program closed a connection: WebSocket close codes of the range that is ours (RFC 6455, 7.4.2). */
export const CLOSE = {
  /** A frame that is no frame of the contract. */
  malformed: 4400,
  /** No valid session: the page must be opened through a start link. */
  notSignedIn: 4401,
  /** A topic that is not for this role. */
  notAllowed: 4403,
  /** No hello in time, or the page reads so slowly that nothing fits any more. */
  tooSlow: 4408,
  /** Page and program speak different versions of the contract. */
  versionMismatch: 4409,
  /** A frame longer than the program takes. */
  tooLong: 4413,
  /** Far more frames than a page ever has reason to send. */
  tooMany: 4429,
  /** The program is stopping (RFC 6455: going away). */
  goingAway: 1001,
} as const;

/** The program says "alive" this often, in milliseconds. */
export const ALIVE_INTERVAL_MS = 5_000;

/** A page that hears nothing for this long takes the connection for dead, in milliseconds. */
export const SILENCE_MAX_MS = 3 * ALIVE_INTERVAL_MS;

/** The first of the two protocols that a staff page offers a lane's own door; the second is its grant. */
export const LANE_GRANT_PROTOCOL = 'handrail.lane-grant';
