import { Command, Option } from 'commander';
import type { ConfigInputs, Role } from '#config/load.ts';
import { CommandFailure } from '../exit-codes.ts';

interface LayerOptions {
  readonly set?: Readonly<Record<string, string>>;
  readonly role?: Role;
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
      'Check that a lane, a store or headquarters can use the files, the environment and what they name (catalogue, staff, ' +
        'credentials). Exit code 0 if so, else 2.',
    )
    .argument('<file...>', 'configuration files; a later one wins over an earlier one')
    .option('--set <path=value>', 'a setting that wins over all files (repeatable)', collectSetting)
    .addOption(roleOption())
    .action(check);
  command
    .command('explain')
    .description('Print every setting in force and where it came from. Passwords are shown as dots.')
    .argument('<file...>', 'configuration files; a later one wins over an earlier one')
    .option('--set <path=value>', 'a setting that wins over all files (repeatable)', collectSetting)
    .addOption(roleOption())
    .option('--json', 'one JSON object a line: {"path", "value", "source"}')
    .action(explain);
  command
    .command('schema')
    .description('Print the JSON Schema of a configuration file, for editors and other programs.')
    .action(schema);
  return command;
}

function roleOption(): Option {
  return new Option('--role <role>', 'who is to use them; by what stands in them unless given').choices([
    'lane',
    'store',
    'hq',
  ]);
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
  const { checkSettings } = await import('./config-check.ts');
  await orSay(async () => {
    const inputs = inputsOf(files, options);
    process.stdout.write(`${await checkSettings(await roleOf(inputs, options), inputs)}\n`);
  });
}

async function explain(files: readonly string[], options: LayerOptions & { readonly json?: boolean }): Promise<void> {
  const { explainConfig } = await import('#config/explain.ts');
  const { loadRoleConfig } = await import('#config/load.ts');
  const inputs = inputsOf(files, options);
  const settings = await orSay(async () => explainConfig(loadRoleConfig(await roleOf(inputs, options), inputs)));
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

function inputsOf(files: readonly string[], { set = {} }: LayerOptions): ConfigInputs {
  return { files, env: process.env, overrides: set };
}

/** The role that was named, or the one that the settings are for by what stands in them. */
async function roleOf(inputs: ConfigInputs, { role }: LayerOptions): Promise<Role> {
  if (role !== undefined) return role;
  const { roleNamedIn } = await import('#config/load.ts');
  return roleNamedIn(inputs);
}

/** Settings that cannot be used end the command with what is wrong with them. */
async function orSay<T>(work: () => Promise<T>): Promise<T> {
  const { ConfigurationError } = await import('#config/configuration-error.ts');
  try {
    return await work();
  } catch (error) {
    if (error instanceof ConfigurationError) throw new CommandFailure(error.message);
    throw error;
  }
}
