import type { ClientBase } from 'pg';
import { PostgresSetupError } from './postgres-setup-error.ts';
import { SCHEMA_JOURNAL } from './schema-journal.ts';
import { SCHEMA_VIEWS } from './schema-views.ts';

/** The steps from an empty database to today's, in order. A step that was ever shipped is never changed. */
const STEPS: readonly string[] = [SCHEMA_JOURNAL, SCHEMA_VIEWS];

/** Any number that nobody else uses: one process at a time changes the schema. */
const MIGRATION_LOCK = 4_852_414_497;

/**
 * Brings the schema to today's version, in one transaction, one process at a time.
 *
 * @throws PostgresSetupError when a newer program has changed it
 */
export async function migrate(client: ClientBase, steps: readonly string[] = STEPS): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query('CREATE SCHEMA IF NOT EXISTS handrail');
    await client.query(
      'CREATE TABLE IF NOT EXISTS handrail.schema_step ' +
        '(version integer PRIMARY KEY, taken_at timestamptz NOT NULL DEFAULT now())',
    );
    const version = await versionOf(client);
    if (version > steps.length) throw newer(version, steps.length);
    for (const [index, step] of steps.entries()) {
      if (index < version) continue;
      await client.query(step);
      await client.query('INSERT INTO handrail.schema_step (version) VALUES ($1)', [index + 1]);
    }
    await client.query('COMMIT');
  } catch (error) {
    // On a connection that broke there is nothing left to roll back, and the first error is the one to tell of.
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function versionOf(client: ClientBase): Promise<number> {
  const found = await client.query<{ version: number }>(
    'SELECT coalesce(max(version), 0) AS version FROM handrail.schema_step',
  );
  return found.rows[0]?.version ?? 0;
}

function newer(found: number, known: number): PostgresSetupError {
  return new PostgresSetupError(
    'newer-schema',
    `the database's schema is of version ${found} and this program knows up to ${known}: a newer one has changed it`,
  );
}
