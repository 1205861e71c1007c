import { Command, InvalidArgumentError, Option } from 'commander';
import type { PromiseModel } from '#kiosk/core/assist/promise-model.ts';
import { type Pattern, PATTERNS } from '../simulate/day-plan.ts';

interface AssistDayOptions {
  readonly lanes: number;
  readonly staff: number;
  readonly calls: number;
  readonly seed: number;
  readonly pattern: Pattern;
  readonly learnedDays: number;
  readonly json?: true;
}

const LANES_MAX = 200;
const STAFF_MAX = 200;
const CALLS_MAX = 20_000;
const LEARNED_DAYS_MAX = 30;
const SEED_MAX = 2 ** 32 - 1;

const MORE_HELP = `
A day of twelve hours goes through the same code that answers real calls: tickets with their leases, who is asked, how
a call goes further when nobody answers, and what shoppers are told about the wait. Only the people are made up. The
same seed gives the same day, on every machine.

Patterns
  day                 a peak at noon and one after work (the usual)
  steady              as many calls in every hour
  lunch-rush          half of the day's calls from eleven to two
  understaffed        two in five people did not come
  sudden-leave        half of the people leave at one o'clock for four hours
  bursty              eight calls at a time, as when a train arrives
  night               from ten in the evening, with a third of the people
  nobody-for-an-hour  from one to two o'clock nobody is there

People work eight hours with a break of half an hour, in shifts spread over the day; one or two work all day. The first
of each shift may decide what a supervisor decides.

Exit code 0 when the day was simulated, whatever came of it; 2 for a command line that cannot be used.

Example
  handrail simulate assist-day --lanes 20 --staff 8 --calls 2000 --seed 1 --json`;

/** `handrail simulate`: what a plan would come to, before it is tried on people. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .description('Try a plan on a simulated shop.')
    .helpCommand(false)
    .showHelpAfterError('(add --help for what this command takes)')
    .exitOverride()
    .addCommand(assistDayCommand());
}

function assistDayCommand(): Command {
  return new Command('assist-day')
    .description('A day of calls for a person: how long shoppers wait, with so many lanes and people.')
    .addOption(number('--lanes <count>', `lanes, 1 to ${LANES_MAX}`, 1, LANES_MAX, 20))
    .addOption(number('--staff <count>', `people on the day's rota, 0 to ${STAFF_MAX}`, 0, STAFF_MAX, 8))
    .addOption(number('--calls <count>', `calls of the day, 0 to ${CALLS_MAX}`, 0, CALLS_MAX, 2000))
    .addOption(number('--seed <number>', 'chooses the day, 0 to 4294967295', 0, SEED_MAX, 1))
    .addOption(new Option('--pattern <name>', 'how the day runs').choices(PATTERNS).default('day'))
    .addOption(
      number(
        '--learned-days <count>',
        `like days before it to learn from, 0 to ${LEARNED_DAYS_MAX}`,
        0,
        LEARNED_DAYS_MAX,
        0,
      ),
    )
    .option('--json', 'print one JSON object instead of the summary')
    .addHelpText('after', MORE_HELP)
    .helpCommand(false)
    .showHelpAfterError('(add --help for what this command takes)')
    .exitOverride()
    .action(assistDay);
}

function number(flags: string, description: string, min: number, max: number, usual: number): Option {
  return new Option(flags, description).default(usual).argParser((text) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
    if (!(value >= min && value <= max))
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
    return value;
  });
}

async function assistDay(options: AssistDayOptions): Promise<void> {
  const [{ assistSchema, floorSettings }, { simulateDay }, { reportDay }, { summarizeDay }] = await Promise.all([
    import('#config/assist/assist-settings.ts'),
    import('../simulate/assist-day.ts'),
    import('../simulate/day-report.ts'),
    import('../simulate/day-summary.ts'),
  ]);
  const { lanes, staff, calls, seed, pattern, learnedDays } = options;
  const settings = floorSettings(assistSchema.parse(undefined));
  const question = { lanes, staff, calls, pattern };
  let learned: PromiseModel | undefined;
  for (let day = learnedDays; day >= 1; day -= 1) {
    ({ learned } = simulateDay(question, (seed + day) % (SEED_MAX + 1), settings, learned));
  }
  const report = reportDay(question, seed, simulateDay(question, seed, settings, learned), settings);
  process.stdout.write(options.json === true ? `${JSON.stringify(report)}\n` : summarizeDay(report));
}
