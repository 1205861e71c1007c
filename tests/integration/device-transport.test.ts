/**
 * Goal: a transport says plainly what is wrong with the line, once, in time, and lets go of it; a device's life goes on
 * through everything that is the line's or the other side's fault, and stops at our own bugs.
 * Method: real TCP sockets whose other side refuses, hangs, resets or does not read; real pseudo-terminals.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DeviceError, type DeviceState } from '#drivers/device.ts';
import { DeviceLifecycle, type DeviceProtocol } from '#drivers/protocol/device-lifecycle.ts';
import { SerialCable } from '#drivers/simulators/pty.ts';
import { Recording, RecordingTransport } from '#drivers/transport/recording-transport.ts';
import { SerialTransport } from '#drivers/transport/serial-transport.ts';
import { TcpTransport, type TcpTransportOptions } from '#drivers/transport/tcp-transport.ts';
import { temporaryFolder, until } from './device-helpers.ts';

const QUICK_BACKOFF = { firstMs: 5, factor: 2, maxMs: 20, jitter: 0.2 };

async function listen(connected: (socket: Socket) => void = () => {}) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    connected(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, server, sockets };
}

function tcpTo(port: number, options: Partial<TcpTransportOptions> = {}) {
  const transport = new TcpTransport({ host: '127.0.0.1', port, ...options });
  const lost: string[] = [];
  transport.onLost((cause) => lost.push(cause));
  onTestFinished(() => transport.close());
  return { transport, lost };
}

describe('a TCP transport', () => {
  it('carries bytes both ways', async () => {
    const { port } = await listen((socket) => socket.pipe(socket));
    const { transport, lost } = tcpTo(port);
    let received = '';
    transport.onData((bytes) => (received += Buffer.from(bytes).toString()));
    await transport.open();
    await transport.write(Buffer.from('hello'));
    await until('the echo is there', () => received === 'hello');
    await transport.close();
    await transport.close();
    expect(lost).toEqual([]);
  });

  it('says that nothing listens, that a name is unknown, and opens only once', async () => {
    const { port, server } = await listen();
    server.close();
    await once(server, 'close');
    const { transport } = tcpTo(port);
    await expect(transport.open()).rejects.toMatchObject({ code: 'offline', message: /nothing listens there/ });
    await expect(transport.open()).rejects.toMatchObject({ code: 'illegal' });
    const nowhere = new TcpTransport({ host: 'no-such-host.invalid', port: 1 });
    await expect(nowhere.open()).rejects.toMatchObject({ code: 'offline' });
    await nowhere.close();
  });

  it('gives up a connection that is not answered', async () => {
    // An address that is set aside for documentation: no one answers there.
    const transport = new TcpTransport({ host: '192.0.2.1', port: 9100, connectTimeoutMs: 100 });
    await expect(transport.open()).rejects.toMatchObject({ name: 'DeviceError', code: 'offline' });
    await transport.close();
  });

  it('can be closed while it connects', async () => {
    const { port } = await listen();
    const { transport, lost } = tcpTo(port);
    const opening = transport.open();
    const failed = opening.catch((error: unknown) => error);
    await transport.close();
    expect(await failed).toMatchObject({ code: 'offline' });
    expect(lost).toEqual([]);
  });

  it('tells the end of the line once, whether by goodbye or by reset, and refuses to write then', async () => {
    for (const end of ['end', 'resetAndDestroy'] as const) {
      const { port, sockets } = await listen();
      const { transport, lost } = tcpTo(port);
      await transport.open();
      await until('the other side has it', () => sockets.size === 1);
      for (const socket of sockets) socket[end]();
      await until(`${end} is noticed`, () => lost.length === 1);
      await expect(transport.write(Uint8Array.of(1))).rejects.toMatchObject({ code: 'offline' });
      await transport.close();
      expect(lost).toHaveLength(1);
      expect(lost[0]).toContain('the other side');
    }
  });

  it('does not wait for ever for one that does not read, nor hold endless bytes for it', async () => {
    const { port } = await listen((socket) => socket.pause());
    const { transport } = tcpTo(port, { writeTimeoutMs: 100 });
    await transport.open();
    const flood = async () => {
      for (let index = 0; index < 100; index++) await transport.write(Buffer.alloc(500_000));
    };
    await expect(flood()).rejects.toMatchObject({ code: 'timeout' });
    const writes = [1, 2, 3].map(() => transport.write(Buffer.alloc(500_000)));
    const results = await Promise.allSettled(writes);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(results.at(-1)).toMatchObject({ reason: { code: 'busy' } });
  });

  it('delivers what was written before it is closed', async () => {
    const chunks: Buffer[] = [];
    let ended = false;
    const { port } = await listen((socket) => {
      socket.on('data', (bytes) => chunks.push(bytes));
      socket.on('end', () => (ended = true));
    });
    const { transport } = tcpTo(port);
    await transport.open();
    await transport.write(Buffer.alloc(200_000, 1));
    await transport.close();
    await until('the end has arrived', () => ended);
    expect(Buffer.concat(chunks)).toHaveLength(200_000);
  });
});

function cable() {
  const made = new SerialCable(join(temporaryFolder(), 'port'));
  onTestFinished(() => made.unplug());
  return made;
}

describe('a serial transport', () => {
  it.each(['8N1', '7E1', '8N2'] as const)('carries bytes both ways with %s', async (format) => {
    const line = cable();
    line.onData((bytes) => line.write(bytes));
    const transport = new SerialTransport({ path: line.path, baudRate: 9600, format });
    onTestFinished(() => transport.close());
    let received = '';
    transport.onData((bytes) => (received += Buffer.from(bytes).toString()));
    await transport.open();
    await transport.write(Buffer.from('hello'));
    await until('the echo is there', () => received === 'hello');
  });

  it('hears the device while the device does not take bytes, and gives the write up in time', async () => {
    const line = cable();
    line.hold(true);
    const transport = new SerialTransport({ path: line.path, baudRate: 9600, writeTimeoutMs: 500 });
    onTestFinished(() => transport.close());
    let received = '';
    transport.onData((bytes) => (received += Buffer.from(bytes).toString()));
    await transport.open();
    const write = transport.write(Buffer.alloc(200_000));
    const late = write.catch((error: unknown) => error);
    for (const word of ['no ', 'paper ', 'here']) {
      const before = received.length;
      line.write(Buffer.from(word));
      await until(`"${word}" is heard`, () => received.length > before, 400);
    }
    expect(received).toBe('no paper here');
    expect(await late).toMatchObject({ code: 'timeout' });
  });

  it('ends a write that waits when the device is unplugged or the port is closed', async () => {
    for (const end of ['unplug', 'close'] as const) {
      const line = cable();
      line.hold(true);
      const transport = new SerialTransport({ path: line.path, baudRate: 9600 });
      const lost: string[] = [];
      transport.onLost((cause) => lost.push(cause));
      await transport.open();
      const failed = transport.write(Buffer.alloc(200_000)).catch((error: unknown) => error);
      if (end === 'unplug') line.unplug();
      else await transport.close();
      expect(await failed).toMatchObject({ code: 'offline' });
      expect(lost).toHaveLength(end === 'unplug' ? 1 : 0);
      await transport.close();
    }
  });

  it('can be closed while it opens', async () => {
    const line = cable();
    for (let round = 0; round < 20; round++) {
      const transport = new SerialTransport({ path: line.path, baudRate: 9600 });
      const opening = transport.open().catch((error: unknown) => error);
      await transport.close();
      expect(await opening).toBeInstanceOf(DeviceError);
    }
  });
});

function deviceAt(port: number, protocol: Partial<DeviceProtocol>) {
  const recording = new Recording();
  const gone: string[] = [];
  const states: DeviceState[] = [];
  const life = new DeviceLifecycle({
    deviceId: 'device-1',
    transport: () => new RecordingTransport(new TcpTransport({ host: '127.0.0.1', port }), recording),
    protocol: { received: () => {}, gone: (cause) => gone.push(cause.message), ...protocol },
    backoff: QUICK_BACKOFF,
  });
  life.onState((state) => states.push(state));
  onTestFinished(() => life.close());
  return { life, recording, gone, states };
}

describe('the life of a device', () => {
  it('is faulted while the device greets wrongly, and ready when it greets rightly', async () => {
    const { port } = await listen();
    let right = false;
    const { life } = deviceAt(port, {
      greet: () => (right ? Promise.resolve() : Promise.reject(new DeviceError('protocol', 'it speaks Latin'))),
    });
    await life.open();
    expect(life.state).toEqual({ state: 'faulted', detail: 'it speaks Latin' });
    right = true;
    await until('it is ready', () => life.state.state === 'ready');
  });

  it('makes a new line when the driver drops one, and leaves that in peace when the old one is dropped again', async () => {
    const { port, sockets } = await listen();
    const { life, recording, gone } = deviceAt(port, {});
    await life.open();
    const first = life.transport();
    life.drop(first, new DeviceError('timeout', 'it fell silent'));
    expect(life.state.state).not.toBe('closed');
    await until('it is ready on a new line', () => life.state.state === 'ready' && sockets.size === 2);
    life.drop(first, new DeviceError('timeout', 'again'));
    expect(life.state).toEqual({ state: 'ready' });
    expect(gone).toEqual(['it fell silent']);
    expect(recording.entries.filter((entry) => entry.kind === 'opened')).toHaveLength(2);
  });

  it('is busy during an exchange, faulted after one that found a fault, and ready when that is gone', async () => {
    const { port } = await listen();
    const { life } = deviceAt(port, {});
    await life.open();
    await life.whileBusy(async () => {
      expect(life.state).toEqual({ state: 'busy' });
      life.fault('no paper');
      expect(life.state).toEqual({ state: 'busy' });
      await expect(life.whileBusy(() => Promise.resolve())).rejects.toMatchObject({ code: 'busy' });
    });
    expect(life.state).toEqual({ state: 'faulted', detail: 'no paper' });
    life.recovered();
    expect(life.state).toEqual({ state: 'ready' });
  });

  it('comes back from a line that breaks again and again, tells gone once for each, and closes at any moment', async () => {
    const { port } = await listen((socket) => setTimeout(() => socket.destroy(), Math.random() * 10));
    for (let round = 0; round < 10; round++) {
      const { life, recording, gone } = deviceAt(port, {});
      await life.open();
      await until('it broke three times', () => gone.length >= 3);
      await life.close();
      expect(life.state).toEqual({ state: 'closed' });
      const closed = recording.entries.filter((entry) => entry.kind === 'closed').length;
      expect(closed).toBeGreaterThanOrEqual(gone.length);
      await life.open();
      expect(life.state.state).not.toBe('closed');
    }
  });

  it('does not hide our own bug, and frees the port all the same', async () => {
    const { port, sockets } = await listen();
    const { life } = deviceAt(port, { greet: () => Promise.reject(new TypeError('our own bug')) });
    await expect(life.open()).rejects.toThrow('our own bug');
    await until('the port is free', () => [...sockets].every((socket) => socket.readableEnded || socket.destroyed));
    await life.close();
    expect(life.state).toEqual({ state: 'closed' });
  });

  it('never tells of a change from within open() or close()', async () => {
    const { port } = await listen();
    const { life, states } = deviceAt(port, {});
    const opening = life.open();
    expect(states).toEqual([]);
    await opening;
    const before = states.length;
    const closing = life.close();
    expect(states).toHaveLength(before);
    await closing;
    await until('the end is told', () => states.at(-1)?.state === 'closed');
  });
});
