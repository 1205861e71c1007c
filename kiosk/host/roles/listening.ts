import { CommandFailure } from '../exit-codes.ts';
import { type PageServer, type PageServerOptions, startPageServer } from '../http/server.ts';

/** @throws CommandFailure when its address cannot be had, which is for a person to settle */
export async function listening(options: PageServerOptions): Promise<PageServer> {
  try {
    return await startPageServer(options);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const why = typeof code === 'string' ? ADDRESS_TROUBLE.get(code) : undefined;
    if (why === undefined) throw error;
    throw new CommandFailure(`pages cannot be served at ${options.host}:${options.port}: ${why}`);
  }
}

const ADDRESS_TROUBLE: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'another program has this port, perhaps a lane that is running already'],
  ['EACCES', 'this user may not have this port'],
  ['EADDRNOTAVAIL', 'this machine has no such address'],
]);
