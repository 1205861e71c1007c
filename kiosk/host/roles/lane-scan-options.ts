import type { HandrailConfig } from '#config/schemas/handrail-config.ts';
import type { Route } from '#kiosk/core/barcode/route.ts';
import { isPresetCountry } from '#kiosk/core/barcode/country-presets.ts';
import { DEFAULT_SCAN_OPTIONS, type ScanOptions } from '#kiosk/core/barcode/scan-options.ts';
import { scanRules } from '#kiosk/core/barcode/scan-rules.ts';
import { currencyOf } from './lane-settings.ts';

/** Labels name a currency by three digits. */
const ISO_4217_DIGITS = 3;

/**
 * How a lane of this configuration reads barcodes: by the shop's own rules, and below them those of the country that it
 * names, or else is in.
 */
export function laneScanOptions(config: HandrailConfig): Omit<ScanOptions, 'today'> {
  const { barcodes, store, assist } = config;
  const { scanner } = config.devices;
  const country = barcodes.country ?? store.country;
  return {
    ...DEFAULT_SCAN_OPTIONS,
    aimIdentifiers: scanner?.aimIdentifiers === true ? 'optional' : false,
    groupSeparator: scanner?.gsReplacement ?? DEFAULT_SCAN_OPTIONS.groupSeparator,
    currency: String(currencyOf(config).numeric).padStart(ISO_4217_DIGITS, '0'),
    rules: scanRules({
      ...barcodes,
      routes: [...(barcodes.routes ?? []), ...slipRoutes(assist.slips)],
      country: isPresetCountry(country) ? country : undefined,
    }),
  };
}

/** What this program prints itself, below the shop's own routes. */
function slipRoutes({ rainCheckPrefix, parkedPrefix }: HandrailConfig['assist']['slips']): readonly Route[] {
  return [
    { kind: 'voucher', pattern: `${rainCheckPrefix}{code:x8}`, reference: 'code' },
    { kind: 'parked-basket', pattern: `${parkedPrefix}{code:x8}`, reference: 'code' },
  ];
}
