import type { EpochMs } from '../values/identifiers.ts';

/**
 * A task that a person must settle for a sale to go on. Scanning never waits for one; paying waits for those that block
 * tendering.
 */
export interface Intervention {
  /** Unique within the transaction: the kind, and for kinds that concern one line its number. */
  readonly interventionId: string;
  readonly kind: InterventionKind;
  readonly lineNumbers: readonly number[];
  /** For an age check: the highest limit in the basket, in years. */
  readonly minimumAge?: number | undefined;
  readonly raisedAt: EpochMs;
}

export type InterventionKind = 'age-check';

export type InterventionOutcome = 'approved' | 'refused';
