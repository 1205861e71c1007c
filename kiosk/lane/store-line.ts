import type { CommandContext } from '#kiosk/api/server/ports.ts';
import type { HelperView } from '#kiosk/api/staff.ts';

/** How the line to the store calls itself; pages have names that this program makes up. */
const STORE_SESSION = 'store:';

/** The person for whom the store asks; undefined for whoever else asks. */
export function askedByStore({ sessionId, person }: CommandContext): HelperView | undefined {
  return sessionId.startsWith(STORE_SESSION) ? person : undefined;
}
