import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import type { Upstream } from '#sync/log/upstream.ts';
import type { NatsOptions } from '#sync/nats/nats-line.ts';
import type { NatsStoreLine } from '#sync/nats/nats-store-line.ts';
import { CommandFailure } from '../exit-codes.ts';

export function isBroker(address: string): boolean {
  return /^(?:nats|tls):/.test(address);
}

/**
 * A store's way to headquarters through the chain's broker. Loaded only where there is one.
 *
 * @throws CommandFailure when the credentials cannot be used
 */
export async function brokerUpstream(
  address: string,
  credentialsFile: string | undefined,
  store: string,
  from: 'writer' | 'forwarder',
  clock: Clock,
): Promise<Upstream> {
  const { NatsUpstream } = await import('#sync/nats/nats-upstream.ts');
  const options = await brokerOptionsFor(address, credentialsFile, { store });
  return new NatsUpstream({
    ...options,
    store,
    from,
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
  });
}

/**
 * The other direction: what comes down to a store through the chain's broker, and what the store tells of itself.
 *
 * @throws CommandFailure when the credentials cannot be used
 */
export async function brokerDown(
  address: string,
  credentialsFile: string | undefined,
  store: string,
  log: Logger,
): Promise<NatsStoreLine> {
  const { NatsStoreLine } = await import('#sync/nats/nats-store-line.ts');
  const onRefused = ({ message }: Error): void =>
    log.error('the broker lets no store read feeds: its configuration is from an earlier program', { message });
  return new NatsStoreLine({ ...(await brokerOptionsFor(address, credentialsFile, { store })), store, onRefused });
}

/** @throws CommandFailure when the credentials cannot be used */
export async function brokerOptionsFor(
  address: string,
  credentialsFile: string | undefined,
  user: { readonly store: string } | { readonly name: string },
): Promise<NatsOptions> {
  const { brokerOptions } = await import('#sync/nats/credentials.ts');
  try {
    return brokerOptions(address, credentialsFile, user);
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error));
  }
}
