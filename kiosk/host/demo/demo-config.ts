import { DEMO_CONFIG_FILE } from '#config/demo/demo-store.ts';
import { type LoadedConfig, loadConfig } from '#config/load.ts';

/** @throws ConfigurationError when a setting of the environment or the command line does not fit */
export function demoConfig(
  overrides: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
): LoadedConfig {
  return loadConfig({ files: [DEMO_CONFIG_FILE], env, overrides });
}
