import type { DeskArticle, DeskMark } from '#kiosk/api/desk.ts';

/** All articles, those with something special about them, those with one mark, or those of a category. */
export type ArticleFilter =
  | { readonly by: 'all' }
  | { readonly by: 'special' }
  | { readonly by: 'mark'; readonly mark: DeskMark }
  | { readonly by: 'category'; readonly category: string };

export const MARKS: readonly DeskMark[] = ['age', 'deposit', 'weighed', 'recalled', 'staffed'];

/** Two filters that let the same through; a filter also stands for itself in a list of choices. */
export function filterKey(filter: ArticleFilter): string {
  switch (filter.by) {
    case 'all':
    case 'special':
      return filter.by;
    case 'mark':
      return `mark:${filter.mark}`;
    case 'category':
      return `category:${filter.category}`;
  }
}

/**
 * The articles that a filter lets through and whose name or code has the words in it. Words are looked for everywhere:
 * somebody who types has something in mind, whatever was chosen before.
 */
export function articlesFor(
  articles: readonly DeskArticle[],
  filter: ArticleFilter,
  words: string,
  nameOf: (article: DeskArticle) => string,
): readonly DeskArticle[] {
  const wanted = words.trim().toLocaleLowerCase();
  if (wanted === '') return articles.filter((article) => isLetThrough(article, filter));
  return articles.filter(
    (article) => nameOf(article).toLocaleLowerCase().includes(wanted) || article.code.includes(wanted),
  );
}

function isLetThrough(article: DeskArticle, filter: ArticleFilter): boolean {
  switch (filter.by) {
    case 'all':
      return true;
    case 'special':
      return article.marks.length > 0;
    case 'mark':
      return article.marks.includes(filter.mark);
    case 'category':
      return article.category === filter.category;
  }
}
