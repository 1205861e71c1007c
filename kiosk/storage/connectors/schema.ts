import type { DatabaseKind } from '../database.ts';

/**
 * How far each connector is with each log, and the sales that were set aside. Nothing in it is the only copy of a sale
 * but the rows of those.
 */
const VERSION_1 = `
CREATE TABLE cursor (
  connector  TEXT    NOT NULL,
  origin     TEXT    NOT NULL,
  epoch      TEXT    NOT NULL,
  seq        INTEGER NOT NULL DEFAULT 0,
  delivered  INTEGER NOT NULL DEFAULT 0,
  moved_wall INTEGER,
  tried_seq  INTEGER,
  tried_wall INTEGER,
  PRIMARY KEY (connector, origin, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE held (
  connector      TEXT    NOT NULL,
  origin         TEXT    NOT NULL,
  epoch          TEXT    NOT NULL,
  seq            INTEGER NOT NULL,
  first_seq      INTEGER NOT NULL,
  transaction_id TEXT    NOT NULL,
  business_day   TEXT    NOT NULL,
  reason         TEXT    NOT NULL,
  rows           TEXT    NOT NULL CHECK (json_type(rows) = 'array'),
  wall           INTEGER NOT NULL,
  state          TEXT    NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'released', 'dropped', 'delivered')),
  note           TEXT,
  decided_wall   INTEGER,
  PRIMARY KEY (connector, origin, epoch, seq)
) STRICT;
CREATE INDEX held_by_state ON held (connector, state);

CREATE TABLE trouble (
  connector TEXT    PRIMARY KEY,
  kind      TEXT    NOT NULL,
  text      TEXT    NOT NULL,
  wall      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;

/** "HRCN": Handrail connectors. */
const APPLICATION_ID = 0x4852434e;

export const CONNECTORS_KIND: DatabaseKind = {
  name: 'file of connectors',
  applicationId: APPLICATION_ID,
  migrations: [VERSION_1],
};
