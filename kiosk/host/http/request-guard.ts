import { isIP } from 'node:net';

/**
 * Which requests are let in at all, by the headers that a browser sets and a page cannot forge. A foreign page in the
 * same browser can reach a loopback port; it cannot make its Host or Origin look like ours.
 */
export interface GuardSettings {
  readonly port: number;
  /** Names by which the store knows this machine, besides its addresses and "localhost". */
  readonly allowedHosts: readonly string[];
  /** Where a proxy that speaks TLS gives these pages out: "https://shop.example". */
  readonly publicOrigin?: string | undefined;
}

/**
 * Is the Host header one under which this machine is really known? A name that an attacker points at our address
 * (DNS rebinding) is a name, not an address, so addresses are fine and names must be listed.
 */
export function isOurHost(host: string | undefined, settings: GuardSettings): boolean {
  const parsed = parseHost(host);
  if (host !== undefined && settings.publicOrigin?.split('//')[1] === host.toLowerCase()) return true;
  if (parsed === undefined || parsed.port !== settings.port) return false;
  return isIP(parsed.name) !== 0 || parsed.name === 'localhost' || settings.allowedHosts.includes(parsed.name);
}

/**
 * Does a WebSocket come from a page that this very server gave out? A browser always says; one who does not is no page.
 */
export function isOurOrigin(
  origin: string | undefined,
  host: string | undefined,
  { publicOrigin }: Pick<GuardSettings, 'publicOrigin'>,
): boolean {
  if (origin === undefined || host === undefined) return false;
  const from = origin.toLowerCase();
  return from === `http://${host.toLowerCase()}` || from === publicOrigin;
}

const HTTP_PORT = 80;

function parseHost(host: string | undefined): { name: string; port: number } | undefined {
  const [, bracketed, plain, port] = /^(?:\[([0-9a-f:.]+)\]|([^:[\]/@?#]+))(?::(\d{1,5}))?$/i.exec(host ?? '') ?? [];
  const name = bracketed ?? plain;
  if (name === undefined) return undefined;
  return { name: name.toLowerCase(), port: port === undefined ? HTTP_PORT : Number(port) };
}
