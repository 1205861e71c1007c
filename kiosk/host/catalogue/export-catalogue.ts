import { closeSync, openSync } from 'node:fs';
import type { CountryPack } from '#config/schemas/handrail-config.ts';
import type { BusinessDay, EpochMs } from '#kiosk/core/values/identifiers.ts';
import { openCatalogue } from '#kiosk/storage/catalogue/catalogue-directory.ts';
import { isPipeClosed, STANDARD_OUTPUT, writeAll } from '#kiosk/storage/write-all.ts';
import { CommandFailure } from '../exit-codes.ts';
import { articleToRecord } from './article-to-record.ts';
import { ProblemLog } from './problem-log.ts';

export interface CatalogueExport {
  readonly folder: string;
  readonly pack: CountryPack;
  readonly day: BusinessDay;
  readonly at: EpochMs;
  /** A file that is not there yet; undefined for standard output. */
  readonly output: string | undefined;
}

const LINES_AT_ONCE = 500;

/** Writes every article as a line of NDJSON; what the country pack has no words for is told of and left out. */
export function exportCatalogue({ folder, pack, day, at, output }: CatalogueExport): { readonly problems: number } {
  const catalogue = openCatalogue(folder);
  const log = new ProblemLog(undefined);
  const descriptor = output === undefined ? STANDARD_OUTPUT : openNew(output);
  let lines: string[] = [];
  try {
    for (const entry of catalogue.entries(at)) {
      const record = articleToRecord(entry, pack, day);
      if ('problem' in record) log.add([{ where: folder, path: entry.article.id, message: String(record['problem']) }]);
      else lines.push(`${JSON.stringify(record)}\n`);
      if (lines.length < LINES_AT_ONCE) continue;
      writeAll(descriptor, lines.join(''));
      lines = [];
    }
    writeAll(descriptor, lines.join(''));
  } catch (error) {
    if (!isPipeClosed(error)) throw error;
  } finally {
    log.close();
    if (output !== undefined) closeSync(descriptor);
    catalogue.close();
  }
  return { problems: log.count };
}

function openNew(file: string): number {
  try {
    return openSync(file, 'wx');
  } catch (error) {
    throw new CommandFailure(`${file}: cannot be made (${error instanceof Error ? error.message : String(error)})`);
  }
}
