// Goal: what terminals really send is read as it is meant, and what we send is what the specification shows. Method:
// frames from real logs, captures and the specification's examples as fixed bytes, never from our own encoder; split at
// every place; broken at every place; and any chunking by fast-check.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minorUnits } from '#kiosk/core/values/money.ts';
import {
  type Apdu,
  COMMAND,
  NOT_ISSUED,
  POSITIVE,
  UNKNOWN_COMMAND,
  encodeApdu,
  isResponse,
  refusalOf,
} from './apdu.ts';
import { ABORT, authorisation, registration, repeatReceipt, statusEnquiry } from './commands.ts';
import { parseIntermediateStatus } from './intermediate-status.ts';
import { NO_RECEIPT, addPrintLine, addTextBlock, customerReceipt } from './receipt-lines.ts';
import { ZVT_DEFAULTS } from './settings.ts';
import { parseStatusInformation } from './status-information.ts';
import { type Decoded, TcpApduDecoder } from './tcp-framing.ts';

const EUR = { code: 'EUR', numeric: 978, exponent: 2 };
const SETTINGS = { ...ZVT_DEFAULTS, password: '123456' };

/** Units that terminals sent in logs and captures. */
const FROM_TERMINALS = {
  registered: '06 0F 0A 19 00 29 29 00 10 06 49 09 78',
  registeredWithTlv: '06 0F 11 19 00 29 52 00 12 33 49 09 78 06 05 27 03 14 01 FF',
  pleaseWait: '04 FF 01 0E',
  insertCard:
    '04 FF 2E 0A 01 06 2A 24 28 07 26 4B 61 72 74 65 20 76 6F 72 68 61 6C 74 65 6E 0A 65 69 6E 73 74 65 63 6B 65 6E 2F 64 75 72 63 68 7A 69 65 68 65 6E',
  enterPin: '04 FF 16 01 01 06 12 24 10 07 0E 45 4E 54 45 52 20 50 49 4E 20 26 20 4F 4B',
  approvedMastercard:
    '04 0F 5A 27 00 04 00 00 00 00 25 00 49 09 78 0C 22 55 58 0D 04 05 22 F0 F8 55 98 83 EE EE EE 80 74 87 02 31 3B 37 35 30 30 37 31 00 00 0B 00 09 75 19 60 29 52 52 35 35 0E 24 05 8A 06 8C 01 8B F1 F1 4D 61 73 74 65 72 43 61 72 64 00 2A 38 30 34 30 31 31 39 32 36 20 20 20 20 20 20',
  approvedDebit:
    '04 0F DB 27 00 04 00 00 00 00 00 01 0B 00 00 22 0C 16 49 23 0D 03 08 17 00 01 19 70 22 F0 F8 EE EE EE EE EE EE 57 26 29 29 00 10 06 2A 31 30 30 37 36 34 39 39 32 20 20 20 20 20 20 3B 32 39 31 36 37 35 00 00 3C F0 F1 F4 47 45 4E 2E 4E 52 2E 3A 32 39 31 36 37 35 49 09 78 87 00 22 88 00 00 22 8A 2E 8B F1 F7 44 65 62 69 74 20 4D 61 73 74 65 72 63 61 72 64 00 06 65 24 10 07 0E 47 45 4E 2E 4E 52 2E 3A 32 39 31 36 37 35 43 07 A0 00 00 00 04 10 10 46 1F 41 30 30 30 30 30 30 30 30 34 31 30 31 30 20 35 46 32 36 30 45 46 43 35 44 32 38 45 34 35 31 47 1F 41 30 30 30 30 30 30 30 30 34 31 30 31 30 20 35 46 32 36 30 45 46 43 35 44 32 38 45 34 35 31 1F 10 01 00 1F 12 01 02',
  completed: '06 0F 00',
  customerAbort: '04 0F 1E 27 6C 29 28 00 48 69 3C F0 F1 F9 41 62 62 72 75 63 68 20 64 75 72 63 68 20 4B 75 6E 64 65',
  aborted: '06 1E 01 6C',
  wrongAmount: '04 0F 18 27 FF 29 28 00 48 69 3C F0 F1 F3 42 65 74 72 61 67 20 66 61 6C 73 63 68',
  endOfDayNeeded:
    '04 0F 43 27 F0 29 29 00 10 06 3C F0 F2 F5 4B 61 73 73 65 6E 73 63 68 6E 69 74 74 0A 64 75 72 63 68 66 FC 68 72 65 6E 06 1D 24 1B 07 19 4B 61 73 73 65 6E 73 63 68 6E 69 74 74 0A 64 75 72 63 68 66 FC 68 72 65 6E',
  maintenanceFollows: '06 0F 02 27 E0',
  endOfDayFailed: '04 0F 09 27 77 0C 17 15 48 0D 04 16',
  cardInserted: '06 0F 01 DC',
  busy: '06 0F 01 9C',
  version: '06 0F 0B F0 F0 F7 32 2E 31 34 2E 31 35 00',
  statusWithTlv:
    '06 0F 89 F0 F4 F0 47 45 52 2D 41 50 50 2D 76 32 2E 30 2E 39 3B 63 53 30 32 2E 30 31 2E 30 31 2D 31 30 2E 31 30 2D 32 2D 32 3B 43 43 32 36 00 06 5B 1F 44 04 52 52 35 35 E4 43 1F 40 0A 63 56 45 4E 44 20 70 6C 75 67 1F 41 28 47 45 52 2D 41 50 50 2D 76 32 2E 30 2E 39 3B 63 53 30 32 2E 30 31 2E 30 31 2D 31 30 2E 31 30 2D 32 2D 32 3B 43 43 32 36 1F 42 04 17 FD 1E 3C 1F 43 01 00 34 0D 1F 0E 04 20 23 04 05 1F 0F 03 22 56 55',
  noOpenReservation: '06 1E 04 B8 87 FF FF',
  abortedByCommand:
    '06 1E 2E 6C 06 2B 1F 16 05 FF 00 00 14 41 1F 17 20 41 62 62 72 75 63 68 20 64 75 72 63 68 20 65 78 74 65 72 6E 65 73 20 4B 6F 6D 6D 61 6E 64 6F 21',
  printCentred: '06 D1 14 40 2A 2A 20 4B 41 53 53 45 4E 53 43 48 4E 49 54 54 20 2A 2A',
  printEnd: '06 D1 01 81',
  printWithType: '06 D1 0E 40 42 45 5A 41 48 4C 54 06 04 1F 07 01 01',
  printNormal: '06 D1 19 00 47 65 73 61 6D 74 20 20 20 20 20 20 30 20 20 20 20 20 20 20 30 2C 30 30',
  positive: '80 00 00',
  positiveWithSequence: '80 00 08 06 06 1F 73 03 00 00 01',
  unknownCommand: '84 83 00',
} as const;

function bytes(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
}

function decode(...chunks: readonly Uint8Array[]): readonly Decoded[] {
  const decoder = new TcpApduDecoder();
  const decoded: Decoded[] = [];
  for (const chunk of chunks) decoder.push(chunk, (one) => decoded.push(one));
  return decoded;
}

function only(text: string): Apdu {
  const [decoded, ...more] = decode(bytes(text));
  expect(more).toEqual([]);
  if (decoded?.type !== 'apdu') throw new Error(`not a unit: ${text}`);
  return decoded.apdu;
}

function report(text: string): ReturnType<typeof parseStatusInformation> {
  return parseStatusInformation(only(text).data, 'latin1');
}

describe('what we send', () => {
  test.each<[string, Apdu, string]>([
    ['registration', registration(SETTINGS, EUR), '06 00 10 12 34 56 BE 09 78 03 01 06 06 26 04 0A 02 06 D3'],
    ['authorisation', authorisation(minorUnits(11_000), EUR), '06 01 0A 04 00 00 00 01 10 00 49 09 78'],
    ['status enquiry', statusEnquiry(SETTINGS), '05 01 05 12 34 56 03 02'],
    ['repeat receipt', repeatReceipt(SETTINGS), '06 20 05 12 34 56 03 03'],
    ['abort', ABORT, '06 B0 00'],
    ['positive answer', POSITIVE, '80 00 00'],
    ['goods not issued', NOT_ISSUED, '84 66 00'],
    ['unknown command', UNKNOWN_COMMAND, '84 83 00'],
  ])('%s', (_, apdu, expected) => {
    expect(encodeApdu(apdu)).toEqual(bytes(expected));
  });

  test('another code page is asked for', () => {
    const apdu = registration({ ...SETTINGS, codePage: 'utf8' }, EUR);
    expect(encodeApdu(apdu)).toEqual(bytes('06 00 13 12 34 56 BE 09 78 03 01 06 09 26 04 0A 02 06 D3 14 01 FE'));
  });

  test('from 255 bytes on the length takes two more, low byte first', () => {
    expect(encodeApdu({ code: 0x06d3, data: new Uint8Array(254) }).subarray(0, 3)).toEqual(bytes('06 D3 FE'));
    expect(encodeApdu({ code: 0x06d3, data: new Uint8Array(255) }).subarray(0, 5)).toEqual(bytes('06 D3 FF FF 00'));
    expect(encodeApdu({ code: 0x06d3, data: new Uint8Array(300) }).subarray(0, 5)).toEqual(bytes('06 D3 FF 2C 01'));
    expect(encodeApdu({ code: 0x06d3, data: new Uint8Array(1121) }).subarray(0, 5)).toEqual(bytes('06 D3 FF 61 04'));
  });

  test.each([0, -1, 1_000_000_000_000])('an amount of %d is our own bug', (amount) => {
    expect(() => authorisation(minorUnits(amount), EUR)).toThrow(/not an amount/);
  });
});

describe('framing', () => {
  test.each(Object.entries(FROM_TERMINALS))('%s comes through whole, wherever it is split', (_, text) => {
    const whole = bytes(text);
    const expected = decode(whole);
    expect(expected).toHaveLength(1);
    expect(encodeApdu(only(text))).toEqual(whole);
    for (let at = 1; at < whole.length; at += 1) {
      expect(decode(whole.subarray(0, at), whole.subarray(at))).toEqual(expected);
    }
  });

  test('any chunking of any units gives the same units', () => {
    const unit = fc.record({
      code: fc.constantFrom(...Object.values(COMMAND), 0x8000, 0x849c),
      data: fc.uint8Array({ maxLength: 700 }),
    });
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 8 }), fc.array(fc.nat(600), { maxLength: 40 }), (units, cuts) => {
        const stream = Buffer.concat(units.map(encodeApdu));
        const chunks: Uint8Array[] = [];
        let rest: Uint8Array = stream;
        for (const cut of cuts) {
          chunks.push(rest.subarray(0, cut));
          rest = rest.subarray(cut);
        }
        expect(decode(...chunks, rest)).toEqual(units.map((apdu) => ({ type: 'apdu', apdu })));
      }),
    );
  });

  test('what is not ZVT is reported once, and nothing behind it is believed', () => {
    const decoded = decode(bytes('80 00 00'), bytes(`13 37 ${FROM_TERMINALS.completed}`), bytes('06 0F 00'));
    expect(decoded).toEqual([
      { type: 'apdu', apdu: { code: 0x8000, data: new Uint8Array(0) } },
      { type: 'nonsense', leading: 0x13 },
    ]);
  });

  test('after a reset it listens again', () => {
    const decoder = new TcpApduDecoder();
    const decoded: Decoded[] = [];
    decoder.push(bytes('ff 06 0F'), (one) => decoded.push(one));
    decoder.reset();
    decoder.push(bytes('06 0F 00'), (one) => decoded.push(one));
    expect(decoded.map(({ type }) => type)).toEqual(['nonsense', 'apdu']);
  });

  test('the largest unit that there can be fits, and is all that is kept', () => {
    const largest = encodeApdu({ code: 0x06d3, data: new Uint8Array(65_535).fill(7) });
    expect(decode(Buffer.concat([largest, largest, largest]))).toHaveLength(3);
  });

  test('any bytes at all are taken without an exception', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 10 }), (chunks) => {
        for (const decoded of decode(...chunks)) {
          if (decoded.type !== 'apdu') continue;
          const { data } = decoded.apdu;
          parseStatusInformation(data, 'cp437');
          parseIntermediateStatus(data, 'utf8');
          customerReceipt(addTextBlock(addPrintLine(NO_RECEIPT, data, 'latin1'), data, 'cp437'));
        }
      }),
    );
  });
});

describe('responses', () => {
  test('are told from commands, and refusals from consent', () => {
    expect(isResponse(only('80 00 00'))).toBe(true);
    expect(isResponse(only('06 0F 00'))).toBe(false);
    expect(refusalOf(only('84 83 00'))).toBe(0x83);
    expect(refusalOf(only('84 9C 00'))).toBe(0x9c);
    expect(refusalOf(only('84 00 00'))).toBeUndefined();
    expect(refusalOf(only(FROM_TERMINALS.positiveWithSequence))).toBeUndefined();
  });
});

describe('status-information', () => {
  test('an approved Mastercard', () => {
    expect(report(FROM_TERMINALS.approvedMastercard)).toEqual({
      result: 0,
      amount: 2500,
      currency: 978,
      fingerprint: {
        receiptNumber: '0231',
        traceNumber: '000975',
        time: '225558',
        date: '0405',
        amount: 2500,
        terminalId: '52523535',
      },
      reversalOf: undefined,
      cardName: 'MasterCard',
      cardLast4: '8074',
      authorisationCode: '750071',
      text: undefined,
      signature: false,
    });
  });

  test('an approved contactless debit card with everything that a terminal can add', () => {
    expect(report(FROM_TERMINALS.approvedDebit)).toMatchObject({
      result: 0,
      amount: 1,
      fingerprint: {
        receiptNumber: '0022',
        traceNumber: '000022',
        time: '164923',
        date: '0308',
        terminalId: '29001006',
      },
      cardName: 'Debit Mastercard',
      cardLast4: '5726',
      authorisationCode: '291675',
      text: 'GEN.NR.:291675',
      signature: false,
    });
  });

  test('a customer who pressed stop, a wrong amount, an end of day that is due', () => {
    expect(report(FROM_TERMINALS.customerAbort)).toMatchObject({ result: 0x6c, text: 'Abbruch durch Kunde' });
    expect(report(FROM_TERMINALS.wrongAmount)).toMatchObject({ result: 0xff, text: 'Betrag falsch' });
    expect(report(FROM_TERMINALS.endOfDayNeeded)).toMatchObject({ result: 0xf0, text: 'Kassenschnitt durchführen' });
    expect(report(FROM_TERMINALS.endOfDayFailed)).toMatchObject({ result: 0x77, fingerprint: { time: '171548' } });
  });

  test('only what was left out is missing', () => {
    const { result, amount, fingerprint } = report('04 0F 02 27 00');
    expect({ result, amount }).toEqual({ result: 0, amount: undefined });
    expect(fingerprint).toMatchObject({ receiptNumber: '', traceNumber: '', time: '', date: '', terminalId: '' });
  });

  test('an unknown field hides what stands behind it, and nothing else', () => {
    expect(report('04 0F 0D 27 00 04 00 00 00 00 10 10 EE 87 00 01')).toMatchObject({
      result: 0,
      amount: 1010,
      fingerprint: { receiptNumber: '' },
    });
    expect(report('04 0F 04 EE 01 27 00').result).toBeUndefined();
  });

  test('cut anywhere it tells no more than what was whole', () => {
    const whole = only(FROM_TERMINALS.approvedMastercard).data;
    const complete = parseStatusInformation(whole, 'cp437');
    for (let length = 0; length < whole.length; length += 1) {
      const cut = parseStatusInformation(whole.subarray(0, length), 'cp437');
      expect([undefined, complete.result]).toContain(cut.result);
      expect([undefined, complete.amount]).toContain(cut.amount);
      expect(['', complete.fingerprint.receiptNumber]).toContain(cut.fingerprint.receiptNumber);
    }
  });

  test('a full card number that a terminal should not have sent is reduced to its last four digits', () => {
    const kept = JSON.stringify(report('04 0F 0D 27 00 22 F0 F8 41 11 11 11 11 11 11 11'));
    expect(kept).toContain('"1111"');
    expect(kept).not.toContain('11111');
  });

  test('a signature is noticed in the cardholder verification', () => {
    expect(report('04 0F 08 27 00 06 04 1F 10 01 01').signature).toBe(true);
    expect(report('04 0F 08 27 00 06 04 1F 10 01 02').signature).toBe(false);
  });
});

describe('intermediate status', () => {
  test.each([
    ['04 FF 01 0A', { step: 'present-card' }],
    ['04 FF 01 4A', { step: 'remove-card' }],
    ['04 FF 01 4B', { step: 'remove-card' }],
    ['04 FF 01 15', { step: 'wrong-pin' }],
    ['04 FF 01 55', { step: 'wrong-pin' }],
    ['04 FF 01 05', { step: 'reversing' }],
    ['04 FF 01 1D', { step: 'declined' }],
    ['04 FF 01 D3', { step: 'contacting-host' }],
    ['04 FF 01 99', { step: 'other' }],
    ['04 FF 00', { step: 'other' }],
  ])('%s', (text, status) => {
    expect(parseIntermediateStatus(only(text).data, 'cp437').status).toEqual(status);
  });

  test('its own words come along, and how long it will be silent', () => {
    expect(parseIntermediateStatus(only(FROM_TERMINALS.insertCard).data, 'cp437')).toEqual({
      status: { step: 'present-card', text: 'Karte vorhalten einstecken/durchziehen' },
      silenceMs: 60_000,
    });
    expect(parseIntermediateStatus(only(FROM_TERMINALS.enterPin).data, 'cp437')).toEqual({
      status: { step: 'enter-pin', text: 'ENTER PIN & OK' },
      silenceMs: 60_000,
    });
    expect(parseIntermediateStatus(only(FROM_TERMINALS.pleaseWait).data, 'cp437')).toEqual({
      status: { step: 'please-wait' },
      silenceMs: undefined,
    });
  });

  test('words without minutes before them are found too', () => {
    expect(parseIntermediateStatus(bytes('0A 06 06 24 04 07 02 48 69'), 'cp437')).toEqual({
      status: { step: 'present-card', text: 'Hi' },
      silenceMs: undefined,
    });
  });

  test('the words of a refusal are not for shoppers', () => {
    const words = parseIntermediateStatus(bytes('1D 01 06 06 24 04 07 02 48 69'), 'cp437');
    expect(words.status).toEqual({ step: 'declined' });
  });
});

describe('receipts', () => {
  test('lines, until the one that ends a receipt', () => {
    const lines = [FROM_TERMINALS.printCentred, FROM_TERMINALS.printNormal, FROM_TERMINALS.printEnd];
    const receipts = lines.reduce((sum, text) => addPrintLine(sum, only(text).data, 'cp437'), NO_RECEIPT);
    expect(receipts.open).toBeUndefined();
    expect(customerReceipt(receipts)).toEqual(['** KASSENSCHNITT **', 'Gesamt      0       0,00']);
  });

  test('of several without a name the last is the customer’s, because the merchant’s comes first', () => {
    const merchant = ['00 4D', '81'];
    const customer = ['00 43', '81'];
    const all = [...merchant, ...customer].reduce((sum, text) => addPrintLine(sum, bytes(text), 'cp437'), NO_RECEIPT);
    expect(customerReceipt(all)).toEqual(['C']);
  });

  test('a type behind the text is not part of it', () => {
    const merchant = addPrintLine(NO_RECEIPT, only(FROM_TERMINALS.printWithType).data, 'cp437');
    expect(merchant.open).toEqual({ type: 1, lines: ['BEZAHLT'] });
    expect(customerReceipt(merchant)).toEqual([]);
  });

  test('blocks say whose they are; several may make one receipt', () => {
    const customer = '06 12 1F 07 01 02 25 0C 09 01 40 07 01 41 07 00 07 02 42 0D';
    const rest = '06 0C 1F 07 01 02 25 06 07 01 43 09 01 81';
    const merchant = '06 09 1F 07 01 01 25 03 07 01 4D';
    const receipts = [merchant, customer, rest].reduce(
      (sum, text) => addTextBlock(sum, bytes(text), 'cp437'),
      NO_RECEIPT,
    );
    expect(customerReceipt(receipts)).toEqual(['A', '', 'B', '', 'C']);
  });

  test.each([
    ['cp437', '81', 'ü'],
    ['latin1', 'FC', 'ü'],
    ['utf8', 'C3 BC', 'ü'],
  ] as const)('letters in %s', (codePage, text, letter) => {
    expect(customerReceipt(addPrintLine(NO_RECEIPT, bytes(`00 ${text}`), codePage))).toEqual([letter]);
  });

  test('a card number in full is masked; other long numbers are not touched', () => {
    const line = (text: string): readonly string[] =>
      customerReceipt(addPrintLine(NO_RECEIPT, Buffer.concat([bytes('00'), Buffer.from(text)]), 'cp437'));
    expect(line('Card 4111 1111 1111 1111')).toEqual(['Card ************1111']);
    expect(line('AID A0000000041010')).toEqual(['AID A0000000041010']);
    expect(line('Order 4111111111111112')).toEqual(['Order 4111111111111112']);
  });

  test('a terminal that never stops printing is cut off', () => {
    let receipts = NO_RECEIPT;
    for (let line = 0; line < 1_000; line += 1) receipts = addPrintLine(receipts, bytes('00 41'), 'cp437');
    expect(customerReceipt(receipts)).toHaveLength(400);
  });
});
