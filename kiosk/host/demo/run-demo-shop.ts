import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DEMO_CONFIG_FILE } from '#config/demo/demo-store.ts';
import { type LoadedConfig, loadConfig } from '#config/load.ts';
import type { HandrailConfig } from '#config/schemas/handrail-config.ts';
import { prepareDataDirectory } from '../roles/data-directory.ts';
import { type LaneToRun, runShop } from '../roles/run-shop.ts';
import { type DemoDevices, startDemoDevices } from './demo-devices.ts';
import { copyDemoStaff } from './demo-staff.ts';
import { DeviceDesk } from './device-desk.ts';

type Settings = Readonly<Record<string, unknown>>;

/** So far above the port of the first lane is that of the second: clear of the store's two, which come between. */
const SECOND_LANE_PORT_AFTER = 3;

/**
 * Runs the demo until the process is told to end: a store with two lanes, each with devices of its own.
 *
 * @param overrides settings of the command line, by path; they are the store's and the first lane's
 * @throws ConfigurationError when one of them does not fit; CommandFailure when a lane has no folder for its data
 */
export async function runDemoShop(overrides: Settings, json: boolean): Promise<void> {
  const { lane } = demoConfig(overrides).config;
  prepareDataDirectory(lane.dataDirectory);
  const second = secondLane(lane);
  const devices: DemoDevices[] = [];
  try {
    const first = await demoLane(overrides, lane.dataDirectory, devices);
    copyDemoStaff(first.config);
    const other = await demoLane({ ...overrides, ...second }, String(second['lane.dataDirectory']), devices);
    await runShop({ lanes: [first, other], json });
  } finally {
    await Promise.all(devices.map((each) => each.close()));
  }
}

async function demoLane(overrides: Settings, directory: string, all: DemoDevices[]): Promise<LaneToRun> {
  mkdirSync(directory, { recursive: true });
  const devices = await startDemoDevices(directory);
  all.push(devices);
  const { config } = demoConfig({ ...devices.settings, ...overrides });
  return { config, desk: (surroundings) => new DeviceDesk(devices, surroundings) };
}

/** The lane beside the first; where that one takes any free port, so does this. Its door takes any in any case. */
function secondLane(first: HandrailConfig['lane']): Settings {
  const number = first.number + 1;
  return {
    'lane.workstationId': `lane-${number}`,
    'lane.number': number,
    'lane.dataDirectory': path.join(first.dataDirectory, `lane-${number}`),
    'lane.http.port': first.http.port === 0 ? 0 : first.http.port + SECOND_LANE_PORT_AFTER,
    ...(first.staffDoor === null ? {} : { 'lane.staffDoor.port': 0 }),
  };
}

function demoConfig(overrides: Settings): LoadedConfig {
  return loadConfig({ files: [DEMO_CONFIG_FILE], env: process.env, overrides });
}
