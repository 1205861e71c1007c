/**
 * Version 2: what the rows tell of, for reports. Views read bodies of every version that was written so far: what a
 * later version of the events of sales and calls added is absent from an earlier one, and nothing that is read here
 * changed its meaning. A body of a later version is left out until this program knows it. No body can make a view fail: what
 * is not of its type is null. Each sale is found by its start, so a report about some days reads the partitions of
 * these days, and the rest of a sale by its place in the journal.
 */
export const SCHEMA_VIEWS = `
CREATE FUNCTION handrail.as_json(body bytea) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE STRICT AS $function$
BEGIN
  RETURN convert_from(body, 'UTF8')::jsonb;
EXCEPTION WHEN OTHERS THEN
  RETURN NULL;
END
$function$;

CREATE FUNCTION handrail.event_of(kind text, body jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $function$
  SELECT CASE
    WHEN jsonb_typeof(body -> 'event') = 'object'
      AND body -> 'event' ->> 'type' = split_part(kind, '.', 2)
      AND (body -> 'v' = '1'
        OR (body -> 'v' = '2' AND (kind LIKE 'transaction.%' OR kind LIKE 'assist.%'))
        OR (body -> 'v' = '3' AND kind LIKE 'transaction.%'))
    THEN body -> 'event'
  END
$function$;

CREATE FUNCTION handrail.whole(value jsonb) RETURNS bigint LANGUAGE sql IMMUTABLE AS $function$
  SELECT CASE WHEN jsonb_typeof(value) = 'number' THEN
    CASE WHEN value::numeric BETWEEN -9007199254740991 AND 9007199254740991 AND value::numeric % 1 = 0
      THEN value::numeric::bigint END
  END
$function$;

CREATE FUNCTION handrail.moment(value jsonb) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $function$
  SELECT CASE WHEN abs(handrail.whole(value)) <= 8640000000000000
    THEN timestamptz 'epoch' + handrail.whole(value) * interval '1 millisecond' END
$function$;

CREATE FUNCTION handrail.elements(value jsonb) RETURNS SETOF jsonb LANGUAGE sql IMMUTABLE AS $function$
  SELECT jsonb_array_elements(CASE WHEN jsonb_typeof(value) = 'array' THEN value ELSE '[]' END)
$function$;

CREATE FUNCTION handrail.ticket_of(body bytea) RETURNS text LANGUAGE sql IMMUTABLE AS $function$
  SELECT left(handrail.as_json(body) -> 'event' ->> 'ticketId', 100)
$function$;
DROP INDEX handrail.journal_call;
CREATE INDEX journal_call ON handrail.journal (log, handrail.ticket_of(body)) WHERE kind LIKE 'assist.%';

CREATE VIEW handrail.event AS
  SELECT j.log, j.seq, j.business_day, j.kind, j.body AS raw, parsed.body ->> 'transactionId' AS transaction_id,
      handrail.event_of(j.kind, parsed.body) AS event
    FROM handrail.journal j CROSS JOIN LATERAL (SELECT handrail.as_json(j.body) AS body OFFSET 0) parsed
    WHERE NOT EXISTS (
      SELECT FROM handrail.suspect s WHERE s.log = j.log AND s.seq = j.seq AND s.state <> 'released'
    );
COMMENT ON VIEW handrail.event IS 'Rows with their bodies read; without those that quarantine holds';

CREATE VIEW handrail.sale AS
  SELECT l.origin, l.epoch, s.log, s.seq AS first_seq, s.transaction_id, s.business_day,
      s.event ->> 'workstationId' AS workstation, s.event ->> 'currency' AS currency,
      s.event ->> 'language' AS language, handrail.moment(s.event -> 'startedAt') AS started_at,
      handrail.moment(later.settled -> 'settledAt') AS settled_at,
      handrail.whole(later.settled -> 'receiptNumber') AS receipt_number,
      later.voided ->> 'reason' AS void_reason, state.status,
      handrail.whole(state.totals -> 'regular') AS regular, handrail.whole(state.totals -> 'discount') AS discount,
      handrail.whole(state.totals -> 'taxOnTop') AS tax_on_top, handrail.whole(state.totals -> 'total') AS total,
      handrail.whole(state.totals -> 'articleCount') AS article_count, state.totals,
      next.seq AS before_seq,
      NOT EXISTS (SELECT FROM handrail.suspect q WHERE q.log = s.log AND q.seq > s.seq
        AND q.seq < next.seq AND q.state <> 'released') AS is_whole
    FROM handrail.event s JOIN handrail.log l ON l.log = s.log
    CROSS JOIN LATERAL (
      SELECT coalesce(min(n.seq), 9223372036854775807) AS seq FROM handrail.journal n
        WHERE n.log = s.log AND n.seq > s.seq AND n.kind = 'transaction.transaction-started'
    ) next
    CROSS JOIN LATERAL (
      SELECT
          (array_agg(e.event -> 'totals' ORDER BY e.seq DESC)
            FILTER (WHERE e.kind = 'transaction.tender-started'))[1] AS totals,
          (array_agg(e.event ORDER BY e.seq DESC) FILTER (WHERE e.kind = 'transaction.transaction-settled'))[1]
            AS settled,
          (array_agg(e.event ORDER BY e.seq DESC) FILTER (WHERE e.kind = 'transaction.transaction-voided'))[1]
            AS voided,
          (array_agg(e.kind ORDER BY e.seq DESC) FILTER (WHERE e.kind IN (
            'transaction.transaction-settled', 'transaction.transaction-closed', 'transaction.transaction-voided',
            'transaction.transaction-suspended', 'transaction.transaction-resumed', 'transaction.tender-started',
            'transaction.tender-cancelled')))[1] AS last
        FROM handrail.event e
        WHERE e.log = s.log AND e.seq > s.seq AND e.seq < next.seq AND e.kind LIKE 'transaction.%'
          AND e.transaction_id = s.transaction_id AND e.event IS NOT NULL
    ) later
    CROSS JOIN LATERAL (
      SELECT
          CASE later.last
            WHEN 'transaction.transaction-settled' THEN 'settled'
            WHEN 'transaction.transaction-closed' THEN 'closed'
            WHEN 'transaction.transaction-voided' THEN 'voided'
            WHEN 'transaction.transaction-suspended' THEN 'suspended'
            WHEN 'transaction.tender-started' THEN 'tendering'
            ELSE 'open'
          END AS status,
          CASE WHEN later.last IN ('transaction.transaction-settled', 'transaction.transaction-closed',
            'transaction.tender-started') THEN later.totals END AS totals
    ) state
    WHERE s.kind = 'transaction.transaction-started' AND s.event IS NOT NULL;
COMMENT ON VIEW handrail.sale IS
  'One row a sale; amounts in minor units, null before the shopper paid. is_whole: none of its rows is in quarantine';

CREATE VIEW handrail.sale_line AS
  SELECT s.origin, s.epoch, s.log, s.transaction_id, s.business_day, s.status AS sale_status, line.*
    FROM handrail.sale s CROSS JOIN LATERAL (
      WITH happened AS MATERIALIZED (
        SELECT e.seq, e.kind, e.event FROM handrail.event e
          WHERE e.log = s.log AND e.seq > s.first_seq AND e.seq < s.before_seq
            AND e.kind IN ('transaction.line-added', 'transaction.line-quantity-changed', 'transaction.line-voided',
              'transaction.line-price-overridden', 'transaction.prices-modified')
            AND e.transaction_id = s.transaction_id AND e.event IS NOT NULL
      ), added AS (
        SELECT a.event -> 'line' AS line, handrail.whole(a.event -> 'line' -> 'lineNumber') AS number
          FROM happened a WHERE a.kind = 'transaction.line-added'
      ), changed AS (
        SELECT DISTINCT ON (number) handrail.whole(c.event -> 'lineNumber') AS number, c.event
          FROM happened c WHERE c.kind = 'transaction.line-quantity-changed' ORDER BY number, c.seq DESC
      ), repriced AS (
        SELECT DISTINCT ON (number) handrail.whole(r.event -> 'lineNumber') AS number,
            r.event -> 'regularAmount' AS regular_amount
          FROM happened r
          WHERE r.kind IN ('transaction.line-quantity-changed', 'transaction.line-price-overridden')
          ORDER BY number, r.seq DESC
      ), overridden AS (
        SELECT DISTINCT ON (number) handrail.whole(o.event -> 'lineNumber') AS number,
            o.event -> 'unitPrice' AS unit_price
          FROM happened o WHERE o.kind = 'transaction.line-price-overridden' ORDER BY number, o.seq DESC
      ), voided AS (
        SELECT DISTINCT ON (number) handrail.whole(v.event -> 'lineNumber') AS number, v.event ->> 'reason' AS reason
          FROM happened v WHERE v.kind = 'transaction.line-voided' ORDER BY number, v.seq DESC
      ), modified AS (
        SELECT DISTINCT ON (number) handrail.whole(m -> 'lineNumber') AS number, m -> 'modifiers' AS modifiers
          FROM happened p CROSS JOIN LATERAL handrail.elements(p.event -> 'lines') m
          WHERE p.kind = 'transaction.prices-modified' ORDER BY number, p.seq DESC
      )
      SELECT number AS line_number, line ->> 'kind' AS kind, handrail.whole(line -> 'parentLine') AS parent_line,
          line ->> 'articleId' AS article_id, line ->> 'code' AS code, line ->> 'entry' AS entry,
          line -> 'name' AS name, quantity ->> 'kind' AS quantity_kind,
          handrail.whole(coalesce(quantity -> 'count', quantity -> 'grams', quantity -> 'millilitres')) AS quantity,
          handrail.whole(coalesce(overridden.unit_price, line -> 'unitPrice')) AS unit_price, regular, discount,
          CASE WHEN voided.number IS NULL THEN regular + discount ELSE 0 END AS amount,
          line -> 'tax' ->> 'code' AS tax_code, handrail.whole(line -> 'tax' -> 'rateBasisPoints') AS tax_basis_points,
          voided.number IS NOT NULL AS is_voided, voided.reason AS void_reason
        FROM added LEFT JOIN changed USING (number) LEFT JOIN repriced USING (number)
        LEFT JOIN overridden USING (number) LEFT JOIN voided USING (number) LEFT JOIN modified USING (number)
        CROSS JOIN LATERAL (
          SELECT coalesce(changed.event -> 'quantity', line -> 'quantity') AS quantity,
              handrail.whole(coalesce(repriced.regular_amount, line -> 'regularAmount')) AS regular,
              CASE WHEN voided.number IS NULL THEN (
                SELECT coalesce(sum(handrail.whole(m -> 'amount')), 0)::bigint
                  FROM handrail.elements(coalesce(modified.modifiers, line -> 'modifiers')) m
              ) ELSE 0 END AS discount
        ) today
    ) line;
COMMENT ON VIEW handrail.sale_line IS 'Each position as it was last; a voided one counts for nothing. Minor units';

CREATE VIEW handrail.sale_tender AS
  SELECT s.origin, s.epoch, s.log, s.transaction_id, s.business_day, s.status AS sale_status, e.seq,
      e.event -> 'tender' ->> 'tenderType' AS tender_type, e.event -> 'tender' ->> 'attemptId' AS attempt_id,
      handrail.whole(e.event -> 'tender' -> 'amount') AS amount
    FROM handrail.sale s JOIN handrail.event e ON e.log = s.log AND e.seq > s.first_seq AND e.seq < s.before_seq
    WHERE e.kind = 'transaction.tender-added' AND e.transaction_id = s.transaction_id AND e.event IS NOT NULL;

CREATE VIEW handrail.sale_tax AS
  SELECT s.origin, s.epoch, s.log, s.transaction_id, s.business_day, s.status AS sale_status, t ->> 'code' AS tax_code,
      handrail.whole(t -> 'rateBasisPoints') AS tax_basis_points, handrail.whole(t -> 'net') AS net,
      handrail.whole(t -> 'tax') AS tax, handrail.whole(t -> 'gross') AS gross
    FROM handrail.sale s CROSS JOIN LATERAL handrail.elements(s.totals -> 'taxLines') t;

CREATE VIEW handrail.assist AS
  SELECT l.origin, l.epoch, r.log, r.seq, r.business_day, r.event ->> 'ticketId' AS ticket_id,
      r.event ->> 'workstationId' AS workstation, r.event ->> 'transactionId' AS transaction_id,
      r.event ->> 'reason' AS reason, r.event ->> 'raisedBy' AS raised_by, later.topic,
      handrail.moment(r.event -> 'at') AS raised_at, later.acknowledged_at, later.attended_at,
      handrail.moment(later.ending -> 'at') AS ended_at,
      CASE coalesce(later.ending ->> 'type', later.last)
        WHEN 'ticket-resolved' THEN 'resolved'
        WHEN 'ticket-withdrawn' THEN 'withdrawn'
        WHEN 'ticket-expired' THEN 'expired'
        WHEN 'ticket-attended' THEN 'attending'
        WHEN 'ticket-acknowledged' THEN 'acknowledged'
        WHEN 'ticket-set-out' THEN 'acknowledged'
        ELSE 'raised'
      END AS status,
      later.attendant, later.ending ->> 'resolution' AS resolution, later.ease
    FROM handrail.event r JOIN handrail.log l ON l.log = r.log
    CROSS JOIN LATERAL (
      SELECT
          max(e.event ->> 'topic') FILTER (WHERE e.kind = 'assist.ticket-topic-given') AS topic,
          min(handrail.moment(e.event -> 'at')) FILTER (WHERE e.kind = 'assist.ticket-acknowledged')
            AS acknowledged_at,
          min(handrail.moment(e.event -> 'at')) FILTER (WHERE e.kind = 'assist.ticket-attended') AS attended_at,
          (array_agg(e.event ORDER BY e.seq DESC) FILTER (WHERE e.kind IN
            ('assist.ticket-resolved', 'assist.ticket-withdrawn', 'assist.ticket-expired')))[1] AS ending,
          (array_agg(e.event ->> 'type' ORDER BY e.seq DESC) FILTER (WHERE e.kind IN ('assist.ticket-acknowledged',
            'assist.ticket-set-out', 'assist.ticket-attended', 'assist.ticket-lease-lapsed',
            'assist.ticket-handed-over')))[1] AS last,
          (array_agg(e.event ->> 'attendant' ORDER BY e.seq DESC) FILTER (WHERE e.event ? 'attendant'))[1]
            AS attendant,
          max(e.event ->> 'ease') FILTER (WHERE e.kind = 'assist.ticket-ease-answered') AS ease
        FROM handrail.event e
        WHERE e.log = r.log AND e.kind LIKE 'assist.%' AND e.seq > r.seq AND e.event IS NOT NULL
          AND handrail.ticket_of(e.raw) = left(r.event ->> 'ticketId', 100)
    ) later
    WHERE r.kind = 'assist.ticket-raised' AND r.event IS NOT NULL;
COMMENT ON VIEW handrail.assist IS 'One row a call for a person, with what became of it';
`;
