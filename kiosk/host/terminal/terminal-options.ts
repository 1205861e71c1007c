import type { CodePage } from '#drivers/payment/zvt/text.ts';
import { AMOUNT_MAX } from '#drivers/payment/zvt/settings.ts';
import { CURRENCY_CODES, currencyByCode } from '#kiosk/core/values/currencies.ts';
import { type Currency, type MinorUnits, parseAmount } from '#kiosk/core/values/money.ts';
import { CommandFailure } from '../exit-codes.ts';

/** What the command line gives, as commander hands it over. */
export interface TerminalCommandOptions {
  readonly url: string;
  readonly journal: string;
  readonly recoverTimeout: string;
  readonly password: string;
  readonly codePage: CodePage;
  readonly workstation: string;
  readonly json?: boolean;
  readonly amount?: string;
  readonly currency?: string;
  readonly attempt?: string;
  readonly paid?: boolean;
  readonly notPaid?: boolean;
  readonly attendant?: string;
}

export interface TerminalAddress {
  readonly host: string;
  readonly port: number;
}

/** The port that ZVT terminals listen on when nobody says otherwise (PA00P016). */
const ZVT_PORT = 20_007;
const RECOVER_TIMEOUT_MAX_SECONDS = 3_600;
const MS_PER_SECOND = 1_000;

/** @throws CommandFailure with what would be right */
export function readUrl(text: string): TerminalAddress {
  const scheme = 'zvt+tcp://';
  const wrong = new CommandFailure(`--url ${text}: write zvt+tcp://HOST:PORT, as in zvt+tcp://10.0.0.7:20007`);
  if (!text.startsWith(scheme)) throw wrong;
  // A scheme that the URL standard knows is the only one for which it checks host and port.
  const address = `http://${text.slice(scheme.length)}`;
  if (!URL.canParse(address)) throw wrong;
  const url = new URL(address);
  const plain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (!plain || url.pathname !== '/' || url.hostname === '') throw wrong;
  // Port 80 is the one that such a URL leaves out again.
  const port = url.port === '' ? (/:0*80\/?$/.test(text) ? 80 : ZVT_PORT) : Number(url.port);
  if (port === 0) throw wrong;
  return { host: url.hostname.replaceAll(/^\[|\]$/g, ''), port };
}

/** @throws CommandFailure */
export function readCharge(options: TerminalCommandOptions): {
  readonly amount: MinorUnits;
  readonly currency: Currency;
} {
  const { amount: amountText = '', currency: code = '' } = options;
  const currency = currencyByCode(code.toUpperCase());
  if (currency === undefined) {
    throw new CommandFailure(`--currency ${code}: known are ${CURRENCY_CODES.join(', ')}`);
  }
  const amount = parseAmount(amountText, currency.exponent);
  if (amount === undefined || amount <= 0 || amount > AMOUNT_MAX) {
    throw new CommandFailure(
      `--amount ${amountText}: write an amount above zero with at most ${currency.exponent} decimals after a point`,
    );
  }
  return { amount, currency };
}

/** @throws CommandFailure */
export function readRecoverTimeoutMs({ recoverTimeout }: TerminalCommandOptions): number {
  const seconds = Number(recoverTimeout);
  const usable = /^\d+(\.\d+)?$/.test(recoverTimeout) && seconds <= RECOVER_TIMEOUT_MAX_SECONDS;
  if (!usable) throw new CommandFailure(`--recover-timeout ${recoverTimeout}: write seconds, 0 to 3600`);
  return Math.round(seconds * MS_PER_SECOND);
}

/** @throws CommandFailure */
export function readPassword({ password }: TerminalCommandOptions): string {
  if (!/^\d{6}$/.test(password)) throw new CommandFailure('--password: write six digits');
  return password;
}
