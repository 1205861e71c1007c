import { Command, InvalidArgumentError } from 'commander';
import type { CountryPack } from '#config/schemas/handrail-config.ts';
import type { CatalogueCategory } from '#kiosk/core/catalogue/article.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';

const SEARCH_LIMIT = 10;
const SEARCH_LIMIT_MAX = 1_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

interface ImportOptions {
  readonly into?: string;
  readonly country: string;
  readonly categories?: string;
  readonly prices?: true;
  readonly day?: string;
  readonly revision?: string;
  readonly report?: string;
  readonly dryRun?: true;
  readonly json?: true;
}

/** `handrail catalogue`: fill a catalogue, take it out again, check it, and look something up in it. */
export function catalogueCommand(): Command {
  const command = new Command('catalogue')
    .description('Import, export, check and search the articles that lanes sell.')
    .helpCommand(false)
    .showHelpAfterError('(add --help for what this command takes)')
    .exitOverride();
  command
    .command('import')
    .description(
      'Import articles (NDJSON: a JSON object a line; or a spreadsheet, .csv) as a new revision. Good lines go in, ' +
        'wrong ones are named with line, field and what is allowed. A lane that is selling keeps its revision until ' +
        'it is between two sales. Exit code 0 if all lines were good, 1 if some were wrong, 2 if nothing was done.',
    )
    .argument('<file>', 'the articles, or with --prices the new prices')
    .option('--into <folder>', 'the folder that holds the catalogue; it is made if it is not there')
    .requiredOption('--country <code>', 'the country whose taxes, deposits and age rules hold: nl, dk, de, …')
    .option('--categories <file>', 'the categories (JSON); without it the former ones stay')
    .option('--prices', 'the file holds new prices only: id, price and, if not at once, validFrom')
    .option('--day <YYYY-MM-DD>', 'the day whose rates and rules hold (default: today)', parseDay)
    .option('--revision <name>', 'what to call the revision (default: the moment of the import)')
    .option('--report <file>', 'write every wrong line there, a JSON object each')
    .option('--dry-run', 'read and check everything, change nothing')
    .option('--json', 'print the result as a JSON object')
    .action(importFile);
  command
    .command('export')
    .description('Write all articles as NDJSON, to be imported again.')
    .argument('<folder>', 'the folder that holds the catalogue')
    .requiredOption('--country <code>', 'the country whose names for taxes and deposits are written')
    .option('--day <YYYY-MM-DD>', 'the day whose rates and prices hold (default: today)', parseDay)
    .option('--output <file>', 'where to write; a file that is there is not replaced (default: standard output)')
    .action(exportAll);
  command
    .command('check')
    .description(
      'Read every article and follow every code. Exit code 0 if all is right, 1 if not, 2 if there is nothing.',
    )
    .argument('<folder>', 'the folder that holds the catalogue')
    .option('--json', 'print what was found as a JSON object')
    .action(check);
  command
    .command('search')
    .description('Find articles as a shopper would, or by code. Exit code 1 if there is none.')
    .argument('<folder>', 'the folder that holds the catalogue')
    .argument('<words...>', 'what to look for; the beginnings of words are enough, and mistakes are forgiven')
    .option('--language <tag>', 'the language of the words', 'en')
    .option('--category <id>', 'only in this category')
    .option('--limit <count>', 'how many at most', parseLimit, SEARCH_LIMIT)
    .option('--json', 'print a JSON object a line')
    .action(search);
  return command;
}

async function importFile(file: string, options: ImportOptions): Promise<void> {
  const pack = await packOf(options.country);
  const now = Date.now();
  const revision = options.revision ?? new Date(now).toISOString().replaceAll(/[-:]/g, '').replace('.', '-');
  const { into: directory, report } = options;
  if (directory === undefined && (options.dryRun !== true || options.prices === true)) {
    throw new CommandFailure('say where the catalogue is: --into FOLDER');
  }
  await orFailure(async () => {
    if (options.prices === true) {
      const { importPrices } = await import('../catalogue/import-prices.ts');
      const wanted = { file, directory: directory ?? '', pack, revision, report, dryRun: options.dryRun === true, now };
      const { prices, problems, seconds } = await importPrices(wanted);
      tell(options, { revision, prices, problems, seconds });
      return;
    }
    const { importArticles } = await import('../catalogue/import-articles.ts');
    const { articles, problems, seconds } = await importArticles({
      file,
      directory: options.dryRun === true ? undefined : directory,
      pack,
      day: (options.day ?? today(now)) as BusinessDay,
      revision,
      categories: await categoriesFor(options),
      report,
      progress: process.stderr.isTTY && options.json !== true,
      now,
    });
    tell(options, { revision, articles, problems, seconds });
  });
}

interface ImportResult {
  readonly revision: string;
  readonly articles?: number;
  readonly prices?: number;
  readonly problems: number;
  readonly seconds: number;
}

function tell(options: ImportOptions, result: ImportResult): void {
  process.exitCode = result.problems === 0 ? EXIT.ok : EXIT.no;
  if (options.json === true) {
    process.stdout.write(
      `${JSON.stringify({ ok: result.problems === 0, dryRun: options.dryRun === true, ...result })}\n`,
    );
    return;
  }
  const count = result.articles ?? result.prices ?? 0;
  const what = `${count.toLocaleString('en')} ${result.articles === undefined ? 'prices' : 'articles'}`;
  const how = `in ${result.seconds.toFixed(1)} s, ${result.problems} problems`;
  const done =
    options.dryRun === true ? 'would be imported; nothing was changed' : `imported as revision ${result.revision}`;
  process.stdout.write(`${what} ${done} (${how}).\n`);
}

async function categoriesFor(options: ImportOptions): Promise<readonly CatalogueCategory[]> {
  if (options.categories !== undefined) {
    const { readCategories } = await import('../catalogue/read-categories.ts');
    return readCategories(options.categories);
  }
  if (options.into === undefined) return [];
  const { filesInForce, openCatalogue } = await import('#kiosk/storage/catalogue/catalogue-directory.ts');
  const { StorageError } = await import('#kiosk/storage/storage-error.ts');
  try {
    if (filesInForce(options.into) === undefined) return [];
    const former = openCatalogue(options.into);
    const categories = former.categories();
    former.close();
    return categories;
  } catch (error) {
    if (!(error instanceof StorageError) || error.code === 'locked') throw error;
    throw new CommandFailure(`${error.message}; name the categories with --categories to import in its place`);
  }
}

async function exportAll(
  folder: string,
  options: { readonly country: string; readonly day?: string; readonly output?: string },
): Promise<void> {
  const pack = await packOf(options.country);
  await orFailure(async () => {
    const { exportCatalogue } = await import('../catalogue/export-catalogue.ts');
    const now = Date.now();
    const day = (options.day ?? today(now)) as BusinessDay;
    const at = options.day === undefined ? now : Date.parse(`${day}T12:00:00Z`);
    const { problems } = exportCatalogue({ folder, pack, day, at, output: options.output });
    process.exitCode = problems === 0 ? EXIT.ok : EXIT.no;
  });
}

async function check(folder: string, options: { readonly json?: true }): Promise<void> {
  await orFailure(async () => {
    const { checkCatalogue } = await import('#kiosk/storage/catalogue/check-catalogue.ts');
    const report = checkCatalogue(folder, Date.now());
    const ok = report.faults.length === 0;
    process.exitCode = ok ? EXIT.ok : EXIT.no;
    if (options.json === true) {
      process.stdout.write(`${JSON.stringify({ ok, ...report })}\n`);
      return;
    }
    process.stdout.write(
      `Revision ${report.revision}: ${report.articles} articles, ${report.codes} codes; ` +
        `${report.withoutPrice} without a price, ${report.outOfReach} with neither code nor category\n` +
        (ok ? 'Everything leads where it should.\n' : report.faults.map((fault) => `Not right: ${fault}\n`).join('')),
    );
  });
}

async function search(
  folder: string,
  words: readonly string[],
  options: { readonly language: string; readonly category?: string; readonly limit: number; readonly json?: true },
): Promise<void> {
  await orFailure(async () => {
    const { openCatalogue } = await import('#kiosk/storage/catalogue/catalogue-directory.ts');
    const { inLanguage } = await import('#kiosk/core/values/identifiers.ts');
    const { formatAmount } = await import('#kiosk/core/values/money.ts');
    const catalogue = openCatalogue(folder);
    const { language, category, limit } = options;
    const articles = catalogue.search({ text: words.join(' '), language, category, limit, at: Date.now() });
    catalogue.close();
    for (const article of articles) {
      const price = article.price === undefined ? 'no price' : formatAmount(article.price, PRICE_DECIMALS);
      const line = `${article.id}\t${inLanguage(article.name, language)}\t${price}${PER[article.pricedPer]}`;
      process.stdout.write(`${options.json === true ? JSON.stringify(article) : line}\n`);
    }
    process.exitCode = articles.length === 0 ? EXIT.no : EXIT.ok;
  });
}

/** A catalogue knows no currency; all of the countries that there are packs for count in hundredths. */
const PRICE_DECIMALS = 2;
const PER = { pieces: '', weight: ' per kg', volume: ' per l' } as const;

async function packOf(country: string): Promise<CountryPack> {
  const [{ countryPack }, { countrySchema }, { COUNTRY_CODES }] = await Promise.all([
    import('#config/countries/index.ts'),
    import('#config/schemas/country.ts'),
    import('#config/schemas/country-codes.ts'),
  ]);
  const pack = countryPack(country.toLowerCase());
  if (pack === undefined) throw new CommandFailure(`--country ${country}: there are ${COUNTRY_CODES.join(', ')}`);
  return countrySchema.parse(pack);
}

async function orFailure(work: () => Promise<void>): Promise<void> {
  const { StorageError } = await import('#kiosk/storage/storage-error.ts');
  try {
    await work();
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    throw new CommandFailure(error.message, error.code === 'corrupt' ? EXIT.no : EXIT.usage);
  }
}

/** The calendar day where this computer is. */
function today(now: number): string {
  const date = new Date(now);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
}

function parseDay(text: string): string {
  if (DAY.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw new InvalidArgumentError('A day is written YYYY-MM-DD.');
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (Number.isSafeInteger(limit) && limit >= 1 && limit <= SEARCH_LIMIT_MAX) return limit;
  throw new InvalidArgumentError(`A whole number from 1 to ${SEARCH_LIMIT_MAX}.`);
}
