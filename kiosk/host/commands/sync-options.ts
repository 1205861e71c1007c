import { type Command, InvalidArgumentError } from 'commander';
import { CommandFailure, EXIT } from '../exit-codes.ts';

/** What cannot be used ends the command with its message and the code for that. */
export async function orFailure<T>(work: () => Promise<T>, json = false): Promise<T> {
  const { StorageError } = await import('#kiosk/storage/storage-error.ts');
  const { ConfigurationError } = await import('#config/configuration-error.ts');
  try {
    return await work();
  } catch (error) {
    if (error instanceof ConfigurationError) throw new CommandFailure(error.message);
    if (!(error instanceof StorageError)) throw error;
    if (json) {
      process.stdout.write(`${JSON.stringify({ ok: false, error: { code: error.code, message: error.message } })}\n`);
    }
    throw new CommandFailure(error.message, error.code === 'corrupt' ? EXIT.no : EXIT.usage);
  }
}

export function quietly(command: Command): Command {
  return command.helpCommand(false).showHelpAfterError('(add --help for what this command takes)').exitOverride();
}

export function parseSeq(text: string): number {
  const seq = Number(text);
  if (Number.isSafeInteger(seq) && seq >= 1) return seq;
  throw new InvalidArgumentError('A row is a whole number from 1 on.');
}

const DAY_LENGTH = 'YYYY-MM-DD'.length;

export function parseDay(text: string): string {
  const day = /^\d{4}-\d\d-\d\d$/u.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  if (day !== undefined && !Number.isNaN(day.getTime()) && day.toISOString().slice(0, DAY_LENGTH) === text) return text;
  throw new InvalidArgumentError('A day is written as 2026-11-22.');
}
