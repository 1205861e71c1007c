import { Command } from 'commander';
import { CommandFailure, EXIT } from '../exit-codes.ts';

/** `handrail build`: make the pages ahead of time, so that the first start does not have to. */
export function buildCommand(): Command {
  return new Command('build')
    .description('Build the pages for shoppers, staff and the device desk, if their sources have changed.')
    .option('--force', 'build them in any case')
    .helpCommand(false)
    .showHelpAfterError('(add --help for what this command takes)')
    .exitOverride()
    .action(build);
}

async function build(options: { readonly force?: true }): Promise<void> {
  const { ensurePages } = await import('../pages-build.ts');
  try {
    const { directory, built } = await ensurePages({ force: options.force ?? false });
    process.stdout.write(built ? `Built the pages in ${directory}\n` : `The pages in ${directory} are up to date.\n`);
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error), EXIT.internal);
  }
}
