import type { HandrailConfig } from '#config/schemas/handrail-config.ts';
import type { HelpShelf } from '#kiosk/lane/help-shelf.ts';
import type { Logger } from '#kiosk/lane/ports.ts';

/** The answers that a store has on its shelf. */
export function openHelpShelf(_config: HandrailConfig, _log: Logger): HelpShelf {
  return { search: () => [] };
}
