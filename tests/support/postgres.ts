import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { ensureDebianPackage } from './debian-packages.ts';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

/** Where Debian and the makers' own packages put a server, newest version first. */
const PROGRAM_FOLDERS = ['/usr/lib/postgresql', '/usr/pgsql', '/usr/local/pgsql'];

/** The password means nothing: the server trusts whoever reaches its port on this machine. */
const USER = 'handrail';

/** Long enough for a recovery on a busy machine. Milliseconds. */
const START_TIMEOUT_MS = 30_000;

/** What bash counts the size of files in. Bytes. */
const FILE_LIMIT_UNIT = 1024;

/**
 * Everything that the server must not lose is on: these tests are about that. Small, for it is one of many
 * processes.
 */
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'shared_buffers=64MB',
  'max_connections=40',
  'fsync=on',
  'full_page_writes=on',
  'synchronous_commit=on',
  'deadlock_timeout=200ms',
  'log_min_messages=fatal',
];

/**
 * A PostgreSQL server with a directory and a port of its own. It refuses to run as root, so root runs it as
 * another.
 */
export class PostgresServer {
  readonly port: number;
  readonly #home: string;
  readonly #settings: readonly string[];
  #process: ChildProcess | undefined;

  private constructor(home: string, port: number, settings: readonly string[]) {
    this.#home = home;
    this.port = port;
    this.#settings = settings;
  }

  /** @param settings beside the usual ones, for example "fsync=off" */
  static async start(settings: readonly string[] = []): Promise<PostgresServer> {
    const home = mkdtempSync(path.join(tmpdir(), 'handrail-postgres-'));
    const { uid, gid } = runAs() ?? {};
    if (uid !== undefined && gid !== undefined) chownSync(home, uid, gid);
    execFileSync(
      postgresProgram('initdb'),
      ['-D', path.join(home, 'data'), '-U', USER, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
      { ...runAs(), cwd: home, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const server = new PostgresServer(home, await freePort(), settings);
    await server.restart();
    return server;
  }

  url(database = 'postgres'): string {
    return `postgres://${USER}@127.0.0.1:${this.port}/${database}`;
  }

  /** A database for one test; resolves to its address. */
  async newDatabase(name: string): Promise<string> {
    await this.query(`CREATE DATABASE ${name}`);
    return this.url(name);
  }

  /** A statement by a connection that is made for it. */
  async query<Row extends pg.QueryResultRow>(text: string, database?: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.url(database) });
    // A server that is killed takes this connection with it, and then the statement fails.
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  }

  /**
   * Starts it, again after it was killed; resolves when it takes connections.
   *
   * @param limits no file may grow beyond so many bytes: every write beyond fails as it does on a full disk
   */
  async restart(limits: { readonly fileBytesMax?: number } = {}): Promise<void> {
    const settings = [...SETTINGS, ...this.#settings].flatMap((setting) => ['-c', setting]);
    const limit = limits.fileBytesMax === undefined ? 'unlimited' : String(limits.fileBytesMax / FILE_LIMIT_UNIT);
    const command = [postgresProgram('postgres'), '-D', path.join(this.#home, 'data'), '-p', String(this.port)];
    const child = spawn(
      'bash',
      ['-c', `ulimit -f ${limit} && exec "$@"`, 'bash', ...command, '-k', this.#home, ...settings],
      { ...runAs(), cwd: this.#home, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let words = '';
    child.stderr.on('data', (text: Buffer) => (words += text.toString()));
    this.#process = child;
    // A test run that is broken off leaves no server behind.
    const endWithUs = (): void => void child.kill('SIGQUIT');
    process.once('exit', endWithUs);
    child.once('exit', () => process.off('exit', endWithUs));
    await until(
      'the database server takes connections',
      async () => {
        if (child.exitCode !== null) throw new Error(`the database server ended with ${child.exitCode}: ${words}`);
        return this.query('SELECT 1').then(
          () => true,
          () => false,
        );
      },
      START_TIMEOUT_MS,
    );
  }

  /** Ends all of its processes at once, as a crash of the machine's software would. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    const backends = childrenOf(child.pid);
    child.kill('SIGKILL');
    for (const pid of backends) killQuietly(pid);
    await exit;
    // A server does not start while a process of the last one still holds its memory.
    await until('all processes of the server are gone', () => backends.every((pid) => !isAlive(pid)));
  }

  async stop(): Promise<void> {
    const child = this.#process;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const exit = once(child, 'exit');
      // Ends at once, and gives the memory back that it shares with its processes.
      child.kill('SIGQUIT');
      await exit;
    }
    rmSync(this.#home, { recursive: true, force: true });
  }
}

/** Installs the server if it is missing, and ends the one that the package starts by itself: tests start their own. */
export function ensurePostgres(): void {
  if (findPostgresProgram('initdb') !== null) return;
  ensureDebianPackage('initdb', 'postgresql', findPostgresProgram);
  spawnSync('service', ['postgresql', 'stop'], { stdio: 'ignore' });
}

/** A program of the newest PostgreSQL that is installed, or null. */
function findPostgresProgram(name: string): string | null {
  const found = PROGRAM_FOLDERS.filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((version) => path.join(folder, version, 'bin', name)))
    .filter((file) => existsSync(file))
    .toSorted((one, other) => other.localeCompare(one, 'en', { numeric: true }));
  return found[0] ?? null;
}

function postgresProgram(name: string): string {
  return ensureDebianPackage(name, 'postgresql', findPostgresProgram);
}

/** Whom root runs the server as: its own user where the package made one, nobody otherwise. */
function runAs(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  const fields = ['postgres', 'nobody'].map((name) => users.find((line) => line.startsWith(`${name}:`))?.split(':'));
  const user = fields.find((found) => found !== undefined);
  return user === undefined ? undefined : { uid: Number(user[2]), gid: Number(user[3]) };
}

function childrenOf(pid: number): readonly number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number) : [];
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function isAlive(pid: number): boolean {
  try {
    // One that has ended and waits for its parent to notice holds nothing any more.
    return !/^\d+ \(.*\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
