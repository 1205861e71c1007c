import { Command } from 'commander';
import { collectSetting, collectText } from './config.ts';

interface StoreOptions {
  readonly set?: Readonly<Record<string, string>>;
  readonly json?: true;
  readonly pair: readonly string[];
}

/** `handrail store`: the store role alone, for a shop whose lanes have machines of their own. */
export function storeCommand(): Command {
  return new Command('store')
    .description(
      'Run a store: the staff page, receipt links, a second copy of what each lane records, and the way to headquarters.',
    )
    .argument('<file...>', 'configuration files; a later one wins over an earlier one')
    .option('--set <path=value>', 'a setting that wins over all files (repeatable)', collectSetting)
    .option('--pair <workstation>', 'say a pairing code for this lane at the start (repeatable)', collectText, [])
    .option('--json', 'tell what happens as one JSON object a line, for a program that started this one')
    .helpCommand(false)
    .showHelpAfterError('(add --help for what this command takes)')
    .addHelpText('after', '\nIt runs until it is interrupted. Exit code 2: settings not usable.')
    .exitOverride()
    .action(run);
}

async function run(files: readonly string[], options: StoreOptions): Promise<void> {
  const { loadLayered } = await import('../feeds/configuration-layer.ts');
  const { runStore } = await import('../roles/run-store.ts');
  const inputs = { files, env: process.env, overrides: options.set ?? {} };
  const { config, wrongWith, notUsed } = loadLayered(
    'store',
    inputs,
    ({ store, lane }) => store.dataDirectory ?? lane?.dataDirectory,
  );
  if (notUsed !== undefined) process.stderr.write(`Settings that came down are not used:\n${notUsed}\n`);
  await runStore({ config, json: options.json ?? false, pair: options.pair, configurationWrong: wrongWith });
}
