import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { usernamePasswordAuthenticator } from '@nats-io/transport-node';
import type { NatsOptions } from '#sync/nats/nats-line.ts';
import { inboxOf, natsServerConfig, type NatsUser } from '#sync/nats/server-config.ts';
import { ensureDebianPackage, findProgram } from './debian-packages.ts';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

const STORE_BYTES_MAX = 4 * 1024 * 1024 * 1024;
const PASSWORD = 'only for a test';

/** A NATS server with JetStream, a directory and a port of its own, and users as a chain has them. */
export class NatsServer {
  readonly port: number;
  readonly #home: string;
  #process: ChildProcess | undefined;

  private constructor(home: string, port: number) {
    this.#home = home;
    this.port = port;
  }

  static async start(stores: readonly string[] = []): Promise<NatsServer> {
    const home = mkdtempSync(path.join(tmpdir(), 'handrail-nats-'));
    const server = new NatsServer(home, await freePort());
    server.#configure(stores);
    await server.restart();
    return server;
  }

  /** How a store connects; `port` for one that goes through a line that a test can cut. */
  asStore(store: string, port = this.port): NatsOptions {
    return this.#optionsOf(store, inboxOf({ store }), port);
  }

  asHeadquarters(port = this.port): NatsOptions {
    return this.#optionsOf('hq', inboxOf({ name: 'hq' }), port);
  }

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

  #configure(stores: readonly string[]): void {
    const storeDirectory = path.join(this.#home, 'store');
    mkdirSync(storeDirectory);
    const users: NatsUser[] = [
      { role: 'headquarters', name: 'hq', credential: { user: 'hq', password: PASSWORD } },
      ...stores.map((store): NatsUser => ({ role: 'store', store, credential: { user: store, password: PASSWORD } })),
    ];
    const listen = `127.0.0.1:${this.port}`;
    const config = natsServerConfig({
      name: 'test',
      listen,
      storeDirectory,
      storeBytesMax: STORE_BYTES_MAX,
      users,
    });
    writeFileSync(path.join(this.#home, 'server.conf'), config);
  }

  #optionsOf(user: string, inbox: string, port: number): NatsOptions {
    return {
      servers: [`127.0.0.1:${port}`],
      authenticator: usernamePasswordAuthenticator(user, PASSWORD),
      inbox,
      name: user,
    };
  }
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
