/**
 * Opens and closes scanners in every state, then does nothing more: the process must end by itself. A timer or handle
 * that a closed driver leaves behind would hold it; the alarm then ends it with code 1.
 */
import { join } from 'node:path';
import { SerialScanner } from '#drivers/scanner/serial-scanner.ts';
import { ScannerSimulator } from '#drivers/simulators/scanner-simulator.ts';
import { SerialTransport } from '#drivers/transport/serial-transport.ts';

const ALARM_MS = 5_000;
const folder = process.argv[2] ?? '.';

function scannerAt(path: string): SerialScanner {
  return new SerialScanner({
    deviceId: 'scanner-1',
    transport: () => new SerialTransport({ path, baudRate: 9600 }),
    framing: 'cr',
    symbologyIdentifiers: false,
  });
}

setTimeout(() => process.exit(1), ALARM_MS).unref();

const simulator = new ScannerSimulator({ path: join(folder, 'scanner') });
const ready = scannerAt(simulator.path);
await ready.open();
simulator.sendBytes(Buffer.from('half a read'));
await ready.close();

const opening = scannerAt(simulator.path);
const opened = opening.open();
await opening.close();
await opened;

const unplugged = scannerAt(simulator.path);
await unplugged.open();
simulator.close();
await unplugged.close();

const absent = scannerAt(join(folder, 'nothing'));
await absent.open();
await absent.close();

process.stdout.write('done\n');
