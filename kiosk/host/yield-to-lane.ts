import { readdirSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/**
 * For work that nobody waits for while a lane on the same computer sells: the lane goes first. On Linux a priority is
 * one of a thread, and the threads that collect garbage are there before any of our code is: each of them is told.
 * Threads that start later take it over.
 */
export function yieldToLane(): void {
  for (const thread of threads()) {
    try {
      setPriority(thread, constants.priority.PRIORITY_LOW);
    } catch {
      // A thread that has just ended, or a system that does not allow it: the lane is a little slower meanwhile.
    }
  }
}

const OWN_PROCESS = 0;

function threads(): readonly number[] {
  try {
    return readdirSync('/proc/self/task').map(Number);
  } catch {
    return [OWN_PROCESS];
  }
}
