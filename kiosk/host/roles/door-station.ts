import { isIPv6 } from 'node:net';
import type { HandrailConfig } from '#config/schemas/handrail-config.ts';
import { floorSettings } from '#config/assist/assist-settings.ts';
import type { CommandHandlers } from '#kiosk/api/server/ports.ts';
import type { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import { LaneDoor } from '#kiosk/store/reach/lane-door.ts';
import type { GrantingStore } from '#kiosk/store/reach/lane-grant.ts';
import { CommandFailure } from '../exit-codes.ts';
import { DoorServer } from '../http/door-server.ts';

interface DoorStationParts {
  readonly config: HandrailConfig;
  readonly trusted: GrantingStore;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A lane's own door for staff pages, listening; pages are let in once the lane is there. */
export interface DoorStation {
  /** Where pages find it. */
  readonly url: string;
  open(hub: TopicHub, handlers: CommandHandlers): LaneDoor;
  close(): Promise<void>;
}

/**
 * @returns undefined where the settings have no door
 * @throws CommandFailure when its address or its certificate cannot be had
 */
export async function startDoor(parts: DoorStationParts): Promise<DoorStation | undefined> {
  const { config, trusted, clock, log } = parts;
  const settings = config.lane.staffDoor;
  if (settings === null) return undefined;
  const { host, port, url, tls } = settings;
  const address = url === undefined ? undefined : new URL(url);
  const names = address === undefined ? [] : [address.hostname.toLowerCase()];
  const publicOrigin = address === undefined ? undefined : `${address.protocol}//${address.host}`;
  let door: LaneDoor | undefined;
  try {
    const server = new DoorServer({ host, port, names, publicOrigin, tls, trusted, clock, log });
    await server.listen();
    return {
      url: url ?? `ws://${isIPv6(host) ? `[${host}]` : host}:${server.port}/staff/api`,
      open: (hub, handlers) => {
        door = new LaneDoor({ hub, handlers, settings: floorSettings(config.assist), clock });
        server.open(door);
        return door;
      },
      close: async () => {
        await server.close();
        door?.stop();
      },
    };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new CommandFailure(`lane.staffDoor: ${host}:${port} cannot be opened (${code})`);
  }
}
