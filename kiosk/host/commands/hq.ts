import { Command } from 'commander';
import { collectSetting, collectText } from './config.ts';

interface HqOptions {
  readonly set?: Readonly<Record<string, string>>;
  readonly json?: true;
  readonly pair: readonly string[];
}

/** `handrail hq`: headquarters, where all records end. */
export function hqCommand(): Command {
  return new Command('hq')
    .description('Run headquarters: takes in what stores send, keeps it in a file or in PostgreSQL.')
    .argument('<file...>', 'configuration files; a later one wins over an earlier one')
    .option('--set <path=value>', 'a setting that wins over all files (repeatable)', collectSetting)
    .option('--pair <store>', 'say a pairing code for the store of this id at the start (repeatable)', collectText, [])
    .option('--json', 'tell what happens as one JSON object a line, for a program that started this one')
    .helpCommand(false)
    .showHelpAfterError('(add --help for what this command takes)')
    .addHelpText('after', '\nIt runs until it is interrupted. Exit code 2: settings not usable.')
    .exitOverride()
    .action(run);
}

async function run(files: readonly string[], options: HqOptions): Promise<void> {
  const { loadRoleConfig } = await import('#config/load.ts');
  const { runHq } = await import('../roles/run-hq.ts');
  const { config } = loadRoleConfig('hq', { files, env: process.env, overrides: options.set ?? {} });
  await runHq({ config, json: options.json ?? false, pair: options.pair });
}
