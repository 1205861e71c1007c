import path from 'node:path';
import { PrinterSimulator } from '#drivers/simulators/printer-simulator.ts';
import { ScannerSimulator } from '#drivers/simulators/scanner-simulator.ts';
import { ZvtSimulator } from '#drivers/simulators/zvt/zvt-simulator.ts';

/** The devices of the demo, each at the far end of a real port, and the settings that lead a lane to them. */
export interface DemoDevices {
  readonly scanner: ScannerSimulator;
  readonly terminal: ZvtSimulator;
  readonly printer: PrinterSimulator;
  /** By the path of the setting, as for the command line. */
  readonly settings: Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const PRINTER_COLUMNS = 42;

/** Plugs them all in. The ports of terminal and printer are free ones of this machine. */
export async function startDemoDevices(dataDirectory: string): Promise<DemoDevices> {
  const scanner = new ScannerSimulator({
    path: path.join(dataDirectory, 'devices', 'scanner'),
    symbologyIdentifiers: true,
  });
  const terminal = await ZvtSimulator.start({ host: HOST });
  const printer = new PrinterSimulator({ at: { tcpPort: 0 }, columns: PRINTER_COLUMNS });
  await printer.plug();
  return {
    scanner,
    terminal,
    printer,
    settings: {
      'devices.scanner': { kind: 'serial', path: scanner.path, baudRate: 9600, framing: 'cr', aimIdentifiers: true },
      'devices.terminal': { kind: 'zvt-tcp', host: HOST, port: terminal.port },
      'devices.printer': { kind: 'escpos-tcp', ...printer.address, columns: PRINTER_COLUMNS },
    },
    close: async () => {
      scanner.close();
      await Promise.all([terminal.stop(), printer.unplug()]);
    },
  };
}
