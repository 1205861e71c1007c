/**
 * The version of the contract between pages and program. A page whose version differs shows that the lane is out of
 * service rather than half a lane.
 *
 * 1: the first one.
 */
export const CONTRACT_VERSION = 1;

/** Pins the schemas of this version; the version test says what to write here when they change. */
export const CONTRACT_HASH = '268c42d558be44f8';
