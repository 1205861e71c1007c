import type { CommandName } from '../commands.ts';
import type { PageRole } from '../topics.ts';

/** The most commands that are remembered; a retry comes seconds after the first try, so minutes are plenty. */
export const COMMANDS_REMEMBERED_MAX = 1_000;

/** The most characters of answers that are remembered. */
export const ANSWERS_REMEMBERED_LENGTH = 2 * 1024 * 1024;

/** What a command id stands for: used again with anything else, it is refused. */
export interface CommandIdentity {
  readonly commandId: string;
  readonly command: CommandName;
  readonly role: PageRole;
  /** The checked input as JSON. */
  readonly input: string;
}

interface Remembered {
  readonly identity: CommandIdentity;
  readonly answer: Promise<string>;
  /** Characters of the answer; zero while it is not there. */
  length: number;
  done: boolean;
}

/**
 * Makes commands idempotent: each command id is carried out once, and every repetition of it, from whichever
 * connection, waits for and gets that one answer. One ledger a lane, shared by its sessions, since a retry comes after
 * a reconnect.
 */
export class CommandLedger {
  readonly #remembered = new Map<string, Remembered>();
  #length = 0;

  /**
   * The answer (as JSON) to this command, carried out now or before. 'other-input' when the id was used for another
   * command; the answer of `carryOut` must never reject.
   */
  once(identity: CommandIdentity, carryOut: () => Promise<string>): Promise<string> | 'other-input' {
    const known = this.#remembered.get(identity.commandId);
    if (known !== undefined) return isSame(known.identity, identity) ? known.answer : 'other-input';
    const answer = carryOut();
    const entry: Remembered = { identity, answer, length: 0, done: false };
    this.#remembered.set(identity.commandId, entry);
    void answer.then((json) => {
      entry.done = true;
      entry.length = json.length;
      this.#length += json.length;
      this.#forgetOldest();
    });
    return answer;
  }

  get size(): number {
    return this.#remembered.size;
  }

  /** What still runs is never forgotten: its repetition would be carried out a second time. */
  #forgetOldest(): void {
    for (const [commandId, entry] of this.#remembered) {
      if (this.#remembered.size <= COMMANDS_REMEMBERED_MAX && this.#length <= ANSWERS_REMEMBERED_LENGTH) return;
      if (!entry.done) continue;
      this.#remembered.delete(commandId);
      this.#length -= entry.length;
    }
  }
}

function isSame(a: CommandIdentity, b: CommandIdentity): boolean {
  return a.command === b.command && a.role === b.role && a.input === b.input;
}
