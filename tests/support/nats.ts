import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Authenticator, nkeyAuthenticator, nkeys, usernamePasswordAuthenticator } from '@nats-io/transport-node';
import type { NatsOptions } from '#sync/nats/nats-line.ts';
import { inboxOf, natsServerConfig, type NatsServerSettings, type NatsUser } from '#sync/nats/server-config.ts';
import { ensureDebianPackage, findProgram } from './debian-packages.ts';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

const STORE_BYTES_MAX = 4 * 1024 * 1024 * 1024;
const PASSWORD = 'only for a test';

/** Stores have keys, as a chain should; headquarters has a password, to have seen both. */
type Keys = ReadonlyMap<string, nkeys.KeyPair>;

/** A NATS server with JetStream, a directory and a port of its own, and users as a chain has them. */
export class NatsServer {
  readonly port: number;
  readonly #home: string;
  readonly #keys: Keys;
  #process: ChildProcess | undefined;

  private constructor(port: number, keys: Keys, more: Partial<NatsServerSettings> = {}) {
    this.#home = mkdtempSync(path.join(tmpdir(), 'handrail-nats-'));
    this.port = port;
    this.#keys = keys;
    this.#configure(more);
  }

  static async start(stores: readonly string[] = [], more: Pick<NatsServerSettings, 'tls'> = {}): Promise<NatsServer> {
    const server = new NatsServer(await freePort(), keysOf(stores), more);
    await server.restart();
    return server;
  }

  /** Three servers that keep everything together. */
  static async startCluster(stores: readonly string[]): Promise<readonly NatsServer[]> {
    const keys = keysOf(stores);
    const ports = await Promise.all(Array.from({ length: 6 }, freePort));
    const listen = ports.slice(3).map((port) => `127.0.0.1:${port}`);
    const routes = listen.map((address) => `nats://${address}`);
    const servers = listen.map((own, index) => {
      const cluster = { name: 'chain', listen: own, routes: routes.filter((route) => route !== `nats://${own}`) };
      return new NatsServer(ports[index] ?? 0, keys, { name: `test-${index + 1}`, cluster });
    });
    await Promise.all(servers.map(async (server) => server.restart()));
    return servers;
  }

  /** How a store connects; `port` for one that goes through a line that a test can cut. */
  asStore(store: string, port = this.port): NatsOptions {
    const key = this.#keys.get(store) ?? nkeys.createUser();
    return this.#optionsOf(store, nkeyAuthenticator(key.getSeed()), inboxOf({ store }), port);
  }

  asHeadquarters(port = this.port): NatsOptions {
    return this.#optionsOf('hq', usernamePasswordAuthenticator('hq', PASSWORD), inboxOf({ name: 'hq' }), port);
  }

  /** What a store, and headquarters, have in their credentials files. */
  credentialsOf(store: string): object {
    const key = this.#keys.get(store) ?? nkeys.createUser();
    return { nkeySeed: new TextDecoder().decode(key.getSeed()) };
  }

  static readonly headquartersCredentials = { user: 'hq', password: PASSWORD };

  /** Starts it, again after it was killed; resolves when it takes connections. */
  async restart(): Promise<void> {
    const child = spawn(natsProgram(), ['-c', path.join(this.#home, 'server.conf')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let words = '';
    child.stderr.on('data', (text: Buffer) => (words = `${words}${text.toString()}`.slice(-2_000)));
    this.#process = child;
    // A test run that is broken off leaves no server behind.
    const endWithUs = (): void => void child.kill('SIGKILL');
    process.once('exit', endWithUs);
    child.once('exit', () => process.off('exit', endWithUs));
    await until('the server takes connections', async () => {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}: ${words}`);
      return isListening(this.port);
    });
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  /** Loses all that it has stored; it has to be killed before, and started after. */
  wipe(): void {
    rmSync(path.join(this.#home, 'store'), { recursive: true, force: true });
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#home, { recursive: true, force: true });
  }

  #configure(more: Partial<NatsServerSettings>): void {
    const storeDirectory = path.join(this.#home, 'store');
    mkdirSync(storeDirectory);
    const users: NatsUser[] = [
      { role: 'headquarters', name: 'hq', credential: { user: 'hq', password: PASSWORD } },
      ...[...this.#keys].map(([store, key]): NatsUser => {
        return { role: 'store', store, credential: { nkey: key.getPublicKey() } };
      }),
    ];
    const listen = `127.0.0.1:${this.port}`;
    const settings = { name: 'test', listen, storeDirectory, storeBytesMax: STORE_BYTES_MAX, users, ...more };
    writeFileSync(path.join(this.#home, 'server.conf'), natsServerConfig(settings));
  }

  #optionsOf(name: string, authenticator: Authenticator, inbox: string, port: number): NatsOptions {
    return { servers: [`127.0.0.1:${port}`], authenticator, inbox, name };
  }
}

function keysOf(stores: readonly string[]): Keys {
  return new Map(stores.map((store) => [store, nkeys.createUser()]));
}

/** Installs the server if it is missing, and ends the one that the package starts by itself: tests start their own. */
export function ensureNats(): void {
  if (findProgram('nats-server') !== null) return;
  natsProgram();
  if (existsSync('/etc/init.d/nats-server')) spawnSync('service', ['nats-server', 'stop'], { stdio: 'ignore' });
}

function natsProgram(): string {
  return ensureDebianPackage('nats-server', 'nats-server');
}

async function isListening(port: number): Promise<boolean> {
  const socket = connectTcp(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
