import type { CommandHandlers } from '#kiosk/api/server/ports.ts';
import { reject } from '#kiosk/core/rejection.ts';
import type { IdentityKey } from '#sync/identity/key-pair.ts';
import type { StoreClock } from '../ports.ts';
import type { StaffList } from '../people/staff-record.ts';
import { LANE_GRANT_MS, mintLaneGrant } from './lane-grant.ts';

export interface GrantParts {
  readonly clock: StoreClock;
  readonly staff: StaffList;
  /** The store's name in the chain. */
  readonly store: string;
  /** The key that lanes know the store by. Ed25519. */
  readonly laneKey: IdentityKey;
}

/** Vouches to the lanes for whoever is signed in, on this page, for some hours; the list decides each time. */
export function grantHandlers({ clock, staff, store, laneKey }: GrantParts): CommandHandlers {
  return {
    laneGrant: async (_, { person, pageOrigin }) => {
      if (person === undefined) return reject('not-signed-in');
      const record = staff.byId(person.personId);
      if (record?.active !== true) return reject('sign-in-refused');
      if (pageOrigin === undefined) return reject('action-not-offered');
      const { personId, firstName, role } = record;
      const endsAt = clock.now() + LANE_GRANT_MS;
      return {
        grant: mintLaneGrant({ store, pageOrigin, person: { personId, firstName, role }, endsAt }, laneKey),
        endsAt,
      };
    },
  };
}
