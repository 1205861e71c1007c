import type { CommandHandlers } from '#kiosk/api/server/ports.ts';
import type { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { DeskState } from '#kiosk/api/desk.ts';
import type { CatalogueEntry } from '#kiosk/core/catalogue/article.ts';
import type { DemoDevices } from './demo-devices.ts';

/** Receipts that the desk shows; the older ones are still in the journal. */
const RECEIPTS_SHOWN_MAX = 20;

/**
 * The device desk: a page's hands on the simulated devices. What it does goes the way of the real thing: a click makes the
 * scanner send its bytes, a card is held to the terminal, a plug is pulled.
 */
export class DeviceDesk {
  readonly handlers: CommandHandlers;
  readonly #devices: DemoDevices;
  readonly #hub: TopicHub;
  readonly #articles: DeskState['articles'];
  readonly #unsubscribe: readonly (() => void)[];
  #isTerminalPlugged = true;

  constructor(devices: DemoDevices, entries: readonly CatalogueEntry[], hub: TopicHub) {
    this.#devices = devices;
    this.#hub = hub;
    this.#articles = entries.flatMap(({ article, codes }) => {
      const code = codes[0];
      if (code === undefined) return [];
      const { name, picture, category } = article;
      return [{ code: asPrinted(code), name, picture: picture ?? null, category: category ?? null }];
    });
    this.handlers = this.#makeHandlers();
    const show = (): void => this.#show();
    this.#unsubscribe = [
      devices.terminal.onChange(show),
      devices.printer.onChange(show),
      devices.printer.onReceipt(show),
    ];
    this.#show();
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }

  #makeHandlers(): CommandHandlers {
    const { scanner, terminal, printer } = this.#devices;
    return {
      deskScan: async ({ code }) => {
        if (scanner.plugged) scanner.scan(code);
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

  #show(): void {
    const { scanner, terminal, printer } = this.#devices;
    this.#hub.publishValue('desk', {
      articles: this.#articles,
      scanner: { plugged: scanner.plugged },
      terminal: {
        plugged: this.#isTerminalPlugged,
        display: terminal.screen,
        waitingForCard: terminal.charging,
        amount: null,
      },
      printer: { plugged: printer.plugged, paper: printer.paper, coverOpen: printer.coverOpen },
      receipts: printer.receipts
        .slice(-RECEIPTS_SHOWN_MAX)
        .toReversed()
        .map(({ id, lines }) => ({ id, lines: [...lines] })),
    });
  }
}

/** A GTIN in normal form as the label under the bars has it: 13 digits, or 8 where it is that short. */
function asPrinted(code: string): string {
  if (!/^\d{14}$/.test(code)) return code;
  if (code.startsWith('000000')) return code.slice(6);
  return code.startsWith('0') ? code.slice(1) : code;
}
