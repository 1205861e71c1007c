import { BlockList, isIP } from 'node:net';

/** The push services of Chromium, Firefox, Safari and Edge. */
const KNOWN_SERVICES = ['fcm.googleapis.com', 'updates.push.services.mozilla.com', 'web.push.apple.com'] as const;
const KNOWN_DOMAINS = ['.push.apple.com', '.notify.windows.com', '.push.services.mozilla.com'] as const;
const ENDPOINT_LENGTH_MAX = 1_000;

/**
 * May the store post there? A page names the address, so it is hostile: TLS only, no name and password, and only
 * services that are known or that the shop has named ("push.shop.example", or with a port "push.shop.example:8443").
 */
export function mayPostTo(endpoint: string, allowed: readonly string[]): boolean {
  if (endpoint.length > ENDPOINT_LENGTH_MAX || !URL.canParse(endpoint)) return false;
  const { protocol, username, password, hostname, host, port, hash } = new URL(endpoint);
  if (protocol !== 'https:' || username !== '' || password !== '' || hash !== '') return false;
  if (allowed.includes(host)) return true;
  if (port !== '' || isIP(hostname.replaceAll(/[[\]]/g, '')) !== 0) return false;
  return (
    KNOWN_SERVICES.some((known) => known === hostname) || KNOWN_DOMAINS.some((domain) => hostname.endsWith(domain))
  );
}

const INSIDE = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  INSIDE.addSubnet(net, bits, 'ipv4');
}
for (const [net, bits] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  INSIDE.addSubnet(net, bits, 'ipv6');
}

/** An address within a shop or a machine: no public service is there, whatever a name server says. */
export function isInside(address: string): boolean {
  const family = isIP(address);
  return family === 0 || INSIDE.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
