// Goal: the receiver without anything in between is an upstream as every other; and the suite that says so finds every
// adapter that is wrong. Method: the suite runs on it as a store and as headquarters, from a writer and from a
// forwarder; then each breakage must be found by the case that is there for it.
import { describe, expect, it } from 'vitest';
import { breakages } from '#tests/support/broken-upstreams.ts';
import { conformanceCases } from '#tests/support/log-conformance-cases.ts';
import { describeUpstream } from '#tests/support/log-conformance.ts';
import { openInProcess } from '#tests/support/in-process-upstream.ts';

describeUpstream('a store in the same process', async () => openInProcess('writer', false));
describeUpstream('headquarters in the same process', async () => openInProcess('forwarder', true));

describe('the suite for upstreams finds an adapter that', () => {
  it.each(breakages)('$name', async ({ foundBy, open }) => {
    const found = conformanceCases.find((one) => one.name === foundBy);
    const subject = await open();
    await expect(found?.run(subject)).rejects.toBeInstanceOf(Error);
    await subject.close();
  });

  it('and passes the right one case by case', async () => {
    for (const { run } of conformanceCases) await run(await openInProcess('writer', true));
  });
});
