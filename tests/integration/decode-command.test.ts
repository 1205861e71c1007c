import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { DEMO_CONFIG_FILE } from '#config/demo/demo-store.ts';
import { PRESET_COUNTRIES } from '#kiosk/core/barcode/country-presets.ts';
import { COUNTRIES } from '#kiosk/host/commands/decode.ts';

// Goal: `handrail decode` is a tool that other programs can rely on: a line in is a line out, whatever the bytes; it
// streams, is bounded, and says by its exit code what happened. Method: run it as a process, with real pipes.

const PROGRAM = fileURLToPath(new URL('../../kiosk/host/bin/handrail.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'handrail-decode-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Outcome {
  readonly code: number | null;
  readonly lines: readonly Record<string, unknown>[];
  readonly errors: string;
}

async function decode(args: readonly string[], input: string): Promise<Outcome> {
  const child = spawn(process.execPath, [PROGRAM, 'decode', ...args]);
  const text = { output: '', errors: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.output += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.errors += chunk));
  child.stdin.on('error', () => undefined).end(Buffer.from(input, 'latin1'));
  const [code] = (await once(child, 'close')) as [number | null];
  const lines = text.output.split('\n').filter((line) => line !== '');
  return { code, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>), errors: text.errors };
}

describe('handrail decode', () => {
  it('answers each line in order, good or not', async () => {
    const { code, lines } = await decode(
      ['--country', 'DK'],
      ']E02712341002251\n4006381333930\r\n\n]e001950123456789033103001952\u001D3922\u001D\n]C0caf\u00E9\n]E496385074',
    );
    expect(code).toBe(0);
    expect(lines).toMatchObject([
      { ok: true, kind: 'RCN-13', gtin14: '02712341002251', weightKg: '0.225', itemReference: '12341' },
      { ok: false, error: { code: 'check-digit' } },
      { ok: false, error: { code: 'empty' } },
      { ok: false, error: { code: 'truncated' } },
      { ok: true, kind: 'plain', text: 'caf\u00E9' },
      { ok: true, kind: 'GTIN-8', gtin14: '00000096385074' },
    ]);
  });

  it('never holds more of a line than its bound, and goes on after it', async () => {
    const { code, lines } = await decode([], `${'9'.repeat(3_000_000)}\n4006381333931\n`);
    expect(code).toBe(0);
    expect(lines).toMatchObject([
      { ok: false, error: { code: 'too-long' } },
      { ok: true, gtin14: '04006381333931' },
    ]);
  });

  it('survives every byte there is', async () => {
    const all = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).filter((byte) => byte !== '\n');
    const { code, lines } = await decode([], all.map((byte) => `]C1${byte}${byte}\n`).join(''));
    expect(code).toBe(0);
    expect(lines).toHaveLength(255);
  });

  it('answers before its input ends', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'decode']);
    child.stdin.write('4006381333931\n');
    const [chunk] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    expect(JSON.parse(chunk)).toMatchObject({ ok: true, kind: 'GTIN-13' });
    child.stdin.end();
    expect(await once(child, 'close')).toEqual([0, null]);
  });

  it('ends quietly when nobody reads any more', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'decode']);
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
    child.stdin.on('error', () => undefined);
    child.stdin.write('4006381333931\n'.repeat(20_000));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    child.stdin.end('4006381333931\n'.repeat(200_000));
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(errors).toBe('');
  });

  it('tells by its exit code, when asked to, that something could not be decoded', async () => {
    expect((await decode(['--strict'], '4006381333930\n')).code).toBe(1);
    expect((await decode(['--strict'], '4006381333931\n')).code).toBe(0);
  });

  it('takes rules of a shop, and says what is wrong with them', async () => {
    const rules = join(folder, 'rules.json');
    writeFileSync(
      rules,
      JSON.stringify({
        country: 'us',
        templates: [{ mask: '02IIIIIVVVVVE', measure: 'price', scale: 2 }],
        routes: [{ kind: 'staff-badge', pattern: 'B{badge:4}', symbologies: ['A'], reference: 'badge' }],
      }),
    );
    const { lines } = await decode(['--rules', rules], ']E0212345012345\n]A0B4711\n');
    expect(lines).toMatchObject([
      { ok: true, kind: 'RCN-12', itemReference: '12345', price: '12.34' },
      { ok: true, kind: 'staff-badge', reference: '4711' },
    ]);

    writeFileSync(rules, '{"templates":[{"mask":"20IIIIIIVVVV","measure":"price","scale":2}],"colour":1}');
    const broken = await decode(['--rules', rules], '');
    expect(broken.code).toBe(2);
    expect(broken.errors).toContain('templates.0.mask: a mask has');
    expect(broken.errors).toContain('colour');

    writeFileSync(rules, '{"templates":[{"mask":"2IIIIIIVVVVVE","measure":"length"}]}');
    const { errors } = await decode(['--rules', rules], '');
    expect(errors).toContain('templates.0.measure: must be one of "price", "weight", "count"');
    expect(errors).toContain('templates.0.scale: must be set (a number)');

    writeFileSync(rules, '{"templates":');
    expect((await decode(['--rules', rules], '')).errors).toContain('rules.json:1:14:');
  });

  it('reads as the lane of a configuration does', async () => {
    const card = '2600000012348\n';
    expect((await decode(['--country', 'nl'], card)).lines).toMatchObject([{ kind: 'RCN-13' }]);
    expect((await decode(['--config', DEMO_CONFIG_FILE], card)).lines).toMatchObject([
      { kind: 'loyalty-card', reference: '00001234', fields: { card: '00001234' } },
    ]);
    const files = [DEMO_CONFIG_FILE, join(folder, 'own.json')];
    writeFileSync(files[1] ?? '', '{"barcodes":{"country":"dk","routes":[]}}');
    expect((await decode(['--config', ...files], '2712341002251\n')).lines).toMatchObject([{ weightKg: '0.225' }]);
    const broken = await decode(['--config', files[1] ?? ''], card);
    expect(broken.code).toBe(2);
    expect(broken.errors).toContain('store');
    expect((await decode(['--config', DEMO_CONFIG_FILE, '--rules', 'x'], card)).code).toBe(2);
  });

  it.each([
    ['--country', 'xx'],
    ['--aim', 'maybe'],
    ['--today', '2026-02-30'],
    ['--currency', 'ZZZ'],
    ['--separator', ''],
    ['--rules', '/nowhere/rules.json'],
    ['--unknown', 'x'],
  ])('refuses %s %j as bad usage', async (...args) => {
    const { code, lines, errors } = await decode(args, '4006381333931\n');
    expect(code).toBe(2);
    expect(lines).toEqual([]);
    expect(errors).toContain(args[0]);
  });

  it('names every country that has a preset', () => {
    expect(COUNTRIES.toSorted()).toEqual(PRESET_COUNTRIES.toSorted());
  });
});
