/*
 * Goal: nobody gets in without being on the list and having the PIN or the badge; guessing leads nowhere; a token says
 * who it is for and nothing else.
 * Method: the door's own parts, with time held by the test.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { reject } from '#kiosk/core/rejection.ts';
import { type IdentityKey, loadOrMakeKey } from '#sync/identity/key-pair.ts';
import { AttemptLimit } from './attempt-limit.ts';
import { badgeHash, makeBadge } from './badge.ts';
import { hashPin, isPin } from './pin.ts';
import { SignInDesk } from './sign-in-desk.ts';
import { SignedInPages } from './signed-in.ts';
import type { StaffList, StaffRecord } from './staff-record.ts';
import { mintStaffToken, readStaffToken } from './staff-token.ts';

const SARA: Omit<StaffRecord, 'pin' | 'badges'> = {
  personId: '101',
  name: 'Sara',
  firstName: 'Sara',
  role: 'assistant',
  languages: ['nl'],
  active: true,
};
const HELPER = { personId: '101', firstName: 'Sara', role: 'assistant' } as const;

let list: StaffList;
let badge: string;
let people: StaffRecord[];

beforeAll(async () => {
  badge = makeBadge();
  people = [
    { ...SARA, pin: await hashPin('2468'), badges: [badgeHash(badge)] },
    { ...SARA, personId: '102', name: 'Gone', active: false, pin: await hashPin('1111'), badges: [] },
  ];
  list = {
    byName: (name) => people.find((person) => person.name.toLowerCase() === name.toLowerCase()),
    byBadge: (hash) => people.find(({ badges }) => badges.includes(hash)),
    byId: (id) => people.find(({ personId }) => personId === id),
    all: () => people,
  };
});

describe('the door', () => {
  it.each([
    ['the right name and PIN', 'Sara', '2468', true],
    ['the name in other letters, with blanks', '  sARA ', '2468', true],
    ['a wrong PIN', 'Sara', '2469', false],
    ['no PIN at all', 'Sara', '', false],
    ['a name that is not on the list', 'Mallory', '2468', false],
    ['somebody who left', 'Gone', '1111', false],
  ])('%s', async (_, name, pin, lets) => {
    const desk = new SignInDesk(list, () => 0);
    const answer = await desk.withPin(name, pin);
    expect('rejected' in answer).toBe(!lets);
  });

  it('locks a name after five wrong PINs, also for the right one, and opens it after five minutes', async () => {
    let now = 0;
    const desk = new SignInDesk(list, () => now);
    for (const pin of ['0000', '0001', '0002', '0003', '0004']) {
      expect(await desk.withPin('Sara', pin)).toMatchObject({ code: 'sign-in-refused' });
    }
    expect(await desk.withPin('sara', '2468')).toMatchObject({ code: 'sign-in-locked', data: { seconds: 300 } });
    now = 300_001;
    expect(await desk.withPin('Sara', '2468')).toMatchObject({ personId: '101' });
  });

  it('counts tries that are made at the same moment', async () => {
    const desk = new SignInDesk(list, () => 0);
    const answers = await Promise.all(Array.from({ length: 12 }, async (_, n) => desk.withPin('Sara', `90${n + 10}`)));
    const codes = answers.map((answer) => ('code' in answer ? answer.code : 'in'));
    expect(codes.filter((code) => code === 'sign-in-refused')).toHaveLength(5);
    expect(codes.filter((code) => code === 'sign-in-locked')).toHaveLength(7);
  });

  it('takes a badge that is on the list, and no other', async () => {
    const desk = new SignInDesk(list, () => 0);
    expect(await desk.withBadge(badge)).toMatchObject({ personId: '101' });
    expect(await desk.withBadge(makeBadge())).toMatchObject({ code: 'sign-in-refused' });
  });

  it('slows down one PIN that is tried on everybody', () => {
    const limit = new AttemptLimit();
    for (let n = 0; n < 30; n += 1) limit.tried(`name-${n}`, 0);
    expect(limit.waitMs('name-99', 10_000)).toBe(50_000);
    expect(limit.waitMs('name-99', 60_001)).toBe(0);
  });
});

it('keeps no PIN that could be read, and no two alike', async () => {
  const [one, other] = [await hashPin('2468'), await hashPin('2468')];
  expect(one).not.toBe(other);
  expect(one).not.toContain('2468');
  expect(await isPin('2468', one)).toBe(true);
  expect(await isPin('2468', one.replace('32768', '2'))).toBe(false);
  expect(await isPin('2468', 'garbage')).toBe(false);
});

describe('a token', () => {
  let key: IdentityKey;
  beforeAll(() => {
    key = loadOrMakeKey(path.join(mkdtempSync(path.join(tmpdir(), 'handrail-token-')), 'key.pem'));
  });

  it('brings the same person back until it ends', () => {
    const token = mintStaffToken({ person: HELPER, endsAt: 1_000 }, key);
    expect(readStaffToken(token, key.publicKey, 999)).toEqual({ person: HELPER, endsAt: 1_000 });
    expect(readStaffToken(token, key.publicKey, 1_000)).toBeUndefined();
  });

  it('is refused with another role in it, signed by another key, or as anything else', () => {
    const token = mintStaffToken({ person: HELPER, endsAt: 1_000 }, key);
    const [payload = '', signature = ''] = token.split('.');
    const said = JSON.parse(Buffer.from(payload, 'base64url').toString()) as unknown[];
    const forged = Buffer.from(JSON.stringify(said.with(2, 'manager'))).toString('base64url');
    const stranger = loadOrMakeKey(path.join(mkdtempSync(path.join(tmpdir(), 'handrail-token-')), 'key.pem'));
    for (const text of [`${forged}.${signature}`, '', '.', 'a.b', `${token}.x`, token.slice(1), 'x'.repeat(10_000)]) {
      expect(readStaffToken(text, key.publicKey, 0)).toBeUndefined();
    }
    expect(readStaffToken(token, stranger.publicKey, 0)).toBeUndefined();
  });
});

const REFUSED = { code: 'not-signed-in' };

it('knows who speaks on a connection, whatever the page says of itself', async () => {
  let now = 0;
  const pages = new SignedInPages(() => now);
  const { setDuty } = pages.knowing({
    setDuty: async (_, { person }) => (person === undefined ? reject('not-signed-in') : {}),
  });
  const ask = async (sessionId: string, role: 'staff' | 'shopper' = 'staff'): Promise<unknown> =>
    setDuty?.({ duty: 'on' }, { role, sessionId, person: { ...HELPER, role: 'manager' } });
  expect(await ask('a')).toMatchObject(REFUSED);
  pages.open('a', HELPER, 1_000);
  expect(await ask('a')).toEqual({});
  expect(await ask('a', 'shopper')).toMatchObject(REFUSED);
  expect(await ask('b')).toMatchObject(REFUSED);
  now = 1_000;
  expect(await ask('a')).toMatchObject(REFUSED);
});
