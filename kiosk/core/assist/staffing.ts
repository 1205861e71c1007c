/**
 * How many people so many calls want (Erlang C: calls at random, one line, nobody gives up). It is an upper bound,
 * because a lane that waits for somebody calls nobody else, and it is for planning alone: never for what a shopper is
 * promised.
 */

/** Calls of one hour, and how long a person is busy with one, walking included. */
export interface CallLoad {
  readonly callsPerHour: number;
  readonly busySeconds: number;
}

/** More than this many people for one group of lanes is a mistake in the question. */
const PEOPLE_MAX = 500;

/** The share of calls that wait at all; 1 when the work never ends. */
export function shareThatWaits({ callsPerHour, busySeconds }: CallLoad, people: number): number {
  const load = (callsPerHour * busySeconds) / 3600;
  if (load <= 0) return 0;
  if (people <= load) return 1;
  // Erlang B by its recursion, which neither overflows nor loses digits, and C from B.
  let blocked = 1;
  for (let count = 1; count <= people; count += 1) blocked = (load * blocked) / (count + load * blocked);
  return blocked / (1 - (load / people) * (1 - blocked));
}

/** The share of calls that have somebody within a time, from the moment in which that person could set out. */
export function shareWithin(load: CallLoad, people: number, seconds: number): number {
  const waits = shareThatWaits(load, people);
  const spare = people - (load.callsPerHour * load.busySeconds) / 3600;
  return spare <= 0 ? 0 : 1 - waits * Math.exp((-spare * seconds) / load.busySeconds);
}

/** The fewest people with whom that share of calls has somebody within that time; undefined if no number does. */
export function peopleFor(load: CallLoad, seconds: number, share: number): number | undefined {
  if (load.callsPerHour <= 0) return 0;
  for (let people = 1; people <= PEOPLE_MAX; people += 1) {
    if (shareWithin(load, people, seconds) >= share) return people;
  }
  return undefined;
}
