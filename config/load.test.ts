import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigurationError, type ConfigurationProblem } from './configuration-error.ts';
import { explainConfig } from './explain.ts';
import { pathKey } from './json-text.ts';
import { loadConfig, type ConfigInputs, type LoadedConfig } from './load.ts';

// Goal: settings come from the layer that should win, are complete and frozen, and whatever is wrong is named with the
// place, the setting, the value and what is allowed, all at once. Method: real files in a temporary folder, an
// environment and overrides passed in; each class of error once, and the order of layers step by step.

const USABLE = {
  store: {
    id: 's1',
    name: 'Corner Shop',
    addressLines: ['Street 1'],
    vatId: 'NL123',
    country: 'nl',
    timeZone: 'Europe/Amsterdam',
    languages: ['en', 'nl'],
    defaultLanguage: 'en',
  },
  lane: { workstationId: 'lane-1', number: 1, dataDirectory: 'data' },
  catalogue: { file: 'articles.ndjson' },
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'handrail-config-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: unknown): string {
  const full = path.join(folder, name);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  return full;
}

function load(inputs: Partial<ConfigInputs> = {}): LoadedConfig {
  const files = inputs.files ?? [file('usable.json', USABLE)];
  return loadConfig({ workingDirectory: folder, ...inputs, files });
}

function problemsOf(inputs: Partial<ConfigInputs>): readonly ConfigurationProblem[] {
  try {
    load(inputs);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

/** The one problem that another file, on top of a usable one, brings. */
function problemOf(content: unknown): ConfigurationProblem | undefined {
  const problems = problemsOf({ files: [file('usable.json', USABLE), file('second.json', content)] });
  expect(problems).toHaveLength(1);
  return problems[0];
}

describe('layers', () => {
  it('lets each layer win over the ones below it', () => {
    const first = file('first.json', { ...USABLE, lane: { ...USABLE.lane, http: { port: 1001 } } });
    const second = file('second.json', { lane: { http: { port: 1002 } } });
    const env = { HANDRAIL_LANE_HTTP_PORT: '1003' };
    const overrides = { 'lane.http.port': 1004 };
    const port = (inputs: Partial<ConfigInputs>): number => load(inputs).config.lane.http.port;
    expect(port({})).toBe(7380);
    expect(port({ files: [first] })).toBe(1001);
    expect(port({ files: [first, second] })).toBe(1002);
    expect(port({ files: [first, second], env })).toBe(1003);
    expect(port({ files: [first, second], env, overrides })).toBe(1004);
  });

  it('takes the country pack below the files, so that a store can correct it', () => {
    expect(load().config.country.retentionYears).toBe(7);
    const second = file('second.json', {
      country: { retentionYears: 10, deposits: { can: { amounts: [{ amount: 20 }] } } },
    });
    const { country } = load({ files: [file('usable.json', USABLE), second] }).config;
    expect(country.retentionYears).toBe(10);
    expect(country.deposits['can']?.amounts).toEqual([{ amount: 20 }]);
    expect(country.deposits['bottle-large']?.amounts).toEqual([{ amount: 25 }]);
    expect(country.taxCategories['standard']?.receiptCode).toBe('A');
  });

  it('chooses the pack by the country of the winning layer', () => {
    expect(load({ env: { HANDRAIL_STORE_COUNTRY: 'dk' } }).config.country.currency).toBe('DKK');
  });

  it('replaces a list, and a device of another kind, as a whole', () => {
    const first = file('first.json', {
      ...USABLE,
      devices: { printer: { kind: 'escpos-tcp', host: 'printer', columns: 48 } },
    });
    const second = file('second.json', {
      store: { languages: ['en'] },
      devices: { printer: { kind: 'escpos-serial', path: '/dev/ttyS0' } },
    });
    const { config } = load({ files: [first, second] });
    expect(config.store.languages).toEqual(['en']);
    expect(config.devices.printer).toMatchObject({ kind: 'escpos-serial', path: '/dev/ttyS0', columns: 42 });
  });

  it('reads the environment by the type of the setting', () => {
    const { config } = load({
      env: {
        HANDRAIL_LANE_TEST_MODE: 'true',
        HANDRAIL_STORE_LANGUAGES: 'en, de',
        HANDRAIL_LANE_SCREEN_MM_PER_PX: '0.3',
        HANDRAIL_STORE_ID: '0042',
        HANDRAIL_DEVICES_PRINTER_KIND: 'escpos-tcp',
        HANDRAIL_DEVICES_PRINTER_HOST: '10.0.0.9',
        HANDRAIL_STORE_PHONE: '',
        PATH: '/usr/bin',
        HANDRAIL_SHELL: 'browser',
      },
    });
    expect(config.lane.testMode).toBe(true);
    expect(config.store.languages).toEqual(['en', 'de']);
    expect(config.lane.screen.mmPerPx).toBe(0.3);
    expect(config.store.id).toBe('0042');
    expect(config.devices.printer).toMatchObject({ kind: 'escpos-tcp', host: '10.0.0.9', port: 9100 });
    expect(config.store.phone).toBeUndefined();
  });

  it('takes a device away with null', () => {
    const terminal = { kind: 'zvt-tcp', host: 'terminal' };
    const first = file('first.json', { ...USABLE, devices: { terminal } });
    expect(load({ files: [first] }).config.devices.terminal?.port).toBe(20_007);
    expect(load({ files: [first], env: { HANDRAIL_DEVICES_TERMINAL: 'null' } }).config.devices.terminal).toBeNull();
  });

  it('resolves relative paths against the file that names them, and others against the current folder', () => {
    const inFolder = file('shop/lane.json', USABLE);
    const { config } = load({ files: [inFolder], overrides: { 'catalogue.promotionsFile': 'promotions.json' } });
    expect(config.catalogue.file).toBe(path.join(folder, 'shop', 'articles.ndjson'));
    expect(config.catalogue.promotionsFile).toBe(path.join(folder, 'promotions.json'));
    expect(config.lane.dataDirectory).toBe(path.join(folder, 'shop', 'data'));
  });

  it('gives a configuration that nobody can change', () => {
    const { config } = load();
    expect(Object.isFrozen(config.lane.http)).toBe(true);
    expect(Object.isFrozen(config.store.languages)).toBe(true);
    expect(() => Object.assign(config.lane, { number: 2 })).toThrow(TypeError);
  });

  it('says where each value came from, and hides passwords', () => {
    const first = file('usable.json', {
      ...USABLE,
      devices: { terminal: { kind: 'zvt-tcp', host: 'terminal', password: '123456' } },
    });
    const loaded = load({
      files: [first],
      env: { HANDRAIL_LANE_NUMBER: '4' },
      overrides: { 'lane.http.port': '9000' },
    });
    const sources = new Map(explainConfig(loaded).map((setting) => [setting.path, setting]));
    expect(sources.get('lane.number')).toMatchObject({ value: '4', source: 'HANDRAIL_LANE_NUMBER' });
    expect(sources.get('lane.http.port')).toMatchObject({ value: '9000', source: 'command line' });
    expect(sources.get('lane.http.host')?.source).toBe('default');
    expect(sources.get('country.currency')?.source).toBe('country pack nl');
    expect(sources.get('store.id')?.source).toBe(`${first}:3:11`);
    expect(sources.get('devices.terminal.password')?.value).not.toContain('123456');
    expect(loaded.sources.get(pathKey(['store', 'id']))).toEqual({ layer: 'file', file: first, line: 3, column: 11 });
  });
});

describe('what is wrong', () => {
  it('names a value that is out of range, with the place and the range', () => {
    expect(problemOf({ lane: { http: { port: 70_000 } } })).toEqual({
      where: `${path.join(folder, 'second.json')}:4:15`,
      path: 'lane.http.port',
      value: '70000',
      message: 'must be a whole number: 0 to 65535',
    });
  });

  it.each([
    ['a number in quotes', { lane: { number: '3' } }, 'lane.number', 'must be a whole number: 1 to 999'],
    ['a fraction', { lane: { number: 1.5 } }, 'lane.number', 'must be a whole number: 1 to 999'],
    ['a number for a text', { store: { name: 5 } }, 'store.name', 'must be text in double quotes'],
    ['null for a text', { store: { name: null } }, 'store.name', 'must be text in double quotes'],
    ['a text for a section', { lane: { idle: 'never' } }, 'lane.idle', 'must be an object in braces'],
    ['an empty list', { store: { addressLines: [] } }, 'store.addressLines', 'must have at least 1 entries'],
    ['a line break', { store: { name: 'a\nb' } }, 'store.name', 'must be one line without control characters'],
    ['an unknown time zone', { store: { timeZone: 'Europe/Atlantis' } }, 'store.timeZone', 'must be a time zone'],
    [
      'an unknown language',
      { store: { languages: ['en', 'x1'] } },
      'store.languages.1',
      'must be a language by BCP 47',
    ],
    [
      'a repeated language',
      { store: { languages: ['en', 'en'] } },
      'store.languages',
      'must not name a language twice',
    ],
    [
      'a default outside',
      { store: { defaultLanguage: 'de' } },
      'store.defaultLanguage',
      'must be one of store.languages',
    ],
    ['a wrong time', { store: { businessDayStartsAt: '24:00' } }, 'store.businessDayStartsAt', 'must be a time of day'],
    [
      'an address of another kind',
      { store: { http: { publicUrl: 'ftp://x' } } },
      'store.http.publicUrl',
      'must be an address',
    ],
    [
      'a host with a port',
      { lane: { http: { host: 'a:b/c' } } },
      'lane.http.host',
      'must be a host name or an IP address',
    ],
    [
      'a kind of device that is not known',
      { devices: { printer: { kind: 'laser' } } },
      'devices.printer.kind',
      'must be one of "escpos-tcp", "escpos-serial"',
    ],
    [
      'a choice that is not there',
      { devices: { scanner: { kind: 'serial', path: 'x', framing: 'tab' } } },
      'devices.scanner.framing',
      'must be one of "cr", "lf", "cr-lf", "stx-etx", "idle-gap"',
    ],
    [
      'a password that is none',
      { devices: { terminal: { kind: 'zvt-tcp', host: 't', password: '12' } } },
      'devices.terminal.password',
      'must be six digits',
    ],
    [
      'a deposit in an unknown tax category',
      { country: { deposits: { can: { taxCategory: 'none' } } } },
      'country.deposits.can.taxCategory',
      'must be one of the tax categories',
    ],
    [
      'rates that overlap',
      { country: { taxCategories: { zero: { rates: [{ rateBasisPoints: 0 }, { rateBasisPoints: 1 }] } } } },
      'country.taxCategories.zero.rates',
      'must not overlap in time',
    ],
    [
      'no receipt where one is due',
      { country: { receipt: { policy: 'ALWAYS_ISSUE' } } },
      'country.receipt.choices',
      'must not hold "none"',
    ],
  ])('names %s', (_, content, at, message) => {
    const problem = problemOf(content);
    expect(problem?.path).toBe(at);
    expect(problem?.message).toContain(message);
    expect(problem?.where).toContain(
      at === 'store.defaultLanguage' || at === 'country.receipt.choices' ? '' : 'second.json:',
    );
  });

  it('finds the name that was probably meant', () => {
    expect(problemOf({ lane: { idle: { warnAftrMs: 1 } } })).toMatchObject({
      path: 'lane.idle.warnAftrMs',
      value: '1',
      message: 'is not a known setting; did you mean warnAfterMs?',
    });
    expect(problemOf({ devices: { printer: { kind: 'escpos-tcp', host: 'p', baud: 1 } } })?.message).toContain(
      'baudRate',
    );
    expect(problemOf({ Lane: {} })?.message).toContain('did you mean lane?');
  });

  it('names variables and overrides that are not known', () => {
    const problems = problemsOf({ env: { HANDRAIL_LANE_HTP_PORT: '1' }, overrides: { 'lane.nmber': '2' } });
    expect(problems.map((problem) => problem.message)).toEqual([
      'is not a known variable; did you mean HANDRAIL_LANE_HTTP_PORT?',
      'is not a known setting; did you mean lane.number?',
    ]);
  });

  it('names the variable that holds a wrong value', () => {
    const problems = problemsOf({ env: { HANDRAIL_LANE_HTTP_PORT: 'eighty' } });
    expect(problems).toMatchObject([{ where: 'HANDRAIL_LANE_HTTP_PORT', path: 'lane.http.port', value: '"eighty"' }]);
  });

  it('never shows a password, not even a wrong one', () => {
    const terminal = (password: unknown): unknown => ({
      devices: { terminal: { kind: 'zvt-tcp', host: 't', password } },
    });
    expect(problemOf(terminal('12345x'))?.value).not.toContain('12345x');
    expect(problemOf({ devices: { terminal: ['123456'] } })?.value).not.toContain('123456');
  });

  it('lists every problem at once', () => {
    const content = { store: { timeZone: 'x', vatId: 1 }, lane: { number: 0, http: { port: -1 } }, more: true };
    const problems = problemsOf({ files: [file('usable.json', USABLE), file('second.json', content)] });
    expect(problems.map((problem) => problem.path).toSorted()).toEqual(
      ['lane.http.port', 'lane.number', 'more', 'store.timeZone', 'store.vatId'].toSorted(),
    );
  });

  it('names what is not set, and where it belongs', () => {
    const { vatId: _, ...store } = USABLE.store;
    const problems = problemsOf({ files: [file('usable.json', { ...USABLE, store })] });
    expect(problems).toMatchObject([
      { path: 'store.vatId', value: undefined, message: 'must be set (text in double quotes)' },
    ]);
    expect(problems[0]?.where).toContain('usable.json:2:');
  });

  it('says only once that the country is missing or unknown', () => {
    const { country: _, ...store } = USABLE.store;
    expect(problemsOf({ files: [file('usable.json', { ...USABLE, store })] }).map((problem) => problem.path)).toEqual([
      'store.country',
    ]);
    expect(problemOf({ store: { country: 'xx' } })?.message).toContain('"nl", "dk"');
  });
});

describe('files that cannot be used', () => {
  it.each([
    ['not closed', '{"lane": {"number": 3', '1:22', 'a comma or a closing brace'],
    ['empty', '', '1:1', 'the file ends where a value is expected'],
    ['with a comma too many', '{\n  "lane": {},\n}', '3:1', 'a name in double quotes'],
    ['with a comment', '{\n  // no\n}', '2:3', 'a name in double quotes'],
    ['with two values', '{} {}', '1:4', 'nothing may follow'],
    ['with a name twice', '{"a": 1, "a": 2}', '1:10', 'occurs twice'],
    ['with a text that does not end', '{"a": "b\n"}', '1:7', 'does not end on its line'],
    ['with a number that is none', '{"a": 0x10}', '1:8', 'a comma or a closing brace'],
    ['that would change objects themselves', '{"__proto__": {}}', '1:2', '"__proto__" is not allowed'],
    ['nested without end', '['.repeat(100), '1:34', 'nested deeper than 32 levels'],
  ])('names line and column of JSON %s', (_, text, position, message) => {
    const problem = problemOf(text);
    expect(problem?.where).toBe(`${path.join(folder, 'second.json')}:${position}`);
    expect(problem?.message).toContain(`is not JSON: `);
    expect(problem?.message).toContain(message);
  });

  it('says why a file cannot be read', () => {
    const missing = path.join(folder, 'missing.json');
    expect(problemsOf({ files: [file('usable.json', USABLE), missing] })).toMatchObject([
      { where: missing, message: 'cannot be read: there is no such file' },
    ]);
    expect(problemsOf({ files: [file('usable.json', USABLE), folder] })[0]?.message).toBe(
      'cannot be read: it is a folder',
    );
  });

  it('does not call missing what may stand in the file that could not be read, and still names what is wrong', () => {
    const problems = problemsOf({ files: [path.join(folder, 'missing.json')], overrides: { 'lane.number': '0' } });
    expect(problems.map((problem) => problem.path)).toEqual(['', 'lane.number']);
  });

  it('refuses what is not text, not an object, or too large', () => {
    const binary = path.join(folder, 'binary.json');
    writeFileSync(binary, Buffer.from([0x7b, 0xff, 0xfe, 0x7d]));
    const usable = file('usable.json', USABLE);
    expect(problemsOf({ files: [usable, binary] })[0]?.message).toBe('is not text in UTF-8');
    expect(problemOf([1])?.message).toBe('must be a JSON object');
    const large = `{"a": "${'x'.repeat(1_048_576)}"}`;
    expect(problemOf(large)?.message).toContain('at most 1048576 are allowed');
  });

  it('accepts a byte order mark and a reference to the schema', () => {
    const marked = file('usable.json', `\uFEFF${JSON.stringify({ $schema: './schema.json', ...USABLE })}`);
    expect(load({ files: [marked] }).config.store.id).toBe('s1');
  });
});
