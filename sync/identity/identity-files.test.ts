// Goal: keys, certificates and lists of peers survive restarts as they were, are read by nobody else, and what is
// damaged is said to be so instead of being replaced.
// Method: real files in a directory of their own; their bytes and rights are changed between two starts.
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { IdentityError } from './identity-error.ts';
import { isSignedBy, loadOrMakeKey } from './key-pair.ts';
import { KnownPeers, mayCarry } from './known-peers.ts';
import { PrivateAuthority, RENEW_BEFORE_MS } from './private-authority.ts';
import { readTrustedStore, writeTrustedStore } from './trusted-store.ts';

const NOW = Date.UTC(2026, 0, 1);

test('a key stays the same, signs, and lies where only its owner reads it', () => {
  const file = path.join(temporaryDirectory(), 'deep/er/key.pem');
  const key = loadOrMakeKey(file);
  expect(loadOrMakeKey(file).publicKey).toBe(key.publicKey);
  const signature = key.sign('this');
  expect(isSignedBy(key.publicKey, 'this', signature)).toBe(true);
  expect(isSignedBy(key.publicKey, 'that', signature)).toBe(false);
  expect(isSignedBy('A'.repeat(43), 'this', signature)).toBe(false);
  expect(isSignedBy(key.publicKey, 'this', 'no signature')).toBe(false);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(path.dirname(file))).toEqual(['key.pem']);
});

test('a key that others may read, or that is none, is not used and not replaced', () => {
  const file = path.join(temporaryDirectory(), 'key.pem');
  loadOrMakeKey(file);
  const bytes = readFileSync(file);
  chmodSync(file, 0o644);
  expect(() => loadOrMakeKey(file)).toThrow(IdentityError);
  chmodSync(file, 0o600);
  writeFileSync(file, bytes.subarray(0, 60));
  expect(() => loadOrMakeKey(file)).toThrow(/holds no Ed25519 key/);
  expect(readFileSync(file).length).toBe(60);
});

test('peers are remembered, replaced only by a new pairing, and not trusted after they were revoked', () => {
  const file = path.join(temporaryDirectory(), 'peers.json');
  const keyOf = (name: string) => loadOrMakeKey(path.join(path.dirname(file), name)).publicKey;
  const lane = { origin: 'lane-1', publicKey: keyOf('one'), carries: ['lane-1'], pairedAt: NOW };
  const told: string[] = [];
  const peers = new KnownPeers(file);
  peers.onChange((origin) => told.push(origin));
  peers.pair(lane);
  expect(new KnownPeers(file).trusted('lane-1')).toEqual(lane);
  expect(peers.revoke('lane-1', NOW + 1)).toBe(true);
  expect(peers.revoke('lane-1', NOW + 2)).toBe(false);
  expect(new KnownPeers(file).trusted('lane-1')).toBeUndefined();
  expect(new KnownPeers(file).all()).toEqual([{ ...lane, revokedAt: NOW + 1 }]);
  const again = { ...lane, publicKey: keyOf('two') };
  peers.pair(again);
  expect(new KnownPeers(file).trusted('lane-1')).toEqual(again);
  expect(told).toEqual(['lane-1', 'lane-1', 'lane-1']);
});

test('a damaged list of peers is an error and stays as it is', () => {
  const file = path.join(temporaryDirectory(), 'peers.json');
  for (const text of ['', '{', '{"v":1}', '{"v":2,"peers":[]}', '{"v":1,"peers":[{"origin":"a b"}]}']) {
    writeFileSync(file, text, { mode: 0o600 });
    expect(() => new KnownPeers(file), `"${text}"`).toThrow(IdentityError);
    expect(readFileSync(file, 'utf8')).toBe(text);
  }
});

test('a peer carries what it was paired for', () => {
  const peer = { origin: 'store-7', publicKey: '', carries: ['store-7', 'store-7.>'], pairedAt: NOW };
  const carried = ['store-7', 'store-7.lane-1', 'store-7.lane-1.x', 'store-70', 'store-8.lane-1', 'store', ''];
  expect(carried.filter((origin) => mayCarry(peer, origin))).toEqual(carried.slice(0, 3));
});

test('a store that a machine trusts is remembered, and a damaged note is an error', () => {
  const file = path.join(temporaryDirectory(), 'store.json');
  expect(() => readTrustedStore(file)).toThrow(/not paired/);
  const store = { origin: 'lane-1', store: 'store-1', storePublicKey: 'A'.repeat(43), caCertificate: 'PEM' };
  writeTrustedStore(file, store);
  expect(readTrustedStore(file)).toEqual(store);
  writeFileSync(file, '{"v":1}');
  expect(() => readTrustedStore(file)).toThrow(IdentityError);
});

test('an authority stays; its server’s certificate is renewed in time, for new names, and when it is damaged', () => {
  const folder = temporaryDirectory();
  const authority = new PrivateAuthority(folder, NOW);
  const first = authority.serverCredentials([], NOW);
  expect(new PrivateAuthority(folder, NOW).certificate).toBe(authority.certificate);
  expect(new PrivateAuthority(folder, NOW).serverCredentials([], NOW + 1)).toEqual(first);
  const named = authority.serverCredentials(['10.1.2.3', 'store.example'], NOW);
  expect(named.cert).not.toBe(first.cert);
  expect(authority.serverCredentials(['store.example'], NOW).cert).toBe(named.cert);
  const late = authority.serverCredentials([], named.validUntil.getTime() - RENEW_BEFORE_MS);
  expect(late.validUntil.getTime()).toBeGreaterThan(named.validUntil.getTime());
  writeFileSync(path.join(folder, 'server.pem'), 'nonsense');
  expect(authority.serverCredentials([], NOW).cert).toContain('BEGIN CERTIFICATE');
});

test('an authority that is damaged or too old is an error and stays as it is', () => {
  const folder = temporaryDirectory();
  const authority = new PrivateAuthority(folder, NOW);
  const file = path.join(folder, 'authority.pem');
  const text = readFileSync(file, 'utf8');
  const other = new PrivateAuthority(path.join(folder, 'other'), NOW).certificate;
  const century = 100 * 365 * 86_400_000;
  expect(() => new PrivateAuthority(folder, NOW + century)).toThrow(/time is over/);
  writeFileSync(file, text.replace(authority.certificate, other));
  expect(() => new PrivateAuthority(folder, NOW)).toThrow(/no key with its certificate/);
  expect(readFileSync(file, 'utf8')).toContain(other);
});
