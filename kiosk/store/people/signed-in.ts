import type { CommandContext, CommandHandlers } from '#kiosk/api/server/ports.ts';
import type { HelperView } from '#kiosk/api/staff.ts';

/** Pages that are signed in at a time; the oldest gives way. */
const SESSIONS_MAX = 500;

interface SignedIn {
  readonly person: HelperView;
  readonly endsAt: number;
}

/**
 * Which person speaks on which connection of a staff page. Gone with the process; pages sign in again by their token.
 */
export class SignedInPages {
  readonly #bySession = new Map<string, SignedIn>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  open(sessionId: string, person: HelperView, endsAt: number): void {
    this.#bySession.delete(sessionId);
    this.#bySession.set(sessionId, { person, endsAt });
    const [oldest] = this.#bySession.keys();
    if (this.#bySession.size > SESSIONS_MAX && oldest !== undefined) this.#bySession.delete(oldest);
  }

  close(sessionId: string): void {
    this.#bySession.delete(sessionId);
  }

  /** Nobody speaks for somebody who was taken off the list. */
  closeAllOf(personId: string): void {
    for (const [sessionId, { person }] of this.#bySession) {
      if (person.personId === personId) this.#bySession.delete(sessionId);
    }
  }

  person(sessionId: string): HelperView | undefined {
    const found = this.#bySession.get(sessionId);
    return found === undefined || found.endsAt <= this.#now() ? undefined : found.person;
  }

  /** The same handlers, told who asks. What a page says of itself counts for nothing. */
  knowing(handlers: CommandHandlers): CommandHandlers {
    return new Proxy(handlers, {
      get: (target, name: keyof CommandHandlers) => {
        const handler = target[name] as AnyHandler | undefined;
        if (handler === undefined) return undefined;
        return async (input: never, context: CommandContext) => {
          const person = context.role === 'staff' ? this.person(context.sessionId) : undefined;
          return handler(input, { ...context, person });
        };
      },
    });
  }
}

type AnyHandler = (input: never, context: CommandContext) => Promise<object>;
