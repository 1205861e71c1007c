import path from 'node:path';
import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import { BusClient } from '#sync/bus/bus-client.ts';
import { HttpFeedSource } from '#sync/http/http-feed-source.ts';
import { HttpUpstream } from '#sync/http/http-upstream.ts';
import { StoreConnection } from '#sync/http/store-connection.ts';
import { IdentityError } from '#sync/identity/identity-error.ts';
import { loadOrMakeKey } from '#sync/identity/key-pair.ts';
import { readTrustedStore } from '#sync/identity/trusted-store.ts';
import type { FeedSource } from '#sync/feed/feed.ts';
import type { Upstream } from '#sync/log/upstream.ts';
import { CommandFailure } from '../exit-codes.ts';
import { IDENTITY_KEY_FILE } from '../sync/data-files.ts';

/** What pairing wrote down about the machine that this one reports to. */
export const TRUSTED_STORE_FILE = 'trusted-store.json';

/** The line to the store, or from a store to headquarters. */
export interface UpstreamLine {
  /** Who that is, as pairing has told. */
  readonly trusted: { readonly store: string; readonly publicKey: string };
  readonly upstream: Upstream;
  readonly bus: BusClient;
  readonly feeds: FeedSource;
  close(): Promise<void>;
}

export interface UpstreamLineParts {
  readonly address: string;
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onConnection?: (isConnected: boolean) => void;
}

/** @throws CommandFailure when this machine was never paired with the one at that address */
export function openUpstreamLine(parts: UpstreamLineParts): UpstreamLine {
  const { address, directory, clock, log, onConnection } = parts;
  try {
    const trusted = readTrustedStore(path.join(directory, TRUSTED_STORE_FILE));
    const connection = new StoreConnection({
      address,
      key: loadOrMakeKey(path.join(directory, IDENTITY_KEY_FILE)),
      trusted,
      monotonic: () => clock.monotonic(),
    });
    const bus = new BusClient({
      route: connection.busRoute,
      clock,
      random: Math.random,
      log,
      ...(onConnection === undefined ? {} : { onConnection }),
    });
    return {
      trusted: { store: trusted.store, publicKey: trusted.storePublicKey },
      upstream: new HttpUpstream(connection),
      bus,
      feeds: new HttpFeedSource(connection),
      close: async () => {
        await bus.close();
        connection.close();
      },
    };
  } catch (error) {
    if (error instanceof IdentityError) throw new CommandFailure(`sync.upstream: ${error.message}`);
    throw error;
  }
}
