import type { Clock } from '#kiosk/lane/ports.ts';
import type { Upstream } from '#sync/log/upstream.ts';
import type { NatsOptions } from '#sync/nats/nats-line.ts';
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
