import { matches } from './subjects.ts';

/** Who is on the bus, and whose name it may speak in. */
export interface BusPeer {
  readonly origin: string;
  /** As KnownPeer has them. */
  readonly carries: readonly string[];
}

/** Said by the store alone: who is there, and what is to be done. */
const STORES_OWN: ReadonlySet<string> = new Set(['presence', 'command']);

/** A machine speaks under its own name: the second word on. Listening is free to everyone who is paired. */
export function mayPublish(peer: BusPeer, subject: string): boolean {
  const [first = ''] = subject.split('.', 1);
  return !STORES_OWN.has(first) && underOwnName(peer, '*', subject);
}

/** Commands to it, and nobody else's, are answered by a machine. A pattern is looked at as it is written. */
export function mayOffer(peer: BusPeer, pattern: string): boolean {
  return underOwnName(peer, 'command', pattern);
}

/** Commands are given by the store; a machine may ask it anything else. */
export function mayAsk(subject: string): boolean {
  return !subject.startsWith('command.');
}

function underOwnName({ carries }: BusPeer, first: string, subject: string): boolean {
  return carries.some((own) => {
    const named = `${first}.${own}`;
    return matches(named, subject) || (!named.endsWith('>') && matches(`${named}.>`, subject));
  });
}
