import type { CommandContext } from '#kiosk/api/server/ports.ts';
import type { HelperView } from '#kiosk/api/staff.ts';
import type { InterventionRule } from '#kiosk/core/assist/intervention-rule.ts';
import { ranksAtLeast } from '#kiosk/core/assist/person.ts';
import { reject, type Rejection } from '#kiosk/core/rejection.ts';

/** Settling such a call is deciding it, which asks for a role. */
export function mayDecide({ smallestRole }: InterventionRule, { role }: HelperView): Rejection | undefined {
  return ranksAtLeast(role, smallestRole) ? undefined : reject('role-not-allowed', { needs: smallestRole });
}

export function mayActFromAfar(rule: InterventionRule, person: HelperView): Rejection | undefined {
  return rule.clearable === 'from-afar' ? mayDecide(rule, person) : reject('action-not-offered');
}

/** A handler for which somebody has to be signed in. */
export function asSignedIn<Input>(
  act: (input: Input, person: HelperView, context: CommandContext) => Promise<object | Rejection>,
): (input: Input, context: CommandContext) => Promise<object | Rejection> {
  return async (input, context) =>
    context.person === undefined ? reject('not-signed-in') : act(input, context.person, context);
}
