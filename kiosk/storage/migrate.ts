import type BetterSqlite3 from 'better-sqlite3';
import { StorageError } from './storage-error.ts';

export type Database = BetterSqlite3.Database;

/** A purpose that a database file serves: its mark in the header and the steps that lead to its newest form. */
export interface DatabaseKind {
  /** As a person calls it: "journal". */
  readonly name: string;
  /** SQLite's application_id, so that no other database is ever mistaken for one of these. */
  readonly applicationId: number;
  /** SQL, one text for each version. Steps are never edited once released, only added to. */
  readonly migrations: readonly string[];
  /** Room that is set aside for the write-ahead log when the file is opened for writing, in bytes. */
  readonly logBytesReserved?: number;
}

/**
 * Brings a database to the newest version of its kind, in one transaction: after a crash it has either the old version
 * or the new one. A new file gets its mark and its whole schema in the same transaction.
 *
 * @throws StorageError foreign, newer
 */
export function migrate(path: string, database: Database, kind: DatabaseKind): void {
  const run = database.transaction(() => {
    identify(path, database, kind, { emptyAllowed: true });
    const version = userVersion(database);
    if (version === kind.migrations.length) return;
    database.pragma(`application_id=${kind.applicationId}`);
    for (const step of kind.migrations.slice(version)) database.exec(step);
    database.pragma(`user_version=${kind.migrations.length}`);
  });
  run.immediate();
}

/**
 * Throws unless the file is one of this kind and of a version that is known. An empty database, as a crash in the first
 * moment of a file's life leaves it, may still become one where that is allowed.
 *
 * @throws StorageError foreign, newer
 */
export function identify(
  path: string,
  database: Database,
  kind: DatabaseKind,
  { emptyAllowed }: { readonly emptyAllowed: boolean },
): void {
  const applicationId = Number(database.pragma('application_id', { simple: true }));
  if (applicationId !== kind.applicationId) {
    const tables = Number(database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
    if (applicationId === 0 && tables === 0 && emptyAllowed) return;
    throw foreign(path, kind, tables === 0 ? undefined : applicationId);
  }
  const version = userVersion(database);
  if (version > kind.migrations.length) {
    throw new StorageError(
      'newer',
      `${path}: a ${kind.name} of version ${version}; this program knows versions up to ${kind.migrations.length}. ` +
        'Install the version of Handrail that wrote it, or a newer one.',
    );
  }
}

/** @param applicationId what was found; undefined for an empty database */
export function foreign(path: string, kind: DatabaseKind, applicationId: number | undefined): StorageError {
  const found =
    applicationId === undefined ? 'an empty database' : `a database with application id ${hex(applicationId)}`;
  const expected = `expected application id ${hex(kind.applicationId)}`;
  return new StorageError('foreign', `${path}: not a Handrail ${kind.name}: found ${found}, ${expected}`);
}

function userVersion(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}

function hex(applicationId: number): string {
  return `0x${(applicationId >>> 0).toString(16).padStart(8, '0')}`;
}
