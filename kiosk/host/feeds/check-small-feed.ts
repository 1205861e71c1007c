import type { z } from 'zod';
import { ConfigurationError, type ConfigurationProblem, shownValue } from '#config/configuration-error.ts';
import { helpArticleSchema } from '#config/help/help-article.ts';
import { foundIssues } from '#config/issue-message.ts';
import { JsonTextError, type JsonValue, pathKey, type PositionedJson, readJson } from '#config/json-text.ts';
import { loadRoleConfig } from '#config/load.ts';
import { unknownName } from '#config/nearest-name.ts';
import type { CountryPack } from '#config/schemas/handrail-config.ts';
import { promotionSchema } from '#config/schemas/promotion.ts';
import { staffFileSchema } from '#config/staff/staff-file.ts';
import type { FeedName } from '#sync/feed/feed.ts';

/** What is wrong with a text, each thing with its line; none if it can be used. */
export type SmallFeedCheck = (text: string, file: string) => readonly ConfigurationProblem[];

export function staffProblems(text: string, file: string): readonly ConfigurationProblem[] {
  return withJson(text, file, (json) => issuesOf(staffFileSchema, json, file));
}

/** One wrong promotion makes the whole list wrong: half a list of prices is another price. */
export function promotionProblems(text: string, file: string, pack: CountryPack): readonly ConfigurationProblem[] {
  const schema = promotionSchema(pack.currency).array();
  return withJson(text, file, (json) => issuesOf(schema, json, file));
}

/** A list of answers, each under a name of its own. */
export function helpProblems(text: string, file: string): readonly ConfigurationProblem[] {
  const schema = helpArticleSchema.array().refine((all) => new Set(all.map(({ id }) => id)).size === all.length, {
    error: 'must not name an answer twice',
  });
  return withJson(text, file, (json) => issuesOf(schema, json, file));
}

/** Settings that every machine adds its own to: what is missing here is there. */
function configurationProblems(file: string): readonly ConfigurationProblem[] {
  try {
    loadRoleConfig('lane', { files: [file] });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.filter(({ value, path }) => value !== undefined || path === '');
  }
}

/** The check of a feed that is one file; a catalogue has a check of its own. */
export function checkOf(feed: Exclude<FeedName, 'catalogue'>, pack: CountryPack | undefined): SmallFeedCheck {
  switch (feed) {
    case 'staff':
      return staffProblems;
    case 'promotions':
      return (text, file) =>
        pack === undefined
          ? [{ where: file, path: '', message: 'can only be checked with a country (--country)' }]
          : promotionProblems(text, file, pack);
    case 'help':
      return helpProblems;
    case 'configuration':
      return (_, file) => configurationProblems(file);
  }
}

function withJson(
  text: string,
  file: string,
  look: (json: PositionedJson) => readonly ConfigurationProblem[],
): readonly ConfigurationProblem[] {
  try {
    return look(readJson(text));
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    const { line, column } = error.position;
    return [{ where: `${file}:${line}:${column}`, path: '', message: `is not JSON: ${error.message}` }];
  }
}

function issuesOf(
  schema: z.ZodType,
  { value, positions }: PositionedJson,
  file: string,
): readonly ConfigurationProblem[] {
  const parsed = schema.safeParse(value satisfies JsonValue);
  if (parsed.success) return [];
  return foundIssues(parsed.error.issues, value, (name) => unknownName('field', name, [])).map((issue) => {
    const at = nearest(positions, issue.path);
    const where = at === undefined ? file : `${file}:${at.line}:${at.column}`;
    return { where, path: issue.path.join('.'), value: shownValue(issue.value), message: issue.message };
  });
}

/** Where a value stands, or what should have held it. */
function nearest(
  positions: PositionedJson['positions'],
  path: readonly (string | number)[],
): { readonly line: number; readonly column: number } | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const at = positions.get(pathKey(path.slice(0, length)));
    if (at !== undefined) return at;
  }
  return undefined;
}
