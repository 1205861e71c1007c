import { floorSettings } from '#config/assist/assist-settings.ts';
import { taxCategoryOn } from '#config/resolve-country.ts';
import type { HandrailConfig } from '#config/schemas/handrail-config.ts';
import type { PromotionSet } from '#kiosk/core/promotions/compile.ts';
import type { Seller } from '#kiosk/core/receipt/receipt-document.ts';
import { currencyByCode } from '#kiosk/core/values/currencies.ts';
import { assert } from '#kiosk/core/values/assert.ts';
import type { BusinessDay, WorkstationId } from '#kiosk/core/values/identifiers.ts';
import { type Currency, minorUnits } from '#kiosk/core/values/money.ts';
import { translatorFor } from '#kiosk/i18n/translator.ts';
import type { LaneSettings } from '#kiosk/lane/lane-settings.ts';

/** How long a lane without a terminal of its own would ask; it never does. Milliseconds. */
const NO_TERMINAL_RECOVER_MS = 1_000;

/** What the configuration means for a lane. */
export function laneSettings(
  config: HandrailConfig,
  promotions: PromotionSet,
  softwareVersion: string,
  day: BusinessDay,
  directUrl?: string,
): LaneSettings {
  const { store, lane, country, devices } = config;
  return {
    storeName: store.name,
    laneNumber: lane.number,
    workstationId: lane.workstationId as WorkstationId,
    currency: currencyOf(config),
    languages: store.languages,
    defaultLanguage: store.defaultLanguage,
    mmPerPx: lane.screen.mmPerPx,
    testMode: lane.testMode,
    softwareVersion,
    linesMax: lane.linesMax,
    idle: lane.idle,
    thanksCloseAfterMs: lane.thanksCloseAfterMs,
    scanRepeatWindowMs: lane.scanRepeatWindowMs,
    recoverTimeoutMs: devices.terminal?.recoverTimeoutMs ?? NO_TERMINAL_RECOVER_MS,
    receiptMedia: receiptMedia(config),
    receiptAlwaysIssued: country.receipt.policy === 'ALWAYS_ISSUE',
    depositReturn: depositReturn(config, day),
    promotions,
    staffPrices: staffPrices(config),
    leases: config.assist.leases,
    interventions: floorSettings(config.assist).table,
    directUrl,
  };
}

export function currencyOf(config: HandrailConfig): Currency {
  const { currency: code } = config.country;
  const currency = currencyByCode(code);
  assert(currency !== undefined, `the configuration let an unknown currency through: ${code}`);
  return currency;
}

export function seller(config: HandrailConfig): Seller {
  const { name, addressLines, vatId, registrationNumber, phone } = config.store;
  return { name, addressLines, vatId, registrationNumber, phone };
}

/** Slips are taxed as the deposits that they give back; a country without deposits has none. */
function depositReturn({ country, lane, store }: HandrailConfig, day: BusinessDay): LaneSettings['depositReturn'] {
  const [deposit] = Object.values(country.deposits);
  const tax = deposit === undefined ? undefined : taxCategoryOn(country, deposit.taxCategory, day);
  if (tax === undefined || lane.depositReturnMax === 0) return undefined;
  const name = Object.fromEntries(
    store.languages.map((language) => [language, translatorFor(language).text('receipt.depositReturned')]),
  );
  return { max: minorUnits(lane.depositReturnMax), name, tax };
}

/** How far each role may go, and what the shopper reads about it. */
function staffPrices({ lane, store }: HandrailConfig): LaneSettings['staffPrices'] {
  const inAll = (key: 'receipt.staffPrice' | 'receipt.staffDiscount') =>
    Object.fromEntries(store.languages.map((language) => [language, translatorFor(language).text(key)]));
  const { assistant, supervisor, manager } = lane.priceOverridePercentMax;
  return {
    offPercentMax: { assistant, supervisor, manager },
    unitPriceMax: minorUnits(lane.priceOverrideMax),
    priceLabel: inAll('receipt.staffPrice'),
    discountLabel: inAll('receipt.staffDiscount'),
  };
}

/** What the country lets a shopper choose, less what this lane has no device for. */
function receiptMedia(config: HandrailConfig): LaneSettings['receiptMedia'] {
  const { choices } = config.country.receipt;
  return config.devices.printer === null ? choices.filter((choice) => choice !== 'paper') : choices;
}
