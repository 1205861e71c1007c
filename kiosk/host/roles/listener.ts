import path from 'node:path';
import { isIP } from 'node:net';
import type { StoreConfig } from '#config/schemas/handrail-config.ts';
import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import type { LocalBus } from '#sync/bus/local-bus.ts';
import type { FeedShelf, PushReceiver } from '#sync/http/ports.ts';
import { type SyncServer, startSyncServer } from '#sync/http/server.ts';
import { IdentityError } from '#sync/identity/identity-error.ts';
import { loadOrMakeKey } from '#sync/identity/key-pair.ts';
import { KnownPeers } from '#sync/identity/known-peers.ts';
import { PrivateAuthority } from '#sync/identity/private-authority.ts';
import { CommandFailure } from '../exit-codes.ts';
import { IDENTITY_KEY_FILE } from '../sync/data-files.ts';

const PEERS_FILE = 'peers.json';
const AUTHORITY_FOLDER = 'authority';

export interface ListenerParts {
  /** The name of this machine among those that connect. */
  readonly origin: string;
  readonly directory: string;
  readonly listen: StoreConfig['sync']['listen'];
  readonly receiver: PushReceiver;
  readonly bus: LocalBus;
  readonly feeds?: FeedShelf | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Opens the door for lanes (or stores): plain within this machine, TLS by an authority of its own beyond it. */
export async function startListener(parts: ListenerParts): Promise<SyncServer> {
  const { origin, directory, listen, receiver, bus, feeds, clock, log } = parts;
  try {
    return await startSyncServer({
      store: origin,
      host: listen.host,
      port: listen.port,
      names: [...listen.names, ...(isIP(listen.host) === 0 ? [] : [listen.host])],
      authority: isLocal(listen.host)
        ? undefined
        : new PrivateAuthority(path.join(directory, AUTHORITY_FOLDER), clock.now()),
      key: loadOrMakeKey(path.join(directory, IDENTITY_KEY_FILE)),
      peers: new KnownPeers(path.join(directory, PEERS_FILE)),
      receiver,
      bus,
      feeds,
      clock,
      log,
    });
  } catch (error) {
    if (error instanceof IdentityError) throw new CommandFailure(error.message);
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw error;
    throw new CommandFailure(`sync.listen: ${listen.host}:${listen.port} cannot be had (${code})`);
  }
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
