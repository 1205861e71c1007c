import { DEMO_CONFIG_FILE } from '#config/demo/demo-store.ts';
import { type LoadedConfig, loadConfig } from '#config/load.ts';
import { prepareDataDirectory } from '../roles/data-directory.ts';
import { runShop } from '../roles/run-shop.ts';
import { startDemoDevices } from './demo-devices.ts';
import { DeviceDesk } from './device-desk.ts';

/**
 * Runs the demo until the process is told to end.
 *
 * @param overrides settings of the command line, by path
 * @throws ConfigurationError when one of them does not fit; CommandFailure when the lane has no folder for its data
 */
export async function runDemoShop(overrides: Readonly<Record<string, unknown>>, json: boolean): Promise<void> {
  const { lane } = demoConfig(overrides).config;
  prepareDataDirectory(lane.dataDirectory);
  const devices = await startDemoDevices(lane.dataDirectory);
  try {
    const { config } = demoConfig({ ...devices.settings, ...overrides });
    await runShop({ config, json, desk: (surroundings) => new DeviceDesk(devices, surroundings) });
  } finally {
    await devices.close();
  }
}

function demoConfig(overrides: Readonly<Record<string, unknown>>): LoadedConfig {
  return loadConfig({ files: [DEMO_CONFIG_FILE], env: process.env, overrides });
}
