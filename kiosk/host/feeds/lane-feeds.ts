import { existsSync } from 'node:fs';
import type { HandrailConfig } from '#config/schemas/handrail-config.ts';
import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import { filesInForce } from '#kiosk/storage/catalogue/catalogue-directory.ts';
import type { Bus } from '#sync/bus/bus.ts';
import type { FeedName, FeedSource } from '#sync/feed/feed.ts';
import { FeedStates } from '#sync/feed/feed-states.ts';
import type { FeedApplier } from '#sync/feed/ports.ts';
import { localClock } from '../roles/local-clock.ts';
import { CatalogueApplier } from './catalogue-applier.ts';
import { helpProblems, promotionProblems, type SmallFeedCheck } from './check-small-feed.ts';
import { FileApplier } from './file-applier.ts';
import { hintsOn, inForceFile, LANE_PACE, openFeedFolder, OWN_PACE, type RoleFeeds, startFeeds } from './role-feeds.ts';

export interface LaneFeedsParts {
  readonly config: HandrailConfig;
  readonly source: FeedSource;
  /** Where hints come from; undefined where the store is in this very process, and looking costs nothing. */
  readonly bus: Bus | undefined;
  /** What is wrong with settings that came down; undefined if the lane could start with them. */
  readonly configurationWrong: ((text: string) => string | undefined) | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Brings down what a lane uses. What its own settings name a file for is left to that file: an operator's word on the
 * spot counts more.
 */
export function startLaneFeeds(parts: LaneFeedsParts): RoleFeeds | undefined {
  const { config, source, bus, clock, log } = parts;
  const { dataDirectory } = config.lane;
  const { publisherKeys } = config.sync;
  const folder = openFeedFolder(dataDirectory);
  forgetWhatIsGone(config, new FeedStates(folder.directory));
  return startFeeds({
    folder,
    source,
    onHint: bus && hintsOn(bus),
    appliers: laneAppliers(parts),
    mirrors: false,
    publisherKeys,
    pace: bus === undefined ? OWN_PACE : LANE_PACE,
    clock,
    log,
  });
}

/** One that is damaged is there; whoever opens it says what is wrong with it. */
export function hasCatalogue(directory: string): boolean {
  try {
    return filesInForce(directory) !== undefined;
  } catch {
    return true;
  }
}

/** Somebody may have removed a catalogue that was damaged, or put a new disk in: what came down is put there again. */
function forgetWhatIsGone({ catalogue, lane }: HandrailConfig, states: FeedStates): void {
  const { directory } = catalogue;
  if (directory !== undefined && !hasCatalogue(directory)) states.forget('catalogue');
  for (const feed of ['promotions', 'help', 'configuration'] as const) {
    if (!existsSync(inForceFile(lane.dataDirectory, feed))) states.forget(feed);
  }
}

function laneAppliers(parts: LaneFeedsParts): Partial<Record<FeedName, FeedApplier>> {
  const { config, configurationWrong, clock, log } = parts;
  const { country, catalogue } = config;
  const { dataDirectory } = config.lane;
  const wall = localClock(config.store.timeZone, config.store.businessDayStartsAt);
  const small = (feed: FeedName, check: SmallFeedCheck): FileApplier =>
    new FileApplier({ file: inForceFile(dataDirectory, feed), wrongWith: (text) => firstOf(check(text, feed)) });
  const appliers: Partial<Record<FeedName, FeedApplier>> = {};
  if (config.help.directory === undefined) appliers.help = small('help', helpProblems);
  else log.info('answers come from the folder that help.directory names, and do not come down');
  if (catalogue.directory === undefined) {
    log.info('articles come from the file that catalogue.file names, and do not come down');
  } else {
    const { directory } = catalogue;
    const now = (): number => clock.now();
    appliers.catalogue = new CatalogueApplier({ directory, pack: country, dayAt: wall.businessDay, now, log });
  }
  if (catalogue.promotionsFile === undefined) {
    appliers.promotions = small('promotions', (text, file) => promotionProblems(text, file, country));
  } else {
    log.info('promotions come from the file that catalogue.promotionsFile names, and do not come down');
  }
  if (configurationWrong !== undefined) {
    appliers.configuration = configurationApplier(dataDirectory, configurationWrong, log);
  }
  return appliers;
}

/** Settings are read at the start, so whoever wants them now restarts the machine. */
export function configurationApplier(
  dataDirectory: string,
  wrongWith: (text: string) => string | undefined,
  log: Logger,
): FileApplier {
  const file = inForceFile(dataDirectory, 'configuration');
  const onInForce = (): void => log.warn('new settings came down; they hold from the next start on', { file });
  return new FileApplier({ file, wrongWith, onInForce });
}

/** Enough for a person to find the place; all of it was told where it was published. */
export function firstOf(problems: ReturnType<SmallFeedCheck>): string | undefined {
  const [first] = problems;
  return first === undefined ? undefined : `${first.where} ${first.path}: ${first.message}`;
}
