/**
 * Goal: the status of a printer is read rightly from its bytes, in whatever pieces and between whatever else they come.
 * Method: answers by Epson's tables, cut at every position, with flow control, information blocks and garbage between;
 * random bytes must neither be lost from the count nor keep the decoder out of step.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  obstacleIn,
  PrinterReplyDecoder,
  type PrinterReply,
  statusFromAnswers,
  statusFromAutomatic,
} from './status.ts';

function decode(...chunks: readonly (readonly number[])[]): PrinterReply[] {
  const replies: PrinterReply[] = [];
  const decoder = new PrinterReplyDecoder();
  for (const chunk of chunks) decoder.push(Uint8Array.from(chunk), (reply) => replies.push(reply));
  return replies;
}

const realTime = (byte: number): PrinterReply => ({ kind: 'real-time', byte });

describe('the reply stream', () => {
  it('holds answers of every kind, however it is cut', () => {
    const stream = [0x12, 0x18, 0x28, 0x0c, 0x0f, 0x03, 0x37, 0x25, 0x00, 0x5f, 0x41, 0x12, 0x00, 0x11, 0x13, 0x72];
    const expected: PrinterReply[] = [
      realTime(0x12),
      { kind: 'automatic', bytes: [0x18, 0x28, 0x0c, 0x0f] },
      { kind: 'in-line', byte: 0x03 },
      realTime(0x72),
    ];
    for (let cut = 0; cut <= stream.length; cut++) {
      expect(decode(stream.slice(0, cut), stream.slice(cut))).toEqual(expected);
    }
  });

  it('may have a real-time answer in the middle of an automatic status', () => {
    expect(decode([0x10, 0x00, 0x1a, 0x00, 0x0f])).toEqual([
      realTime(0x1a),
      { kind: 'automatic', bytes: [0x10, 0x00, 0x00, 0x0f] },
    ]);
  });

  it('starts anew where an automatic status is torn off', () => {
    expect(decode([0x10, 0x00, 0x38, 0x00, 0x00, 0x0f])).toEqual([
      { kind: 'discarded', bytes: 2 },
      { kind: 'automatic', bytes: [0x38, 0x00, 0x00, 0x0f] },
    ]);
  });

  it('reports what is no status, and an endless block', () => {
    expect(decode([0xff, 0x92])).toEqual([
      { kind: 'discarded', bytes: 1 },
      { kind: 'discarded', bytes: 1 },
    ]);
    expect(decode([0x5f, ...Array<number>(80).fill(0x41), 0x12])).toEqual([
      { kind: 'discarded', bytes: 81 },
      realTime(0x12),
    ]);
  });

  it('is in step again after any bytes and one block of silence', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (garbage) => {
        // A NUL ends a block, four more end an automatic status.
        const replies = decode([...garbage], [0, 0, 0, 0, 0], [0x12]);
        expect(replies.at(-1)).toEqual(realTime(0x12));
      }),
    );
  });
});

describe('the status', () => {
  const ok = { printer: 0x12, offline: 0x12, paper: 0x12 };

  it.each([
    ['all is well', {}, { online: true, coverOpen: false, paper: 'ok', error: false }, undefined],
    [
      'the paper is near its end',
      { paper: 0x1e },
      { online: true, coverOpen: false, paper: 'near-end', error: false },
      undefined,
    ],
    [
      'the paper has ended',
      { printer: 0x1a, offline: 0x32, paper: 0x7e },
      { online: false, coverOpen: false, paper: 'end', error: false },
      'paper-end',
    ],
    [
      'it stopped for the paper',
      { printer: 0x1a, offline: 0x32 },
      { online: false, coverOpen: false, paper: 'end', error: false },
      'paper-end',
    ],
    [
      'the cover is open',
      { printer: 0x1a, offline: 0x16 },
      { online: false, coverOpen: true, paper: 'ok', error: false },
      'cover-open',
    ],
    [
      'the knife is stuck',
      { printer: 0x1a, offline: 0x52 },
      { online: false, coverOpen: false, paper: 'ok', error: true },
      'error',
    ],
    [
      'it was switched off-line',
      { printer: 0x1a },
      { online: false, coverOpen: false, paper: 'ok', error: false },
      'offline',
    ],
  ] as const)('from answers: %s', (_, answers, expected, obstacle) => {
    const status = statusFromAnswers({ ...ok, ...answers });
    expect(status).toEqual(expected);
    expect(obstacleIn(status)).toBe(obstacle);
  });

  it.each([
    ['all is well', [0x14, 0, 0, 0x0f], { online: true, coverOpen: false, paper: 'ok', error: false }],
    [
      'the paper is near its end',
      [0x14, 0, 0x03, 0x0f],
      { online: true, coverOpen: false, paper: 'near-end', error: false },
    ],
    ['the paper has ended', [0x1c, 0, 0x0f, 0x0f], { online: false, coverOpen: false, paper: 'end', error: false }],
    ['the cover is open', [0x3c, 0, 0, 0x0f], { online: false, coverOpen: true, paper: 'ok', error: false }],
    ['the knife is stuck', [0x1c, 0x08, 0, 0x0f], { online: false, coverOpen: false, paper: 'ok', error: true }],
  ] as const)('from four automatic bytes: %s', (_, bytes, expected) => {
    expect(statusFromAutomatic(bytes)).toEqual(expected);
  });
});
