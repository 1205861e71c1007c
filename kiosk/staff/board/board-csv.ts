import type { BoardView } from '#kiosk/api/staff.ts';

type Cell = string | number | null;

/**
 * The board for a spreadsheet (RFC 4180): one measure a line, with a point in its numbers and names that stay the same
 * in every language. What is not known is empty.
 */
export function boardCsv(board: BoardView): string {
  const waits = (name: string, of: BoardView['acknowledgeSeconds']): Cell[][] => [
    [name, 'p50', of?.p50 ?? null],
    [name, 'p80', of?.p80 ?? null],
    [name, 'p95', of?.p95 ?? null],
  ];
  const rows: Cell[][] = [
    ['measure', 'of', 'value'],
    ['business-day', null, board.businessDay],
    ['calls', null, board.calls],
    ['calls-open', null, board.open],
    ...waits('answered-seconds', board.acknowledgeSeconds),
    ...waits('there-seconds', board.arriveSeconds),
    ['promise-kept-share', null, board.promiseKeptShare],
    ['first-contact-share', null, board.firstContactShare],
    ['easy-share', null, board.easyShare],
    ['actionable-share', null, board.actionableShare],
    ['false-alarm-share', null, board.falseAlarmShare],
    ...board.interventionsPerHundred.flatMap(({ reason, count, perHundred }): Cell[][] => [
      ['calls-by-reason', reason, count],
      ['calls-per-hundred-baskets', reason, perHundred],
    ]),
    ...board.hours.flatMap(({ hour, calls, waitP80Seconds }): Cell[][] => [
      ['calls-by-hour', hour, calls],
      ['answered-p80-seconds-by-hour', hour, waitP80Seconds],
    ]),
    ...board.staffing.flatMap(({ staff, answeredWithin30, occupancy }): Cell[][] => [
      ['planned-answered-within-30-share', staff, answeredWithin30],
      ['planned-occupancy', staff, occupancy],
    ]),
    ...board.articlesRead.map(({ articleId, count }): Cell[] => ['article-read', articleId, count]),
    ...board.missedSearches.map(({ about, text, count }): Cell[] => [`search-missed-${about}`, text, count]),
  ];
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** Words of a shopper may begin like a formula; a spreadsheet must not compute them. */
function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(Math.round(value * 1_000) / 1_000);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
