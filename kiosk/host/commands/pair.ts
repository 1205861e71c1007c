import path from 'node:path';
import { Command, Option } from 'commander';
import { CommandFailure, EXIT } from '../exit-codes.ts';
import { collectSetting } from './config.ts';

interface PairOptions {
  readonly set?: Readonly<Record<string, string>>;
  readonly as: 'lane' | 'store';
  readonly code: string;
  readonly address?: string;
  readonly json?: true;
}

/** `handrail pair`: make this machine known to its store, or a store to headquarters. */
export function pairCommand(): Command {
  return new Command('pair')
    .description('Make this machine and its store (or a store and headquarters) know each other, with a code.')
    .argument('<file...>', 'configuration files of this machine')
    .requiredOption(
      '--code <code>',
      'the code that the other machine shows: `handrail store --pair`, or its staff page',
    )
    .addOption(new Option('--as <role>', 'what this machine is').choices(['lane', 'store']).default('lane'))
    .option('--address <url>', 'where the other machine is (default: sync.upstream)')
    .option('--set <path=value>', 'a setting that wins over all files (repeatable)', collectSetting)
    .option('--json', 'print the result as a JSON object')
    .helpCommand(false)
    .showHelpAfterError('(add --help for what this command takes)')
    .addHelpText('after', '\nExit code 0: paired; 1: the code is not right, or nobody answers; 2: settings not usable.')
    .exitOverride()
    .action(pair);
}

async function pair(files: readonly string[], options: PairOptions): Promise<void> {
  const { origin, directory, address } = await machineOf(files, options);
  const [{ pairWithStore }, { loadOrMakeKey }, { writeTrustedStore }, { IdentityError }, { UpstreamFailure }] =
    await Promise.all([
      import('#sync/http/pair-with-store.ts'),
      import('#sync/identity/key-pair.ts'),
      import('#sync/identity/trusted-store.ts'),
      import('#sync/identity/identity-error.ts'),
      import('#sync/log/upstream.ts'),
    ]);
  const { IDENTITY_KEY_FILE } = await import('../sync/data-files.ts');
  const { TRUSTED_STORE_FILE } = await import('../roles/upstream.ts');
  const { prepareDataDirectory } = await import('../roles/data-directory.ts');
  prepareDataDirectory(directory);
  try {
    const key = loadOrMakeKey(path.join(directory, IDENTITY_KEY_FILE));
    const monotonic = (): number => performance.now();
    const trusted = await pairWithStore({ address, origin, key, code: options.code, monotonic });
    writeTrustedStore(path.join(directory, TRUSTED_STORE_FILE), trusted);
    const { store } = trusted;
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify({ ok: true, origin, store, address })}\n`
        : `${origin} and ${store} know each other now.\n`,
    );
  } catch (error) {
    if (!(error instanceof IdentityError || error instanceof UpstreamFailure)) throw error;
    throw new CommandFailure(error.message, EXIT.no);
  }
}

interface Machine {
  readonly origin: string;
  readonly directory: string;
  readonly address: string;
}

async function machineOf(files: readonly string[], options: PairOptions): Promise<Machine> {
  const [{ loadRoleConfig }, { laneOrigin, storeOrigin }] = await Promise.all([
    import('#config/load.ts'),
    import('../roles/origins.ts'),
  ]);
  const inputs = { files, env: process.env, overrides: options.set ?? {} };
  if (options.as === 'lane') {
    const { config } = loadRoleConfig('lane', inputs);
    return machine(laneOrigin(config), config.lane.dataDirectory, options.address ?? config.sync.upstream);
  }
  const { config } = loadRoleConfig('store', inputs);
  const directory = config.store.dataDirectory ?? config.lane?.dataDirectory;
  return machine(storeOrigin(config), directory, options.address ?? config.sync.upstream);
}

function machine(origin: string, directory: string | undefined, address: string | undefined): Machine {
  if (directory === undefined) throw new CommandFailure('store.dataDirectory: must be set for a store of its own');
  if (address === undefined)
    throw new CommandFailure('say where the other machine is: sync.upstream, or --address URL');
  return { origin, directory, address };
}
