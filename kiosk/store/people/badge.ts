import { createHash, randomBytes } from 'node:crypto';

/** Nobody guesses a hundred bits. */
const BADGE_BYTES = 15;

/** The code of a new badge: "HRB-" and 20 capital letters and digits that every barcode can hold. */
export function makeBadge(): string {
  return `HRB-${randomBytes(BADGE_BYTES).toString('base64url').replaceAll('-', 'A').replaceAll('_', 'B').toUpperCase()}`;
}

/** As the list keeps a badge: who reads the list cannot print one. */
export function badgeHash(badge: string): string {
  return createHash('sha256').update(`handrail-badge-1\n${badge.trim()}`).digest('hex');
}
