/**
 * Version 1: what is taken in. The journal is partitioned by business day, so its key has to hold the day, and no key
 * over all partitions can keep (origin, epoch, seq) alone from coming twice. What keeps it is `handrail.append`: under
 * the lock of the log's row it adds only what follows the mark, and the mark moves in the same transaction.
 */
export const SCHEMA_JOURNAL = `
CREATE TABLE handrail.log (
  log            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  origin         text NOT NULL,
  epoch          text NOT NULL,
  mark_seq       bigint NOT NULL CHECK (mark_seq >= 0),
  mark_hash      bytea NOT NULL CHECK (octet_length(mark_hash) = 32),
  first_heard_at timestamptz NOT NULL DEFAULT now(),
  last_row_at    timestamptz,
  UNIQUE (origin, epoch)
) WITH (fillfactor = 50);
COMMENT ON TABLE handrail.log IS 'Every journal that rows came from, and the last row that is kept without a gap before it';

CREATE TABLE handrail.origin (
  origin        text PRIMARY KEY,
  live_epoch    text NOT NULL,
  last_heard_at bigint NOT NULL,
  admitted      text[] NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE handrail.origin IS 'Which life of an origin is the present one; last_heard_at in ms since 1970; admitted: others that may hand over';

CREATE TABLE handrail.journal (
  log          bigint NOT NULL,
  seq          bigint NOT NULL,
  business_day date NOT NULL,
  id           uuid NOT NULL,
  wall         bigint NOT NULL,
  monotonic    bigint NOT NULL,
  kind         text NOT NULL,
  boot         text NOT NULL,
  hash         bytea NOT NULL,
  body         bytea NOT NULL,
  exact        text,
  PRIMARY KEY (log, seq, business_day)
) PARTITION BY RANGE (business_day);
COMMENT ON COLUMN handrail.journal.body IS 'The exact bytes that were hashed: canonical JSON in UTF-8';
COMMENT ON COLUMN handrail.journal.exact IS
  'Where a field holds what its column cannot: JSON array of id, kind, business day, wall, boot, monotonic as they came';
CREATE INDEX journal_sale_start ON handrail.journal (log, seq) WHERE kind = 'transaction.transaction-started';
CREATE INDEX journal_call ON handrail.journal (log, seq) WHERE kind LIKE 'assist.%';
CREATE TABLE handrail.journal_strays PARTITION OF handrail.journal DEFAULT;
COMMENT ON TABLE handrail.journal_strays IS 'Rows of days that no partition was made for, and of days that are none';

CREATE TABLE handrail.suspect (
  log            bigint NOT NULL REFERENCES handrail.log,
  seq            bigint NOT NULL,
  reason         text NOT NULL,
  state          text NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'released', 'dropped')),
  found_at       timestamptz NOT NULL DEFAULT now(),
  decided_at     timestamptz,
  decided_by     text,
  decided_reason text,
  PRIMARY KEY (log, seq),
  CHECK ((state = 'held') = (decided_at IS NULL AND decided_by IS NULL AND decided_reason IS NULL))
);
COMMENT ON TABLE handrail.suspect IS
  'Quarantine: rows that are kept like all others, and that views leave out until a person has released them';

CREATE TABLE handrail.retention_hold (
  hold       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  from_day   date NOT NULL,
  to_day     date NOT NULL CHECK (to_day >= from_day),
  reason     text NOT NULL,
  placed_by  text NOT NULL,
  placed_at  timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE handrail.retention_hold IS 'Days that must not be dropped, however old: an audit, a dispute';

CREATE FUNCTION handrail.append(
  p_origin text, p_epoch text, p_genesis bytea, p_first bigint,
  p_days date[], p_ids uuid[], p_walls bigint[], p_monotonics bigint[], p_kinds text[], p_boots text[],
  p_exacts text[], p_hashes bytea, p_ends integer[], p_bodies bytea,
  p_suspects bigint[], p_reasons text[]
) RETURNS TABLE (o_seq bigint, o_hash bytea) LANGUAGE plpgsql AS $function$
DECLARE
  known   handrail.log%ROWTYPE;
  last    bigint := p_first + cardinality(p_ids) - 1;
  skipped integer;
BEGIN
  SELECT * INTO known FROM handrail.log WHERE origin = p_origin AND epoch = p_epoch FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    INSERT INTO handrail.log (origin, epoch, mark_seq, mark_hash) VALUES (p_origin, p_epoch, 0, p_genesis)
      ON CONFLICT DO NOTHING;
    SELECT * INTO STRICT known FROM handrail.log WHERE origin = p_origin AND epoch = p_epoch FOR NO KEY UPDATE;
  END IF;
  o_seq := known.mark_seq;
  o_hash := known.mark_hash;
  skipped := greatest(known.mark_seq - p_first + 1, 0);
  -- A gap, nothing new, or another row in the place of the last one that is kept: the mark says all there is to say.
  IF p_first > known.mark_seq + 1 OR last <= known.mark_seq
    OR (skipped > 0 AND substring(p_hashes FROM (skipped - 1) * 32 + 1 FOR 32) <> known.mark_hash)
  THEN
    RETURN NEXT;
    RETURN;
  END IF;
  INSERT INTO handrail.journal
      (log, seq, business_day, id, wall, monotonic, kind, boot, hash, body, exact)
    SELECT known.log, p_first + n - 1, day, id, wall, monotonic, kind, boot,
        substring(p_hashes FROM (n::integer - 1) * 32 + 1 FOR 32),
        substring(p_bodies FROM start + 1 FOR finish - start), exact
      FROM unnest(p_days, p_ids, p_walls, p_monotonics, p_kinds, p_boots, p_exacts, array_prepend(0, p_ends), p_ends)
        WITH ORDINALITY AS row (day, id, wall, monotonic, kind, boot, exact, start, finish, n)
      WHERE n > skipped AND finish IS NOT NULL;
  INSERT INTO handrail.suspect (log, seq, reason)
    SELECT known.log, seq, reason FROM unnest(p_suspects, p_reasons) AS found (seq, reason)
      WHERE seq > known.mark_seq AND seq <= last
    ON CONFLICT DO NOTHING;
  o_seq := last;
  o_hash := substring(p_hashes FROM octet_length(p_hashes) - 31);
  UPDATE handrail.log SET mark_seq = o_seq, mark_hash = o_hash, last_row_at = now() WHERE log = known.log;
  RETURN NEXT;
END
$function$;
`;
