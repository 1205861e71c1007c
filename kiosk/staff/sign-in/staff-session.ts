import type { PageConnection } from '#kiosk/api/client/connect-page.ts';
import { CommandFailed } from '#kiosk/api/client/pending-calls.ts';
import type { CommandInput, CommandOutput } from '#kiosk/api/commands.ts';
import type { StaffCommandName } from '#kiosk/api/staff.ts';
import { keepSignIn, type KeptSignIn, keptSignIn } from './kept-sign-in.ts';

/** With what somebody comes in. */
export type Credential =
  | { readonly type: 'pin'; readonly name: string; readonly pin: string }
  | { readonly type: 'badge'; readonly badge: string };

/**
 * Who speaks on this page. A connection that comes back knows nobody, so the token is shown again before anything else
 * is asked; a token that the store does not take any more ends it.
 */
export class StaffSession {
  readonly #call: PageConnection['call'];
  readonly #changed: () => void;
  #kept: KeptSignIn | undefined = keptSignIn();
  #resuming: Promise<void> | undefined;

  constructor(call: PageConnection['call'], changed: () => void) {
    this.#call = call;
    this.#changed = changed;
  }

  /** Undefined when nobody is signed in. */
  get person(): KeptSignIn['person'] | undefined {
    return this.#kept?.person;
  }

  get endsAt(): number | undefined {
    return this.#kept?.endsAt;
  }

  /** @throws CommandFailed when the store does not let them in */
  async signIn(credential: Credential): Promise<void> {
    const { type, ...shown } = credential;
    const answer =
      type === 'pin'
        ? await this.#call('signInWithPin', shown as CommandInput<'signInWithPin'>)
        : await this.#call('signInWithBadge', shown as CommandInput<'signInWithBadge'>);
    const { person, token, endsAt } = answer;
    this.#keep({ person, token, endsAt });
  }

  /** The connection is there, for the first time or again. */
  async resume(): Promise<void> {
    if (this.#kept === undefined) return;
    this.#resuming ??= this.#showToken(this.#kept.token).finally(() => {
      this.#resuming = undefined;
    });
    await this.#resuming;
  }

  /** Goes whatever the store says: whoever wants to leave leaves. */
  async signOut(): Promise<void> {
    try {
      await this.call('signOut', {});
    } finally {
      this.end();
    }
  }

  /** The shift is over, or somebody else holds the device. */
  end(): void {
    this.#keep(undefined);
  }

  /** Asks for a command as the person who is signed in. */
  async call<Name extends StaffCommandName>(command: Name, input: CommandInput<Name>): Promise<CommandOutput<Name>> {
    await this.#resuming;
    try {
      return await this.#call(command, input);
    } catch (failure) {
      if (!isUnknownHere(failure) || this.#kept === undefined) throw failure;
      await this.resume();
      return this.#call(command, input);
    }
  }

  async #showToken(token: string): Promise<void> {
    try {
      const { person, endsAt } = await this.#call('resumeSignIn', { token });
      if (this.#kept?.token === token) this.#keep({ person, token, endsAt });
    } catch (failure) {
      // Without an answer it is shown again with the next connection, or with the next command.
      if (failure instanceof CommandFailed && failure.code === 'sign-in-refused') this.end();
    }
  }

  #keep(kept: KeptSignIn | undefined): void {
    this.#kept = kept;
    keepSignIn(kept);
    this.#changed();
  }
}

function isUnknownHere(failure: unknown): boolean {
  return failure instanceof CommandFailed && failure.code === 'not-signed-in';
}
