import { readFileSync } from 'node:fs';
import { unitPriceOf } from '#config/catalogue/to-catalogue-entry.ts';
import type { CountryPack } from '#config/schemas/handrail-config.ts';
import { currencyByCode } from '#kiosk/core/values/currencies.ts';
import type { ArticleId, EpochMs } from '#kiosk/core/values/identifiers.ts';
import { parseAmount } from '#kiosk/core/values/money.ts';
import { openCatalogue } from '#kiosk/storage/catalogue/catalogue-directory.ts';
import { applyPrices, type PriceChange } from '#kiosk/storage/catalogue/price-list.ts';
import { CommandFailure } from '../exit-codes.ts';
import { fileBytes } from './file-pieces.ts';
import { readPrices, type PriceRecord } from './price-record.ts';
import { ProblemLog } from './problem-log.ts';
import { unhurried } from './unhurried.ts';

export interface PriceImport {
  readonly file: string;
  readonly directory: string;
  readonly pack: CountryPack;
  readonly revision: string;
  readonly report: string | undefined;
  readonly dryRun: boolean;
  readonly now: EpochMs;
}

export interface PriceImportResult {
  readonly prices: number;
  readonly problems: number;
  readonly seconds: number;
}

const PRICES_BYTES_MAX = 256 * 1_024 * 1_024;

/** Puts new prices in force or announces them, each with the unit price that follows; wrong lines are told of. */
export async function importPrices(wanted: PriceImport): Promise<PriceImportResult> {
  const started = performance.now();
  const text = await readText(wanted.file);
  const log = new ProblemLog(wanted.report);
  try {
    const { records, problems } = readPrices(text, wanted.file);
    log.add(problems);
    const changes = changesFor(records, wanted, log);
    if (!wanted.dryRun) applyPrices(wanted.directory, wanted.revision, unhurried(changes));
    return { prices: changes.length, problems: log.count, seconds: (performance.now() - started) / 1_000 };
  } finally {
    log.close();
  }
}

function changesFor(
  records: readonly PriceRecord[],
  { directory, file, pack, now }: PriceImport,
  log: ProblemLog,
): readonly PriceChange[] {
  const catalogue = openCatalogue(directory);
  const exponent = currencyByCode(pack.currency)?.exponent ?? 2;
  const report = (line: number, path: string, message: string): void =>
    log.add([{ where: `${file}:${line}`, path, message }]);
  try {
    const changes: PriceChange[] = [];
    for (const { line, id, price: text, validFrom = now } of unhurried(records)) {
      const entry = catalogue.findEntryById(id as ArticleId, validFrom);
      if (entry === undefined) {
        report(line, 'id', `the catalogue has no article "${id}"`);
        continue;
      }
      const price = text === null ? undefined : parseAmount(text, exponent);
      if (text !== null && (price === undefined || price === 0)) {
        report(line, 'price', `"${text}" must be above zero, with at most ${exponent} decimals for ${pack.currency}`);
        continue;
      }
      const { measure, article } = entry;
      const unitPrice = unitPriceOf({ measure, pricedPer: article.pricedPer }, price);
      changes.push({ articleId: article.id, price, unitPrice, validFrom });
    }
    return changes;
  } finally {
    catalogue.close();
  }
}

async function readText(file: string): Promise<string> {
  const bytes = await fileBytes(file);
  if (bytes > PRICES_BYTES_MAX) throw new CommandFailure(`${file}: has ${bytes} bytes, at most ${PRICES_BYTES_MAX}`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    throw new CommandFailure(`${file}: cannot be read as UTF-8 (${String(error)})`);
  }
}
