import { parentPort, type MessagePort } from 'node:worker_threads';
import { assert } from '#kiosk/core/values/assert.ts';
import type { FileOrder } from './file-thread.ts';
import { Sweeper } from './sweeper.ts';

/** How often the thread looks whether it is to be swept; milliseconds. */
const SWEEP_EVERY_MS = 2_000;

interface FileProgram {
  readonly serve: (port: MessagePort, data: unknown) => void;
}

async function follow({ program, data, port }: FileOrder): Promise<void> {
  const { serve } = (await import(program)) as FileProgram;
  serve(port, data);
}

assert(parentPort !== null, 'files are owned by a thread of their own');
// A program that cannot be loaded ends the thread, which whoever waits for the file is told.
parentPort.on('message', (order: FileOrder) => void follow(order));

const sweeper = new Sweeper();
setInterval(() => sweeper.sweepIfDue(), SWEEP_EVERY_MS).unref();
