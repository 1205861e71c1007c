import { fileURLToPath } from 'node:url';
import { loadHelp } from '#config/help/load-help.ts';
import type { HelpArticleView } from '#kiosk/api/views.ts';
import { shelfOf } from '#kiosk/host/help/help-shelf.ts';

const directory = fileURLToPath(new URL('../../config/demo/help', import.meta.url));
const shelf = shelfOf(loadHelp(directory).articles);

/** What the starter set answers in a basket. */
export function demoAnswers(text: string, language: string): HelpArticleView[] {
  return shelf.search(text, language, { screen: 'basket', notices: ['article-unknown'], payment: 'none' });
}
