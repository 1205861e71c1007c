import { reject, type Rejection } from '#kiosk/core/rejection.ts';
import { AttemptLimit } from './attempt-limit.ts';
import { badgeHash } from './badge.ts';
import { isPin, PIN } from './pin.ts';
import type { StaffList, StaffRecord } from './staff-record.ts';

const MS_PER_SECOND = 1_000;
/** All badges are tried under one name: they are long enough that guessing is hopeless, and counted all the same. */
const BADGES = '#badge';

/** The store's door for its people: a personal badge, or a name and a PIN. Works without any network. */
export class SignInDesk {
  readonly #list: StaffList;
  readonly #monotonic: () => number;
  readonly #limit = new AttemptLimit();

  constructor(list: StaffList, monotonic: () => number) {
    this.#list = list;
    this.#monotonic = monotonic;
  }

  async withPin(name: string, pin: string): Promise<StaffRecord | Rejection> {
    const key = name.trim().toLowerCase();
    const refusal = this.#limited(key);
    if (refusal !== undefined) return refusal;
    this.#limit.tried(key, this.#monotonic());
    const record = this.#list.byName(key);
    const isRight = await isPin(PIN.test(pin) ? pin : '', record?.pin);
    if (!isRight || record?.active !== true) return reject('sign-in-refused');
    this.#limit.succeeded(key);
    return record;
  }

  async withBadge(badge: string): Promise<StaffRecord | Rejection> {
    const refusal = this.#limited(BADGES);
    if (refusal !== undefined) return refusal;
    const record = this.#list.byBadge(badgeHash(badge));
    if (record?.active === true) return record;
    this.#limit.tried(BADGES, this.#monotonic());
    return reject('sign-in-refused');
  }

  #limited(key: string): Rejection | undefined {
    const waitMs = this.#limit.waitMs(key, this.#monotonic());
    return waitMs === 0 ? undefined : reject('sign-in-locked', { seconds: Math.ceil(waitMs / MS_PER_SECOND) });
  }
}
