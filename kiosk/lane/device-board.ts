import type { DeviceView } from '#kiosk/api/views.ts';
import { openTicketFor } from '#kiosk/core/assist/decide.ts';
import type { Device, DeviceState } from '#drivers/device.ts';
import type { PrinterStatus } from '#drivers/printer/pos-printer.ts';
import type { LaneCore } from './lane-core.ts';

/** A device that is away this long is a person's matter; shorter, it is a cable that was touched. Milliseconds. */
const DEVICE_GRACE_MS = 3_000;

/**
 * What the lane's devices say of themselves. A fault changes the device's state, never the shopper's: the basket stays,
 * staff hear of what stays away, and the call is taken back when the device is back.
 */
export class DeviceBoard {
  readonly #core: LaneCore;
  readonly #graces = new Map<string, () => void>();
  /** Devices that have stayed away, in the order in which they left. */
  readonly #missing = new Map<string, DeviceView['kind']>();
  readonly #printers = new Map<string, () => PrinterStatus>();
  readonly #unsubscribe: (() => void)[] = [];

  constructor(core: LaneCore) {
    this.#core = core;
  }

  /** @param printerStatus for a printer: what it says of its paper and its cover */
  watch(device: Device, kind: DeviceView['kind'], printerStatus?: () => PrinterStatus): void {
    if (printerStatus !== undefined) this.#printers.set(device.deviceId, printerStatus);
    this.#note(device.deviceId, kind, device.state);
    this.#unsubscribe.push(device.onState((state) => this.#note(device.deviceId, kind, state)));
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    for (const cancel of this.#graces.values()) cancel();
    this.#graces.clear();
  }

  #note(deviceId: string, kind: DeviceView['kind'], state: DeviceState): void {
    const known = this.#core.session.devices.get(deviceId);
    // Each try to reach it again begins with "opening": it is away until one succeeds, and the lane does not open for
    // the moment of a try.
    if (state.state === 'opening' && known !== undefined && isAway(known)) return;
    const detail = 'detail' in state ? state.detail : null;
    const devices = new Map(this.#core.session.devices);
    devices.set(deviceId, { deviceId, kind, state: state.state, detail });
    this.#core.updateSession({ devices });
    if (this.#missing.has(deviceId) && isAway(state)) this.#correctCall();
    else if (isAway(state)) this.#waitFor(deviceId, kind);
    else if (state.state === 'ready' || state.state === 'busy') this.#isBack(deviceId);
  }

  #waitFor(deviceId: string, kind: DeviceView['kind']): void {
    if (this.#graces.has(deviceId)) return;
    const cancel = this.#core.parts.clock.after(DEVICE_GRACE_MS, () => {
      this.#missing.set(deviceId, kind);
      this.#core.follow('the call about a device', this.#callStaff());
    });
    this.#graces.set(deviceId, cancel);
  }

  #isBack(deviceId: string): void {
    this.#graces.get(deviceId)?.();
    this.#graces.delete(deviceId);
    this.#missing.delete(deviceId);
    const someoneAway = [...this.#core.session.devices.values()].some((device) => isAway(device));
    if (!someoneAway) this.#core.follow('taking back the call about a device', this.#takeBack());
    else this.#correctCall();
  }

  /** What the call says is still so; a call that somebody has ended is not made again. */
  #correctCall(): void {
    if (this.#missing.size === 0 || openTicketFor(this.#core.state.tickets, 'device') === undefined) return;
    this.#core.follow('the call about the other devices', this.#callStaff());
  }

  /** One call for all that is away: the first by its fields, the others in a list. One person mends them in one go. */
  async #callStaff(): Promise<void> {
    const [first, ...others] = [...this.#missing].map(([deviceId, kind]) => {
      const device = this.#core.session.devices.get(deviceId);
      const cause = causeOf(device?.state, this.#printers.get(deviceId)?.());
      return { device: kind, cause, detail: device?.detail ?? '' };
    });
    if (first === undefined) return;
    const also = others.map(({ device, cause }) => `${device}:${cause}`).join(' ');
    await this.#core.raise('device', 'lane', { ...first, also });
  }

  async #takeBack(): Promise<void> {
    const ticket = openTicketFor(this.#core.state.tickets, 'device');
    if (ticket === undefined) return;
    await this.#core.assist({ type: 'withdraw', ticketId: ticket.ticketId, by: 'lane' });
  }
}

/** The cause in the words that receipts use, so that staff read the same of both; the detail is for engineers. */
function causeOf(state: DeviceState['state'] | undefined, printer: PrinterStatus | undefined): string {
  if (state === 'offline') return 'offline';
  // A printer without paper, or open, also goes off-line: what a hand can mend is said first.
  if (printer?.coverOpen === true) return 'cover-open';
  if (printer?.paper === 'end') return 'paper-end';
  return printer?.online === false && !printer.error ? 'offline' : 'error';
}

function isAway(state: { readonly state: DeviceState['state'] }): boolean {
  return state.state === 'offline' || state.state === 'faulted';
}
