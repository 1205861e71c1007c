import type { CommandHandlers } from '#kiosk/api/server/ports.ts';
import type { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { DeskSurroundings } from '../roles/run-shop.ts';
import type { DemoDevices } from './demo-devices.ts';
import { systemClock } from '../system-clock.ts';
import { isOpenSlip, printedSlip } from './deposit-slip.ts';
import { deskGoods } from './desk-goods.ts';
import { isOpenWeight, weighedLabel } from './weighed-label.ts';

/** Receipts that the desk shows; the older ones are still in the journal. */
const RECEIPTS_SHOWN_MAX = 20;

/** What the scales say, one after the other: bags are never equally heavy. Grams. */
const WEIGHTS_G = [486, 1286, 752, 305];

/**
 * The device desk: a page's hands on the simulated devices. What it does goes the way of the real thing: a click makes
 * the scanner send its bytes, a card is held to the terminal, a plug is pulled.
 */
export class DeviceDesk {
  readonly handlers: CommandHandlers;
  readonly #devices: DemoDevices;
  readonly #hub: TopicHub;
  readonly #unsubscribe: readonly (() => void)[];
  #isTerminalPlugged = true;
  #weighings = 0;

  constructor(devices: DemoDevices, { hub, goods, currency, laneNumber, startLink }: DeskSurroundings) {
    this.#devices = devices;
    this.#hub = hub;
    this.handlers = {
      ...this.#deviceHandlers(),
      deskLink: async ({ page }) => ({ url: startLink(page) }),
    };
    const show = (): void => this.#show();
    this.#unsubscribe = [
      devices.terminal.onChange(show),
      devices.printer.onChange(show),
      devices.printer.onReceipt(show),
    ];
    hub.publishValue('deskGoods', deskGoods(goods, currency, laneNumber));
    this.#show();
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }

  #deviceHandlers(): CommandHandlers {
    const { scanner, terminal, printer } = this.#devices;
    return {
      deskScan: async ({ code }) => {
        if (scanner.plugged) scanner.scan(this.#printed(code));
        return {};
      },
      deskCard: async ({ card }) => {
        terminal.presentCard(card);
        return {};
      },
      deskPlug: async ({ device, plugged }) => {
        await this.#plug(device, plugged);
        this.#show();
        return {};
      },
      deskPrinter: async ({ paper, coverOpen }) => {
        printer.setPaper(paper);
        printer.setCoverOpen(coverOpen);
        return {};
      },
    };
  }

  async #plug(device: 'scanner' | 'terminal' | 'printer', plugged: boolean): Promise<void> {
    const { scanner, terminal, printer } = this.#devices;
    switch (device) {
      case 'scanner':
        return plugged ? scanner.plug() : scanner.unplug();
      case 'terminal':
        this.#isTerminalPlugged = plugged;
        return plugged ? terminal.plugIn() : terminal.unplug();
      case 'printer':
        return plugged ? printer.plug() : printer.unplug();
    }
  }

  /** What is printed on the spot has a number of its own each time. */
  #printed(code: string): string {
    if (isOpenSlip(code)) return printedSlip(code, systemClock.now());
    return isOpenWeight(code) ? weighedLabel(code, this.#nextWeight()) : code;
  }

  #nextWeight(): number {
    const grams = WEIGHTS_G[this.#weighings % WEIGHTS_G.length] ?? 0;
    this.#weighings += 1;
    return grams;
  }

  #show(): void {
    const { scanner, terminal, printer } = this.#devices;
    this.#hub.publishValue('desk', {
      scanner: { plugged: scanner.plugged },
      terminal: {
        plugged: this.#isTerminalPlugged,
        screen: terminal.screen,
        waitingForCard: terminal.charging && terminal.screen === 'present-card',
        amount: terminal.amount ?? null,
      },
      printer: { plugged: printer.plugged, paper: printer.paper, coverOpen: printer.coverOpen },
      receipts: printer.receipts
        .slice(-RECEIPTS_SHOWN_MAX)
        .toReversed()
        .map(({ id, lines, wideLines }) => ({
          id,
          lines: lines.map((text, index) => ({ text, wide: wideLines.includes(index) })),
        })),
    });
  }
}
