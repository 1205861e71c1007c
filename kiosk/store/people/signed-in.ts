import type { CommandContext, CommandHandlers, TopicSight } from '#kiosk/api/server/ports.ts';
import type { HelperView } from '#kiosk/api/staff.ts';
import { isAfar } from '#kiosk/core/assist/person.ts';
import { mayHearAfar } from '../remote/remote-sight.ts';

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
  readonly #listeners = new Set<(sessionId: string) => void>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  open(sessionId: string, person: HelperView, endsAt: number): void {
    this.#bySession.delete(sessionId);
    this.#bySession.set(sessionId, { person, endsAt });
    const [oldest] = this.#bySession.keys();
    if (this.#bySession.size > SESSIONS_MAX && oldest !== undefined) this.#bySession.delete(oldest);
    for (const listener of this.#listeners) listener(sessionId);
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

  /** What each page is told: nothing before somebody signs in on it, to remote helpers what is for them. */
  get sight(): TopicSight {
    return {
      of: (sessionId) => {
        const person = this.person(sessionId);
        if (person === undefined) return undefined;
        return (topic, json) => !isAfar(person) || mayHearAfar(person, topic, json);
      },
      onChange: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    };
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
