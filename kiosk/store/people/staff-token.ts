import { randomBytes } from 'node:crypto';
import { type IdentityKey, isSignedBy } from '#sync/identity/key-pair.ts';
import type { HelperView } from '#kiosk/api/staff.ts';

/** What a token says; whoever holds the store's public key can read and check it, also a lane whose store is away. */
export interface StaffTicket {
  readonly person: HelperView;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
}

const TOKEN_LENGTH_MAX = 400;
const NONCE_BYTES = 9;
const ROLES: ReadonlySet<string> = new Set(['assistant', 'supervisor', 'manager', 'technician', 'remote-helper']);

/** "payload.signature", both base64url; the signature is Ed25519 over the payload's text. */
export function mintStaffToken({ person, endsAt }: StaffTicket, key: IdentityKey): string {
  const { personId, firstName, role } = person;
  const nonce = randomBytes(NONCE_BYTES).toString('base64url');
  const payload = Buffer.from(JSON.stringify([personId, firstName, role, endsAt, nonce])).toString('base64url');
  return `${payload}.${key.sign(payload)}`;
}

/**
 * @param publicKey the store's
 * @returns undefined for what is no token of this store, or has ended
 */
export function readStaffToken(token: string, publicKey: string, now: number): StaffTicket | undefined {
  if (token.length > TOKEN_LENGTH_MAX) return undefined;
  const [payload = '', signature = '', rest] = token.split('.');
  if (rest !== undefined || !isSignedBy(publicKey, payload, signature)) return undefined;
  const [personId, firstName, role, endsAt] = JSON.parse(Buffer.from(payload, 'base64url').toString()) as unknown[];
  if (typeof personId !== 'string' || typeof firstName !== 'string' || typeof endsAt !== 'number') return undefined;
  if (!isRole(role) || endsAt <= now) return undefined;
  return { person: { personId, firstName, role }, endsAt };
}

function isRole(role: unknown): role is HelperView['role'] {
  return typeof role === 'string' && ROLES.has(role);
}
