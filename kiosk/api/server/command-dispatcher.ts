import type { z } from 'zod';
import { type CommandDefinition, type CommandName, commands } from '../commands.ts';
import { type CommandError, PROGRAM_FRAME_LENGTH_MAX } from '../frames.ts';
import { CommandLedger } from './command-ledger.ts';
import type { CommandContext, CommandHandlers, CommandRejection, TransportClock, TransportLog } from './ports.ts';

/** How long a command may take before the page gets an answer anyway, in milliseconds. */
export const COMMAND_DEADLINE_MS = 2_000;

/** A hint about bad input quotes no more than this many characters. */
const HINT_LENGTH_MAX = 200;

/** The errors that the transport itself gives; all other codes are the domain's. */
export type TransportErrorCode =
  | 'bad-input'
  | 'command-id-reused'
  | 'command-unavailable'
  | 'command-unknown'
  | 'deadline-exceeded'
  | 'internal-error'
  | 'not-allowed'
  | 'too-many-requests';

export interface CommandRequest {
  readonly command: string;
  readonly commandId: string;
  readonly input?: unknown;
}

/**
 * Takes a request to its handler and always comes back with an answer: the result of a reply frame as JSON. Shared by
 * all sessions of a lane.
 */
export class CommandDispatcher {
  readonly #handlers: CommandHandlers;
  readonly #clock: TransportClock;
  readonly #log: TransportLog;
  readonly #ledger = new CommandLedger();

  /** Names this run of the program: command ids are remembered as long as it lasts. */
  readonly programId: string;

  constructor(handlers: CommandHandlers, clock: TransportClock, log: TransportLog, programId: string) {
    this.programId = programId;
    this.#handlers = handlers;
    this.#clock = clock;
    this.#log = log;
  }

  /** Never rejects. */
  async dispatch(request: CommandRequest, context: CommandContext): Promise<string> {
    const { command } = request;
    const refuse = (code: TransportErrorCode, data?: CommandError['data']): string => {
      this.#log.warn(REFUSED, { code, command: command.slice(0, HINT_LENGTH_MAX), ...whoOf(context) });
      return failure(code, false, data);
    };
    if (!isCommandName(command)) return refuse('command-unknown');
    const definition: CommandDefinition = commands[command];
    if (!definition.roles.includes(context.role)) return refuse('not-allowed');
    const handler = this.#handlers[command] as AnyHandler | undefined;
    if (handler === undefined) return failure('command-unavailable', false);
    const input = definition.input.safeParse(request.input ?? {});
    if (!input.success) return refuse('bad-input', hint(input.error));

    const identity = {
      commandId: request.commandId.toLowerCase(),
      command,
      role: context.role,
      input: JSON.stringify(input.data),
    };
    const answer = this.#ledger.once(identity, () => this.#carryOut(command, handler, input.data, context));
    if (answer === 'other-input') return refuse('command-id-reused');
    return this.#byDeadline(command, answer, definition.deadlineMs ?? COMMAND_DEADLINE_MS);
  }

  async #carryOut(command: CommandName, handler: AnyHandler, input: unknown, context: CommandContext): Promise<string> {
    try {
      const output = await handler(input, context);
      if (isRejection(output)) {
        const { code } = output;
        this.#log[NO_PAGE_LEADS_THERE.has(code) ? 'warn' : 'debug'](REFUSED, { code, command, ...whoOf(context) });
        return failure(code, false, output.data);
      }
      const json = JSON.stringify({ ok: true, output });
      if (json.length > PROGRAM_FRAME_LENGTH_MAX / 2) throw new Error(`an answer of ${json.length} characters`);
      return json;
    } catch (error) {
      this.#log.error('a command failed', { command, role: context.role, error });
      return failure('internal-error', false);
    }
  }

  /** The command goes on after its deadline; the same command id asks for its answer again. */
  #byDeadline(command: CommandName, answer: Promise<string>, deadlineMs: number): Promise<string> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(deadlineMs, () => {
        this.#log.warn('a command missed its deadline', { command, deadlineMs });
        resolve(failure('deadline-exceeded', true));
      });
      void answer.then((json) => {
        cancel();
        resolve(json);
      });
    });
  }
}

const REFUSED = 'a command was refused';

/** What somebody met who did more than touch what a page offers. Beside these a "no" is a matter of course. */
const NO_PAGE_LEADS_THERE: ReadonlySet<string> = new Set([
  'sign-in-refused',
  'sign-in-locked',
  'not-signed-in',
  'role-not-allowed',
]);

function whoOf({ role, person }: CommandContext): Record<string, string> {
  return person === undefined ? { role } : { role, personId: person.personId };
}

type AnyHandler = (input: unknown, context: CommandContext) => Promise<object>;

/** The result of a reply frame that says no, as JSON. */
export function failure(
  code: TransportErrorCode | (string & {}),
  retryable: boolean,
  data: CommandError['data'] = {},
): string {
  return JSON.stringify({ ok: false, error: { code, retryable, data } });
}

function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}

function isRejection(output: object): output is CommandRejection {
  return 'rejected' in output && output.rejected === true;
}

function hint(error: z.ZodError): Record<string, string> {
  const issue = error.issues[0];
  if (issue === undefined) return {};
  return {
    path: issue.path.map(String).join('.').slice(0, HINT_LENGTH_MAX),
    problem: issue.message.slice(0, HINT_LENGTH_MAX),
  };
}
