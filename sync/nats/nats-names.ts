import type { LogName } from '../log/log.ts';

/** What the chain's servers keep under which name. One set a chain; several chains use several accounts. */
export const LOG_STREAM = 'HANDRAIL_LOG';
/** How far headquarters is with each log; only headquarters writes it. */
export const MARKS_BUCKET = 'HANDRAIL_MARKS';
/** Which epoch of an origin is alive; the store writes it. */
export const ORIGINS_BUCKET = 'HANDRAIL_ORIGINS';

/** The newest message of each subject of which only the newest counts. */
export const LATEST_STREAM = 'HANDRAIL_LATEST';

/** Which revisions of each feed there are; only headquarters writes it. */
export const FEEDS_BUCKET = 'HANDRAIL_FEEDS';
/** The files that revisions are made of, in pieces; only headquarters writes them. */
export const FILES_STREAM = 'HANDRAIL_FILES';

const FILE_ROOT = 'handrail.file';
const LOG_ROOT = 'handrail.log';
const ASK_ROOT = 'handrail.ask';
const BUS_ROOT = 'handrail.bus';
const QUESTION_ROOT = 'handrail.question';

/** The subject of a log: one word each for store, origin and epoch, so that permissions can go by store. */
export function logSubject(store: string, log: LogName): string {
  return `${LOG_ROOT}.${logKeyOf(store, log)}`;
}

/** All logs of a store, or of all stores. */
export function logPattern(store?: string): string {
  return store === undefined ? `${LOG_ROOT}.>` : `${LOG_ROOT}.${word(store)}.>`;
}

/** The key of a log in a bucket. */
export function logKeyOf(store: string, { origin, epoch }: LogName): string {
  return `${word(store)}.${word(origin)}.${word(epoch)}`;
}

export function originKey(store: string, origin: string): string {
  return `${word(store)}.${word(origin)}`;
}

/** Where a sender asks headquarters itself for its mark. */
export function askSubject(store: string, log: LogName): string {
  return `${ASK_ROOT}.${logKeyOf(store, log)}`;
}

export function askPattern(store?: string): string {
  return store === undefined ? `${ASK_ROOT}.>` : `${ASK_ROOT}.${word(store)}.>`;
}

export function readAskSubject(subject: string): { readonly store: string; readonly log: LogName } | undefined {
  return subject.startsWith(`${ASK_ROOT}.`) ? readLogKey(subject.slice(ASK_ROOT.length + 1)) : undefined;
}

/** Whose log a subject is; undefined for one that nobody of us made. */
export function readLogSubject(subject: string): { readonly store: string; readonly log: LogName } | undefined {
  if (!subject.startsWith(`${LOG_ROOT}.`)) return undefined;
  return readLogKey(subject.slice(LOG_ROOT.length + 1));
}

export function readLogKey(key: string): { readonly store: string; readonly log: LogName } | undefined {
  const words = key.split('.').map(readWord);
  const [store, origin, epoch] = words;
  if (words.length !== 3 || store === undefined || origin === undefined || epoch === undefined) return undefined;
  return { store, log: { origin, epoch } };
}

/** A subject or a pattern of a store's bus, as the chain has it. */
export function busSubject(store: string, subject: string): string {
  return `${BUS_ROOT}.${word(store)}.${subject}`;
}

/** @returns the subject within the store */
export function readBusSubject(store: string, subject: string): string {
  return subject.slice(busSubject(store, '').length);
}

/** A bus subject or pattern of any store. */
export function anyBusSubject(pattern: string): string {
  return `${BUS_ROOT}.*.${pattern}`;
}

/** @returns whose bus it is, and the subject within that store; undefined for one that nobody of us made */
export function readAnyBusSubject(full: string): { readonly store: string; readonly subject: string } | undefined {
  if (!full.startsWith(`${BUS_ROOT}.`)) return undefined;
  const [first = '', ...rest] = full.slice(BUS_ROOT.length + 1).split('.');
  const store = readWord(first);
  return store === undefined || rest.length === 0 ? undefined : { store, subject: rest.join('.') };
}

/** A piece of a file, counted from 0. */
export function pieceSubject(sha256: string, index: number): string {
  return `${FILE_ROOT}.${sha256}.${index}`;
}

/** All pieces of a file, or of all files. */
export function piecePattern(sha256 = '*'): string {
  return `${FILE_ROOT}.${sha256}.*`;
}

export function readPieceSubject(subject: string): { readonly sha256: string; readonly index: number } | undefined {
  const [, sha256, index] = PIECE_SUBJECT.exec(subject) ?? [];
  return sha256 === undefined ? undefined : { sha256, index: Number(index) };
}

const PIECE_SUBJECT = /^handrail\.file\.([0-9a-f]{64})\.(0|[1-9]\d{0,6})$/;

/** Where a question about a bus subject goes. */
export function questionSubject(store: string, subject: string): string {
  return `${QUESTION_ROOT}.${word(store)}.${subject}`;
}

export function readQuestionSubject(store: string, subject: string): string {
  return subject.slice(questionSubject(store, '').length);
}

export function kvSubject(bucket: string, key: string): string {
  return `$KV.${bucket}.${key}`;
}

/**
 * Any text as one word of a subject and of a key: letters, digits, hyphen and underscore stay, every other byte of its
 * UTF-8 is written as "=" and two digits. Two texts never give the same word.
 */
export function word(text: string): string {
  const escape = (character: string): string =>
    [...Buffer.from(character)].map((byte) => `=${byte.toString(16).padStart(2, '0')}`).join('');
  return text.replaceAll(/[^A-Za-z0-9_-]/gu, escape);
}

function readWord(text: string): string | undefined {
  if (!/^(?:[A-Za-z0-9_-]|=[0-9a-f]{2})+$/.test(text)) return undefined;
  const bytes = text.replaceAll(/=([0-9a-f]{2})/g, (_match, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  const read = Buffer.from(bytes, 'latin1').toString('utf8');
  // Only what was written in the one way counts, or one log could have several subjects.
  return word(read) === text ? read : undefined;
}
