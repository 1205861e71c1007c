import { Command, CommanderError } from 'commander';
import { isPipeClosed } from '#kiosk/storage/write-all.ts';
import { buildCommand } from './commands/build.ts';
import { catalogueCommand } from './commands/catalogue.ts';
import { configCommand } from './commands/config.ts';
import { connectorCommand } from './commands/connector.ts';
import { decodeCommand } from './commands/decode.ts';
import { feedCommand } from './commands/feed.ts';
import { journalCommand } from './commands/journal.ts';
import { demoCommand } from './commands/demo.ts';
import { hqCommand } from './commands/hq.ts';
import { laneCommand } from './commands/lane.ts';
import { pairCommand } from './commands/pair.ts';
import { priceCommand } from './commands/price.ts';
import { simulateCommand } from './commands/simulate.ts';
import { staffCommand } from './commands/staff.ts';
import { storeCommand } from './commands/store.ts';
import { syncCommand } from './commands/sync.ts';
import { terminalCommand } from './commands/terminal.ts';
import { CommandFailure, EXIT } from './exit-codes.ts';
import { softwareVersion } from './software-version.ts';

/** Each command lives in a file of its own and is loaded with what it needs only when it is called. */
function program(): Command {
  return new Command('handrail')
    .description('Open-source self-checkout with a person always within reach.')
    .version(softwareVersion, '--version', 'print the version of this program')
    .helpCommand(false)
    .showHelpAfterError('(add --help for what this command takes)')
    .exitOverride()
    .addCommand(demoCommand())
    .addCommand(laneCommand())
    .addCommand(storeCommand())
    .addCommand(staffCommand())
    .addCommand(hqCommand())
    .addCommand(pairCommand())
    .addCommand(buildCommand())
    .addCommand(catalogueCommand())
    .addCommand(configCommand())
    .addCommand(connectorCommand())
    .addCommand(decodeCommand())
    .addCommand(feedCommand())
    .addCommand(journalCommand())
    .addCommand(priceCommand())
    .addCommand(simulateCommand())
    .addCommand(syncCommand())
    .addCommand(terminalCommand());
}

async function main(argv: readonly string[]): Promise<number> {
  try {
    await program().parseAsync([...argv], { from: 'user' });
    return Number(process.exitCode ?? EXIT.ok);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (error instanceof CommandFailure) {
      process.stderr.write(`handrail: ${error.message}\n`);
      return error.exitCode;
    }
    process.stderr.write(
      `handrail: internal fault\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return EXIT.internal;
  }
}

/** A reader that goes away (`| head -1`) is no fault of ours, and no reason for a lane to stop. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (!isPipeClosed(error)) throw error;
    });
  }
}

outliveReaders();
const code = await main(process.argv.slice(2));
process.exitCode = code;
// What a start that failed has begun would go on: a lane that nobody can reach.
if (code === EXIT.usage || code === EXIT.internal) process.exit();
