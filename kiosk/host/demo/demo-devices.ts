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

const PRINTER_COLUMNS = 42;
