import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { HandrailProcess } from '#tests/support/handrail-process.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';

// Goal: a demo on ports of its own stands beside another one, also with doors for staff pages.
// Method: the real command with the first lane's ports given, while the usual port of the second lane is taken.

/** Where the second lane of a demo on its usual ports is. */
const USUAL_SECOND_PORT = 7383;
const SECOND_AFTER_FIRST = 3;
/** Below what systems give out by themselves, so that no device of the demo gets one of these meanwhile. */
const PORTS_FROM = 20_080;
const PORTS_TO = 21_080;
const PORTS_EACH = 10;

let demo: HandrailProcess | undefined;
let other: Server | undefined;

afterEach(async () => {
  await demo?.stop();
  other?.close();
});

it('has its second lane and both doors beside the ports that the first lane was given', async () => {
  // Where this fails, another program has the port already, which is as good.
  other = await listening(USUAL_SECOND_PORT);
  const port = await firstFree();
  const settings = [
    `lane.dataDirectory=${temporaryDirectory()}`,
    `lane.http.port=${port}`,
    `lane.staffDoor.port=${port + 1}`,
    'store.http.port=0',
  ];
  demo = new HandrailProcess(['demo', ...settings.flatMap((setting) => ['--set', setting])]);
  const { shopper, shopper2 } = await demo.ready();
  expect([shopper, shopper2].map((link) => Number(new URL(String(link)).port))).toEqual([
    port,
    port + SECOND_AFTER_FIRST,
  ]);
});

/** Undefined where another program has that port. */
async function listening(port: number): Promise<Server | undefined> {
  const server = createServer().listen(port, '127.0.0.1');
  const isThere = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  return isThere ? server : undefined;
}

/** The first of a few ports in a row that are all free. */
async function firstFree(): Promise<number> {
  for (let port = PORTS_FROM; port < PORTS_TO; port += PORTS_EACH) {
    const servers = await Promise.all([0, 1, SECOND_AFTER_FIRST].map(async (more) => listening(port + more)));
    const areFree = servers.every((server) => server !== undefined);
    await Promise.all(
      servers.map(async (server) => {
        server?.close();
        if (server !== undefined) await once(server, 'close');
      }),
    );
    if (areFree) return port;
  }
  throw new Error('no free ports in a row');
}
