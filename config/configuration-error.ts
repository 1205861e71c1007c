/** One thing that is wrong with the settings, said so that the person who wrote them can put it right. */
export interface ConfigurationProblem {
  /** Where the value was written: a file with line and column, a variable of the environment, or the command line. */
  readonly where: string;
  /** The setting, as in lane.http.port; empty for what concerns a whole file. */
  readonly path: string;
  /** The value that was found, as JSON of bounded length; undefined where a value is missing, dots for a secret. */
  readonly value?: string | undefined;
  /** What is wrong and what is allowed instead. */
  readonly message: string;
}

/** The settings cannot be used. It names every problem at once, not only the first. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly ConfigurationProblem[];

  constructor(problems: readonly ConfigurationProblem[]) {
    super(['The configuration cannot be used:', ...problems.map((problem) => `  - ${describe(problem)}`)].join('\n'));
    this.problems = problems;
  }
}

function describe(problem: ConfigurationProblem): string {
  const value = problem.value === undefined ? '' : ` = ${problem.value}`;
  const subject = `${problem.path}${value}`.trim();
  return [problem.where, ...(subject === '' ? [] : [subject]), problem.message].join(': ');
}

const SHOWN_LENGTH_MAX = 80;

/** A value for a message: JSON, cut where it is long. */
export function shownValue(value: unknown): string | undefined {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return undefined;
  return text.length <= SHOWN_LENGTH_MAX ? text : `${text.slice(0, SHOWN_LENGTH_MAX)}…`;
}
