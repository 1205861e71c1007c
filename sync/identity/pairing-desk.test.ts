// Goal: a code lets exactly one machine in, once, in its time; who does not know it learns nothing and gets nowhere.
// Method: the store's side with a clock moved by hand, and a machine's side computed with the same functions, rightly
// and wrongly in every part.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManualClock } from '#tests/support/manual-clock.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { type IdentityKey, loadOrMakeKey } from './key-pair.ts';
import { KnownPeers } from './known-peers.ts';
import { makePairingCode, readPairingCode, showPairingCode } from './pairing-code.ts';
import { CODE_AGE_MAX_MS, PairingDesk, type PairingProof, WRONG_PROOFS_MAX } from './pairing-desk.ts';
import { pairingProofs, pairingText } from './pairing.ts';

const SILENT = { debug: () => {}, warn: () => {}, error: () => {} };

function desk() {
  const directory = temporaryDirectory();
  const clock = new ManualClock();
  const peers = new KnownPeers(path.join(directory, 'peers.json'));
  const key = loadOrMakeKey(path.join(directory, 'store.pem'));
  const machine = loadOrMakeKey(path.join(directory, 'lane.pem'));
  return { clock, peers, machine, desk: new PairingDesk({ store: 'store-1', key, peers, clock, log: SILENT }) };
}

/** A machine's way through, as it should be. */
async function proofOf(of: PairingDesk, origin: string, key: IdentityKey, code: string) {
  const hello = { origin, publicKey: key.publicKey, nonce: randomBytes(32).toString('base64url') };
  const offer = of.hello(hello);
  if (typeof offer === 'string') throw new Error(offer);
  const { exchange, store, storePublicKey, storeNonce } = offer;
  const transcript = { ...hello, store, storePublicKey, storeNonce, caFingerprint: '' };
  const proofs = await pairingProofs(readPairingCode(code) ?? '', transcript);
  return { given: { exchange, proof: proofs.ours, signature: key.sign(pairingText(transcript)) }, proofs, transcript };
}

test('a machine with the code is taken in, and the store proves itself too', async () => {
  const { desk: store, machine, peers, clock } = desk();
  const { code, expiresInMs } = store.issue('lane-1');
  expect([code, expiresInMs]).toEqual([expect.stringMatching(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/), CODE_AGE_MAX_MS]);
  const { given, proofs } = await proofOf(store, 'lane-1', machine, code);
  expect(await store.prove(given)).toEqual({ proof: proofs.stores });
  expect(peers.trusted('lane-1')).toEqual({
    origin: 'lane-1',
    publicKey: machine.publicKey,
    carries: ['lane-1'],
    pairedAt: clock.now(),
  });
});

test('the same proof again gets the same answer, since the first one may have been lost; the code itself is used', async () => {
  const { desk: store, machine } = desk();
  const { code } = store.issue('lane-1');
  const first = await proofOf(store, 'lane-1', machine, code);
  const answer = await store.prove(first.given);
  expect(await store.prove(first.given)).toEqual(answer);
  expect(await store.prove({ ...first.given, proof: 'x' })).toBe('refused');
  expect(await store.prove((await proofOf(store, 'lane-1', machine, code)).given)).toBe('refused');
});

test('a code is void after its time, when it is withdrawn or replaced, and for every other machine', async () => {
  const { desk: store, machine, peers, clock } = desk();
  const old = store.issue('lane-1').code;
  clock.advance(CODE_AGE_MAX_MS + 1);
  expect(await store.prove((await proofOf(store, 'lane-1', machine, old)).given)).toBe('refused');
  const withdrawn = store.issue('lane-1').code;
  store.withdraw('lane-1');
  expect(await store.prove((await proofOf(store, 'lane-1', machine, withdrawn)).given)).toBe('refused');
  const replaced = store.issue('lane-1').code;
  const late = await proofOf(store, 'lane-1', machine, replaced);
  store.issue('lane-1');
  expect(await store.prove(late.given)).toBe('refused');
  const other = store.issue('lane-2').code;
  expect(await store.prove((await proofOf(store, 'lane-1', machine, other)).given)).toBe('refused');
  expect(peers.all()).toEqual([]);
});

test('whoever changes a word of what was said fails, and so does who has not got the key', async () => {
  const { desk: store, machine, peers } = desk();
  const { code } = store.issue('lane-1');
  const thief = loadOrMakeKey(path.join(temporaryDirectory(), 'thief.pem'));
  const wrongly: readonly ((given: PairingProof, text: string) => PairingProof)[] = [
    (given) => ({ ...given, proof: randomBytes(32).toString('base64url') }),
    (given) => ({ ...given, proof: '' }),
    (given) => ({ ...given, signature: '' }),
    (given, text) => ({ ...given, signature: thief.sign(text) }),
  ];
  for (const wrong of wrongly) {
    const { given, transcript } = await proofOf(store, 'lane-1', machine, code);
    expect(await store.prove(wrong(given, pairingText(transcript)))).toBe('refused');
    expect(await store.prove(given), 'an exchange ends with its first wrong proof').toBe('refused');
  }
  expect(peers.all()).toEqual([]);
});

test(`after ${WRONG_PROOFS_MAX} wrong proofs the code is void, the right one too`, async () => {
  const { desk: store, machine } = desk();
  const { code } = store.issue('lane-1');
  for (let wrong = 0; wrong < WRONG_PROOFS_MAX; wrong += 1) {
    expect(await store.prove((await proofOf(store, 'lane-1', machine, '00000-00000')).given)).toBe('refused');
  }
  expect(await store.prove((await proofOf(store, 'lane-1', machine, code)).given)).toBe('refused');
});

test('strangers cannot begin without end, and a machine without a code gets the same first answer', () => {
  const { desk: store, machine, clock } = desk();
  const hello = { origin: 'lane-9', publicKey: machine.publicKey, nonce: 'A'.repeat(43) };
  const answers = Array.from({ length: 200 }, () => store.hello(hello));
  expect(typeof answers[0]).toBe('object');
  expect(answers.at(-1)).toBe('busy');
  clock.advance(61_000);
  expect(typeof store.hello(hello)).toBe('object');
  expect(store.hello({ ...hello, nonce: '' })).toBe('refused');
  expect(store.hello({ ...hello, publicKey: '' })).toBe('refused');
  expect(store.hello({ ...hello, origin: '../../x' })).toBe('refused');
});

test('a code is read back however a person writes it, and nothing else is taken for one', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 10, maxLength: 10 }), (bytes) => {
      const code = makePairingCode(() => bytes);
      expect(readPairingCode(showPairingCode(code))).toBe(code);
      expect(readPairingCode(` ${code.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l')} `)).toBe(code);
    }),
  );
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (typed) => {
      const read = readPairingCode(typed);
      if (read !== undefined) expect(read).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/);
    }),
  );
});
