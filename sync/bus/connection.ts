/** Both ends of a bus connection agree on these. Milliseconds. */
export const PING_EVERY_MS = 5_000;
export const PINGS_MISSED_MAX = 2;
/** Without a ping for so long the other end is gone, even if the network does not say so. */
export const SILENCE_MAX_MS = (PINGS_MISSED_MAX + 0.5) * PING_EVERY_MS;
/** How long the other end has to answer a close before the connection is cut. */
export const CLOSE_TIMEOUT_MS = 2_000;

/** Why a connection was closed: codes of RFC 6455 (7.4.1), and from 4000 on our own. */
export const BUS_CLOSE = { goingAway: 1001, policy: 1008, replaced: 4001, unauthorized: 4003 } as const;
