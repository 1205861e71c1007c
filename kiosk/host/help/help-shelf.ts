import { fileURLToPath } from 'node:url';
import type { HelpArticle } from '#config/help/help-article.ts';
import { loadHelp } from '#config/help/load-help.ts';
import type { HandrailConfig } from '#config/schemas/handrail-config.ts';
import type { HelpArticleView } from '#kiosk/api/views.ts';
import { SOURCE_LANGUAGE } from '#kiosk/i18n/languages.ts';
import type { HelpMoment, HelpShelf } from '#kiosk/lane/help-shelf.ts';
import type { Logger } from '#kiosk/lane/ports.ts';
import { fittingAnswers } from './fitting-answers.ts';
import { HelpIndex } from './help-index.ts';

const STARTER_SET = fileURLToPath(new URL('../../../config/demo/help', import.meta.url));

/** As many as the contract sends: a page of them, without scrolling for long. */
const ANSWERS_MAX = 8;

/**
 * The answers that a store has on its shelf. One that cannot be read is left out and reported to the log: a slip in a
 * text is no reason to close a lane.
 */
export function openHelpShelf(config: HandrailConfig, log: Logger): HelpShelf {
  const directory = config.help.directory ?? STARTER_SET;
  const { articles, problems } = loadHelp(directory);
  for (const { where, path, message } of problems) log.warn('an answer cannot be used', { where, path, message });
  return shelfOf(articles);
}

export function shelfOf(articles: readonly HelpArticle[]): HelpShelf {
  const index = new HelpIndex(articles);
  return {
    search: (text: string, language: string, moment: HelpMoment): HelpArticleView[] => {
      const found =
        text.trim() === ''
          ? fittingAnswers(articles, moment).slice(0, ANSWERS_MAX)
          : index.search(text, language, ANSWERS_MAX);
      return found.map((article) => answerView(article, language));
    },
  };
}

/** In the language of the page if the store has written it in that, else in one that it has. */
function answerView({ id, version, owner, topic, title, steps }: HelpArticle, wanted: string): HelpArticleView {
  const language = [wanted, SOURCE_LANGUAGE.tag, ...Object.keys(title)].find((tag) => tag in title) ?? wanted;
  const inLanguage = (text: Readonly<Record<string, string>>): string => text[language] ?? Object.values(text)[0] ?? '';
  return {
    articleId: id,
    version,
    owner,
    topic,
    title: inLanguage(title),
    steps: steps.map(({ text, picture }) => ({ text: inLanguage(text), picture: picture ?? null })),
    language,
  };
}
