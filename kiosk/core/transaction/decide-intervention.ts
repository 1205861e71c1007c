import { reject, type Rejection } from '../rejection.ts';
import type { TransactionCommand } from './commands.ts';
import type { TransactionContext } from './context.ts';
import { voidingOf, withConsequences } from './decide-lines.ts';
import type { TransactionEvent } from './events.ts';
import type { TransactionState } from './state.ts';

/**
 * A person has decided a task. An age that was confirmed holds for the rest of the basket; where it was refused, the
 * articles that need it are taken off, and nothing else is said about it.
 */
export function settleIntervention(
  state: TransactionState,
  command: Extract<TransactionCommand, { type: 'settle-intervention' }>,
  context: TransactionContext,
): readonly TransactionEvent[] | Rejection {
  if (state.status !== 'open' && state.status !== 'suspended') return reject('wrong-state', { state: state.status });
  const { interventionId, outcome, attendant } = command;
  const task = state.interventions.find((open) => open.interventionId === interventionId);
  if (task === undefined) return reject('intervention-unknown');
  const settled: TransactionEvent = { type: 'intervention-settled', interventionId, outcome, attendant };
  if (outcome === 'approved') return [settled];
  return withConsequences(state, [settled, ...voidingOf(state, task.lineNumbers, 'age-refused')], context);
}
