import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { CatalogueCategory, CatalogueEntry } from '#kiosk/core/catalogue/article.ts';
import type { Promotion } from '#kiosk/core/promotions/promotion.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import { shownValue, type ConfigurationProblem } from '../configuration-error.ts';
import { foundIssues } from '../issue-message.ts';
import { JsonTextError, pathKey, readJson, type PositionedJson } from '../json-text.ts';
import { unknownName } from '../nearest-name.ts';
import { readFailure } from '../read-failure.ts';
import { readText } from '../read-text.ts';
import { categorySchema } from '../schemas/category.ts';
import type { HandrailConfig } from '../schemas/handrail-config.ts';
import { promotionSchema } from '../schemas/promotion.ts';
import { readArticles } from './read-articles.ts';

export interface LoadedCatalogue {
  readonly entries: readonly CatalogueEntry[];
  readonly categories: readonly CatalogueCategory[];
  readonly promotions: readonly Promotion[];
  /** Changes with the content of the files and with the day, and with nothing else. */
  readonly revision: string;
  /** What could not be used, and why. Whatever else the files hold is there all the same. */
  readonly problems: readonly ConfigurationProblem[];
}

const ARTICLES_SIZE_MAX_BYTES = 256 * 1_048_576;
const LIST_SIZE_MAX_BYTES = 8 * 1_048_576;

/**
 * Reads the files that a configuration names: what the store sells, on a day. Wrong parts are left out and reported.
 * Where the articles are in a folder of their own there are no entries, and promotions cannot be held against them.
 */
export function loadCatalogue(config: HandrailConfig, day: BusinessDay): LoadedCatalogue {
  const problems: ConfigurationProblem[] = [];
  const { catalogue, country } = config;
  const texts = {
    articles: textOf(catalogue.file, ARTICLES_SIZE_MAX_BYTES, problems),
    categories: textOf(catalogue.categoriesFile, LIST_SIZE_MAX_BYTES, problems),
    promotions: textOf(catalogue.promotionsFile, LIST_SIZE_MAX_BYTES, problems),
  };
  const articles = readArticles(texts.articles ?? '', catalogue.file ?? '', country, day);
  const categories = readList(catalogue.categoriesFile, texts.categories, categorySchema, problems);
  const promotions = readList(catalogue.promotionsFile, texts.promotions, promotionSchema(country.currency), problems);
  problems.push(...articles.problems, ...danglingReferences(config, articles.entries, categories, promotions));
  return { entries: articles.entries, categories, promotions, revision: revisionOf(texts, day), problems };
}

const REVISION_LENGTH = 16;

function revisionOf(texts: object, day: BusinessDay): string {
  return createHash('sha256')
    .update(JSON.stringify([texts, day]))
    .digest('hex')
    .slice(0, REVISION_LENGTH);
}

function readList<Item>(
  file: string | undefined,
  text: string | undefined,
  schema: z.ZodType<Item>,
  problems: ConfigurationProblem[],
): readonly Item[] {
  if (file === undefined || text === undefined) return [];
  let json: PositionedJson;
  try {
    json = readJson(text);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    const { line, column } = error.position;
    problems.push({ where: `${file}:${line}:${column}`, path: '', message: `is not JSON: ${error.message}` });
    return [];
  }
  if (!Array.isArray(json.value)) {
    problems.push({
      where: file,
      path: '',
      value: shownValue(json.value),
      message: 'must be a list in square brackets',
    });
    return [];
  }
  return (json.value as readonly unknown[]).flatMap((item, index) => {
    const parsed = schema.safeParse(item);
    if (parsed.success) return [parsed.data];
    for (const issue of foundIssues(parsed.error.issues, item, (name) => unknownName('field', name, []))) {
      const path = [index, ...issue.path];
      const at = json.positions.get(pathKey(path)) ?? json.positions.get(pathKey([index]));
      const where = at === undefined ? file : `${file}:${at.line}:${at.column}`;
      problems.push({ where, path: path.join('.'), value: shownValue(issue.value), message: issue.message });
    }
    return [];
  });
}

function textOf(file: string | undefined, sizeMaxBytes: number, problems: ConfigurationProblem[]): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readText(file, sizeMaxBytes);
  } catch (error) {
    problems.push({ where: file, path: '', message: readFailure(error) });
  }
  return undefined;
}

/** Names that nothing stands behind: an article in an unknown category, a promotion on unknown goods. */
function danglingReferences(
  config: HandrailConfig,
  entries: readonly CatalogueEntry[],
  categories: readonly CatalogueCategory[],
  promotions: readonly Promotion[],
): readonly ConfigurationProblem[] {
  const { file, categoriesFile, promotionsFile } = config.catalogue;
  const problems: ConfigurationProblem[] = [];
  const articleIds = new Set<string>(entries.map((entry) => entry.article.id));
  const groups = new Set(entries.flatMap((entry) => entry.article.groups));
  const categoryIds = new Set(categories.map((category) => category.id));
  if (file === undefined) return [];
  for (const { article } of entries) {
    if (article.category === undefined || categoriesFile === undefined || categoryIds.has(article.category)) continue;
    problems.push({
      where: file,
      path: `${article.id}.category`,
      value: article.category,
      message: 'is not a category',
    });
  }
  for (const promotion of promotions) {
    const where = promotionsFile ?? '';
    for (const { articles, groups: named } of namesIn(promotion)) {
      const unknown = [...articles.filter((id) => !articleIds.has(id)), ...named.filter((id) => !groups.has(id))];
      for (const name of unknown) {
        problems.push({ where, path: promotion.promotionId, value: name, message: 'is no article and no group' });
      }
    }
  }
  return problems;
}

interface Names {
  readonly articles: readonly string[];
  readonly groups: readonly string[];
}

function namesIn(promotion: Promotion): readonly Names[] {
  if (promotion.kind === 'bundle') {
    return [{ articles: promotion.articles.map((article) => article.articleId), groups: [] }];
  }
  const targets = promotion.kind === 'mix-and-match' ? promotion.parts.map((part) => part.target) : [promotion.target];
  return targets.map((target) => ({
    articles: [...(target?.articles ?? []), ...(target?.exceptArticles ?? [])],
    groups: [...(target?.groups ?? []), ...(target?.exceptGroups ?? [])],
  }));
}
