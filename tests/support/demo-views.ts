import { readFileSync } from 'node:fs';
import { parseAmount } from '#kiosk/core/values/money.ts';
import type { ArticleView, CategoryView, LineView } from '#kiosk/api/views.ts';

interface DemoArticle {
  readonly id: string;
  readonly name: Readonly<Record<string, string>>;
  readonly price?: string;
  readonly pricedPer?: 'weight';
  readonly content?: Readonly<Record<string, string>>;
  readonly picture?: string;
  readonly category?: string;
}

const demo = new URL('../../config/demo/', import.meta.url);
const articles: readonly DemoArticle[] = readFileSync(new URL('articles.ndjson', demo), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as DemoArticle);

export const demoCategories = JSON.parse(readFileSync(new URL('categories.json', demo), 'utf8')) as CategoryView[];

/** The articles of the demo shop as a search would give them. */
export function demoArticleViews(text: string, language: string, category: string | null): ArticleView[] {
  return articles
    .filter((article) => category === null || article.category === category)
    .filter((article) => (article.name[language] ?? '').toLowerCase().includes(text.toLowerCase()))
    .slice(0, 24)
    .map((article) => ({
      articleId: article.id,
      name: { ...article.name },
      content: article.content === undefined ? null : { ...article.content },
      picture: article.picture ?? null,
      price: priceOf(article),
      pricedPer: article.pricedPer ?? 'pieces',
    }));
}

/** A line of the basket with an article of the demo shop. */
export function demoLine(lineNumber: number, articleId: string, changes: Partial<LineView> = {}): LineView {
  const article = articles.find(({ id }) => id === articleId);
  if (article === undefined) throw new Error(`no article ${articleId} in the demo shop`);
  const price = priceOf(article) ?? 0;
  return {
    lineNumber,
    parentLine: null,
    kind: 'article',
    name: { ...article.name },
    content: article.content === undefined ? null : { ...article.content },
    picture: article.picture ?? null,
    quantity: { kind: 'pieces', count: 1 },
    unitPrice: price,
    pricedPer: article.pricedPer ?? 'pieces',
    regularAmount: price,
    amount: price,
    modifiers: [],
    hint: null,
    minimumAge: null,
    countChangeable: article.pricedPer === undefined,
    ...changes,
  };
}

/** Any line of a very long basket. */
export function manyLines(count: number): LineView[] {
  const sold = articles.filter((article) => article.price !== undefined && article.pricedPer === undefined);
  return Array.from({ length: count }, (_, index) => demoLine(index + 1, sold[index % sold.length]?.id ?? 'banana'));
}

function priceOf(article: DemoArticle): number | null {
  return article.price === undefined ? null : (parseAmount(article.price, 2) ?? null);
}
