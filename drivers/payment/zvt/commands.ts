import type { Currency, MinorUnits } from '#kiosk/core/values/money.ts';
import { assert } from '#kiosk/core/values/assert.ts';
import { type Apdu, COMMAND } from './apdu.ts';
import { FIELD, toBcd } from './bmp.ts';
import { AMOUNT_MAX, type ZvtSettings } from './settings.ts';
import { CODE_PAGE_TAG } from './text.ts';

/** Registration: the service menu is not on a key of the terminal, which stands where shoppers are. */
const SERVICE_NO_MENU_KEY = 0x01;
/** Status enquiry: leave the software version out of the answer. */
const SERVICE_NO_VERSION = 0x02;
/** Repeat receipt: send the last transaction's status-information (01) and do not print (02). */
const SERVICE_STATUS_WITHOUT_PRINT = 0x03;

/** TLV 26 { 0A 06 D3 }: the terminal may send text blocks. Naming any TLV at all switches TLV on. */
const PERMITTED_TEXT_BLOCKS = [0x26, 0x04, 0x0a, 0x02, 0x06, 0xd3];
const TAG_CHARACTER_SET = 0x14;

/** 06 00: what the lane takes over, in which currency, and that it understands TLV. */
export function registration(settings: ZvtSettings, currency: Currency): Apdu {
  const characterSet = settings.codePage === 'cp437' ? [] : [TAG_CHARACTER_SET, 0x01, CODE_PAGE_TAG[settings.codePage]];
  const tlv = [...PERMITTED_TEXT_BLOCKS, ...characterSet];
  return {
    code: COMMAND.registration,
    data: Uint8Array.from([
      ...passwordOf(settings),
      settings.configByte,
      ...toBcd(currency.numeric, 2),
      FIELD.serviceByte,
      SERVICE_NO_MENU_KEY,
      FIELD.tlv,
      tlv.length,
      ...tlv,
    ]),
  };
}

/** 06 01: the charge. */
export function authorisation(amount: MinorUnits, currency: Currency): Apdu {
  assert(amount > 0 && amount <= AMOUNT_MAX, `not an amount that ZVT can carry: ${amount}`);
  return {
    code: COMMAND.authorisation,
    data: Uint8Array.from([FIELD.amount, ...toBcd(amount, 6), FIELD.currency, ...toBcd(currency.numeric, 2)]),
  };
}

/** 05 01: how is the terminal. */
export function statusEnquiry(settings: ZvtSettings): Apdu {
  return {
    code: COMMAND.statusEnquiry,
    data: Uint8Array.from([...passwordOf(settings), FIELD.serviceByte, SERVICE_NO_VERSION]),
  };
}

/** 06 20: what was the last transaction. */
export function repeatReceipt(settings: ZvtSettings): Apdu {
  return {
    code: COMMAND.repeatReceipt,
    data: Uint8Array.from([...passwordOf(settings), FIELD.serviceByte, SERVICE_STATUS_WITHOUT_PRINT]),
  };
}

/** 06 B0: a wish to end what runs. */
export const ABORT: Apdu = { code: COMMAND.abort, data: new Uint8Array(0) };

function passwordOf({ password }: ZvtSettings): Uint8Array {
  assert(/^\d{6}$/.test(password), 'a ZVT password has six digits');
  return toBcd(Number(password), 3);
}
