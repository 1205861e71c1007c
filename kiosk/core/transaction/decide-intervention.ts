import { reject, type Rejection } from '../rejection.ts';
import type { TransactionCommand } from './commands.ts';
import type { TransactionContext } from './context.ts';
import { voidingOf, withConsequences } from './decide-lines.ts';
import type { TransactionEvent } from './events.ts';
import type { TransactionState } from './state.ts';

/**
 * A person has decided a task. The age that was confirmed holds for the rest of the basket; where it was refused, the
 * articles that need it are taken off, and nothing else is said about it. An article that needs a higher age may have
 * been scanned in the moment of the decision: the attendant has not looked at that one, and is asked again.
 */
export function settleIntervention(
  state: TransactionState,
  command: Extract<TransactionCommand, { type: 'settle-intervention' }>,
  context: TransactionContext,
): readonly TransactionEvent[] | Rejection {
  if (state.status !== 'open' && state.status !== 'suspended') return reject('wrong-state', { state: state.status });
  const { interventionId, outcome, attendant, minimumAge } = command;
  const task = state.interventions.find((open) => open.interventionId === interventionId);
  if (task === undefined) return reject('intervention-unknown');
  const asked = task.minimumAge ?? 0;
  const seen = minimumAge ?? asked;
  const settled: TransactionEvent = {
    type: 'intervention-settled',
    interventionId,
    outcome,
    attendant,
    minimumAge: seen,
  };
  if (outcome === 'approved') return seen >= asked ? [settled] : withConsequences(state, [settled], context);
  return withConsequences(state, [settled, ...voidingOf(state, task.lineNumbers, 'age-refused')], context);
}
