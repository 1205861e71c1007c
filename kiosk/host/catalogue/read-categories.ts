import { z } from 'zod';
import { shownValue } from '#config/configuration-error.ts';
import { foundIssues } from '#config/issue-message.ts';
import { JsonTextError, readJson } from '#config/json-text.ts';
import { unknownName } from '#config/nearest-name.ts';
import { readFailure } from '#config/read-failure.ts';
import { readText } from '#config/read-text.ts';
import { categorySchema } from '#config/schemas/category.ts';
import type { CatalogueCategory } from '#kiosk/core/catalogue/article.ts';
import { CommandFailure } from '../exit-codes.ts';

const CATEGORIES_BYTES_MAX = 4 * 1_024 * 1_024;

/** @throws CommandFailure with everything that is wrong: categories are few, and half of them is no use */
export function readCategories(file: string): readonly CatalogueCategory[] {
  const value = readValue(file);
  const parsed = z.array(categorySchema).safeParse(value);
  if (parsed.success) return parsed.data;
  const known = Object.keys(categorySchema.shape);
  const issues = foundIssues(parsed.error.issues, value, (name) => unknownName('field', name, known));
  const lines = issues.map((issue) => `${issue.path.join('.')} ${issue.message} (found ${shownValue(issue.value)})`);
  throw new CommandFailure(`${file}:\n  ${lines.join('\n  ')}`);
}

function readValue(file: string): unknown {
  try {
    return readJson(readText(file, CATEGORIES_BYTES_MAX)).value;
  } catch (error) {
    if (error instanceof JsonTextError) {
      const { line, column } = error.position;
      throw new CommandFailure(`${file}:${line}:${column}: is not JSON: ${error.message}`);
    }
    throw new CommandFailure(`${file}: ${readFailure(error)}`);
  }
}
