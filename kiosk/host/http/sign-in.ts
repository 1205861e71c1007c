import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { PageRole } from '#kiosk/api/topics.ts';

/** A start link is opened by the shell at once, or by a person who reads it off a terminal; milliseconds. */
export const START_TOKEN_AGE_MAX_MS = 15 * 60_000;

/** Start links that are given out and not used yet; the oldest goes first. */
const START_TOKENS_MAX = 100;

/** How long a page may stay away and still be let in, in seconds. Each visit starts it again. */
export const SESSION_AGE_MAX_S = 30 * 24 * 3600;

/** A cookie header longer than this is not looked at, in characters. */
const COOKIE_HEADER_LENGTH_MAX = 8 * 1024;

/**
 * Lets pages in. A start link carries a token that works once and for a short time; it is exchanged for a signed
 * cookie. The signing secret is kept, so a page that is open when the lane restarts comes back by itself.
 */
export class SignIn {
  readonly #secret: Buffer;
  readonly #now: () => number;
  readonly #tokens = new Map<string, { readonly role: PageRole; readonly until: number }>();

  constructor(secret: Buffer, now: () => number) {
    this.#secret = secret;
    this.#now = now;
  }

  /** A new token for a start link. */
  mintToken(role: PageRole): string {
    for (const oldest of this.#tokens.keys()) {
      if (this.#tokens.size < START_TOKENS_MAX) break;
      this.#tokens.delete(oldest);
    }
    const token = randomBytes(32).toString('base64url');
    this.#tokens.set(token, { role, until: this.#now() + START_TOKEN_AGE_MAX_MS });
    return token;
  }

  /** The role of a token that is good, which it is not any more after this. */
  redeemToken(token: string): PageRole | null {
    const known = this.#tokens.get(token);
    this.#tokens.delete(token);
    return known !== undefined && this.#now() <= known.until ? known.role : null;
  }

  /** A Set-Cookie value for a page of a role on the server of a port. */
  cookieFor(role: PageRole, port: number): string {
    const until = Math.floor(this.#now() / 1000) + SESSION_AGE_MAX_S;
    const claim = `${role}.${until}.${randomBytes(12).toString('base64url')}`;
    const attributes = `Path=/; Max-Age=${SESSION_AGE_MAX_S}; HttpOnly; SameSite=Strict`;
    return `${cookieName(role, port)}=${claim}.${this.#sign(claim).toString('base64url')}; ${attributes}`;
  }

  /** Does this Cookie header hold a good session of the role? */
  isSignedIn(cookieHeader: string | undefined, role: PageRole, port: number): boolean {
    if (cookieHeader === undefined || cookieHeader.length > COOKIE_HEADER_LENGTH_MAX) return false;
    const name = `${cookieName(role, port)}=`;
    return cookieHeader
      .split(';')
      .map((cookie) => cookie.trim())
      .some((cookie) => cookie.startsWith(name) && this.#isGood(cookie.slice(name.length), role));
  }

  #isGood(cookie: string, role: PageRole): boolean {
    const [claimedRole, until, nonce, mac, ...rest] = cookie.split('.');
    if (claimedRole !== role || until === undefined || nonce === undefined || mac === undefined) return false;
    if (rest.length > 0) return false;
    const given = Buffer.from(mac, 'base64url');
    const expected = this.#sign(`${claimedRole}.${until}.${nonce}`);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
    return Number(until) * 1000 >= this.#now();
  }

  #sign(claim: string): Buffer {
    return createHmac('sha256', this.#secret).update(`handrail page session: ${claim}`).digest();
  }
}

/** Cookies do not know ports: the name keeps two lanes on one machine, and the pages of one lane, apart. */
function cookieName(role: PageRole, port: number): string {
  return `handrail-${role}-${port}`;
}
