import type { CommandInput, CommandOutput } from '#kiosk/api/commands.ts';
import type { CommandContext } from '#kiosk/api/server/ports.ts';
import { isRejection, reject, type Rejection } from '#kiosk/core/rejection.ts';
import type { LaneCore } from './lane-core.ts';
import { askedByStore } from './store-line.ts';
import { decideMove, type MoveDecision } from './move-basket.ts';
import { reasonsOutOfService } from './view-projector.ts';

/** Takes part in a move that the store leads; nobody else may make a basket out of a message. */
export async function takePartInMove(
  core: LaneCore,
  step: CommandInput<'moveStep'>,
  context: CommandContext,
): Promise<CommandOutput<'moveStep'> | Rejection> {
  const person = askedByStore(context);
  if (person === undefined) return reject('not-signed-in');
  const { catalogue, clock, settings, writer } = core.parts;
  let decided: MoveDecision | Rejection | undefined;
  const written = await writer.write((state) => {
    decided = decideMove(state, step, person, {
      catalogue,
      labels: settings.staffPrices,
      now: clock.now(),
      isInService: reasonsOutOfService(state, core.session).length === 0,
      entriesOf: (of, command) => core.transactionEntries(of, command),
    });
    return isRejection(decided) ? decided : decided.entries;
  });
  if (isRejection(written)) return written;
  return decided === undefined || isRejection(decided) ? reject('wrong-state') : decided.answer;
}
