// Goal: rows can be sent again by hand at any time, without doubling anything, and what differs is found. Method: a
// journal in memory, partly trimmed, is sent again to receivers that have it, have it in part, or have another one.
import { describe, expect, it } from 'vitest';
import { genesisMark, markOf } from '#sync/log/row-hash.ts';
import { TOMBSTONE_KIND } from '#sync/log/tombstone.ts';
import { inProcessUpstream } from '#tests/support/in-process-upstream.ts';
import { MemorySink, MemorySource, rowsAfter } from '#tests/support/memory-log.ts';
import { resend } from './resend.ts';

const LOG = { origin: 'lane-1', epoch: 'epoch-1' };
const GENESIS = genesisMark(LOG);
const ROWS = rowsAfter(LOG, GENESIS, 450);
const SIGNAL = new AbortController().signal;

async function bed(held: number, content: (seq: number) => { body?: string } = () => ({})) {
  const sink = new MemorySink(true);
  await sink.append(LOG, rowsAfter(LOG, GENESIS, held, content), []);
  const source = new MemorySource(LOG, () => ({ base: GENESIS, rows: ROWS }));
  return { sink, source, upstream: inProcessUpstream(sink, 'writer') };
}

describe('sending again', () => {
  it('what is there has it compared and changes nothing', async () => {
    const { sink, source, upstream } = await bed(450);
    expect(await resend(source, upstream, { from: 10, to: 430 }, SIGNAL)).toMatchObject({ rows: 421, trimmed: 0 });
    expect(sink.kept(LOG)?.rows).toHaveLength(450);
  });

  it('what lacks there is taken in, up to the end of the log', async () => {
    const { sink, source, upstream } = await bed(100);
    expect((await resend(source, upstream, { from: 50, to: 9_999 }, SIGNAL)).rows).toBe(401);
    expect(sink.kept(LOG)?.rows).toEqual(ROWS);
  });

  it('behind a gap is told the mark', async () => {
    const { source, upstream } = await bed(100);
    const { rows, answer } = await resend(source, upstream, { from: 201, to: 300 }, SIGNAL);
    expect(rows).toBe(0);
    expect(answer).toMatchObject({ type: 'mark', mark: { seq: 100 } });
  });

  it('another row than the one there is found', async () => {
    const { source, upstream } = await bed(100, (seq) => (seq === 60 ? { body: '{"v":1,"other":true}' } : {}));
    expect((await resend(source, upstream, { from: 1, to: 450 }, SIGNAL)).answer).toMatchObject({ type: 'fork' });
  });

  it('says how many rows are not kept any more, and sends tombstones for those that were set aside', async () => {
    const { sink, upstream } = await bed(0);
    const [tenth] = ROWS.slice(9);
    const base = tenth === undefined ? GENESIS : markOf(tenth);
    await sink.append(LOG, ROWS.slice(0, 10), []);
    const source = new MemorySource(LOG, () => ({ base, rows: ROWS.slice(10) }));
    await source.setAside({ seq: 12, code: 'too-large', detail: 'x' });
    expect(await resend(source, upstream, { from: 1, to: 14 }, SIGNAL)).toMatchObject({ rows: 4, trimmed: 10 });
    expect(sink.kept(LOG)?.rows[11]).toMatchObject({ kind: TOMBSTONE_KIND, hash: ROWS[11]?.hash });
  });
});
