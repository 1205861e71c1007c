/**
 * Goal: whatever bytes a scanner or a loose cable sends, each whole read comes out once and unchanged, everything else
 * is reported, and the decoder is in step again for the next read.
 * Method: byte sequences from scanner manuals (prefix, suffix, AIM identifiers), cut at every position; over-long and
 * broken ones; random chunkings of random reads.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ScanFrame, ScanFrameDecoder, type ScanFraming, SCAN_FRAMINGS } from './scan-framing.ts';
import { SCAN_LENGTH_MAX } from './scanner.ts';

const bytesOf = (text: string) => Buffer.from(text, 'latin1');

const MARKS: Readonly<Record<ScanFraming, readonly [string, string]>> = {
  cr: ['', '\r'],
  lf: ['', '\n'],
  'cr-lf': ['', '\r\n'],
  'stx-etx': ['\x02', '\x03'],
  'idle-gap': ['', ''],
};

function framed(framing: ScanFraming, text: string): Buffer {
  const [start, end] = MARKS[framing];
  return bytesOf(start + text + end);
}

function decode(framing: ScanFraming, chunks: readonly Uint8Array[], symbologyIdentifiers = false): ScanFrame[] {
  const frames: ScanFrame[] = [];
  const decoder = new ScanFrameDecoder({ framing, symbologyIdentifiers });
  for (const chunk of chunks) decoder.push(chunk, (frame) => frames.push(frame));
  decoder.idle((frame) => frames.push(frame));
  expect(decoder.pending).toBe(false);
  return frames;
}

const read = (text: string): ScanFrame => ({ kind: 'read', text });
const discarded = (reason: string, bytes: number) => ({ kind: 'discarded', reason, bytes });

describe.each(SCAN_FRAMINGS)('a read framed with %s', (framing) => {
  it.each([
    '4006381333931',
    ']E04006381333931',
    ']C1010400638133393110AB\x1d21X',
    ']Q1https://id.example/01/09506000134352',
  ])('comes out whole however it is cut: %j', (text) => {
    const bytes = framed(framing, text);
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(decode(framing, [bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual([read(text)]);
    }
  });

  it('is found again after line noise', () => {
    const noisy = Buffer.concat([bytesOf('\x00\x00\x7f'), framed(framing, '96385074')]);
    const frames = decode(framing, [noisy]);
    expect(frames.at(-1)).toEqual(read('96385074'));
    expect(frames.at(0)).toMatchObject({ kind: 'discarded', bytes: 3 });
    expect(frames).toHaveLength(2);
  });

  it('of 8 kB is reported with its size, and the next one is read', () => {
    const decoder = new ScanFrameDecoder({ framing, symbologyIdentifiers: false });
    const frames: ScanFrame[] = [];
    decoder.push(framed(framing, 'x'.repeat(8192)), (frame) => frames.push(frame));
    if (framing === 'idle-gap') decoder.idle((frame) => frames.push(frame));
    decoder.push(framed(framing, '96385074'), (frame) => frames.push(frame));
    decoder.idle((frame) => frames.push(frame));
    expect(frames).toEqual([discarded('too-long', 8192), read('96385074')]);
  });

  it('of the greatest length is passed on, of one more it is not', () => {
    const longest = '7'.repeat(SCAN_LENGTH_MAX);
    expect(decode(framing, [framed(framing, longest)])).toEqual([read(longest)]);
    expect(decode(framing, [framed(framing, `${longest}7`)])).toEqual([discarded('too-long', SCAN_LENGTH_MAX + 1)]);
  });

  it('without the identifier that the settings promise is discarded', () => {
    for (const text of ['4006381333931', ']', ']E0', ']\x1d04006381333931', 'E0]4006381333931']) {
      expect(decode(framing, [framed(framing, text)], true)).toEqual([
        discarded('no-symbology-identifier', text.length),
      ]);
    }
    expect(decode(framing, [framed(framing, ']E04006381333931')], true)).toEqual([read(']E04006381333931')]);
  });
});

describe('several reads in a row', () => {
  const framings = SCAN_FRAMINGS.filter((framing) => framing !== 'idle-gap');

  it('come out in order for any content and any chunking', () => {
    const text = fc
      .stringMatching(/^[ -~\x80-\xff][ -~\x80-\xff]{0,40}$/)
      .map((each) => `x${each.replaceAll('~', '\x1d')}`);
    const scenario = fc.record({
      framing: fc.constantFrom(...framings),
      texts: fc.array(text, { maxLength: 8 }),
      cuts: fc.array(fc.nat(400), { maxLength: 20 }),
    });
    fc.assert(
      fc.property(scenario, ({ framing, texts, cuts }) => {
        const stream = Buffer.concat(texts.map((each) => framed(framing, each)));
        const places = [0, ...cuts.map((cut) => Math.min(cut, stream.length)), stream.length].toSorted((a, b) => a - b);
        const chunks = places.slice(1).map((place, index) => stream.subarray(places[index], place));
        expect(decode(framing, chunks)).toEqual(texts.map(read));
      }),
    );
  });

  it('are in step again after any bytes and a quiet moment, and no byte is lost without a word', () => {
    const scenario = fc.record({
      framing: fc.constantFrom(...SCAN_FRAMINGS),
      garbage: fc.uint8Array({ maxLength: 1200 }),
    });
    fc.assert(
      fc.property(scenario, ({ framing, garbage }) => {
        const decoder = new ScanFrameDecoder({ framing, symbologyIdentifiers: false });
        const frames: ScanFrame[] = [];
        decoder.push(garbage, (frame) => frames.push(frame));
        decoder.idle((frame) => frames.push(frame));
        const marks = garbage.filter((byte) => [0x02, 0x03, 0x0a, 0x0d].includes(byte)).length;
        const counted = frames.reduce((sum, each) => sum + (each.kind === 'read' ? each.text.length : each.bytes), 0);
        expect(counted).toBeGreaterThanOrEqual(garbage.length - marks);
        expect(counted).toBeLessThanOrEqual(garbage.length);

        frames.length = 0;
        decoder.push(framed(framing, '4006381333931'), (frame) => frames.push(frame));
        decoder.idle((frame) => frames.push(frame));
        expect(frames).toEqual([read('4006381333931')]);
      }),
    );
  });
});

describe('the odd habits of scanners', () => {
  it('cr: an LF after the CR, or an STX before the data, is no noise', () => {
    expect(decode('cr', [bytesOf('\x0296385074\r\n\x0212345670\r\n')])).toEqual([read('96385074'), read('12345670')]);
  });

  it('cr: what is before an STX is noise all the same', () => {
    expect(decode('cr', [bytesOf('\x00\x0296385074\r')])).toEqual([
      { kind: 'discarded', reason: 'noise', bytes: 1 },
      read('96385074'),
    ]);
  });

  it('cr: line ends without data are nothing', () => {
    expect(decode('cr', [bytesOf('\r\n\r\n\r')])).toEqual([]);
  });

  it('lf: a CR before the LF is dropped, another one is data', () => {
    expect(decode('lf', [bytesOf('a\rb\r\n')])).toEqual([read('a\rb')]);
  });

  it('cr-lf: each of them alone is data', () => {
    expect(decode('cr-lf', [bytesOf('a\rb\nc\r\r\n')])).toEqual([read('a\rb\nc\r')]);
  });

  it('stx-etx: line ends are data inside and dropped between', () => {
    expect(decode('stx-etx', [bytesOf('\x02a\r\nb\x03\r\n\x02c\x03\r\n')])).toEqual([read('a\r\nb'), read('c')]);
  });

  it('stx-etx: an STX in the middle starts anew; what was before is reported', () => {
    expect(decode('stx-etx', [bytesOf('zz\x02400638\x0296385074\x03')])).toEqual([
      discarded('outside-frame', 2),
      discarded('unfinished', 6),
      read('96385074'),
    ]);
  });

  it('cr: a read whose end never comes is given up when the line is quiet', () => {
    expect(decode('cr', [bytesOf('400638')])).toEqual([discarded('unfinished', 6)]);
  });

  it('idle-gap: line ends at the end are dropped', () => {
    expect(decode('idle-gap', [bytesOf('96385074\r\n')])).toEqual([read('96385074')]);
  });
});
