import type { TaxCategory } from '../catalogue/article.ts';
import type { ArticleId, LocalizedText } from '../values/identifiers.ts';
import type { MinorUnits } from '../values/money.ts';
import type { SaleLineItem } from './line-item.ts';

/** The article of lines that give a deposit back. */
export const DEPOSIT_RETURN = 'deposit-return' as ArticleId;

/** How a lane takes the slips of the machine that takes back empties. */
export interface DepositReturnRule {
  /** The most that all slips of one basket may give back. */
  readonly max: MinorUnits;
  /** What the line is called. */
  readonly name: LocalizedText;
  readonly tax: TaxCategory;
}

export function isDepositReturn(line: SaleLineItem): boolean {
  return line.kind === 'deposit' && line.articleId === DEPOSIT_RETURN;
}
