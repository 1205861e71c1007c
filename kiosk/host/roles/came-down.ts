import type { HandrailConfig } from '#config/schemas/handrail-config.ts';
import type { HelpShelf } from '#kiosk/lane/help-shelf.ts';
import type { Logger } from '#kiosk/lane/ports.ts';
import { hasCatalogue } from '../feeds/lane-feeds.ts';
import { liveHelp } from '../feeds/live-help.ts';
import { inForceFile, type RoleFeeds } from '../feeds/role-feeds.ts';
import { openHelpShelf } from '../help/help-shelf.ts';
import type { Teller } from './teller.ts';

/** Answers that came down, unless this lane was told where its own are. */
export function helpShelf(config: HandrailConfig, log: Logger): HelpShelf {
  const shelf = openHelpShelf(config, log);
  if (config.help.directory !== undefined) return shelf;
  return liveHelp(inForceFile(config.lane.dataDirectory, 'help'), shelf, log);
}

/** A lane that was only just put up has nothing to sell before its first articles have come down. */
export async function untilGoodsAreHere(
  config: HandrailConfig,
  feeds: RoleFeeds | undefined,
  tell: Teller,
): Promise<void> {
  const { directory } = config.catalogue;
  if (feeds === undefined || directory === undefined || hasCatalogue(directory)) return;
  tell.say('There are no articles here yet; the lane opens when they have come down.');
  await feeds.untilInForce('catalogue');
}
