// Goal: pages are given out under the names of this machine and of its proxy, and sockets come from them alone.
// Method: headers as browsers, proxies and foreign pages send them.
import { expect, it } from 'vitest';
import { type GuardSettings, isOurHost, isOurOrigin } from './request-guard.ts';

const PLAIN: GuardSettings = { port: 7381, allowedHosts: ['store.local'] };
const BEHIND: GuardSettings = { ...PLAIN, publicOrigin: 'https://shop.example' };

it.each([
  ['10.0.0.5:7381', PLAIN, true],
  ['store.local:7381', PLAIN, true],
  ['shop.example', PLAIN, false],
  ['shop.example', BEHIND, true],
  ['SHOP.example', BEHIND, true],
  ['shop.example:8443', BEHIND, false],
  ['evil.example:7381', BEHIND, false],
  [undefined, BEHIND, false],
] as const)('the host %s', (host, settings, isOurs) => {
  expect(isOurHost(host, settings)).toBe(isOurs);
});

it.each([
  ['http://10.0.0.5:7381', '10.0.0.5:7381', PLAIN, true],
  ['https://10.0.0.5:7381', '10.0.0.5:7381', PLAIN, false],
  ['https://shop.example', 'shop.example', PLAIN, false],
  ['https://shop.example', 'shop.example', BEHIND, true],
  ['https://shop.example', '127.0.0.1:7381', BEHIND, true],
  ['https://evil.example', 'shop.example', BEHIND, false],
  [undefined, 'shop.example', BEHIND, false],
] as const)('a socket of %s at %s', (origin, host, settings, isOurs) => {
  expect(isOurOrigin(origin, host, settings)).toBe(isOurs);
});
