/**
 * Goal: a job becomes the bytes that Epson's reference asks for; no amount is ever cut off; nothing in a text can
 * command the printer.
 * Method: golden bytes written down from the command reference, not from the encoder; properties over random texts,
 * read back by an independent reader of the bytes.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EscPosPaper } from '../../simulators/escpos-paper.ts';
import type { PrintLine } from '../pos-printer.ts';
import { type CodePage, encodeText, printable } from './code-pages.ts';
import { encodeJob, PAPER_COLUMNS, type PaperColumns } from './encoder.ts';

/** ESC @, FS ., GS a 14 (report on-line state, errors, paper), ESC t 19 (code page 858). */
const START = '1b40 1c2e 1d610e 1b7413';
/** GS V 66 0: feed to the knife, partial cut. */
const CUT = '1d564200';

const hex = (text: string) => text.replaceAll(' ', '');
const encode = (lines: readonly PrintLine[], columns: PaperColumns = 48, codePages?: readonly CodePage[]) =>
  Buffer.from(encodeJob({ lines }, { columns, codePages })).toString('hex');

const cutOf = (cut: 'full' | 'none') => Buffer.from(encodeJob({ lines: [] }, { columns: 32, cut })).toString('hex');
const charactersOf = (text: string) => Array.from(text.replaceAll(' ', '')).toSorted().join('');

function printed(lines: readonly PrintLine[], columns: PaperColumns, codePages?: readonly CodePage[]): string[] {
  const paper = new EscPosPaper(columns);
  paper.feed(encodeJob({ lines }, { columns, codePages }));
  const result: string[] = [];
  for (let step = paper.next(); step; step = paper.next()) {
    for (const action of step.actions) {
      expect(action.kind).not.toBe('unknown');
      if (action.kind === 'line') result.push(action.text);
      if (action.kind === 'qr') result.push(`[QR] ${action.data}`);
    }
  }
  return result;
}

describe('golden bytes', () => {
  it('text, in code page 858 with the euro sign at D5', () => {
    expect(encode([{ kind: 'text', text: 'Æble € 5' }])).toBe(hex(`${START} 92 626c6520 d5 2035 0a ${CUT}`));
  });

  it('bold, double and centred text, and back again', () => {
    const style = { bold: true, size: 'double', align: 'centre' } as const;
    expect(encode([{ kind: 'text', text: 'Hi', style }])).toBe(
      hex(`${START} 1b6101 1b4501 1d2111 4869 0a 1d2100 1b4500 1b6100 ${CUT}`),
    );
  });

  it('an empty job, feeds, and the other cuts', () => {
    expect(encode([])).toBe(hex(`${START} ${CUT}`));
    expect(encode([{ kind: 'feed', count: 3 }])).toBe(hex(`${START} 1b6403 ${CUT}`));
    expect(cutOf('full')).toBe(hex(`${START} 1d564100`));
    expect(cutOf('none')).toBe(hex(`${START} 1b6405`));
  });

  it('a QR code: model 2, six dots, correction M, store, print', () => {
    expect(encode([{ kind: 'qr', data: 'AB' }])).toBe(
      hex(
        `${START} 1b6101 1d286b0400 31413200 1d286b0300 314306 1d286b0300 314531 ` +
          `1d286b0500 315030 4142 1d286b0300 315130 1b6100 ${CUT}`,
      ),
    );
  });

  it('a feed is bounded', () => {
    expect(encode([{ kind: 'feed', count: 1e9 }])).toBe(hex(`${START} 1b6414 ${CUT}`));
    expect(encode([{ kind: 'feed', count: -1 }])).toBe(hex(`${START} ${CUT}`));
  });
});

describe('lines with two sides', () => {
  it('stand at both edges', () => {
    expect(printed([{ kind: 'columns', left: 'Milk', right: '1,29' }], 32)).toEqual([`Milk${' '.repeat(24)}1,29`]);
  });

  it('wrap the left side and keep the amount on the first line', () => {
    const left = 'Organic whole milk from the hills around here';
    expect(printed([{ kind: 'columns', left, right: '€ 1,29' }], 32)).toEqual([
      'Organic whole milk from   € 1,29',
      'the hills around here',
    ]);
  });

  it('give the right side lines of its own when it leaves no room', () => {
    const right = 'A12345678901234567890123456';
    expect(printed([{ kind: 'columns', left: 'Fiscal signature', right }], 32)).toEqual([
      'Fiscal signature',
      right.padStart(32),
    ]);
  });

  it('have half the room in double size', () => {
    const style = { size: 'double' } as const;
    expect(printed([{ kind: 'columns', left: 'Total', right: '12,95', style }], 48)).toEqual([
      'Total              12,95',
    ]);
  });

  it('never lose a character, whatever the texts and the paper', () => {
    const text = fc.stringMatching(/^[ -~æøåÆØÅ€é]{0,120}$/);
    const scenario = fc.record({ left: text, right: text, columns: fc.constantFrom(...PAPER_COLUMNS) });
    fc.assert(
      fc.property(scenario, ({ left, right, columns }) => {
        const lines = printed([{ kind: 'columns', left, right }], columns);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
        expect(charactersOf(lines.join(''))).toBe(charactersOf(left + right));
        const amount = right.trim();
        if (amount !== '' && amount.length < columns - 8 && right === amount) {
          expect(lines.some((line) => line.endsWith(amount))).toBe(true);
        }
      }),
    );
  });
});

describe('texts', () => {
  it('wrap at spaces, keep an indent, and break only a word that is longer than the line', () => {
    const text = `  ${'word '.repeat(8)}${'x'.repeat(40)}`;
    expect(printed([{ kind: 'text', text }], 32)).toEqual([
      '  word word word word word word',
      'word word',
      'x'.repeat(32),
      'x'.repeat(8),
    ]);
  });

  it('cannot command the printer', () => {
    const hostile = 'Milk\x1b@\x1dV\x00\x10\x04\x01\n\u009b\u200e\u202e!';
    expect(printed([{ kind: 'text', text: hostile }], 32)).toEqual(['Milk@V !']);
  });

  it('of any kind become bytes that are printed as text alone, line by line within the paper', () => {
    const scenario = fc.record({
      text: fc.string({ unit: 'binary', maxLength: 200 }),
      columns: fc.constantFrom(...PAPER_COLUMNS),
    });
    fc.assert(
      fc.property(scenario, ({ text, columns }) => {
        for (const line of printed([{ kind: 'text', text }], columns, ['cp858', 'cp852', 'cp866', 'cp737'])) {
          expect(line.length).toBeLessThanOrEqual(columns);
        }
      }),
    );
  });

  it('change the code page where a letter needs another one', () => {
    const pages = ['cp858', 'cp852', 'cp866'] as const;
    const text = 'Łódź, Århus, Москва €';
    expect(printed([{ kind: 'text', text }], 48, pages)).toEqual([text]);
    const { bytes, page } = encodeText('aŁb', pages, 'cp858');
    expect(bytes).toEqual([0x61, 0x1b, 0x74, 18, 0x9d, 0x62]);
    expect(page).toBe('cp852');
  });

  it('fall back to a likeness', () => {
    expect(printable('Łódź „kræmmer” – 5 € …', ['cp858'])).toBe('Lódz "kræmmer" - 5 € ...');
    expect(printable('5 € ß', ['cp437'])).toBe('5 EUR ß');
    expect(printable('Straße 5 €', ['cp737'])).toBe('Strasse 5 EUR');
    expect(printable('ﬁn 🥛 日本', ['cp858'])).toBe('fin ? ??');
    expect(printable('e\u0301', ['cp858'])).toBe('é');
  });
});

describe('a QR code that does not fit the paper', () => {
  it('gets smaller dots, and its words are printed when that is not enough', () => {
    const modest = `https://r.example/${'a'.repeat(400)}`;
    expect(encode([{ kind: 'qr', data: modest }], 32)).toContain('1d286b0300314304');
    const endless = 'x'.repeat(3000);
    expect(printed([{ kind: 'qr', data: endless }], 48).join('')).toBe(endless);
  });
});
