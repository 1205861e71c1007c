/** What the exit code of a command means, to a script that called it. */
export const EXIT = {
  /** Done; for a payment: approved. */
  ok: 0,
  /** Done, and the answer is no: not approved, not valid, not found. */
  no: 1,
  /** The command line or the configuration was not usable; nothing was done. */
  usage: 2,
  /** It is not known what happened; for a payment: ask again before anything else. */
  unknown: 3,
  /** A fault of our own. */
  internal: 70,
} as const;

/** Ends a command with a message for a person and an exit code for a script. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.usage) {
    super(message);
    this.exitCode = exitCode;
  }
}
