/**
 * Opens and closes printers in every state, then does nothing more: the process must end by itself. A timer or handle
 * that a closed driver leaves behind would hold it; the alarm then ends it with code 1.
 */
import { EscPosPrinter } from '#drivers/printer/escpos/driver.ts';
import { PrinterSimulator } from '#drivers/simulators/printer-simulator.ts';
import { TcpTransport } from '#drivers/transport/tcp-transport.ts';

const ALARM_MS = 5_000;
setTimeout(() => process.exit(1), ALARM_MS).unref();

const simulator = new PrinterSimulator({ at: { tcpPort: 0 }, lineDelayMs: 5 });
await simulator.plug();

function printer(): EscPosPrinter {
  const address = simulator.address;
  if ('path' in address) throw new Error('a TCP printer is wanted here');
  return new EscPosPrinter({ deviceId: 'printer-1', columns: 32, transport: () => new TcpTransport(address) });
}

const ready = printer();
await ready.open();
await ready.close();

const opening = printer();
const opened = opening.open();
await opening.close();
await opened;

const printing = printer();
await printing.open();
const outcome = printing.print({ lines: [{ kind: 'text', text: 'to be continued' }] });
await printing.close();
await outcome;

const unplugged = printer();
await unplugged.open();
await simulator.unplug();
await unplugged.close();

const absent = printer();
await absent.open();
await absent.close();

process.stdout.write('done\n');
