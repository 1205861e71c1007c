import type { CommandContext, CommandHandlers } from '#kiosk/api/server/ports.ts';
import type { HelperView, PersonView } from '#kiosk/api/staff.ts';
import type { Duty } from '#kiosk/core/assist/floor-events.ts';
import { isRejection, reject, type Rejection } from '#kiosk/core/rejection.ts';
import type { FloorKeeper } from '../floor/floor-keeper.ts';
import type { DoorEvent, StoreJournal } from '../floor/store-entries.ts';
import type { IdentityKey } from '#sync/identity/key-pair.ts';
import type { StoreClock } from '../ports.ts';
import type { SignedInPages } from './signed-in.ts';
import { SHIFT_MS } from './shift.ts';
import type { SignInDesk } from './sign-in-desk.ts';
import type { StaffList, StaffRecord } from './staff-record.ts';
import { mintStaffToken, readStaffToken } from './staff-token.ts';

const DUTIES = { on: 'on-duty', break: 'on-break', off: 'off-duty' } as const satisfies Record<string, Duty>;

export interface DoorParts {
  readonly signIn: SignInDesk;
  readonly pages: SignedInPages;
  readonly staff: StaffList;
  readonly journal: StoreJournal;
  readonly keeper: FloorKeeper;
  readonly clock: StoreClock;
  readonly signingKey: IdentityKey;
}

/** In, out, and on a break. Whoever signs in is on duty; whoever signs out is not asked any more. */
export function doorHandlers(parts: DoorParts): CommandHandlers {
  const door = new Door(parts);
  return {
    signInWithPin: async ({ name, pin }, context) =>
      door.enter(await parts.signIn.withPin(name, pin), 'pin', context.sessionId),
    signInWithBadge: async ({ badge }, context) =>
      door.enter(await parts.signIn.withBadge(badge), 'badge', context.sessionId),
    resumeSignIn: async ({ token }, context) => door.resume(token, context.sessionId),
    signOut: async (_, context) => door.leave(context),
    setDuty: async ({ duty }, { person }) => {
      if (person === undefined) return reject('not-signed-in');
      await door.setDuty(person, DUTIES[duty]);
      return {};
    },
    myShift: async (_, { person }) => (person === undefined ? reject('not-signed-in') : door.shiftOf(person)),
  };
}

interface SignedIn {
  person: PersonView;
  token: string;
  endsAt: number;
}

class Door {
  readonly #parts: DoorParts;

  constructor(parts: DoorParts) {
    this.#parts = parts;
  }

  async enter(record: StaffRecord | Rejection, by: 'pin' | 'badge', sessionId: string): Promise<SignedIn | Rejection> {
    const at = this.#parts.clock.now();
    if (isRejection(record)) {
      await this.#record({ type: 'sign-in-refused', by, at });
      return record;
    }
    const endsAt = at + SHIFT_MS;
    const helper = helperOf(record);
    await this.#record({ type: 'signed-in', personId: record.personId, by, at });
    await this.setDuty(helper, 'on-duty');
    this.#parts.pages.open(sessionId, helper, endsAt);
    return {
      person: this.#view(record),
      token: mintStaffToken({ person: helper, endsAt }, this.#parts.signingKey),
      endsAt,
    };
  }

  /** The same person on a new connection. The list decides anew: a token outlives nobody's place on it. */
  async resume(token: string, sessionId: string): Promise<SignedIn | Rejection> {
    const { clock, staff, pages, signingKey } = this.#parts;
    const ticket = readStaffToken(token, signingKey.publicKey, clock.now());
    const record = ticket === undefined ? undefined : staff.byId(ticket.person.personId);
    if (ticket === undefined || record?.active !== true) return reject('sign-in-refused');
    pages.open(sessionId, helperOf(record), ticket.endsAt);
    return { person: this.#view(record), token, endsAt: ticket.endsAt };
  }

  async leave({ person, sessionId }: CommandContext): Promise<Record<string, never> | Rejection> {
    if (person === undefined) return reject('not-signed-in');
    const { personId } = person;
    await this.#record({ type: 'signed-out', personId, at: this.#parts.clock.now() });
    await this.setDuty(person, 'off-duty');
    this.#parts.pages.close(sessionId);
    return {};
  }

  async setDuty(helper: HelperView, duty: Duty): Promise<void> {
    const { keeper, clock } = this.#parts;
    if (keeper.floor.people.get(helper.personId)?.duty === duty) return;
    await keeper.record({ type: 'duty-changed', helper, duty, at: clock.now() });
  }

  shiftOf({ personId }: HelperView): { onDutyMinutes: number; settled: number; weightedMinutes: number } {
    const { keeper, clock } = this.#parts;
    return keeper.shiftOf(personId, clock.now());
  }

  #view(record: StaffRecord): PersonView {
    const { personId, firstName, role, languages } = record;
    return { personId, firstName, role, duty: 'on', attending: [], languages: [...languages] };
  }

  async #record(event: DoorEvent): Promise<void> {
    await this.#parts.journal.append([{ kind: 'door', event }]);
  }
}

function helperOf({ personId, firstName, role, desk }: StaffRecord): HelperView {
  return { personId, firstName, role, ...(desk === undefined ? {} : { desk }) };
}
