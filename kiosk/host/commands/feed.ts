import { Command, InvalidArgumentError } from 'commander';
import type { FeedName } from '#sync/feed/feed.ts';
import type { FeedFolder } from '#sync/feed/feed-folder.ts';
import type { IdentityKey } from '#sync/identity/key-pair.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';
import { collectText } from './config.ts';

interface PublishOptions {
  readonly into: string;
  readonly key: string;
  readonly country?: string;
  readonly categories?: string;
  readonly prices?: true;
  readonly base?: string;
  readonly validFrom?: number;
  readonly json?: true;
}

interface ShowOptions {
  readonly json?: true;
}

const FEEDS = 'catalogue, promotions, help, staff or configuration';

/** `handrail feed`: what comes down to stores and lanes: publish it, look at it, take it back. */
export function feedCommand(): Command {
  const command = new Command('feed')
    .description(
      'Publish articles, prices, promotions, help, staff and settings for stores and lanes; see how they stand.',
    )
    .helpCommand(false)
    .showHelpAfterError('(add --help for what this command takes)')
    .exitOverride();
  command
    .command('key')
    .description(
      'Make the key that revisions are signed with, or read it, and print what goes into sync.publisherKeys.',
    )
    .argument('<file>', 'the file of the key; it is made if it is not there')
    .action(showKey);
  addPublish(command);
  command
    .command('list')
    .description('List the revisions on a shelf, the newest last.')
    .argument('<folder>', 'the shelf: "feeds" in a data folder')
    .argument('[feed]', FEEDS, parseFeed)
    .option('--json', 'print a JSON object a line')
    .action(list);
  command
    .command('verify')
    .description(
      'Read every file on a shelf and hold it against its hash and signature. Exit code 1 if one is not right.',
    )
    .argument('<folder>', 'the shelf')
    .option('--trust <key>', 'a public key whose signature counts (repeatable; default: any key)', collectText, [])
    .option('--json', 'print the result as a JSON object')
    .action(verify);
  command
    .command('status')
    .description('Show what holds on a lane or in a store, what is on its way, and what was refused.')
    .argument('<folder>', 'the "feeds" folder in the data folder of the machine')
    .option('--json', 'print it as a JSON object')
    .action(status);
  command
    .command('rollback')
    .description(
      'With --key: publish an earlier revision again, for everybody. Without: take back what holds on this machine ' +
        'alone; the revision before it holds again, and the one taken back never comes again here.',
    )
    .argument('<feed>', FEEDS, parseFeed)
    .requiredOption('--into <folder>', 'the shelf, or the "feeds" folder of this machine')
    .option('--key <file>', 'the key to sign with')
    .option('--to <revision>', 'the revision to publish again (default: the one that held before)')
    .action(rollback);
  return command;
}

function addPublish(command: Command): void {
  command
    .command('publish')
    .description(
      'Check files, and put a new revision of a feed on a shelf, signed. Every wrong line is named, and then nothing ' +
        'is published. Exit code 0: published; 1: something in the files is wrong; 2: the command is.',
    )
    .argument('<feed>', FEEDS, parseFeed)
    .argument(
      '<file>',
      'the articles as `handrail catalogue export` writes them (NDJSON), or the JSON of the other feeds',
    )
    .requiredOption(
      '--into <folder>',
      'the shelf: "feeds" in the data folder of headquarters; it is made if it is not there',
    )
    .requiredOption('--key <file>', 'the key to sign with; see `handrail feed key`')
    .option('--country <code>', 'the country whose rules articles and promotions are checked by: nl, dk, de, …')
    .option('--categories <file>', 'the categories of a catalogue (JSON); without it those of the base stay')
    .option('--prices', 'the file holds new prices of articles only: id and price')
    .option('--base <revision>', 'the revision that changes lead on from (default: the newest; "none": a snapshot)')
    .option('--valid-from <time>', 'from when it holds, with its offset: 2026-12-01T06:00:00+01:00', parseMoment)
    .option('--json', 'print the result as a JSON object')
    .action(publish);
}

async function showKey(file: string): Promise<void> {
  const key = await keyIn(file);
  process.stdout.write(`${key.publicKey}\n`);
}

async function publish(feed: FeedName, file: string, options: PublishOptions): Promise<void> {
  const { publishFile } = await import('../feeds/publish-file.ts');
  const { FeedProblem } = await import('#sync/feed/feed-problem.ts');
  const key = await keyIn(options.key);
  try {
    const published = await publishFile({ ...options, feed, file, key, now: Date.now() });
    if (published === undefined) {
      process.exitCode = EXIT.no;
      process.stderr.write('Nothing was published.\n');
      return;
    }
    process.stdout.write(options.json === true ? `${JSON.stringify(published)}\n` : published.inWords);
  } catch (error) {
    if (error instanceof FeedProblem) throw new CommandFailure(error.message);
    throw error;
  }
}

async function list(folder: string, feed: FeedName | undefined, options: ShowOptions): Promise<void> {
  const { listed } = await import('../feeds/shelf-report.ts');
  for (const each of listed(await shelfAt(folder), feed)) {
    process.stdout.write(`${options.json === true ? JSON.stringify(each) : each.inWords}\n`);
  }
}

async function verify(folder: string, options: ShowOptions & { readonly trust: readonly string[] }): Promise<void> {
  const { verified } = await import('../feeds/shelf-report.ts');
  const report = await verified(await shelfAt(folder), new Set(options.trust));
  const ok = report.faults.length === 0;
  process.exitCode = ok ? EXIT.ok : EXIT.no;
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ ok, ...report })}\n`);
    return;
  }
  process.stdout.write(
    `${report.revisions} revisions, ${report.files} files, ${report.bytes.toLocaleString('en')} bytes\n` +
      (ok ? 'All as it was signed.\n' : report.faults.map((fault) => `Not right: ${fault}\n`).join('')),
  );
}

async function status(folder: string, options: ShowOptions): Promise<void> {
  const { statusIn, statusInWords } = await import('../feeds/feed-status-text.ts');
  const found = statusIn(folder);
  if (found === undefined) throw new CommandFailure(`${folder}: nothing came down here yet, or it is no feeds folder`);
  process.exitCode = found.feeds.some(({ problem }) => problem !== undefined) ? EXIT.no : EXIT.ok;
  process.stdout.write(options.json === true ? `${JSON.stringify(found)}\n` : statusInWords(found, Date.now()));
}

async function rollback(
  feed: FeedName,
  options: { readonly into: string; readonly key?: string; readonly to?: string },
): Promise<void> {
  const { FeedProblem } = await import('#sync/feed/feed-problem.ts');
  const shelf = await shelfAt(options.into);
  if (options.key === undefined) {
    if (options.to !== undefined) throw new CommandFailure('--to: only together with --key');
    const { FeedStates } = await import('#sync/feed/feed-states.ts');
    const back = new FeedStates(shelf.directory).goBack(feed);
    if (back === undefined) throw new CommandFailure(`${feed}: there is nothing here to go back to`, EXIT.no);
    process.stdout.write(
      `${feed}: ${back.from} is taken back on this machine; ${back.to} holds again within seconds.\n`,
    );
    return;
  }
  const { publishAgain } = await import('#sync/feed/publish.ts');
  const { PublishingDesk } = await import('../feeds/publish-feed.ts');
  const desk = new PublishingDesk(options.into, await keyIn(options.key));
  try {
    const { manifest, same } = publishAgain(desk.folder, desk.key, feed, options.to, Date.now());
    process.stdout.write(`${feed}: published as ${manifest.revision} what was ${same}.\n`);
  } catch (error) {
    if (error instanceof FeedProblem) throw new CommandFailure(error.message, EXIT.no);
    throw error;
  } finally {
    desk.close();
  }
}

async function keyIn(file: string): Promise<IdentityKey> {
  const { loadOrMakeKey } = await import('#sync/identity/key-pair.ts');
  const { IdentityError } = await import('#sync/identity/identity-error.ts');
  try {
    return loadOrMakeKey(file);
  } catch (error) {
    if (error instanceof IdentityError) throw new CommandFailure(error.message);
    throw error;
  }
}

async function shelfAt(folder: string): Promise<FeedFolder> {
  const { statSync } = await import('node:fs');
  const { FeedFolder } = await import('#sync/feed/feed-folder.ts');
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isFolder) throw new CommandFailure(`${folder}: there is no such folder`);
  return new FeedFolder(folder);
}

const NAMES: ReadonlySet<string> = new Set(['catalogue', 'promotions', 'help', 'staff', 'configuration']);

function parseFeed(text: string): string {
  if (NAMES.has(text)) return text;
  throw new InvalidArgumentError(`A feed is ${FEEDS}.`);
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})$/;

function parseMoment(text: string): number {
  const moment = MOMENT.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(moment)) return moment;
  throw new InvalidArgumentError('A moment is written with its offset: 2026-12-01T06:00:00+01:00.');
}
