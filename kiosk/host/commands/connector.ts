import { Command, InvalidArgumentError, Option } from 'commander';
import type { HeldSaleStatus } from '#kiosk/storage/connectors/read-connectors.ts';
import type { ConnectorStatus } from '../connectors/connector-status.ts';
import type { RoleRecords } from '../connectors/role-connectors.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';
import { collectSetting, collectText } from './config.ts';

const ABOUT_SYSTEMS = `
Kinds: poslog-files, cloudevents, odoo, erpnext, shopify (settings: sync/connectors/README.md).
odoo, erpnext and shopify were made from the published contracts and tried against test servers that keep to them;
they have NOT YET BEEN TRIED on the real services. Try yours on a test company first.`;

/** `handrail connector`: finished sales on their way to files, webhooks and ERPs. */
export function connectorCommand(): Command {
  const command = quietly(new Command('connector'))
    .description('Bring finished sales from a store or headquarters to files, a webhook or an ERP.')
    .addHelpText('after', ABOUT_SYSTEMS);
  quietly(command.command('run'))
    .description(
      'Run the connectors of a configuration in a process of their own. `handrail hq` and `handrail store` run them by ' +
        'themselves; only one process at a time can.',
    )
    .argument('<file...>', 'configuration files; a later one wins over an earlier one')
    .option('--set <path=value>', 'a setting that wins over all files (repeatable)', collectSetting)
    .addOption(
      new Option('--role <role>', 'whose connectors: the records are read from its data folder')
        .choices(['hq', 'store'])
        .default('hq'),
    )
    .option('--only <name>', 'only this connector (repeatable)', collectText, [])
    .option('--once', 'deliver what is there and end; exit code 1 if something could not be delivered now')
    .option('--json', 'tell what happens as one JSON object a line')
    .addHelpText('after', `${ABOUT_SYSTEMS}\n\nExit code 2: settings not usable, or other connectors run there.`)
    .action(run);
  quietly(command.command('status'))
    .description('Tell how far connectors are. Nothing is changed. Exit code 1 if a person should look.')
    .argument('<directory>', 'the data folder of a store or of headquarters')
    .option('--json', 'one JSON object: {"connectors"}')
    .action(status);
  command.addCommand(quarantineCommand());
  return command;
}

function quarantineCommand(): Command {
  const command = quietly(new Command('quarantine')).description(
    'Sales that another system refused, or whose records do not make a sale. All others go past them.',
  );
  quietly(command.command('list'))
    .description('List what nobody has decided on. Exit code 1 if there is something.')
    .argument('<directory>', 'the data folder of a store or of headquarters')
    .option('--all', 'also what was decided')
    .option('--json', 'one JSON object: {"sales"}')
    .action(list);
  for (const [name, what] of [
    ['release', 'Have a sale offered once more.'],
    ['drop', 'Let a sale be: somebody has booked it by hand, or it is not to be booked.'],
  ] as const) {
    const decision = quietly(command.command(name))
      .description(`${what} Whoever runs the connector takes this up in a few seconds, or at its next run.`)
      .argument('<directory>', 'the data folder of a store or of headquarters')
      .argument('<connector>', 'its name')
      .argument('[transaction]', 'the transaction id of the sale')
      .option('--json', 'one JSON object: {"asked"}')
      .action(async (directory: string, connector: string, transaction: string | undefined, options: DecideOptions) =>
        decide(name, directory, connector, transaction, options),
      );
    if (name === 'drop') decision.requiredOption('--reason <text>', 'why, for whoever asks later', reasonText);
    else decision.option('--all', 'all that the connector holds').option('--reason <text>', 'why', reasonText);
  }
  return command;
}

interface RunOptions {
  readonly set?: Readonly<Record<string, string>>;
  readonly role: 'hq' | 'store';
  readonly only: readonly string[];
  readonly once?: true;
  readonly json?: true;
}

interface DecideOptions {
  readonly all?: true;
  readonly reason?: string;
  readonly json?: true;
}

async function run(files: readonly string[], options: RunOptions): Promise<void> {
  const { StorageError } = await import('#kiosk/storage/storage-error.ts');
  const { ConfigurationError } = await import('#config/configuration-error.ts');
  try {
    const records = await recordsOf(files, options);
    try {
      await runOn(records, options);
    } finally {
      await records.close();
    }
  } catch (error) {
    if (error instanceof ConfigurationError || error instanceof StorageError) throw new CommandFailure(error.message);
    throw error;
  }
}

async function recordsOf(files: readonly string[], { role, set, only }: RunOptions): Promise<RoleRecords> {
  const { loadRoleConfig } = await import('#config/load.ts');
  const { openHqRecords, openStoreRecordsToRead } = await import('../connectors/role-connectors.ts');
  const inputs = { files, env: process.env, overrides: set ?? {} };
  let records: RoleRecords;
  if (role === 'hq') records = await openHqRecords(loadRoleConfig('hq', inputs).config);
  else {
    const { config } = loadRoleConfig('store', inputs);
    const directory = config.store.dataDirectory;
    if (directory === undefined) throw new CommandFailure('store.dataDirectory: must be set for connectors of a store');
    records = openStoreRecordsToRead(config, directory);
  }
  const connectors = records.connectors.filter(({ name }) => only.length === 0 || only.includes(name));
  if (connectors.length > 0) return { ...records, connectors };
  await records.close();
  throw new CommandFailure(only.length === 0 ? `${role}.connectors: none is configured` : 'no connector has that name');
}

async function runOn(records: RoleRecords, { once, json }: RunOptions): Promise<void> {
  const { runConnectorsOnce, startConnectors } = await import('../connectors/run-connectors.ts');
  const { systemClock } = await import('../system-clock.ts');
  const { untilInterrupted } = await import('../roles/run-until-told.ts');
  const { spokenLog } = await import('../connectors/spoken-log.ts');
  const parts = { ...records, clock: systemClock, log: spokenLog(json === true) };
  const stopped = untilInterrupted();
  if (once !== true) {
    const running = startConnectors(parts);
    parts.log.info('ready', { connectors: records.connectors.map(({ name }) => name) });
    await stopped;
    await running.stop();
    return;
  }
  const ended = new AbortController();
  void stopped.then(() => ended.abort());
  const isDone = await runConnectorsOnce(parts, ended.signal);
  process.exitCode = isDone ? EXIT.ok : EXIT.no;
}

async function status(directory: string, { json }: { readonly json?: true }): Promise<void> {
  const { connectorStatus } = await import('../connectors/connector-status.ts');
  const connectors = await orFailure(directory, async () => connectorStatus(directory));
  if (json === true) process.stdout.write(`${JSON.stringify({ connectors })}\n`);
  else if (connectors.length === 0) process.stdout.write('no connector has run here\n');
  else process.stdout.write(connectors.map(statusInWords).join(''));
  const needsLook = connectors.some(({ held, trouble }) => held > 0 || trouble !== null);
  process.exitCode = needsLook ? EXIT.no : EXIT.ok;
}

function statusInWords({ name, delivered, rowsBehind, held, trouble }: ConnectorStatus): string {
  const behind = rowsBehind === null ? '' : `, ${rowsBehind} rows to look at`;
  const lines = [`${name}: ${delivered} sales delivered${behind}, ${held} set aside`];
  if (trouble !== null) lines.push(`  ${trouble.kind} since ${new Date(trouble.at).toISOString()}: ${trouble.text}`);
  return `${lines.join('\n')}\n`;
}

async function list(directory: string, { all, json }: { readonly all?: true; readonly json?: true }): Promise<void> {
  const { heldSales } = await import('../connectors/connector-status.ts');
  const found = await orFailure(directory, async () => heldSales(directory));
  const sales = found.filter(({ state }) => all === true || state === 'held');
  if (json === true) process.stdout.write(`${JSON.stringify({ sales })}\n`);
  else process.stdout.write(sales.length === 0 ? 'nothing is set aside\n' : sales.map(saleInWords).join(''));
  process.exitCode = found.some(({ state }) => state === 'held') ? EXIT.no : EXIT.ok;
}

function saleInWords(sale: HeldSaleStatus): string {
  const { connector, transactionId, origin, seq, businessDay, reason, state, note } = sale;
  const decided = state === 'held' ? '' : ` (${state}${note === null || note === '' ? '' : `: ${note}`})`;
  return `${connector}: ${transactionId} of ${origin}, ${businessDay}, row ${seq}: ${reason}${decided}\n`;
}

async function decide(
  type: 'release' | 'drop',
  directory: string,
  connector: string,
  transaction: string | undefined,
  { all, reason = '', json }: DecideOptions,
): Promise<void> {
  if ((transaction === undefined) === (all === undefined)) {
    throw new CommandFailure(type === 'release' ? 'name either a transaction or --all' : 'name the transaction');
  }
  const { heldSales } = await import('../connectors/connector-status.ts');
  const { wishesFor } = await import('../connectors/run-connectors.ts');
  const { leaveWish } = await import('#kiosk/storage/wishes.ts');
  const found = await orFailure(directory, async () => heldSales(directory));
  const sales = found.filter(
    (sale) =>
      sale.connector === connector &&
      (transaction === undefined ? sale.state === 'held' : sale.transactionId === transaction) &&
      sale.state !== 'delivered',
  );
  if (sales.length === 0) throw new CommandFailure(`${connector}: no such sale is set aside`, EXIT.no);
  for (const { origin, epoch, seq } of sales) {
    leaveWish(wishesFor(directory, connector), { type, origin, epoch, seq, reason, at: Date.now() });
  }
  const asked = sales.map(({ transactionId }) => transactionId);
  if (json === true) process.stdout.write(`${JSON.stringify({ asked })}\n`);
  else process.stdout.write(asked.map((id) => `asked for: ${type} ${id}\n`).join(''));
}

/** A file that is not usable ends the command with its message and the code for that. */
async function orFailure<T>(directory: string, work: () => Promise<T>): Promise<T> {
  const { statSync } = await import('node:fs');
  const isDirectory = statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isDirectory) throw new CommandFailure(`${directory}: there is no such directory`);
  const { StorageError } = await import('#kiosk/storage/storage-error.ts');
  try {
    return await work();
  } catch (error) {
    if (error instanceof StorageError) throw new CommandFailure(error.message);
    throw error;
  }
}

function quietly(command: Command): Command {
  return command.helpCommand(false).showHelpAfterError('(add --help for what this command takes)').exitOverride();
}

const REASON_LENGTH_MAX = 500;

function reasonText(text: string): string {
  if (text.length <= REASON_LENGTH_MAX) return text;
  throw new InvalidArgumentError(`A reason has ${REASON_LENGTH_MAX} characters at most.`);
}
