import type { DatabaseKind } from '../database.ts';

/**
 * Rows of many logs, byte for byte as they were written, under the key (origin, epoch, seq); a log is an origin and
 * an epoch. `start` is the place before the first row that is kept, `mark` the last row without a gap, `sent` and
 * `settled` how far the next hop and the final system are.
 */
const VERSION_1 = `
CREATE TABLE log (
  log          INTEGER PRIMARY KEY,
  origin       TEXT    NOT NULL,
  epoch        TEXT    NOT NULL,
  start_seq    INTEGER NOT NULL,
  start_hash   BLOB    NOT NULL CHECK (length(start_hash) = 32),
  mark_seq     INTEGER NOT NULL,
  mark_hash    BLOB    NOT NULL CHECK (length(mark_hash) = 32),
  sent_seq     INTEGER NOT NULL,
  sent_hash    BLOB    NOT NULL CHECK (length(sent_hash) = 32),
  settled_seq  INTEGER NOT NULL,
  settled_hash BLOB    NOT NULL CHECK (length(settled_hash) = 32),
  trim_before  INTEGER NOT NULL DEFAULT 0,
  heard_wall   INTEGER,
  trouble      TEXT,
  trouble_wall INTEGER,
  UNIQUE (origin, epoch)
) STRICT;

CREATE TABLE row (
  log          INTEGER NOT NULL REFERENCES log,
  seq          INTEGER NOT NULL,
  id           TEXT    NOT NULL,
  kind         TEXT    NOT NULL,
  business_day TEXT    NOT NULL,
  wall         INTEGER NOT NULL,
  boot         TEXT    NOT NULL,
  monotonic    INTEGER NOT NULL,
  body         BLOB    NOT NULL,
  hash         BLOB    NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (log, seq)
) STRICT;

CREATE TABLE origin (
  origin       TEXT    PRIMARY KEY,
  live_epoch   TEXT    NOT NULL,
  heard_wall   INTEGER NOT NULL,
  admitted     TEXT    NOT NULL CHECK (json_type(admitted) = 'array')
) STRICT, WITHOUT ROWID;

CREATE TABLE suspect (
  log          INTEGER NOT NULL REFERENCES log,
  seq          INTEGER NOT NULL,
  reason       TEXT    NOT NULL,
  wall         INTEGER NOT NULL,
  state        TEXT    NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'released', 'dropped')),
  note         TEXT,
  decided_wall INTEGER,
  PRIMARY KEY (log, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE dead (
  log          INTEGER NOT NULL REFERENCES log,
  seq          INTEGER NOT NULL,
  code         TEXT    NOT NULL,
  detail       TEXT    NOT NULL,
  wall         INTEGER NOT NULL,
  resolution   TEXT,
  PRIMARY KEY (log, seq)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER row_never_updated BEFORE UPDATE ON row BEGIN
  SELECT RAISE(ABORT, 'inbox: append only');
END;
CREATE TRIGGER row_deleted_when_trimmed BEFORE DELETE ON row
  WHEN OLD.seq > (SELECT start_seq FROM log WHERE log = OLD.log) BEGIN
  SELECT RAISE(ABORT, 'inbox: append only');
END;
CREATE TRIGGER log_identity_stays BEFORE UPDATE OF log, origin, epoch ON log BEGIN
  SELECT RAISE(ABORT, 'inbox: origin and epoch never change');
END;
CREATE TRIGGER log_never_deleted BEFORE DELETE ON log BEGIN
  SELECT RAISE(ABORT, 'inbox: a log is never forgotten');
END;
CREATE TRIGGER log_mark_never_back BEFORE UPDATE OF mark_seq ON log WHEN NEW.mark_seq < OLD.mark_seq BEGIN
  SELECT RAISE(ABORT, 'inbox: a mark never goes back');
END;
CREATE TRIGGER log_trims_what_is_settled_and_old BEFORE UPDATE OF start_seq ON log
  WHEN NEW.mark_seq = OLD.mark_seq BEGIN
  SELECT RAISE(ABORT, 'inbox: what is trimmed stays trimmed') WHERE NEW.start_seq <= OLD.start_seq;
  SELECT RAISE(ABORT, 'inbox: not settled') WHERE NEW.start_seq > NEW.settled_seq OR NOT EXISTS (
    SELECT 1 FROM row WHERE log = NEW.log AND seq = NEW.settled_seq AND hash = NEW.settled_hash);
  SELECT RAISE(ABORT, 'inbox: not old enough') WHERE EXISTS (
    SELECT 1 FROM row WHERE log = NEW.log AND seq > OLD.start_seq AND seq <= NEW.start_seq
                        AND wall >= NEW.trim_before);
  SELECT RAISE(ABORT, 'inbox: a person has to look at a row first') WHERE EXISTS (
    SELECT 1 FROM suspect WHERE log = NEW.log AND seq <= NEW.start_seq AND state = 'held'
    UNION ALL
    SELECT 1 FROM dead WHERE log = NEW.log AND seq <= NEW.start_seq AND resolution IS NULL);
  SELECT RAISE(ABORT, 'inbox: the start is not the row') WHERE NOT EXISTS (
    SELECT 1 FROM row WHERE log = NEW.log AND seq = NEW.start_seq AND hash = NEW.start_hash);
END;
`;

/** "HRIB": Handrail inbox. */
const APPLICATION_ID = 0x48524942;

/** What is written between two checkpoints fits in. */
const LOG_BYTES_RESERVED = 8 * 1_024 * 1_024;

export const INBOX_KIND: DatabaseKind = {
  name: 'inbox',
  applicationId: APPLICATION_ID,
  migrations: [VERSION_1],
  logBytesReserved: LOG_BYTES_RESERVED,
};
