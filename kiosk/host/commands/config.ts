import { Command } from 'commander';
import type { LoadedConfig } from '#config/load.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import { CommandFailure } from '../exit-codes.ts';

interface LayerOptions {
  readonly set?: Readonly<Record<string, string>>;
}

/** `handrail config`: look at settings without starting anything. */
export function configCommand(): Command {
  const command = new Command('config')
    .description('Check and explain configuration files.')
    .helpCommand(false)
    .showHelpAfterError('(add --help for what this command takes)')
    .exitOverride();
  command
    .command('check')
    .description(
      'Check that the files, the environment and the catalogue that they name can be used. Exit code 0 if so, else 2.',
    )
    .argument('<file...>', 'configuration files; a later one wins over an earlier one')
    .option('--set <path=value>', 'a setting that wins over all files (repeatable)', collectSetting)
    .action(check);
  command
    .command('explain')
    .description('Print every setting in force and where it came from. Passwords are shown as dots.')
    .argument('<file...>', 'configuration files; a later one wins over an earlier one')
    .option('--set <path=value>', 'a setting that wins over all files (repeatable)', collectSetting)
    .option('--json', 'one JSON object a line: {"path", "value", "source"}')
    .action(explain);
  command
    .command('schema')
    .description('Print the JSON Schema of a configuration file, for editors and other programs.')
    .action(schema);
  return command;
}

/** Reads one `--set lane.http.port=8080`; kept in the order given, the last of a path wins. */
export function collectSetting(text: string, earlier: Readonly<Record<string, string>> = {}): Record<string, string> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new CommandFailure(`--set ${text}: write a setting and its value, as in lane.http.port=8080`);
  return { ...earlier, [text.slice(0, equals)]: text.slice(equals + 1) };
}

/** Reads one value of an option that may be given again, as in `--pair 7 --pair 8`; kept in the order given. */
export function collectText(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

async function check(files: readonly string[], options: LayerOptions): Promise<void> {
  const { config } = await load(files, options);
  const { loadCatalogue } = await import('#config/catalogue/load-catalogue.ts');
  const catalogue = loadCatalogue(config, today(config.store.timeZone));
  const { ConfigurationError } = await import('#config/configuration-error.ts');
  if (catalogue.problems.length > 0) throw new CommandFailure(new ConfigurationError(catalogue.problems).message);
  const devices = Object.entries(config.devices).map(([name, device]) => `${name} ${device?.kind ?? 'none'}`);
  process.stdout.write(
    `Usable: ${config.store.name}, ${config.lane.workstationId}, ${config.country.code.toUpperCase()} ` +
      `${config.country.currency}; ${devices.join(', ')}; ` +
      `${catalogue.entries.length} articles, ${catalogue.promotions.length} promotions.\n`,
  );
}

/** The day on the calendar of the store, YYYY-MM-DD. */
function today(timeZone: string): BusinessDay {
  return new Date().toLocaleDateString('sv-SE', { timeZone }) as BusinessDay;
}

async function explain(files: readonly string[], options: LayerOptions & { readonly json?: boolean }): Promise<void> {
  const loaded = await load(files, options);
  const { explainConfig } = await import('#config/explain.ts');
  const settings = explainConfig(loaded);
  if (options.json === true) {
    process.stdout.write(settings.map((setting) => `${JSON.stringify(setting)}\n`).join(''));
    return;
  }
  const width = Math.max(...settings.map((setting) => setting.path.length));
  for (const { path, value, source } of settings) {
    process.stdout.write(`${path.padEnd(width)}  ${value}  (${source})\n`);
  }
}

async function schema(): Promise<void> {
  const { configJsonSchema } = await import('#config/settings.ts');
  process.stdout.write(`${JSON.stringify(configJsonSchema, null, 2)}\n`);
}

async function load(files: readonly string[], options: LayerOptions): Promise<LoadedConfig> {
  const [{ loadConfig }, { ConfigurationError }] = await Promise.all([
    import('#config/load.ts'),
    import('#config/configuration-error.ts'),
  ]);
  try {
    return loadConfig({ files, env: process.env, overrides: options.set ?? {} });
  } catch (error) {
    if (error instanceof ConfigurationError) throw new CommandFailure(error.message);
    throw error;
  }
}
