import { randomUUID } from 'node:crypto';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { UpstreamFailure, type Upstream, type UpstreamFailureCode } from '#sync/log/upstream.ts';
import type { LogName, Mark } from '#sync/log/log.ts';
import type { PushedBy } from '#sync/receiver/admission.ts';

/** An upstream with the far end behind it, as a test needs it. */
export interface UpstreamUnderTest {
  readonly upstream: Upstream;
  /** As whom it pushes: fencing holds for the writer of a log, not for a store that forwards it. */
  readonly from: PushedBy;
  /** The rows that the far end has committed, in their order. */
  rows(log: LogName): Promise<readonly JournalRow[]>;
  /** The rows that the far end has flagged. Left out where the far end keeps no flags. */
  suspects?(log: LogName): Promise<readonly number[]>;
  /** Loses everything at the far end, as if its disk had been replaced. */
  wipe(): Promise<void>;
  /** Tells the far end how far the final system is. Left out where the far end is the final system. */
  settle?(log: LogName, settled: Mark): Promise<void>;
  /** Troubles that can be made here, for example "the disk is full" or "the token is wrong". */
  readonly troubles: readonly Trouble[];
  close(): Promise<void>;
}

export interface Trouble {
  readonly name: string;
  /** What a push must fail with meanwhile. */
  readonly code: UpstreamFailureCode;
  readonly retryAfterMs?: number;
  /** @returns ends the trouble */
  begin(): Promise<() => Promise<void> | void>;
}

/** A log that no case had before. */
export function someLog(): LogName {
  return { origin: `lane-${randomUUID().slice(0, 8)}`, epoch: randomUUID() };
}

/** What a push fails with. */
export async function failureOf(push: Promise<unknown>): Promise<UpstreamFailure> {
  try {
    await push;
  } catch (error) {
    if (error instanceof UpstreamFailure) return error;
    throw new Error('the push failed, but not with an UpstreamFailure', { cause: error });
  }
  throw new Error('the push did not fail');
}
