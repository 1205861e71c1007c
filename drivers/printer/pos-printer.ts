import type { Device } from '../device.ts';

/** What a receipt printer says of itself. */
export interface PrinterStatus {
  readonly online: boolean;
  readonly coverOpen: boolean;
  readonly paper: 'ok' | 'near-end' | 'end';
  readonly error: boolean;
}

/**
 * How a print ended. "unconfirmed" means that all bytes went out and the printer did not say whether it printed them: a
 * receipt may or may not be in the tray, and the shopper is asked rather than given a second one by default.
 */
export type PrintOutcome =
  | { readonly printed: true }
  | {
      readonly printed: false;
      readonly cause: 'paper-end' | 'cover-open' | 'offline' | 'error';
      readonly started: boolean;
    };

export interface PosPrinter extends Device {
  readonly status: PrinterStatus;
  onStatus(listener: (status: PrinterStatus) => void): () => void;
  /** Prints one job, cuts, and asks the printer whether it came out. Never prints a job twice by itself. */
  print(job: PrintJob): Promise<PrintOutcome>;
}

/** A page of receipt paper, device-neutral: what the receipt document is laid out to. */
export interface PrintJob {
  readonly lines: readonly PrintLine[];
}

export type PrintLine =
  | { readonly kind: 'text'; readonly text: string; readonly style?: TextStyle | undefined }
  /** Left text and right text on one line, the left one cut or wrapped so that the right one always fits. */
  | { readonly kind: 'columns'; readonly left: string; readonly right: string; readonly style?: TextStyle | undefined }
  | { readonly kind: 'rule' }
  | { readonly kind: 'feed'; readonly count: number }
  | { readonly kind: 'qr'; readonly data: string };

export interface TextStyle {
  readonly bold?: boolean | undefined;
  readonly align?: 'left' | 'centre' | 'right' | undefined;
  readonly size?: 'normal' | 'double' | undefined;
}
