import type { Article } from '#kiosk/core/catalogue/article.ts';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import type { AttemptId } from '#kiosk/core/values/identifiers.ts';
import { minorUnits } from '#kiosk/core/values/money.ts';
import { pieces } from '#kiosk/core/values/quantity.ts';
import type { LogName } from '#sync/log/log.ts';
import { ARTICLES, SaleWriter } from '#tests/support/postgres-sales.ts';

/** Lines of the usual basket. */
const BASKET = 10;

/** What a lane writes while it sells one usual basket after the other, and how many rows a sale takes. */
export function soldRows(log: LogName, count: number): { rows: readonly JournalRow[]; perSale: number } {
  const writer = new SaleWriter(log);
  let sales = 0;
  while (writer.rows.length < count) {
    sell(writer);
    sales += 1;
  }
  return { rows: writer.rows.slice(0, count), perSale: writer.rows.length / sales };
}

function sell(writer: SaleWriter): void {
  for (let line = 0; line < BASKET; line += 1) {
    const article: Article = line % 3 === 0 ? ARTICLES.beer : ARTICLES.milk;
    writer.run({ type: 'add-article', article, entry: 'scanned', code: '4006381333931', quantity: pieces(1) });
  }
  writer.run({ type: 'start-tender' });
  if (writer.state.status !== 'tendering') throw new Error('the usual basket can be paid for');
  const attemptId = `${writer.log.epoch}-${writer.rows.length}` as AttemptId;
  writer.run({ type: 'add-tender', attemptId, amount: minorUnits(writer.state.totals.total) });
  writer.run({ type: 'record-receipt', medium: 'screen' });
  writer.run({ type: 'close' });
}
