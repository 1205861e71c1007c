import { parseArgs } from 'node:util';

export interface Options {
  readonly json: boolean;
  readonly list: boolean;
  readonly help: boolean;
  /** The benches to run, in the order in which they are known. */
  readonly chosen: readonly string[];
}

export const USAGE = `npm run bench -- [--only NAME[,NAME]] [--json] [--list]

  --only NAME   run this bench and no other (repeatable, or several with commas)
  --json        one JSON object a line on standard output, notes on standard error
  --list        name the benches and the question that each one answers
  --help        this

Exit code 0: every aim was met. 1: one was missed, or a bench could not be run. 2: the command line was not understood.
`;

/** The command line was not understood; the message says what would have been. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError for an unknown option or bench */
export function readOptions(args: readonly string[], known: readonly string[]): Options {
  const { json, list, help, only } = parse(args);
  const wanted = only.flatMap((names) => names.split(',')).map((name) => name.trim());
  for (const name of wanted) {
    if (!known.includes(name)) throw new UsageError(`no bench is called "${name}"; there are: ${known.join(', ')}`);
  }
  return { json, list, help, chosen: wanted.length === 0 ? known : known.filter((name) => wanted.includes(name)) };
}

function parse(args: readonly string[]): { json: boolean; list: boolean; help: boolean; only: string[] } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
