import type { DevicesConfig, PrinterConfig, ScannerConfig, TerminalConfig } from '#config/schemas/handrail-config.ts';
import type { Currency } from '#kiosk/core/values/money.ts';
import type { DriverLog } from '#drivers/device.ts';
import type { PaymentTerminal } from '#drivers/payment/payment-terminal.ts';
import { ZvtTerminal } from '#drivers/payment/zvt/zvt-terminal.ts';
import { EscPosPrinter } from '#drivers/printer/escpos/driver.ts';
import type { PosPrinter } from '#drivers/printer/pos-printer.ts';
import type { Scanner } from '#drivers/scanner/scanner.ts';
import { SerialScanner } from '#drivers/scanner/serial-scanner.ts';
import { SerialTransport } from '#drivers/transport/serial-transport.ts';
import { TcpTransport } from '#drivers/transport/tcp-transport.ts';
import type { TransportFactory } from '#drivers/transport/transport.ts';

/** The devices of a lane, as configured; undefined for what it has none of. */
export interface LaneDevices {
  readonly scanner: Scanner | undefined;
  readonly terminal: PaymentTerminal | undefined;
  readonly printer: PosPrinter | undefined;
  /** Resolves when each has been tried once; an absent one goes on being tried. */
  open(): Promise<void>;
  close(): Promise<void>;
}

export function laneDevices(config: DevicesConfig, currency: Currency, log: DriverLog): LaneDevices {
  const scanner = config.scanner === null ? undefined : scannerOf(config.scanner, log);
  const terminal = config.terminal === null ? undefined : terminalOf(config.terminal, currency, log);
  const printer = config.printer === null ? undefined : printerOf(config.printer, log);
  const all = [scanner, terminal, printer].filter((device) => device !== undefined);
  return {
    scanner,
    terminal,
    printer,
    open: async () => {
      await Promise.all(all.map((device) => device.open()));
    },
    close: async () => {
      await Promise.all(all.map((device) => device.close()));
    },
  };
}

function scannerOf(config: ScannerConfig, log: DriverLog): Scanner {
  return new SerialScanner({
    deviceId: 'scanner',
    transport: serial(config),
    framing: config.framing,
    symbologyIdentifiers: config.aimIdentifiers,
    idleGapMs: config.idleGapMs,
    log,
  });
}

function terminalOf(config: TerminalConfig, currency: Currency, log: DriverLog): PaymentTerminal {
  const { host, port, connectTimeoutMs } = config;
  return new ZvtTerminal({
    deviceId: 'terminal',
    terminalId: `${host}:${port}`,
    transport: () => new TcpTransport({ host, port, connectTimeoutMs }),
    currency,
    settings: {
      password: config.password,
      codePage: config.codePage,
      responseTimeoutMs: config.replyTimeoutMs,
      progressTimeoutMs: config.idleTimeoutMs,
    },
    log,
  });
}

function printerOf(config: PrinterConfig, log: DriverLog): PosPrinter {
  return new EscPosPrinter({
    deviceId: 'printer',
    transport:
      config.kind === 'escpos-serial'
        ? serial(config)
        : () => new TcpTransport({ host: config.host, port: config.port }),
    columns: config.columns,
    codePages: [config.codePage],
    cut: config.cutter ? 'partial' : 'none',
    log,
  });
}

function serial(config: Pick<ScannerConfig, 'path' | 'baudRate' | 'format'>): TransportFactory {
  const { path, baudRate, format } = config;
  return () => new SerialTransport({ path, baudRate, format });
}
