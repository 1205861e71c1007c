// Goal: only who holds a paired key gets a token; a question is answered once and in its time; a token ends with its
// time, with the trust, and with a new pairing.
// Method: the store's side with a clock moved by hand; what was said is replayed, changed, and used by others.
import path from 'node:path';
import { expect, test } from 'vitest';
import { ManualClock } from '#tests/support/manual-clock.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { loadOrMakeKey } from './key-pair.ts';
import { KnownPeers } from './known-peers.ts';
import { CHALLENGE_AGE_MAX_MS, Sessions, sessionText, TOKEN_AGE_MAX_MS } from './sessions.ts';

const STORE = 'S'.repeat(43);

function bed() {
  const directory = temporaryDirectory();
  const clock = new ManualClock();
  const peers = new KnownPeers(path.join(directory, 'peers.json'));
  const keyOf = (origin: string) => loadOrMakeKey(path.join(directory, `${origin}.pem`));
  const pair = (origin: string, publicKey = keyOf(origin).publicKey) =>
    peers.pair({ origin, publicKey, carries: [origin], pairedAt: 0 });
  pair('lane-1');
  pair('lane-2');
  const sessions = new Sessions(STORE, peers, clock);
  const signed = (origin: string, challenge: string, store = STORE) =>
    keyOf(origin).sign(sessionText(store, origin, challenge));
  const open = (origin: string) => {
    const { challenge } = sessions.challenge(origin);
    return sessions.open(origin, challenge, signed(origin, challenge))?.token ?? '';
  };
  return { clock, peers, sessions, signed, open, pair };
}

test('who signs the question is let in as who it is', () => {
  const { sessions, open } = bed();
  expect(sessions.identify(open('lane-1'))?.origin).toBe('lane-1');
  expect(sessions.identify(open('lane-2'))?.origin).toBe('lane-2');
});

test('an answer counts once', () => {
  const { sessions, signed } = bed();
  const { challenge } = sessions.challenge('lane-1');
  const signature = signed('lane-1', challenge);
  expect(sessions.open('lane-1', challenge, signature)).toBeDefined();
  expect(sessions.open('lane-1', challenge, signature)).toBeUndefined();
  expect(sessions.open('lane-1', `${challenge}=`, signed('lane-1', `${challenge}=`))).toBeUndefined();
});

test('a stolen, changed, late or foreign question leads nowhere', () => {
  const { sessions, signed, clock } = bed();
  const { challenge } = sessions.challenge('lane-1');
  const other = new Sessions(STORE, bed().peers, clock).challenge('lane-1').challenge;
  const changed = (challenge.startsWith('A') ? 'B' : 'A') + challenge.slice(1);
  expect(sessions.open('lane-2', challenge, signed('lane-2', challenge)), 'another machine').toBeUndefined();
  expect(sessions.open('lane-1', challenge, signed('lane-2', challenge)), 'another key').toBeUndefined();
  expect(sessions.open('lane-1', changed, signed('lane-1', changed)), 'changed').toBeUndefined();
  expect(sessions.open('lane-1', other, signed('lane-1', other)), 'of another store').toBeUndefined();
  expect(
    sessions.open('lane-1', challenge, signed('lane-1', challenge, 'T'.repeat(43))),
    'signed for another store',
  ).toBeUndefined();
  expect(sessions.open('lane-3', challenge, signed('lane-3', challenge)), 'a stranger').toBeUndefined();
  clock.advance(CHALLENGE_AGE_MAX_MS + 1);
  expect(sessions.open('lane-1', challenge, signed('lane-1', challenge)), 'late').toBeUndefined();
});

test('a token ends with its time', () => {
  const { sessions, open, clock } = bed();
  const token = open('lane-1');
  clock.advance(TOKEN_AGE_MAX_MS);
  expect(sessions.identify(token)).toBeDefined();
  clock.advance(1);
  expect(sessions.identify(token)).toBeUndefined();
});

test('a token ends with the trust, and with a new pairing', () => {
  const { sessions, open, peers, pair } = bed();
  const [first, second] = [open('lane-1'), open('lane-2')];
  peers.revoke('lane-1', 1);
  expect(sessions.identify(first)).toBeUndefined();
  pair('lane-1');
  expect(open('lane-1')).not.toBe('');
  pair('lane-2', STORE);
  expect(sessions.identify(second)).toBeUndefined();
  expect(open('lane-2'), 'the former key').toBe('');
});

test('tokens of one machine do not pile up, and nonsense is nobody’s', () => {
  const { sessions, open } = bed();
  const tokens = Array.from({ length: 20 }, () => open('lane-1'));
  expect(tokens.filter((token) => sessions.identify(token) !== undefined)).toEqual(tokens.slice(-8));
  for (const nonsense of ['', 'x', 'A'.repeat(43), 'A'.repeat(100_000)]) {
    expect(sessions.identify(nonsense)).toBeUndefined();
  }
});
