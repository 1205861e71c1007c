import { BlockList, isIP } from 'node:net';
import { IdentityError } from '../identity/identity-error.ts';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Does this name or address lead to the machine itself, whatever network it is in? */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  const family = isIP(name);
  return family === 0 ? name === 'localhost' : LOOPBACK.check(name, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * The address of a server that this machine may speak to.
 *
 * @throws IdentityError for an address of another kind, and for a plain one that leads over a network
 */
export function readServerAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new IdentityError('settings', `"${text}" is no address like https://store.example:7382`);
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') {
    throw new IdentityError('settings', `"${url.origin}" is an address; nothing may follow it or stand before it`);
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new IdentityError('settings', `${url.origin}: http is for this machine only; use https over a network`);
  }
  return url;
}
