import { chmodSync, existsSync } from 'node:fs';

const OWNER_ONLY = 0o600;

/**
 * Makes a database that is open for nobody but its owner to read. What SQLite puts beside it later has the permissions
 * of the database; what is there already gets them too.
 */
export function keepPrivate(database: string): void {
  for (const file of [database, `${database}-wal`, `${database}-shm`]) {
    if (existsSync(file)) chmodSync(file, OWNER_ONLY);
  }
}
