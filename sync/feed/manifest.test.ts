// Goal: only what a trusted key signed is read, and every letter of it counts. Method: real keys; each byte of a signed
// manifest changed in turn; revisions named under clocks that go back.
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { loadOrMakeKey } from '../identity/key-pair.ts';
import type { FeedManifest } from './feed.ts';
import { nextRevision, openManifest, signManifest } from './manifest.ts';

const MANIFEST: FeedManifest = {
  feed: 'catalogue',
  revision: '20261122T200000-000Z',
  validFrom: 1_790_000_000_000,
  content: { sha256: 'a'.repeat(64), bytes: 10 },
  files: [{ sha256: 'b'.repeat(64), bytes: 5, role: 'snapshot' }],
};

test('a manifest is read as it was signed, by names in order and without spaces', () => {
  const key = loadOrMakeKey(path.join(temporaryDirectory(), 'key.pem'));
  const signed = signManifest(MANIFEST, key);
  expect(signed.manifest).toBe(
    `{"content":{"bytes":10,"sha256":"${'a'.repeat(64)}"},"feed":"catalogue","files":[{"bytes":5,"role":"snapshot",` +
      `"sha256":"${'b'.repeat(64)}"}],"revision":"20261122T200000-000Z","validFrom":1790000000000}`,
  );
  expect(openManifest(signed, 'catalogue', new Set([key.publicKey]))).toEqual(MANIFEST);
});

test('another key, a changed letter, another feed: nothing of it is used', () => {
  const folder = temporaryDirectory();
  const key = loadOrMakeKey(path.join(folder, 'key.pem'));
  const stranger = loadOrMakeKey(path.join(folder, 'stranger.pem'));
  const signed = signManifest(MANIFEST, key);
  const trusted = new Set([key.publicKey]);
  expect(() => openManifest(signManifest(MANIFEST, stranger), 'catalogue', trusted)).toThrow(/not trusted/);
  const disguised = { ...signManifest(MANIFEST, stranger), keyId: key.publicKey };
  expect(() => openManifest(disguised, 'catalogue', trusted)).toThrow(/signature/);
  expect(() => openManifest(signed, 'staff', trusted)).toThrow(/no staff/);
  for (let at = 0; at < signed.manifest.length; at += 1) {
    const letter = signed.manifest[at] === '0' ? '1' : '0';
    const changed = `${signed.manifest.slice(0, at)}${letter}${signed.manifest.slice(at + 1)}`;
    expect(() => openManifest({ ...signed, manifest: changed }, 'catalogue', trusted)).toThrow(/signature/);
  }
});

test('a name that would lead out of a folder, and files without meaning, are refused although signed', () => {
  const key = loadOrMakeKey(path.join(temporaryDirectory(), 'key.pem'));
  const trusted = new Set([key.publicKey]);
  const [file] = MANIFEST.files;
  const wrong: readonly object[] = [
    { ...MANIFEST, revision: '../../state' },
    { ...MANIFEST, revision: '' },
    { ...MANIFEST, validFrom: -1 },
    { ...MANIFEST, files: [] },
    { ...MANIFEST, files: [{ ...file, sha256: '../x' }] },
    { ...MANIFEST, files: [{ ...file, role: 'delta' }] },
    { ...MANIFEST, files: [{ ...file, role: 'attachment' }] },
    { ...MANIFEST, more: 1 },
  ];
  for (const manifest of wrong) {
    const text = JSON.stringify(manifest);
    const signed = { manifest: text, keyId: key.publicKey, signature: key.sign(text) };
    expect(() => openManifest(signed, 'catalogue', trusted)).toThrow(/cannot be read/);
  }
});

test('revisions rise, whatever the clock says', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 4_000_000_000_000 }), { maxLength: 20 }), (moments) => {
      let last: string | undefined;
      for (const moment of moments) {
        const next = nextRevision(last, moment);
        if (last !== undefined) expect(next > last).toBe(true);
        last = next;
      }
    }),
  );
});
