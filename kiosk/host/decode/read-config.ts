import { ConfigurationError } from '#config/configuration-error.ts';
import { loadConfig } from '#config/load.ts';
import type { ScanOptions } from '#kiosk/core/barcode/scan-options.ts';
import { laneScanOptions } from '../roles/lane-scan-options.ts';

/**
 * @param country wins over the one that the configuration names
 * @returns how the lane of this configuration reads, or what is wrong with it, in words for a person
 */
export function readLaneOptions(
  files: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  country: string | undefined,
): Omit<ScanOptions, 'today'> | string {
  try {
    const overrides = country === undefined ? {} : { 'barcodes.country': country };
    return laneScanOptions(loadConfig({ files, env, overrides }).config);
  } catch (error) {
    if (error instanceof ConfigurationError) return `--config: ${error.message}`;
    throw error;
  }
}
