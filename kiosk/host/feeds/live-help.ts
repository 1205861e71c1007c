import { readFileSync, statSync } from 'node:fs';
import { helpArticleSchema } from '#config/help/help-article.ts';
import type { HelpShelf } from '#kiosk/lane/help-shelf.ts';
import type { Logger } from '#kiosk/lane/ports.ts';
import { shelfOf } from '../help/help-shelf.ts';

/**
 * The answers that came down, from the first ones on; those that were there before until then. New ones are there with
 * the next look: an answer is read once, and owes nothing to the one before.
 */
export function liveHelp(file: string, before: HelpShelf, log: Logger): HelpShelf {
  let mark = '';
  let shelf = before;
  const look = (): void => {
    const stats = statSync(file, { throwIfNoEntry: false });
    const found = stats === undefined ? '' : `${stats.mtimeMs}:${stats.size}:${stats.ino}`;
    if (found === mark) return;
    mark = found;
    if (found === '') return;
    try {
      shelf = shelfOf(helpArticleSchema.array().parse(JSON.parse(readFileSync(file, 'utf8'))));
    } catch (error) {
      log.error('the answers that came down cannot be used, and stay as they were', { why: String(error) });
    }
  };
  look();
  return {
    search: (text, language, moment) => {
      look();
      return shelf.search(text, language, moment);
    },
  };
}
