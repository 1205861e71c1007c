import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type HelperView, helperView } from '#kiosk/api/staff.ts';
import { type IdentityKey, isSignedBy } from '#sync/identity/key-pair.ts';

/** How long a page may speak to lanes without its store; it gets a new grant long before, while the store is there. */
export const LANE_GRANT_MS = 4 * 3_600_000;

/** What a store says of a person and a page, for its lanes to read while the store itself is away. */
export interface LaneGrant {
  /** The store's name in the chain; its lanes take no other store's word. */
  readonly store: string;
  /** Where the page comes from, as its browser says it. A grant that was taken elsewhere opens nothing there. */
  readonly pageOrigin: string;
  readonly person: HelperView;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
}

/** A store that is trusted: its name, and the public half of the key that it was paired with. */
export interface GrantingStore {
  readonly store: string;
  readonly publicKey: string;
}

const GRANT_LENGTH_MAX = 1_000;
const NONCE_BYTES = 9;
/** The key signs other things as well; none of them can be mistaken for a grant. */
const PURPOSE = 'handrail lane grant: ';

const payloadOf = z.strictObject({
  store: z.string().min(1).max(120),
  pageOrigin: z.string().min(1).max(300),
  person: helperView,
  endsAt: z.int(),
  nonce: z.string(),
});

/** "payload.signature", both base64url: fit for a WebSocket's list of protocols. */
export function mintLaneGrant(grant: LaneGrant, key: IdentityKey): string {
  const nonce = randomBytes(NONCE_BYTES).toString('base64url');
  const payload = Buffer.from(JSON.stringify({ ...grant, nonce })).toString('base64url');
  return `${payload}.${key.sign(PURPOSE + payload)}`;
}

/** @returns undefined for what is no grant of this store, or has ended */
export function readLaneGrant(text: string, trusted: GrantingStore, now: number): LaneGrant | undefined {
  if (text.length > GRANT_LENGTH_MAX) return undefined;
  const [payload = '', signature = '', rest] = text.split('.');
  if (rest !== undefined || !isSignedBy(trusted.publicKey, PURPOSE + payload, signature)) return undefined;
  const { data } = payloadOf.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  if (data === undefined || data.store !== trusted.store || data.endsAt <= now) return undefined;
  const { store, pageOrigin, person, endsAt } = data;
  return { store, pageOrigin, person, endsAt };
}
