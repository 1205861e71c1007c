import type { HelpArticle } from '#config/help/help-article.ts';
import type { HelpMoment } from '#kiosk/lane/help-shelf.ts';

/** What says more about what somebody wants to know: the notice that stands there, then how paying goes. */
const SCORES = { notice: 8, payment: 4, screen: 1 } as const;

/** Answers that fit what goes on at the lane, the best first; equal ones in the order that the store gave them. */
export function fittingAnswers(articles: readonly HelpArticle[], moment: HelpMoment): readonly HelpArticle[] {
  return articles
    .map((article) => ({ article, score: scoreOf(article, moment) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || a.article.order - b.article.order)
    .map(({ article }) => article);
}

function scoreOf({ contexts }: HelpArticle, { screen, notices, payment }: HelpMoment): number {
  let score = 0;
  if (contexts.notices.some((code) => notices.includes(code))) score += SCORES.notice;
  if (payment !== 'none' && contexts.payments.includes(payment)) score += SCORES.payment;
  if (contexts.screens.includes(screen)) score += SCORES.screen;
  return score;
}
