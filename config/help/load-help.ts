import { readdirSync } from 'node:fs';
import path from 'node:path';
import { shownValue, type ConfigurationProblem } from '../configuration-error.ts';
import { foundIssues } from '../issue-message.ts';
import { JsonTextError, pathKey, readJson, type PositionedJson } from '../json-text.ts';
import { unknownName } from '../nearest-name.ts';
import { readFailure } from '../read-failure.ts';
import { readText } from '../read-text.ts';
import { type HelpArticle, helpArticleSchema } from './help-article.ts';

export interface LoadedHelp {
  readonly articles: readonly HelpArticle[];
  /** What could not be used, and why. Whatever else the folder holds is there all the same. */
  readonly problems: readonly ConfigurationProblem[];
}

/** More than any store writes; what is beyond is reported and left out. */
const ARTICLES_MAX = 500;
const FILE_SIZE_MAX_BYTES = 65_536;
const FIELDS = Object.keys(helpArticleSchema.shape);

/** Reads the answers in a folder, a JSON file each. Wrong ones are left out and reported; nothing is thrown. */
export function loadHelp(directory: string): LoadedHelp {
  const problems: ConfigurationProblem[] = [];
  const articles = new Map<string, HelpArticle>();
  for (const name of namesIn(directory, problems)) {
    const file = path.join(directory, name);
    const article = readArticle(file, problems);
    if (article === undefined) continue;
    if (articles.has(article.id)) {
      const value = shownValue(article.id);
      problems.push({ where: file, path: 'id', value, message: 'is the name of another answer as well' });
    } else {
      articles.set(article.id, article);
    }
  }
  return { articles: [...articles.values()], problems };
}

function namesIn(directory: string, problems: ConfigurationProblem[]): readonly string[] {
  let names: readonly string[];
  try {
    names = readdirSync(directory);
  } catch (error) {
    problems.push({ where: directory, path: '', message: readFailure(error) });
    return [];
  }
  const files = names.filter((name) => name.endsWith('.json') && !name.startsWith('.')).toSorted();
  if (files.length > ARTICLES_MAX) {
    problems.push({ where: directory, path: '', message: `has ${files.length} answers; ${ARTICLES_MAX} are used` });
  }
  return files.slice(0, ARTICLES_MAX);
}

function readArticle(file: string, problems: ConfigurationProblem[]): HelpArticle | undefined {
  let json: PositionedJson;
  try {
    json = readJson(readText(file, FILE_SIZE_MAX_BYTES));
  } catch (error) {
    const at = error instanceof JsonTextError ? `:${error.position.line}:${error.position.column}` : '';
    const message = error instanceof JsonTextError ? `is not JSON: ${error.message}` : readFailure(error);
    problems.push({ where: `${file}${at}`, path: '', message });
    return undefined;
  }
  const parsed = helpArticleSchema.safeParse(json.value);
  if (parsed.success) return parsed.data;
  for (const issue of foundIssues(parsed.error.issues, json.value, (name) => unknownName('field', name, FIELDS))) {
    const at = json.positions.get(pathKey(issue.path)) ?? json.positions.get(pathKey([]));
    const where = at === undefined ? file : `${file}:${at.line}:${at.column}`;
    problems.push({ where, path: issue.path.join('.'), value: shownValue(issue.value), message: issue.message });
  }
  return undefined;
}
