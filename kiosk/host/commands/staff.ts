import { Command, InvalidArgumentError, Option } from 'commander';
import type { StaffRole } from '#kiosk/core/assist/person.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';

const ROLES = ['assistant', 'supervisor', 'manager', 'technician', 'remote-helper'] as const satisfies StaffRole[];

interface AddOptions {
  readonly name: string;
  readonly firstName?: string;
  readonly role: StaffRole;
  readonly language: readonly string[];
  readonly desk?: string;
}

/** `handrail staff`: who may sign in on a store's staff pages. */
export function staffCommand(): Command {
  const command = new Command('staff')
    .description(
      "Keep the list of a store's people. The list is a file: staff.json in the store's data folder unless store.staffFile " +
        'names another. A running store follows it at once.',
    )
    .helpCommand(false)
    .showHelpAfterError('(add --help for what this command takes)')
    .exitOverride();
  command
    .command('list')
    .description('Print who is on the list; never a PIN or a badge.')
    .argument('<file>', 'the list')
    .option('--json', 'print a JSON object a line')
    .action(list);
  command
    .command('add')
    .description('Put somebody on the list. They cannot sign in before they have a PIN or a badge.')
    .argument('<file>', 'the list; it is made if it is not there')
    .argument('<personId>', 'the number of the person, letters, digits and hyphens')
    .requiredOption('--name <name>', 'what is typed to sign in, unique in the store')
    .option('--first-name <name>', 'what a shopper reads (default: the name)')
    .addOption(new Option('--role <role>', 'what they may do').choices(ROLES).default('assistant'))
    .option('--desk <town>', 'where a remote helper sits, as a shopper reads it')
    .option('--language <tag>', 'a language that they speak (repeatable)', collect, [])
    .action(add);
  command
    .command('set-pin')
    .description('Give somebody a PIN: 4 to 12 digits, read from standard input, never from the command line.')
    .argument('<file>', 'the list')
    .argument('<personId>', 'whose')
    .action(setPin);
  command
    .command('badge')
    .description('Give somebody a badge: prints a code once, to be put on a card as a barcode or QR code.')
    .argument('<file>', 'the list')
    .argument('<personId>', 'whose')
    .option('--revoke', 'take all badges away instead')
    .action(badge);
  command
    .command('revoke')
    .description('Take the right to sign in away. The name stays, so that old records can be read.')
    .argument('<file>', 'the list')
    .argument('<personId>', 'whose')
    .action(revoke);
  return command;
}

async function list(file: string, options: { readonly json?: true }): Promise<void> {
  const { people } = await openList(file);
  for (const { personId, name, firstName, role, languages, pin, badges, active } of people) {
    const facts = {
      personId,
      name,
      firstName,
      role,
      languages,
      hasPin: pin !== undefined,
      badges: badges.length,
      active,
    };
    const how = [facts.hasPin ? 'PIN' : [], badges.length > 0 ? `${badges.length} badges` : []].flat().join(', ');
    const line = `${personId}\t${name}\t${role}\t${active ? how || 'cannot sign in yet' : 'may not sign in'}`;
    process.stdout.write(`${options.json === true ? JSON.stringify(facts) : line}\n`);
  }
}

async function add(file: string, personId: string, options: AddOptions): Promise<void> {
  const { readStaffFile } = await import('../staff/staff-file.ts');
  const { people } = readStaffFile(file);
  const { name, firstName = name, role, language, desk } = options;
  await save(file, {
    people: [
      ...people,
      {
        personId,
        name,
        firstName,
        role,
        ...(desk === undefined ? {} : { desk }),
        languages: [...language],
        badges: [],
        active: true,
      },
    ],
  });
  process.stdout.write(`${name} is on the list.\n`);
}

async function setPin(file: string, personId: string): Promise<void> {
  const { hashPin, PIN } = await import('#kiosk/store/people/pin.ts');
  const { text } = await import('node:stream/consumers');
  await change(file, personId, async () => {
    const pin = (await text(process.stdin)).trim();
    if (!PIN.test(pin)) throw new CommandFailure('the PIN on standard input must be 4 to 12 digits');
    return { pin: await hashPin(pin) };
  });
  process.stdout.write('The PIN is set.\n');
}

async function badge(file: string, personId: string, options: { readonly revoke?: true }): Promise<void> {
  if (options.revoke === true) {
    await change(file, personId, async () => ({ badges: [] }));
    process.stdout.write('No badge opens any more.\n');
    return;
  }
  const { badgeHash, makeBadge } = await import('#kiosk/store/people/badge.ts');
  const code = makeBadge();
  await change(file, personId, async ({ badges }) => ({ badges: [...badges, badgeHash(code)] }));
  process.stdout.write(`${code}\n`);
}

async function revoke(file: string, personId: string): Promise<void> {
  await change(file, personId, async () => ({ active: false }));
  process.stdout.write('They may not sign in any more.\n');
}

type StaffList = Awaited<ReturnType<typeof openList>>;
type Person = StaffList['people'][number];

async function change(
  file: string,
  personId: string,
  update: (person: Person) => Promise<Partial<Person>>,
): Promise<void> {
  const { people } = await openList(file);
  const person = people.find((each) => each.personId === personId);
  if (person === undefined) throw new CommandFailure(`${file}: nobody has the number ${personId}`, EXIT.no);
  const changed = { ...person, ...(await update(person)) };
  await save(file, { people: people.map((each) => (each === person ? changed : each)) });
}

/** Only adding somebody begins a list; elsewhere a file that is not there is a name that was mistyped. */
async function openList(file: string) {
  const { isStaffFile, readStaffFile } = await import('../staff/staff-file.ts');
  if (!isStaffFile(file)) throw new CommandFailure(`${file}: there is no such file`);
  return readStaffFile(file);
}

async function save(file: string, list: StaffList): Promise<void> {
  const { writeStaffFile } = await import('../staff/staff-file.ts');
  writeStaffFile(file, list);
}

function collect(tag: string, before: readonly string[]): readonly string[] {
  if (!/^[a-z]{2,3}(?:-[A-Za-z0-9]+)*$/.test(tag)) throw new InvalidArgumentError('A language by BCP 47: en, pt-BR.');
  return [...before, tag];
}
