import type { DatabaseKind } from '../database.ts';

/**
 * The journal: one row a fact, numbered without a gap, each carrying the hash of the one before it. The triggers refuse
 * everything but the next row, whoever holds the connection; docs/journal-format.md describes the file for other
 * programs.
 */
const VERSION_1 = `
CREATE TABLE meta (
  only_row     INTEGER PRIMARY KEY CHECK (only_row = 1),
  origin       TEXT    NOT NULL,
  epoch        TEXT    NOT NULL,
  genesis      BLOB    NOT NULL CHECK (length(genesis) = 32),
  created_wall INTEGER NOT NULL,
  anchor_seq   INTEGER NOT NULL DEFAULT 0,
  anchor_hash  BLOB    NOT NULL CHECK (length(anchor_hash) = 32)
) STRICT;

CREATE TABLE journal (
  seq          INTEGER PRIMARY KEY,
  id           TEXT    NOT NULL,
  kind         TEXT    NOT NULL,
  business_day TEXT    NOT NULL,
  wall         INTEGER NOT NULL,
  boot         TEXT    NOT NULL,
  monotonic    INTEGER NOT NULL,
  body         BLOB    NOT NULL,
  prev         BLOB    NOT NULL CHECK (length(prev) = 32),
  hash         BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TRIGGER journal_next_row_only BEFORE INSERT ON journal BEGIN
  SELECT RAISE(ABORT, 'journal: the sequence has no gap and no second time')
    WHERE NEW.seq <> coalesce((SELECT max(seq) FROM journal), 0) + 1;
  SELECT RAISE(ABORT, 'journal: a row links to the row before it')
    WHERE NEW.prev <> coalesce((SELECT hash FROM journal WHERE seq = NEW.seq - 1), (SELECT genesis FROM meta));
END;
CREATE TRIGGER journal_never_updated BEFORE UPDATE ON journal BEGIN
  SELECT RAISE(ABORT, 'journal: append only');
END;
CREATE TRIGGER journal_never_deleted BEFORE DELETE ON journal BEGIN
  SELECT RAISE(ABORT, 'journal: append only');
END;
CREATE TRIGGER meta_identity_stays BEFORE UPDATE OF only_row, origin, epoch, genesis, created_wall ON meta BEGIN
  SELECT RAISE(ABORT, 'journal: origin and epoch never change');
END;
CREATE TRIGGER meta_never_deleted BEFORE DELETE ON meta BEGIN
  SELECT RAISE(ABORT, 'journal: origin and epoch never change');
END;
`;

/** "HRJL": Handrail journal. */
const APPLICATION_ID = 0x48524a4c;

/** What is written between two checkpoints fits in. */
const LOG_BYTES_RESERVED = 4 * 1_024 * 1_024;

export const JOURNAL_KIND: DatabaseKind = {
  name: 'journal',
  applicationId: APPLICATION_ID,
  migrations: [VERSION_1],
  logBytesReserved: LOG_BYTES_RESERVED,
};
