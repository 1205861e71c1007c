import { Command, InvalidArgumentError, Option } from 'commander';
import { CommandFailure, EXIT } from '../exit-codes.ts';

interface DecodeOptions {
  readonly country?: string;
  readonly rules?: string;
  readonly config?: readonly string[];
  readonly aim?: 'optional' | 'required' | 'none';
  readonly separator?: string;
  readonly today?: string;
  readonly currency?: string;
  readonly strict?: true;
}

/** Written out, so that the command line starts without loading the core; a test compares it with the presets. */
export const COUNTRIES: readonly string[] = ['se', 'no', 'dk', 'fi', 'ee', 'lv', 'lt', 'de', 'gb', 'us', 'nl'];

const MORE_HELP = `
Reads one scan a line from standard input, byte for byte as the scanner sends it: GS (FNC1 between GS1 elements) as
byte 29, the AIM symbology identifier (]E0, ]C1, ]d2, …) in front if there is one. Writes one JSON object a line:

  {"ok":true,"kind":"RCN-13","gtin14":"02712341002251","weightKg":"0.225","itemReference":"12341",…}
  {"ok":false,"error":{"code":"check-digit","message":"the check digit of 4006381333930 is wrong"}}

Kinds   GTIN-8 GTIN-12 GTIN-13 GTIN-14 UPC-E    trade items; gtin14 is their one normal form
        RCN-8 RCN-12 RCN-13                     restricted circulation: weighed goods, a shop's own numbers
        element-string digital-link             GS1 elements; ais has them all
        coupon coupon-8110 coupon-8112 refund-receipt voucher deposit-return loyalty-card parked-basket staff-badge
        add-on plain                            an add-on alone; any other text
Members gtin14 ais price currency weightKg weightLb count itemReference valueMissing addOn batch serial useBy useByTime
        sellBy bestBefore lookupKeys reference fields text symbology; only those that apply. Amounts are exact decimals.
Errors  empty too-long not-printable symbology-missing unknown-symbology length characters check-digit
        variable-check-digit date value currency unknown-ai truncated conflict not-for-sale web-address

Exit code 0 when all lines were read, with --strict 1 if any could not be decoded; 2 for a bad command line.
More: kiosk/docs/barcodes.md

Example
  printf ']E02712341002251\\n' | handrail decode --country dk
  printf '2600000012348\\n' | handrail decode --config config/demo/demo.json`;

/** `handrail decode`: what a scan means, for integrators and for checking us from outside. */
export function decodeCommand(): Command {
  return new Command('decode')
    .description('Decode barcode reads from standard input, one a line, into JSON, one object a line.')
    .option('--country <code>', `the country whose in-store numbering is used: ${COUNTRIES.join(' ')}`, readCountry)
    .option('--rules <file>', 'JSON file with own templates and routes, which go before those of the country')
    .addOption(
      new Option(
        '--config <file...>',
        'configuration files of a lane: reads are decoded as that lane decodes them',
      ).conflicts('rules'),
    )
    .addOption(
      new Option('--aim <mode>', 'whether reads begin with an AIM symbology identifier (default: optional)').choices([
        'optional',
        'required',
        'none',
      ]),
    )
    .option('--separator <text>', 'what the scanner sends for GS, for example "~" or "{GS}" (default: byte 29)')
    .option('--currency <code>', "the till's currency, EUR or 978; a label that states another one is refused")
    .option('--today <date>', 'the day of the scan, YYYY-MM-DD, for the century of two-digit years (default: today)')
    .option('--strict', 'exit with 1 if any read could not be decoded')
    .addHelpText('after', MORE_HELP)
    .helpCommand(false)
    .showHelpAfterError('(add --help for what this command takes)')
    .exitOverride()
    .action(decode);
}

function readCountry(text: string): string {
  const country = text.toLowerCase();
  if (!COUNTRIES.includes(country)) throw new InvalidArgumentError(`Allowed are ${COUNTRIES.join(', ')}.`);
  return country;
}

async function decode(options: DecodeOptions): Promise<void> {
  const [{ decodeOptions }, { decodeStream }] = await Promise.all([
    import('../decode/decode-options.ts'),
    import('../decode/decode-stream.ts'),
  ]);
  const shopRules =
    options.rules === undefined ? {} : (await import('../decode/read-rules.ts')).readRules(options.rules);
  if (typeof shopRules === 'string') throw new CommandFailure(shopRules);
  const lane =
    options.config === undefined
      ? undefined
      : (await import('../decode/read-config.ts')).readLaneOptions(options.config, process.env, options.country);
  if (typeof lane === 'string') throw new CommandFailure(lane);
  const scanOptions = decodeOptions(options, new Date(), shopRules, lane);
  if (typeof scanOptions === 'string') throw new CommandFailure(scanOptions);
  const counts = await decodeStream(process.stdin, process.stdout, scanOptions);
  if (options.strict === true && counts.refused > 0) process.exitCode = EXIT.no;
}
