import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ensureDebianPackage } from '#tests/support/debian-packages.ts';

/** What a process did to the files of a folder, in order, and what it promised meanwhile. */
export type FileOperation =
  | { readonly type: 'write'; readonly file: string; readonly offset: number; readonly bytes: Buffer }
  | { readonly type: 'truncate'; readonly file: string; readonly length: number }
  | { readonly type: 'unlink'; readonly file: string }
  /** From here on everything written to the file before is on the disk. */
  | { readonly type: 'sync'; readonly file: string }
  | { readonly type: 'acknowledge'; readonly number: number };

const CALLS = 'write,pwrite64,ftruncate,fsync,fdatasync,unlink,rename,fallocate';
/** Longer than any single write of a database, so that none is cut off in the trace. */
const STRING_LENGTH_MAX = 1_100_000;

/**
 * Runs a script under strace and returns what it did in a folder. A write counts from its start, a sync from its end.
 */
export function traceScript(folder: string, script: string, args: readonly string[]): readonly FileOperation[] {
  const strace = ensureDebianPackage('strace', 'strace');
  const log = path.join(folder, 'trace');
  const options = ['-f', '-y', '-xx', '-s', String(STRING_LENGTH_MAX), '-o', log, '-e', `trace=${CALLS}`];
  const quiet = ['--seccomp-bpf', '-e', 'signal=none', '-qq'];
  const result = spawnSync(strace, [...options, ...quiet, process.execPath, script, ...args], { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`the traced script ended with ${result.status}: ${result.stderr}`);
  return readTrace(readFileSync(log, 'latin1'), folder);
}

function readTrace(text: string, folder: string): readonly FileOperation[] {
  const begun = new Map<string, string>();
  const operations: FileOperation[] = [];
  for (const line of text.split('\n')) {
    const [, thread = '', call = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    const unfinished = / <unfinished \.\.\.>$/.exec(call);
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(call);
    if (unfinished !== null) begun.set(thread, call.slice(0, unfinished.index));
    const whole = resumed === null ? call : `${begun.get(thread) ?? ''}${resumed[1] ?? ''}`;
    // Of a call in two parts a write counts with the first, because it may reach the disk from then on; everything that
    // makes a promise counts with the second.
    const counts = isSync(whole) ? unfinished === null : resumed === null;
    const operation = counts ? toOperation(whole) : undefined;
    if (operation === undefined) continue;
    if (operation.type === 'acknowledge' || operation.file.startsWith(folder)) operations.push(operation);
  }
  return operations;
}

function isSync(call: string): boolean {
  return /^f(?:data)?sync\(/.test(call);
}

function toOperation(call: string): FileOperation | undefined {
  const write = /^pwrite64\(\d+<([^>]*)>, "([^"]*)"(\.\.\.)?, \d+, (\d+)/.exec(call);
  if (write !== null) {
    if (write[3] !== undefined) throw new Error('a write was cut off in the trace');
    const [, file = '', bytes = '', , offset] = write;
    return { type: 'write', file: unhex(file).toString(), bytes: unhex(bytes), offset: Number(offset) };
  }
  const sync = /^f(?:data)?sync\(\d+<([^>]*)>\)\s+= 0/.exec(call);
  if (sync !== null) return { type: 'sync', file: unhex(sync[1] ?? '').toString() };
  const truncate = /^ftruncate\(\d+<([^>]*)>, (\d+)/.exec(call);
  if (truncate !== null) {
    return { type: 'truncate', file: unhex(truncate[1] ?? '').toString(), length: Number(truncate[2]) };
  }
  const unlink = /^unlink\("([^"]*)"/.exec(call);
  if (unlink !== null) return { type: 'unlink', file: unhex(unlink[1] ?? '').toString() };
  const output = /^write\(1<[^>]*>, "([^"]*)"/.exec(call);
  const acknowledged = output === null ? null : /^ACK (\d+)/.exec(unhex(output[1] ?? '').toString());
  return acknowledged === null ? undefined : { type: 'acknowledge', number: Number(acknowledged[1]) };
}

function unhex(text: string): Buffer {
  return Buffer.from(text.replaceAll('\\x', ''), 'hex');
}
