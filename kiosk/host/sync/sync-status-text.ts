import type { StoredLog } from '#sync/postgres/stored-rows.ts';
import type { JournalFileStatus, LogStatus, SyncStatus } from './sync-status.ts';

const MINUTE_MS = 60_000;
const MIB = 1_024 * 1_024;
const UNITS = [
  ['day', 24 * 60],
  ['hour', 60],
  ['minute', 1],
] as const;

/** The status of a data directory for a person. */
export function statusInWords(status: SyncStatus): string {
  const { journals, inbox, damaged, wishes, problems, disk, origins } = status;
  const lines = [status.directory];
  for (const journal of journals) lines.push(`  ${journal.file}`, ...journalLines(journal));
  if (inbox !== null) {
    lines.push(
      `  ${inbox.file}: ${count(inbox.logs.length, 'log')} of ${count(new Set(inbox.logs.map(({ origin }) => origin)).size, 'origin')}`,
    );
    const live = new Set(origins.map(({ origin, liveEpoch }) => `${origin} ${liveEpoch}`));
    const known = new Set(origins.map(({ origin }) => origin));
    for (const log of inbox.logs) {
      lines.push(...logLines(log, live.has(`${log.origin} ${log.epoch}`) || !known.has(log.origin)));
    }
  }
  if (journals.length === 0 && inbox === null) lines.push('  nothing is recorded or taken in here');
  for (const { file, report } of damaged) {
    lines.push(`  damaged: ${file}${report === null ? ', not looked through yet' : `, see ${report}`}`);
  }
  for (const { file, at: _, ...wish } of wishes)
    lines.push(`  asked and not done yet: ${JSON.stringify(wish)} (${file})`);
  for (const problem of problems) lines.push(`  cannot be read: ${problem}`);
  const free = disk.freeBytes === null ? 'unknown' : `${Math.floor(disk.freeBytes / MIB)} MiB`;
  lines.push(`  disk: ${free} free, ${disk.hasBallast ? 'with' : 'without'} a reserve`);
  return `${lines.join('\n')}\n`;
}

/** The record in headquarters' database for a person. */
export function recordInWords(logs: readonly StoredLog[], now: number): string {
  const lines = logs.flatMap(({ origin, epoch, isLive, markSeq, lastRowAt, heldRows }) => {
    const last = lastRowAt === undefined ? '' : `, the last of them ${ageInWords(Math.max(0, now - lastRowAt))}`;
    const head = `  ${origin}, epoch ${epoch}${isLive ? '' : ' (an earlier one)'}: ${count(markSeq, 'row')}${last}`;
    return heldRows === 0 ? [head] : [head, `    ${count(heldRows, 'row')} in quarantine`];
  });
  const origins = new Set(logs.map(({ origin }) => origin)).size;
  return `${[`${count(logs.length, 'log')} of ${count(origins, 'origin')}`, ...lines].join('\n')}\n`;
}

function journalLines(journal: JournalFileStatus): readonly string[] {
  const lines = [...logLines(journal, !journal.sealed)];
  if (journal.nextEpochBecause !== null) {
    lines.push(`      the next start begins another epoch: ${journal.nextEpochBecause}`);
  }
  return lines;
}

function logLines(log: LogStatus, isLive: boolean): readonly string[] {
  const { origin, epoch, head, sent, settled, unsentRows, unsettledRows, oldestUnsettledAgeMs, trimmedRows } = log;
  const age = oldestUnsettledAgeMs === null ? '' : `, the oldest ${ageInWords(oldestUnsettledAgeMs)}`;
  const lines = [
    `    ${origin}, epoch ${epoch}${isLive ? '' : ' (an earlier one)'}: ${count(head, 'row')}, ${trimmedRows} trimmed`,
    `      sent up to ${sent.seq} (${unsentRows} to go), settled up to ${settled.seq} (${unsettledRows} to go${age})`,
  ];
  if (log.trouble !== null) lines.push(`      ${new Date(log.trouble.at).toISOString()}: ${log.trouble.text}`);
  if (log.deadRows > 0) lines.push(`      ${count(log.deadRows, 'row')} set aside that nobody has looked at`);
  if (log.heldRows > 0) lines.push(`      ${count(log.heldRows, 'row')} in quarantine`);
  return lines;
}

function ageInWords(ms: number): string {
  const minutes = Math.floor(ms / MINUTE_MS);
  const [unit, size] = UNITS.find(([, length]) => minutes >= length) ?? ['minute', 1];
  return minutes === 0 ? 'less than a minute old' : `${count(Math.floor(minutes / size), unit)} old`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
