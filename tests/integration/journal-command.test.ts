/**
 * Goal: anyone can prove a record right and take it along, at any time, without changing anything.
 * Method: the command line on the files that a writing process, a killed one and a closed one leave.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';

const HANDRAIL = path.resolve(import.meta.dirname, '../../kiosk/host/bin/handrail.mjs');
const WRITER = path.resolve(import.meta.dirname, '../durability/journal-writer.ts');

function handrail(...args: readonly string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [HANDRAIL, ...args], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

function closedJournal(batches = 3): string {
  const file = path.join(temporaryDirectory(), 'lane.db');
  execFileSync(process.execPath, [WRITER, file, String(batches)], { stdio: 'ignore' });
  return file;
}

/** A journal whose writer was killed, with the write-ahead log and its index as they lie there. */
async function killedJournal(): Promise<string> {
  const file = path.join(temporaryDirectory(), 'lane.db');
  await appendUntilKilled(file);
  return file;
}

function contents(folder: string): Record<string, string> {
  const hashed = (name: string): string =>
    createHash('sha256')
      .update(readFileSync(path.join(folder, name)))
      .digest('hex');
  return Object.fromEntries(readdirSync(folder).map((name) => [name, hashed(name)]));
}

describe('verify', () => {
  test('a right journal: exit code 0, in words and as JSON', () => {
    const file = closedJournal();
    const words = handrail('journal', 'verify', file);
    expect(words).toMatchObject({ code: 0, err: '' });
    expect(words.out).toContain('Every row, link and hash is right: 9 rows');
    const json = handrail('journal', 'verify', file, '--json');
    expect(json.code).toBe(0);
    expect(JSON.parse(json.out)).toMatchObject({ ok: true, file, origin: 'lane-under-test', rows: 9, fault: null });
  });

  test('a flipped byte in a body: exit code 1, and the row is named', () => {
    const file = closedJournal();
    const bytes = readFileSync(file);
    const at = bytes.indexOf('"softwareVersion":"5 x') + 20;
    bytes[at] = 'y'.charCodeAt(0);
    writeFileSync(file, bytes);
    const words = handrail('journal', 'verify', file);
    expect(words.code).toBe(1);
    expect(words.out).toMatch(/Not right \(hash\): row 5: its contents were changed/);
    const json = handrail('journal', 'verify', file, '--json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, rows: 4, fault: { seq: 5, problem: 'hash' } });
  });

  test.each([
    ['a file that is not there', 'nothing.db', undefined, /nothing\.db: there is no such file/],
    ['a text', 'notes.txt', 'Dear diary, '.repeat(100), /notes\.txt: not an SQLite database/],
    ['an empty file', 'empty.db', '', /empty\.db: not an SQLite database/],
  ])('%s: exit code 2', (_, name, content, complaint) => {
    const file = path.join(temporaryDirectory(), name);
    if (content !== undefined) writeFileSync(file, content);
    for (const command of [['verify'], ['export']]) {
      const { code, err, out } = handrail('journal', ...command, file);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(complaint);
    }
    const json = handrail('journal', 'verify', file, '--json');
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, error: { message: expect.stringMatching(complaint) } });
  });

  test('bad usage: exit code 2', () => {
    expect(handrail('journal', 'verify').code).toBe(2);
    expect(handrail('journal', 'export', 'x.db', '--from', '0').code).toBe(2);
    expect(handrail('journal', 'export', 'x.db', '--format', 'xml').code).toBe(2);
  });
});

describe('nothing is changed or made', () => {
  test('after the lane closed it', () => {
    const file = closedJournal();
    const before = contents(path.dirname(file));
    expect(handrail('journal', 'verify', file).code).toBe(0);
    expect(handrail('journal', 'export', file).code).toBe(0);
    expect(contents(path.dirname(file))).toEqual(before);
  });

  test('after the lane was killed: rows that are only in the write-ahead log count', async () => {
    const file = await killedJournal();
    const before = contents(path.dirname(file));
    const found = handrail('journal', 'verify', file, '--json');
    expect(found.code).toBe(0);
    expect(JSON.parse(found.out).rows).toBeGreaterThanOrEqual(30);
    expect(contents(path.dirname(file))).toEqual(before);
  });

  test('on a copy with its write-ahead log but without its index', async () => {
    const killed = await killedJournal();
    const folder = temporaryDirectory();
    const file = path.join(folder, 'copy.db');
    copyFileSync(killed, file);
    copyFileSync(`${killed}-wal`, `${file}-wal`);
    const before = contents(folder);
    const found = handrail('journal', 'verify', file, '--json');
    expect(JSON.parse(found.out).rows).toBeGreaterThanOrEqual(30);
    expect(contents(folder)).toEqual(before);
  });

  test('without its write-ahead log: what the file itself holds is right', async () => {
    const file = closedJournal();
    await appendUntilKilled(file);
    rmSync(`${file}-wal`);
    const before = contents(path.dirname(file));
    const found = handrail('journal', 'verify', file, '--json');
    expect(JSON.parse(found.out)).toMatchObject({ ok: true, rows: 9 });
    expect(contents(path.dirname(file))).toEqual(before);
  });
});

test('a lane at work is neither disturbed nor waited for, and its file has one writer', async () => {
  const file = path.join(temporaryDirectory(), 'lane.db');
  const writer = spawn(process.execPath, [WRITER, file, '1000000000'], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void writer.kill('SIGKILL'));
  let acknowledged = 0;
  const lines = createInterface({ input: writer.stdout });
  const thirty = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      expect(line).toMatch(/^ACK \d+$/);
      acknowledged = Number(line.slice(4));
      if (acknowledged >= 30) resolve();
    });
  });
  await thirty;
  const before = acknowledged;
  const found = await handrailBeside('journal', 'verify', file, '--json');
  expect(JSON.parse(found)).toMatchObject({ ok: true });
  expect(JSON.parse(found).rows).toBeGreaterThanOrEqual(before);
  const exported = await handrailBeside('journal', 'export', file, '--to', '30');
  expect(exported.trimEnd().split('\n')).toHaveLength(30);
  const second = spawnSync(process.execPath, [WRITER, file, '1'], { encoding: 'utf8' });
  expect(second.status).not.toBe(0);
  expect(second.stderr).toMatch(/lane\.db: in use by another process/);
  const gone = new Promise((resolve) => {
    writer.once('exit', resolve);
  });
  writer.kill('SIGKILL');
  await gone;
  expect(spawnSync(process.execPath, [WRITER, file, '1']).status).toBe(0);
});

describe('export', () => {
  test('one row a line, whole and in order, and another program can follow the chain', () => {
    const file = closedJournal();
    const { out, code } = handrail('journal', 'export', file, '--format', 'jsonl');
    expect(code).toBe(0);
    const rows = out.trimEnd().split('\n');
    expect(rows).toHaveLength(9);
    let prev = sha256('["handrail-journal-genesis-1","lane-under-test",EPOCH]', rows[0] ?? '');
    for (const [index, line] of rows.entries()) {
      const row = JSON.parse(line) as Record<string, string | number>;
      expect(row).toMatchObject({ origin: 'lane-under-test', seq: index + 1, prev });
      const body = /"body":(\{.*\}),"prev":"[0-9a-f]{64}","hash":"[0-9a-f]{64}"\}$/.exec(line)?.[1] ?? '';
      const { seq, id, kind, businessDay, wall, boot, monotonic } = row;
      const head = JSON.stringify(['handrail-journal-row-1', prev, seq, id, kind, businessDay, wall, boot, monotonic]);
      prev = createHash('sha256').update(`${head}\n${body}`).digest('hex');
      expect(row['hash']).toBe(prev);
    }
  });

  test('checks what it writes: all rows go out, the first wrong one is named, exit code 1', () => {
    const file = closedJournal();
    const bytes = readFileSync(file);
    const at = bytes.indexOf('"softwareVersion":"5 x') + 20;
    bytes[at] = 'y'.charCodeAt(0);
    writeFileSync(file, bytes);
    const all = handrail('journal', 'export', file);
    expect(all).toMatchObject({ code: 1, err: expect.stringMatching(/not right \(hash\): row 5: its contents/) });
    expect(all.out.trimEnd().split('\n')).toHaveLength(9);
    const others = handrail('journal', 'export', file, '--from', '6', '--to', '8');
    expect(others).toMatchObject({ code: 0, err: '' });
  });

  test('a part of it, into a file that is not replaced', () => {
    const file = closedJournal();
    const output = path.join(path.dirname(file), 'rows.jsonl');
    const write = (): { code: number | null; err: string } =>
      handrail('journal', 'export', file, '--from', '3', '--to', '5', '--output', output);
    expect(write()).toMatchObject({ code: 0, err: '' });
    const rows = readFileSync(output, 'utf8').trimEnd().split('\n');
    expect(rows.map((row) => (JSON.parse(row) as { seq: number }).seq)).toEqual([3, 4, 5]);
    expect(write()).toMatchObject({ code: 2, err: expect.stringContaining(output) });
  });
});

function sha256(template: string, firstRow: string): string {
  const { epoch } = JSON.parse(firstRow) as { epoch: string };
  return createHash('sha256')
    .update(template.replace('EPOCH', JSON.stringify(epoch)))
    .digest('hex');
}

async function appendUntilKilled(file: string): Promise<void> {
  const writer = spawn(process.execPath, [WRITER, file, '1000000000'], { stdio: ['ignore', 'pipe', 'ignore'] });
  for await (const line of createInterface({ input: writer.stdout })) {
    if (Number(line.slice(4)) >= 30) writer.kill('SIGKILL');
  }
}

/** Runs a command without holding up what this process does meanwhile. */
async function handrailBeside(...args: readonly string[]): Promise<string> {
  const command = spawn(process.execPath, [HANDRAIL, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const parts: Buffer[] = [];
  for await (const part of command.stdout) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
