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
import { asCommandFailure, fileWords } from './command-trouble.ts';
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
    .hook('preAction', (_, command) => refuseEmptyWords(command))
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

/** An empty word is a variable of a script that was not set; as a path it would name the folder one stands in. */
function refuseEmptyWords(command: Command): void {
  const empty = command.args.indexOf('');
  const argument = command.registeredArguments[Math.min(empty, command.registeredArguments.length - 1)];
  if (empty >= 0) throw new CommandFailure(`${argument?.name() ?? 'an argument'}: it must not be empty`);
  const option = command.options.find((each) => command.getOptionValue(each.attributeName()) === '');
  if (option !== undefined) throw new CommandFailure(`${option.long ?? option.flags}: it must not be empty`);
}

async function main(argv: readonly string[]): Promise<number> {
  try {
    await program().parseAsync([...argv], { from: 'user' });
    saysHowItWent = process.exitCode !== undefined;
    return Number(process.exitCode ?? EXIT.ok);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const failure = asCommandFailure(error);
    if (failure !== undefined) {
      process.stderr.write(`handrail: ${failure.message}\n`);
      return failure.exitCode;
    }
    process.stderr.write(
      `handrail: internal fault\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return EXIT.internal;
  }
}

/**
 * A reader that goes away (`| head -1`) is no fault of ours. Nor is output that cannot be kept a reason for a lane or a
 * payment to stop: a command that has not said how it went then says at the end that nothing came of it.
 */
function outliveOutput(): void {
  let isLost = false;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (isPipeClosed(error) || isLost) return;
      isLost = true;
      process.stderr.write(`handrail: its output cannot be written: ${fileWords(error) ?? error.message}\n`);
    });
  }
  process.on('exit', () => {
    if (isLost && !saysHowItWent && process.exitCode === EXIT.ok) process.exitCode = EXIT.usage;
  });
}

let saysHowItWent = false;
outliveOutput();
const code = await main(process.argv.slice(2));
process.exitCode = code;
// What a start that failed has begun would go on: a lane that nobody can reach.
if (code === EXIT.usage || code === EXIT.internal) process.exit();
