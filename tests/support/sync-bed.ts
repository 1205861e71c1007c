import path from 'node:path';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { LocalBus } from '#sync/bus/local-bus.ts';
import type { FeedShelf, PushReceiver } from '#sync/http/ports.ts';
import { type SyncServer, type SyncServerOptions, startSyncServer } from '#sync/http/server.ts';
import { pairWithStore } from '#sync/http/pair-with-store.ts';
import { StoreConnection } from '#sync/http/store-connection.ts';
import { type IdentityKey, loadOrMakeKey } from '#sync/identity/key-pair.ts';
import { KnownPeers } from '#sync/identity/known-peers.ts';
import { PrivateAuthority } from '#sync/identity/private-authority.ts';
import type { TrustedStore } from '#sync/identity/trusted-store.ts';

export const SILENT = { debug: () => {}, warn: () => {}, error: () => {} };

/** A store on a free port of this machine, and the machines that are paired with it. */
export interface SyncBed {
  readonly server: SyncServer;
  readonly address: string;
  readonly directory: string;
  readonly key: IdentityKey;
  readonly peers: KnownPeers;
  readonly bus: LocalBus;
  readonly authority: PrivateAuthority | undefined;
  /** Makes a key for a machine and pairs it, as an installer does. */
  pair(origin: string, carries?: readonly string[]): Promise<PairedMachine>;
  /** Stops the server and starts it again on its port, as after an update. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface PairedMachine {
  readonly key: IdentityKey;
  readonly trusted: TrustedStore;
  /** @param address the store's own unless there is something in between */
  connect(address?: string): StoreConnection;
}

export interface SyncBedOptions extends Partial<Pick<SyncServerOptions, 'clock' | 'host' | 'names' | 'port' | 'log'>> {
  readonly directory: string;
  readonly receiver: PushReceiver;
  readonly feeds?: FeedShelf;
  /** Speaks TLS with an authority of its own. */
  readonly tls?: boolean;
}

export async function openSyncBed(options: SyncBedOptions): Promise<SyncBed> {
  const { directory, receiver, feeds, tls = true, clock = systemClock, log = SILENT } = options;
  const store = path.join(directory, 'store');
  const key = loadOrMakeKey(path.join(store, 'key.pem'));
  const peers = new KnownPeers(path.join(store, 'peers.json'));
  const authority = tls ? new PrivateAuthority(store, clock.now()) : undefined;
  const bus = new LocalBus(clock, log);
  const { host = '127.0.0.1', names = [] } = options;
  const parts = { store: 'store-1', host, names, authority, key, peers, receiver, feeds, bus, clock, log };
  let server = await startSyncServer({ ...parts, port: options.port ?? 0 });
  const { port } = server;
  const address = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  return {
    get server() {
      return server;
    },
    address,
    directory,
    key,
    peers,
    bus,
    authority,
    pair: async (origin, carries) => {
      const machineKey = loadOrMakeKey(path.join(directory, origin, 'key.pem'));
      const { code } = server.pairing.issue(origin, carries);
      const { monotonic } = systemClock;
      const trusted = await pairWithStore({ address, origin, key: machineKey, code, monotonic });
      const connect = (to = address): StoreConnection =>
        new StoreConnection({ address: to, key: machineKey, trusted, monotonic });
      return { key: machineKey, trusted, connect };
    },
    restart: async () => {
      await server.close();
      server = await startSyncServer({ ...parts, port });
    },
    close: async () => {
      await server.close();
      await bus.close();
    },
  };
}
