/**
 * A two-way stream of bytes to a device: a serial port, a socket. One open and one close in the life of a transport; a
 * driver that reconnects makes a new one.
 */
export interface ByteTransport {
  /** Where it leads, for messages: "/dev/ttyUSB0 at 9600", "tcp 10.0.0.7:20007". */
  readonly name: string;
  /** @throws DeviceError offline when nothing is there or the time is over, busy when someone else has it */
  open(): Promise<void>;
  /**
   * Resolves when the operating system has taken the bytes.
   * @throws DeviceError offline when the transport is closed, timeout when the other side does not take them in time
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves when the port or socket is free again. Safe to call more than once. */
  close(): Promise<void>;
  /** Each chunk as it came; its boundaries mean nothing. */
  onData(listener: (bytes: Uint8Array) => void): void;
  /** Once, when the transport ends by itself: the device is gone. Not called for close(). */
  onLost(listener: (cause: string) => void): void;
}

/** Makes a fresh, unopened transport to one place. */
export type TransportFactory = () => ByteTransport;
