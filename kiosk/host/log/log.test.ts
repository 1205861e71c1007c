// Goal: no card number reaches the log, and the log never fills the disk or stops the lane.
// Method: property tests over made-up card numbers in any dress; real files with small limits, and a disk that refuses.
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { openLog } from './log.ts';
import { redactText, redactValue } from './redact.ts';
import { RotatingFile } from './rotating-file.ts';

/** Digits with the check digit that makes them pass the Luhn check. */
const cardNumber = fc
  .array(fc.nat({ max: 9 }), { minLength: 12, maxLength: 18 })
  .map((digits) => digits.join(''))
  .map((digits) => {
    const sum = Array.from(digits)
      .toReversed()
      .reduce((total, digit, index) => {
        const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
        return total + (value > 9 ? value - 9 : value);
      }, 0);
    return `${digits}${(10 - (sum % 10)) % 10}`;
  });

const noDigitAtTheEdge = fc.string({ maxLength: 20 }).map((text) => text.replaceAll(/[\d -]/g, ''));

test('a card number is found in any text, in groups or not', () => {
  const grouped = fc.tuple(cardNumber, fc.constantFrom('', ' ', '-')).map(([digits, separator]) => ({
    digits,
    text: digits.replaceAll(/(\d{4})(?=\d)/g, `$1${separator}`),
  }));
  fc.assert(
    fc.property(noDigitAtTheEdge, grouped, noDigitAtTheEdge, (before, { digits, text }, after) => {
      const logged = JSON.stringify([redactText(before + text + after), redactValue({ deep: [{ [text]: text }] })]);
      expect(logged).not.toContain(text);
      expect(logged.replaceAll(/[ -]/g, '')).not.toContain(digits);
    }),
  );
});

test('a card number survives neither as a number, an error, a key, nor at the edge of a cut', () => {
  const card = '4111111111111111';
  const error = new Error(`read ${card}`, { cause: new Error(card) });
  Object.assign(error, { track: `;${card}=25121010000012345678?` });
  const logged = JSON.stringify([
    redactValue(Number(card)),
    redactValue(BigInt(card)),
    redactValue(error),
    redactValue(new Map([[card, card]])),
    redactValue(Buffer.from(card)),
    redactText(`${'x'.repeat(8 * 1024 - 8)}${card}`),
    redactText(`9${card}9999`),
  ]);
  expect(logged).not.toMatch(/4111/);
});

test('what is no card number stays as it is', () => {
  for (const text of [
    '4006381333931',
    '0198c3f2-1234-7890-8123-123456789012',
    '2026-10-01T12:34:56.789Z',
    'seq 123456789012',
    '4111111111111112',
  ]) {
    expect(redactText(text)).toBe(text);
  }
  expect(redactValue({ amount: 1010, at: null, ok: true, none: undefined })).toEqual({
    amount: 1010,
    at: null,
    ok: true,
  });
});

test('whatever is logged, the line is one bounded JSON object', async () => {
  const directory = temporaryDirectory();
  const log = openLog({ directory, level: 'debug' });
  const loop: Record<string, unknown> = {};
  loop['self'] = loop;
  log.info('a loop', loop);
  log.warn('bytes and more', { bytes: Buffer.alloc(9), big: 1n, run: () => 1, long: 'y'.repeat(100_000) });
  log.error('it broke', { error: new TypeError('bad', { cause: 'worse' }) });
  log.named('scanner').debug('card 4111 1111 1111 1111 seen');
  await log.close();
  const lines = readFileSync(path.join(directory, 'handrail.log'), 'utf8').trimEnd().split('\n');
  const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.every((line) => line.length < 20_000)).toBe(true);
  expect(parsed.map(({ level, msg }) => `${String(level)} ${String(msg)}`)).toEqual([
    'info a loop',
    'warn bytes and more',
    'error it broke',
    'debug card [redacted] seen',
  ]);
  expect(parsed[1]?.['data']).toMatchObject({ bytes: '[9 bytes]', big: '1', run: '[function]' });
  expect(parsed[2]?.['data']).toMatchObject({ error: { name: 'TypeError', message: 'bad', cause: 'worse' } });
  expect(parsed[3]?.['part']).toBe('scanner');
});

test('files rotate, the oldest goes, and the newest line is in the newest file', async () => {
  const directory = temporaryDirectory();
  const file = path.join(directory, 'deep/handrail.log');
  const limits = { fileBytes: 1000, files: 3, waitingBytes: 10_000 };
  for (let round = 0; round < 2; round += 1) {
    const log = new RotatingFile(file, limits);
    for (let index = 0; index < 50; index += 1) {
      log.write(`round ${round} line ${index} ${'x'.repeat(80)}\n`);
      await log.flush();
    }
    await log.close();
  }
  const names = readdirSync(path.dirname(file));
  expect(new Set(names)).toEqual(new Set(['handrail.log', 'handrail.log.1', 'handrail.log.2']));
  for (const name of names) expect(statSync(path.join(path.dirname(file), name)).size).toBeLessThanOrEqual(1000);
  expect(readFileSync(file, 'utf8')).toContain('round 1 line 49');
});

test('lines that a slow disk cannot take are dropped and counted', async () => {
  const file = path.join(temporaryDirectory(), 'handrail.log');
  const log = new RotatingFile(file, { fileBytes: 100_000, files: 2, waitingBytes: 1000 });
  for (let index = 0; index < 100; index += 1) log.write(`${'x'.repeat(99)}\n`);
  await log.close();
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(11);
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ lines: 90 });
});

test('a disk that takes nothing is reported, and the program goes on', async () => {
  const directory = temporaryDirectory();
  mkdirSync(path.join(directory, 'handrail.log'));
  const trouble: unknown[] = [];
  const log = new RotatingFile(path.join(directory, 'handrail.log'), undefined, (error) => trouble.push(error));
  log.write('one\n');
  await log.flush();
  log.write('two\n');
  await log.close();
  expect(trouble).toHaveLength(2);
  expect(trouble[0]).toMatchObject({ code: 'EISDIR' });
});
