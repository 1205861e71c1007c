// Goal: whatever carries a log to the next hop does it in the same way. Method: one list of cases that any upstream and
// what stands behind it must pass; adapters call describeUpstream, and the suite itself is tried on adapters that are
// broken on purpose.
import { afterAll, beforeAll, describe, it } from 'vitest';
import { conformanceCases } from './log-conformance-cases.ts';
import type { UpstreamUnderTest } from './upstream-under-test.ts';

/** Names a suite for an adapter. `open` is called once; each case uses logs of its own. */
export function describeUpstream(name: string, open: () => Promise<UpstreamUnderTest>): void {
  describe(`${name} carries a log as every upstream must`, () => {
    let opened: UpstreamUnderTest | undefined;
    const subject = (): UpstreamUnderTest => {
      if (opened === undefined) throw new Error('the upstream did not open');
      return opened;
    };
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(async () => {
      await opened?.close();
    });
    it.each(conformanceCases)('$name', async ({ run }) => run(subject()));
  });
}
