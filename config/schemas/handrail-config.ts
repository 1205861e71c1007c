import { z } from 'zod';
import { assistSchema } from '../assist/assist-settings.ts';
import { barcodeRulesSchema } from '../barcodes/barcode-rules.ts';
import { countrySchema } from './country.ts';
import type { DeepReadonly } from './deep-readonly.ts';
import { devicesSchema } from './devices.ts';
import { filePath } from './fields.ts';
import { hqSchema } from './hq.ts';
import { laneSchema } from './lane.ts';
import { storeSchema } from './store.ts';
import { syncSchema } from './sync.ts';

const catalogueSchema = z
  .strictObject({
    directory: filePath(
      'The folder that `handrail catalogue import` fills: for a large catalogue, or one that changes while the lane runs.',
    ).optional(),
    file: filePath(
      'Instead of that: a file of articles, a JSON object on each line (NDJSON), or a spreadsheet when it ends in .csv.',
    ).optional(),
    categoriesFile: filePath('The categories that articles without a barcode are chosen in (JSON).').optional(),
    promotionsFile: filePath('The promotions (JSON).').optional(),
    picturesDirectory: filePath('The folder of the pictures that articles name, as SVG.').optional(),
  })
  .refine((catalogue) => (catalogue.directory === undefined) !== (catalogue.file === undefined), {
    error: 'must name either a directory or a file of articles',
  });

const helpSchema = z
  .strictObject({
    directory: filePath(
      'The folder of the answers that shoppers can read while they wait, a JSON file each; the set of the demo unless ' +
        'named here.',
    ).optional(),
  })
  .prefault({});

/**
 * All that a lane and its store are told. Unknown names are refused, so that a slip of the pen is never just ignored.
 * One file may serve the machines of all roles: each takes what it needs and checks the rest as well.
 */
export const handrailConfigSchema = z.strictObject({
  store: storeSchema,
  lane: laneSchema,
  devices: devicesSchema,
  catalogue: catalogueSchema,
  barcodes: barcodeRulesSchema.prefault({}),
  country: countrySchema,
  sync: syncSchema,
  assist: assistSchema,
  help: helpSchema,
  hq: hqSchema.optional(),
});

/** A store on a machine of its own has no lane and no devices. */
export const storeConfigSchema = handrailConfigSchema.partial({ lane: true, devices: true, catalogue: true });

/** Headquarters knows its own part only. */
export const hqConfigSchema = handrailConfigSchema
  .partial({ store: true, lane: true, devices: true, catalogue: true, country: true })
  .required({ hq: true });

export type HandrailConfig = DeepReadonly<z.output<typeof handrailConfigSchema>>;
export type StoreConfig = DeepReadonly<z.output<typeof storeConfigSchema>>;
export type HqConfig = DeepReadonly<z.output<typeof hqConfigSchema>>;
export type DevicesConfig = HandrailConfig['devices'];
export type ScannerConfig = NonNullable<DevicesConfig['scanner']>;
export type TerminalConfig = NonNullable<DevicesConfig['terminal']>;
export type PrinterConfig = NonNullable<DevicesConfig['printer']>;
export type CountryPack = HandrailConfig['country'];
export type CountryPackInput = z.input<typeof countrySchema>;
