// Goal: what we sign is a certificate that others take for what it says, and for nothing more.
// Method: certificates of random plans are read back by OpenSSL (inside Node), and used for a real TLS handshake in the
// tests of the HTTP adapter.
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { issueAuthority, issueServer } from './certificate.ts';

const key = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const NOT_BEFORE = new Date('2020-01-01T00:00:00Z');

test('an authority may sign servers, and a server nothing', () => {
  const authorityKey = key();
  const serverKey = key();
  const dates = { notBefore: NOT_BEFORE, notAfter: new Date('2049-12-31T23:59:59Z') };
  const authority = new X509Certificate(issueAuthority(dates, authorityKey));
  const plan = { ...dates, commonName: 'store', hosts: ['store.example'] };
  const server = new X509Certificate(issueServer(plan, serverKey, authorityKey));
  expect([authority.ca, server.ca]).toEqual([true, false]);
  expect(server.checkIssued(authority)).toBe(true);
  expect(server.verify(authority.publicKey)).toBe(true);
  expect(server.verify(server.publicKey)).toBe(false);
  expect(server.checkPrivateKey(serverKey)).toBe(true);
  expect(server.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  expect(server.checkHost('store.example')).toBe('store.example');
  expect(server.checkHost('other.example')).toBeUndefined();
});

test('dates before and after the end of two-digit years are read as they were meant', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2021-01-01T00:00:00Z'), max: new Date('2199-12-31T23:59:59Z'), noInvalidDate: true }),
      (date) => {
        const notAfter = new Date(Math.floor(date.getTime() / 1_000) * 1_000);
        const certificate = new X509Certificate(issueAuthority({ notBefore: NOT_BEFORE, notAfter }, key()));
        expect(certificate.validFromDate).toEqual(NOT_BEFORE);
        expect(certificate.validToDate).toEqual(notAfter);
      },
    ),
    { numRuns: 50 },
  );
});

test('every address that a server is made for is found in its certificate', () => {
  const authority = key();
  const plan = { commonName: 'store', notBefore: NOT_BEFORE, notAfter: new Date('2040-01-01T00:00:00Z') };
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.oneof(fc.ipV4(), fc.ipV6()), { minLength: 1, maxLength: 30 }),
      fc.uniqueArray(fc.domain(), { maxLength: 10 }),
      (addresses, names) => {
        const hosts = [...addresses, ...names];
        const certificate = new X509Certificate(issueServer({ ...plan, hosts }, key(), authority));
        for (const address of addresses) expect(certificate.checkIP(address), `for ${address}`).toBeDefined();
        for (const name of names) expect(certificate.checkHost(name), `for ${name}`).toBeDefined();
      },
    ),
    { numRuns: 50 },
  );
});
