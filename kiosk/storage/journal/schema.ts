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

/**
 * The journal as the queue of what is to be sent: how far the next hop and the final system are, what a person wants
 * sent again, and from where on the rows are kept. A row may go only when the final system has it and it is old; the
 * triggers hold that against every connection. A sealed file takes no more rows: its origin goes on under another
 * epoch.
 */
const VERSION_2 = `
CREATE TABLE outbox (
  only_row     INTEGER PRIMARY KEY CHECK (only_row = 1),
  sent_seq     INTEGER NOT NULL DEFAULT 0,
  sent_hash    BLOB    CHECK (length(sent_hash) = 32),
  settled_seq  INTEGER NOT NULL DEFAULT 0,
  settled_hash BLOB    CHECK (length(settled_hash) = 32),
  heard_wall   INTEGER,
  trouble      TEXT,
  trouble_wall INTEGER,
  trim_seq     INTEGER NOT NULL DEFAULT 0,
  trim_hash    BLOB    CHECK (length(trim_hash) = 32),
  trim_before  INTEGER NOT NULL DEFAULT 0,
  sealed       INTEGER NOT NULL DEFAULT 0 CHECK (sealed IN (0, 1)),
  renewal      TEXT,
  machine      TEXT,
  file_mark    TEXT
) STRICT;
INSERT INTO outbox(only_row) VALUES(1);

CREATE TABLE dead (
  seq          INTEGER PRIMARY KEY,
  code         TEXT    NOT NULL,
  detail       TEXT    NOT NULL,
  wall         INTEGER NOT NULL,
  resolution   TEXT
) STRICT;

DROP TRIGGER journal_next_row_only;
CREATE TRIGGER journal_next_row_only BEFORE INSERT ON journal BEGIN
  SELECT RAISE(ABORT, 'journal: sealed, its origin goes on in another file') WHERE (SELECT sealed FROM outbox) = 1;
  SELECT RAISE(ABORT, 'journal: the sequence has no gap and no second time')
    WHERE NEW.seq <> coalesce((SELECT max(seq) FROM journal), (SELECT trim_seq FROM outbox)) + 1;
  SELECT RAISE(ABORT, 'journal: a row links to the row before it')
    WHERE NEW.prev <> coalesce((SELECT hash FROM journal WHERE seq = NEW.seq - 1),
                               (SELECT trim_hash FROM outbox), (SELECT genesis FROM meta));
END;
DROP TRIGGER journal_never_deleted;
CREATE TRIGGER journal_deleted_when_trimmed BEFORE DELETE ON journal WHEN OLD.seq > (SELECT trim_seq FROM outbox) BEGIN
  SELECT RAISE(ABORT, 'journal: append only');
END;
CREATE TRIGGER outbox_trims_what_is_settled_and_old BEFORE UPDATE OF trim_seq, trim_hash ON outbox BEGIN
  SELECT RAISE(ABORT, 'journal: what is trimmed stays trimmed') WHERE NEW.trim_seq <= OLD.trim_seq;
  SELECT RAISE(ABORT, 'journal: not settled') WHERE NEW.trim_seq > NEW.settled_seq OR NOT EXISTS (
    SELECT 1 FROM journal WHERE seq = NEW.settled_seq AND hash = NEW.settled_hash);
  SELECT RAISE(ABORT, 'journal: not old enough') WHERE EXISTS (
    SELECT 1 FROM journal WHERE seq > OLD.trim_seq AND seq <= NEW.trim_seq AND wall >= NEW.trim_before);
  SELECT RAISE(ABORT, 'journal: set aside, and nobody has looked at it') WHERE EXISTS (
    SELECT 1 FROM dead WHERE seq <= NEW.trim_seq AND resolution IS NULL);
  SELECT RAISE(ABORT, 'journal: the anchor is not the row') WHERE NOT EXISTS (
    SELECT 1 FROM journal WHERE seq = NEW.trim_seq AND hash = NEW.trim_hash);
END;
CREATE TRIGGER outbox_sealed_for_good BEFORE UPDATE OF sealed ON outbox WHEN NEW.sealed < OLD.sealed BEGIN
  SELECT RAISE(ABORT, 'journal: sealed for good');
END;
CREATE TRIGGER outbox_never_deleted BEFORE DELETE ON outbox BEGIN
  SELECT RAISE(ABORT, 'journal: what was sent is not forgotten');
END;
`;

/** "HRJL": Handrail journal. */
const APPLICATION_ID = 0x48524a4c;

/** What is written between two checkpoints fits in. */
const LOG_BYTES_RESERVED = 4 * 1_024 * 1_024;

export const JOURNAL_KIND: DatabaseKind = {
  name: 'journal',
  applicationId: APPLICATION_ID,
  migrations: [VERSION_1, VERSION_2],
  logBytesReserved: LOG_BYTES_RESERVED,
};
