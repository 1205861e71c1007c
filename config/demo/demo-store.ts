import { fileURLToPath } from 'node:url';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import { loadCatalogue, type LoadedCatalogue } from '../catalogue/load-catalogue.ts';
import { ConfigurationError } from '../configuration-error.ts';
import { loadConfig, type ConfigInputs, type LoadedConfig } from '../load.ts';

/** The configuration of the demo store, with no devices: `handrail demo` fills in where its simulators listen. */
export const DEMO_CONFIG_FILE = fileURLToPath(new URL('demo.json', import.meta.url));

/**
 * Everything of the demo store. @throws ConfigurationError when an input does not fit, or a file of the demo is spoilt
 */
export function loadDemoStore(
  day: BusinessDay,
  inputs: Omit<ConfigInputs, 'files'> = {},
): LoadedConfig & Omit<LoadedCatalogue, 'problems'> {
  const loaded = loadConfig({ ...inputs, files: [DEMO_CONFIG_FILE] });
  const { problems, ...catalogue } = loadCatalogue(loaded.config, day);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return { ...loaded, ...catalogue };
}
