import type { EpochMs } from '../values/identifiers.ts';
import type { PersonId } from './person.ts';

/** A moment on the store's clock. */
export interface FloorMoment {
  readonly now: EpochMs;
  /** Of the wall clock where the store is, 0 to 23. */
  readonly hour: number;
  /** People on duty none of whose devices is connected: asking them reaches nobody. */
  readonly unreachable?: ReadonlySet<PersonId> | undefined;
}
