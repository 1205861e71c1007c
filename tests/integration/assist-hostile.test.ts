/*
 * Goal: whoever is not who they say, says something twice, or says what nobody can read, is refused, is written down in
 * the log, and changes nothing; whoever works meanwhile notices nothing.
 * Method: the demo's two lanes and their store in one process; real pages, and raw sockets where a page would not say
 * such a thing; what the lane wrote is read at the end.
 */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PageConnection } from '#kiosk/api/client/connect-page.ts';
import type { Logger } from '#kiosk/lane/ports.ts';
import { RawPage } from '#tests/support/raw-page.ts';
import { callOn, TwoLaneShop } from '#tests/support/two-lane-shop.ts';
import { until } from '#tests/support/until.ts';

/** Beyond what a frame of the contract may have, in characters. */
const TOO_LONG = 300_000;
const PAUSE = { type: 'pause-lane' } as const;

let logged: string[];
let world: TwoLaneShop;
let shopper: PageConnection;
let sara: PageConnection;
let ticketId: string;
let token: string;

beforeEach(async () => {
  logged = [];
  world = await TwoLaneShop.open({ log: listening() });
  shopper = await world.shopper();
  sara = await world.visitor();
  ({ token } = await sara.call('signInWithPin', { name: 'Sara', pin: '2468' }));
  ({ ticketId } = await shopper.call('callStaff', { topic: 'price' }));
  await until('Sara sees it', () => callOn(sara, ticketId));
});

afterEach(async () => {
  await world.close();
});

function listening(): Logger {
  const keep = (message: string, data?: unknown): void => {
    logged.push(`${message} ${JSON.stringify(data ?? {})}`);
  };
  return { debug: keep, info: keep, warn: keep, error: keep };
}

/** What is so of the call, as the shopper reads it. */
const standing = (): object => {
  const { status, attendant } = shopper.entries('assist').get(ticketId) ?? {};
  return { status, attendant };
};

const journalKinds = async (): Promise<readonly string[]> => {
  await world.shop.stop();
  const entries = await world.worlds[0].journal();
  return entries.map(({ kind, event }) => `${kind}.${event.type}`).filter((kind) => kind.startsWith('assist.'));
};

describe('somebody who has not signed in', () => {
  it('changes nothing, whatever they ask', async () => {
    const nobody = await world.visitor();
    const asks: Promise<unknown>[] = [
      nobody.call('acknowledgeTicket', { ticketId }),
      nobody.call('attendTicket', { ticketId, place: 'at-lane' }),
      nobody.call('renewTicket', { ticketId }),
      nobody.call('handOverTicket', { ticketId, to: null, note: 'x' }),
      nobody.call('resolveTicket', { ticketId, outcome: null, resolution: 'explained' }),
      nobody.call('declineTicket', { ticketId }),
      nobody.call('actOnLane', { workstationId: 'lane-1', action: { type: 'pause-lane' }, reason: 'x' }),
      nobody.call('viewLane', { workstationId: 'lane-1' }),
    ];
    for (const answer of await Promise.allSettled(asks)) {
      expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'not-signed-in' } });
    }
    expect(standing()).toEqual({ status: 'raised', attendant: null });
    expect(await journalKinds()).toEqual(['assist.ticket-raised', 'assist.ticket-topic-given']);
  });

  it('gets nowhere with a token that was changed, cut, made longer, or given a greater role', async () => {
    const [payload = '', signature = ''] = token.split('.');
    const said = JSON.parse(Buffer.from(payload, 'base64url').toString()) as unknown[];
    const forged = said.with(2, 'manager');
    const endless = said.with(3, Number.MAX_SAFE_INTEGER);
    const encoded = (what: unknown): string => Buffer.from(JSON.stringify(what)).toString('base64url');
    const tries = [
      `${encoded(forged)}.${signature}`,
      `${encoded(endless)}.${signature}`,
      `${payload}.${signature.slice(0, -4)}AAAA`,
      `${payload}.`,
      `${encoded('not a list')}.${signature}`,
      `${payload}.${signature}.more`,
      '',
      'x'.repeat(400),
    ];
    const visitor = await world.visitor();
    for (const each of tries) {
      await expect(visitor.call('resumeSignIn', { token: each })).rejects.toMatchObject({ code: 'sign-in-refused' });
    }
    await expect(visitor.call('acknowledgeTicket', { ticketId })).rejects.toMatchObject({ code: 'not-signed-in' });
    expect(standing()).toEqual({ status: 'raised', attendant: null });
    // The right one is good for the same person, and for no more than she was.
    expect(await visitor.call('resumeSignIn', { token })).toMatchObject({ person: { role: 'assistant' } });
    const pause = { workstationId: 'lane-1', action: { type: 'pause-lane' }, reason: 'x' } as const;
    await expect(visitor.call('actOnLane', pause)).rejects.toMatchObject({ code: 'role-not-allowed' });
  });
});

describe('whoever tries what is not theirs', () => {
  const refusals = (): readonly string[] => logged.filter((line) => line.startsWith('a command was refused'));

  it('is in the log with what was tried, and no word of what was said', async () => {
    const ben = await world.staff('Ben');
    const nobody = await world.visitor();
    await sara.call('acknowledgeTicket', { ticketId });
    await until('Ben sees it', () => callOn(ben, ticketId)?.attendant === 'Sara');
    const forged = `${Buffer.from('["103","Amira","manager"]').toString('base64url')}.${token.split('.')[1]}`;
    const tries: readonly (readonly [code: string, () => Promise<unknown>])[] = [
      ['sign-in-refused', async () => nobody.call('signInWithPin', { name: 'Sara', pin: '9999' })],
      ['sign-in-refused', async () => nobody.call('signInWithBadge', { badge: 'not-a-badge-of-ours' })],
      ['sign-in-refused', async () => nobody.call('resumeSignIn', { token: forged })],
      ['not-signed-in', async () => nobody.call('acknowledgeTicket', { ticketId })],
      ['ticket-not-open', async () => ben.call('renewTicket', { ticketId })],
      ['role-not-allowed', async () => ben.call('actOnLane', { workstationId: 'lane-1', action: PAUSE, reason: 'x' })],
    ];
    for (const [code, attempt] of tries) {
      const before = refusals().length;
      await expect(attempt()).rejects.toMatchObject({ code });
      expect(refusals().slice(before).join()).toContain(`"code":"${code}"`);
    }
    expect(refusals().join()).not.toMatch(/9999|not-a-badge|WyIx/u);
    expect(standing()).toEqual({ status: 'acknowledged', attendant: 'Sara' });
  });

  it('by a frame that is no command, or one command for two things, is in the log as well', async () => {
    const socket = await RawPage.open(world.shop.storeServer.mintUrl('staff'));
    await socket.greet();
    await socket.ask('signInWithPin', randomUUID(), { name: 'Ben', pin: '1357' });
    const commandId = randomUUID();
    await socket.ask('renewTicket', commandId, { ticketId });
    const tries = [
      ['command-id-reused', 'renewTicket', commandId, { ticketId: 'another' }],
      ['bad-input', 'renewTicket', randomUUID(), { ticketId: 7 }],
      ['not-allowed', 'callStaff', randomUUID(), { topic: null }],
      ['command-unknown', 'constructor', randomUUID(), {}],
    ] as const;
    for (const [code, command, id, input] of tries) {
      expect(await socket.ask(command, id, input)).toMatchObject({ ok: false, error: { code } });
      expect(refusals().at(-1)).toContain(`"code":"${code}"`);
    }
    socket.close();
    expect(standing()).toEqual({ status: 'raised', attendant: null });
  });
});

describe('a colleague', () => {
  it('can neither settle, renew, hand over nor leave what another has', async () => {
    const ben = await world.staff('Ben');
    await sara.call('acknowledgeTicket', { ticketId });
    await until('Ben sees it', () => callOn(ben, ticketId)?.attendant === 'Sara');
    const asks: Promise<unknown>[] = [
      ben.call('acknowledgeTicket', { ticketId }),
      ben.call('attendTicket', { ticketId, place: 'at-lane' }),
      ben.call('renewTicket', { ticketId }),
      ben.call('handOverTicket', { ticketId, to: null, note: 'x' }),
      ben.call('resolveTicket', { ticketId, outcome: null, resolution: 'explained' }),
    ];
    for (const answer of await Promise.allSettled(asks)) expect(answer.status).toBe('rejected');
    expect(standing()).toEqual({ status: 'acknowledged', attendant: 'Sara' });
    expect((await journalKinds()).filter((kind) => kind === 'assist.ticket-acknowledged')).toHaveLength(1);
  });

  it('settles nothing that nobody has acknowledged', async () => {
    const settled = sara.call('resolveTicket', { ticketId, outcome: null, resolution: 'explained' });
    await expect(settled).rejects.toMatchObject({ code: 'acknowledge-first' });
    expect(standing()).toEqual({ status: 'raised', attendant: null });
  });
});

describe('a raw socket', () => {
  const raw = async (): Promise<RawPage> => RawPage.open(world.shop.storeServer.mintUrl('staff'));

  it('that says the same command again, or after a restart, does it once', async () => {
    const first = await raw();
    await first.greet();
    await first.ask('signInWithPin', randomUUID(), { name: 'Ben', pin: '1357' });
    const commandId = randomUUID();
    const answer = await first.ask('acknowledgeTicket', commandId, { ticketId });
    expect(answer).toMatchObject({ ok: true });
    expect(await first.ask('acknowledgeTicket', commandId, { ticketId })).toEqual(answer);
    const other = await first.ask('acknowledgeTicket', commandId, { ticketId: 'another' });
    expect(other).toMatchObject({ ok: false, error: { code: 'command-id-reused' } });
    const settle = { ticketId, outcome: null, resolution: 'explained' };
    const settleId = randomUUID();
    expect(await first.ask('resolveTicket', settleId, settle)).toMatchObject({ ok: true });
    await world.restart();
    const again = await raw();
    await again.greet();
    await again.ask('signInWithPin', randomUUID(), { name: 'Ben', pin: '1357' });
    for (const [command, id, input] of [
      ['acknowledgeTicket', commandId, { ticketId }],
      ['resolveTicket', settleId, settle],
    ] as const) {
      expect(await again.ask(command, id, input)).toMatchObject({ ok: false, error: { code: 'ticket-unknown' } });
    }
    again.close();
    const kinds = await journalKinds();
    expect(kinds.filter((kind) => kind === 'assist.ticket-acknowledged')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'assist.ticket-resolved')).toHaveLength(1);
  });

  it('that says what is too long, no JSON, or no frame is hung up on, and the others go on', async () => {
    const hostile: readonly string[] = [
      'x'.repeat(TOO_LONG),
      '{"type":',
      'null',
      '[]',
      JSON.stringify({ type: 'request', id: 1, command: 'acknowledgeTicket', commandId: 'x', input: { ticketId } }),
      JSON.stringify({ type: 'subscribe', topics: ['__proto__'] }),
      `{"type":"hello","contractVersion":${'9'.repeat(400)}}`,
      `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
    ];
    for (const text of hostile) {
      const socket = await raw();
      const code = await socket.isHungUpOnFor(text);
      expect(code).toBeGreaterThanOrEqual(1_001);
    }
    expect(standing()).toEqual({ status: 'raised', attendant: null });
    expect(logged.some((line) => line.includes('closed'))).toBe(true);
    await sara.call('acknowledgeTicket', { ticketId });
    await until('she is named', () => shopper.entries('assist').get(ticketId)?.attendant === 'Sara');
  });

  it('that says commands with what they do not take is told so', async () => {
    const socket = await raw();
    await socket.greet();
    await socket.ask('signInWithPin', randomUUID(), { name: 'Ben', pin: '1357' });
    const bad: readonly (readonly [string, unknown])[] = [
      ['acknowledgeTicket', { ticketId, person: { personId: '104', firstName: 'Joris', role: 'manager' } }],
      ['acknowledgeTicket', { ticketId: 7 }],
      ['acknowledgeTicket', { ticketId: 'x'.repeat(61) }],
      ['resolveTicket', { ticketId, outcome: 'maybe' }],
      ['resolveTicket', { ticketId, outcome: null, note: 'x'.repeat(201) }],
      ['actOnLane', { workstationId: 'lane-1', action: { type: 'give-money' }, reason: 'x' }],
    ];
    for (const [command, input] of bad) {
      const answer = await socket.ask(command, randomUUID(), input);
      expect(answer).toMatchObject({ ok: false, error: { code: 'bad-input' } });
    }
    for (const command of ['constructor', '__proto__', 'callStaff', 'deskScan']) {
      expect(await socket.ask(command, randomUUID(), {})).toMatchObject({ ok: false });
    }
    socket.close();
    expect(standing()).toEqual({ status: 'raised', attendant: null });
  });
});
