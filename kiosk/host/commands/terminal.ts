import { Command, Option } from 'commander';
import type { TerminalCommandOptions } from '../terminal/terminal-options.ts';

const RECOVER_TIMEOUT_SECONDS = 300;

const OUTCOMES = `
Output with --json, one object a line:
  {"event":"status","step":"present-card"}                        while it runs
  {"event":"recovered","outcome":"approved","amount":1010,…}      an earlier payment of this journal, settled first
  {"event":"outcome","outcome":"approved","amount":1010,…}        at the end; amounts are in minor units

Outcomes   approved   the money has moved
           declined, cancelled, failed   it has not; "reason" says why
           unknown    nobody can tell yet: run "handrail terminal recover" before anything else

Exit code  0 approved, 1 not approved, 3 unknown,
           2 the command line or the journal could not be used, nothing was charged

That nothing was booked takes two looks at the terminal, ten seconds apart: with a --recover-timeout of less than 15 it
stays unknown. A terminal that has nothing to compare with (it never had a payment, or cannot repeat its last one)
leaves it unknown too; "handrail terminal decide" then records what a person found out at the terminal.

Ctrl-C asks the terminal to stop; the outcome is still waited for. A payment whose outcome is unknown is never charged
again: only the question is repeated.`;

const RECOVERING = `
Writes an outcome for each payment that was open. If none was, the outcome of the last payment in the journal, with
"settled":"earlier"; for a journal without payments {"event":"nothing-open"} and exit code 0. A journal that is
not there is exit code 2: only a payment begins one.`;

/** `handrail terminal`: one payment at a terminal, for integrators and for trying a terminal out. */
export function terminalCommand(): Command {
  const command = new Command('terminal')
    .description('Charge at a payment terminal, and find out what became of a charge.')
    .helpCommand(false)
    .showHelpAfterError('(add --help for what this command takes)')
    .exitOverride();
  terminalOptions(command.command('pay'), 'the journal that payments are written to; made when it is not there')
    .description('Charge an amount once and follow it to its outcome.')
    .requiredOption('--amount <amount>', 'what to charge, in major units with a point: 10.10')
    .requiredOption('--currency <code>', 'ISO 4217 letters: EUR')
    .addHelpText('after', OUTCOMES)
    .action(pay);
  terminalOptions(command.command('recover'), 'the journal that payments were written to')
    .description('Settle what is open in a journal by asking the terminal. Never charges.')
    .addHelpText('after', OUTCOMES + RECOVERING)
    .action(recover);
  command
    .command('decide')
    .description('Record what a person found out about a payment that the terminal cannot tell of.')
    .requiredOption('--journal <file>', 'the journal that the payment is in')
    .requiredOption('--attempt <id>', 'the "attemptId" of the payment')
    .addOption(new Option('--paid', 'the terminal has booked it').conflicts('notPaid'))
    .addOption(new Option('--not-paid', 'the terminal has not booked it').conflicts('paid'))
    .requiredOption('--attendant <name>', 'who found out')
    .option('--workstation <id>', 'whose journal it is', 'terminal')
    .option('--json', 'one JSON object a line')
    .action(decide);
  return command;
}

function terminalOptions(command: Command, journal: string): Command {
  return command
    .requiredOption('--url <url>', 'where the terminal is: zvt+tcp://HOST:PORT (port 20007 when left out)')
    .requiredOption('--journal <file>', journal)
    .option('--recover-timeout <seconds>', `how long to go on asking, 0 to 3600`, String(RECOVER_TIMEOUT_SECONDS))
    .option('--password <digits>', 'the six digits that the terminal expects', '000000')
    .addOption(
      new Option('--code-page <name>', 'how the terminal writes letters')
        .choices(['cp437', 'latin1', 'utf8'])
        .default('cp437'),
    )
    .option('--workstation <id>', 'whose journal it is', 'terminal')
    .option('--json', 'one JSON object a line');
}

async function pay(options: TerminalCommandOptions): Promise<void> {
  const { payCommand } = await import('../terminal/pay-and-recover.ts');
  process.exitCode = await payCommand(options, writeOut);
}

async function recover(options: TerminalCommandOptions): Promise<void> {
  const { recoverCommand } = await import('../terminal/pay-and-recover.ts');
  process.exitCode = await recoverCommand(options, writeOut);
}

async function decide(options: TerminalCommandOptions): Promise<void> {
  const { decideCommand } = await import('../terminal/decide.ts');
  process.exitCode = await decideCommand(options, writeOut);
}

function writeOut(line: string): void {
  process.stdout.write(`${line}\n`);
}
