/**
 * What every device has in common. The life of a device follows UnifiedPOS: open() does Open, Claim and Enable in one,
 * close() does Release and Close; a state change is its StatusUpdateEvent.
 *
 *   closed → opening → ready ⇄ busy;  any of them → faulted | offline → opening (with back-off) … until close()
 *
 * - offline: nothing there (unplugged, unreachable). It is tried again by itself.
 * - faulted: there, but it cannot work (no paper, wrong answer). The detail says why; it recovers when the cause goes.
 */
export type DeviceState =
  | { readonly state: 'closed' }
  | { readonly state: 'opening' }
  | { readonly state: 'ready' }
  | { readonly state: 'busy' }
  | { readonly state: 'faulted'; readonly detail: string }
  | { readonly state: 'offline'; readonly detail: string };

export interface Device {
  readonly deviceId: string;
  readonly state: DeviceState;
  /** Called on each change of state, never re-entrantly from within open() or close() of the same call. */
  onState(listener: (state: DeviceState) => void): () => void;
  /**
   * Starts working and keeps at it: an absent device is tried again with back-off until close(). Resolves once the
   * first attempt has ended, however it did; a missing device is a state, not an exception.
   */
  open(): Promise<void>;
  /** Ends all work; resolves when the port is free again. Safe to call more than once. */
  close(): Promise<void>;
}

/** Hardware trouble: what could not be done, and which of a few ways it failed in (after UnifiedPOS error codes). */
export class DeviceError extends Error {
  override readonly name = 'DeviceError';
  readonly code: DeviceErrorCode;

  constructor(code: DeviceErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/**
 * - timeout: no answer in time
 * - offline: not there, or gone while we talked
 * - busy: it works for someone else, or one exchange is running already
 * - illegal: it does not know or allow what it was asked
 * - protocol: it answered with bytes that make no sense
 * - failure: it says that it cannot
 */
export type DeviceErrorCode = 'timeout' | 'offline' | 'busy' | 'illegal' | 'protocol' | 'failure';

/** Where drivers report what an engineer may want to read. No card data, ever. */
export interface DriverLog {
  debug(message: string, data?: Readonly<Record<string, unknown>>): void;
  warn(message: string, data?: Readonly<Record<string, unknown>>): void;
}

export const SILENT: DriverLog = { debug: () => {}, warn: () => {} };
