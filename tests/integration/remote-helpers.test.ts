/*
 * Goal: a remote helper helps when nobody in the shop can, and never instead of somebody who can; she does what the
 * table allows her and nothing else, whatever she asks for; the shopper always knows who it is, and can end it.
 * Method: the demo's two lanes and their store in one process, the real page client over the real socket; what was
 * logged and what the lane wrote is read at the end.
 */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PageConnection } from '#kiosk/api/client/connect-page.ts';
import type { TicketView } from '#kiosk/api/views.ts';
import type { Logger } from '#kiosk/lane/ports.ts';
import { RawPage } from '#tests/support/raw-page.ts';
import { LABEL } from '#tests/support/test-shop.ts';
import { callOn, TwoLaneShop } from '#tests/support/two-lane-shop.ts';
import { until } from '#tests/support/until.ts';

/** A desk that may take calls for help at once, at any hour; all other kinds after the shortest time there is. */
const DESK = { afterMs: 5_000, atOnce: [{ reasons: ['help', 'article-unknown'], fromHour: 0, toHour: 0 }] };
/** A desk that people in the shop always have the better of. */
const LATE = { 'assist.remote.afterMs': 3_600_000, 'assist.remote.atOnce': [] };

let logged: string[];
let world: TwoLaneShop;
let shopper: PageConnection;

async function open(settings: Readonly<Record<string, unknown>>): Promise<void> {
  logged = [];
  world = await TwoLaneShop.open({ settings, log: listening() });
  shopper = await world.shopper();
}

beforeEach(async () => {
  await open({ 'assist.remote.afterMs': DESK.afterMs, 'assist.remote.atOnce': DESK.atOnce });
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

async function called(page: PageConnection): Promise<string> {
  const { ticketId } = await shopper.call('callStaff', { topic: 'price' });
  await until('the call is offered to the desk', () => callOn(page, ticketId)?.care?.remote);
  return ticketId;
}

const asShopperReads = (ticketId: string): TicketView | undefined => shopper.entries('assist').get(ticketId);

async function helped(): Promise<{ noor: PageConnection; ticketId: string }> {
  const noor = await world.staff('Noor');
  const ticketId = await called(noor);
  await noor.call('attendTicket', { ticketId, place: 'from-afar' });
  await until('the shopper reads who helps', () => asShopperReads(ticketId)?.status === 'attending');
  return { noor, ticketId };
}

const assistKinds = async (): Promise<readonly string[]> => {
  await world.shop.stop();
  const entries = await world.worlds[0].journal();
  return entries.flatMap(({ kind, event }) => (kind === 'assist' ? [event.type] : []));
};

describe('a remote helper', () => {
  it('helps with short messages, and the shopper reads who and where', async () => {
    const { noor, ticketId } = await helped();
    expect(asShopperReads(ticketId)).toMatchObject({
      attendant: 'Noor',
      place: 'from-afar',
      helper: { role: 'remote-helper', desk: 'Utrecht' },
    });
    const mark = '<img src=x onerror=alert(1)>\u202E\u0007 2,19?';
    await noor.call('sayToShopper', { ticketId, said: { phrase: 'hello' } });
    await noor.call('sayToShopper', { ticketId, said: { text: mark } });
    await until('she reads both', () => asShopperReads(ticketId)?.messages.length === 2);
    await shopper.call('sayToHelper', { ticketId, said: { phrase: 'not-clear' } });
    const talk = await until('Noor reads the answer', () => {
      const messages = callOn(noor, ticketId)?.messages ?? [];
      return messages.length === 3 && messages;
    });
    expect(talk).toMatchObject([
      { from: 'helper', name: 'Noor', phrase: 'hello', text: null },
      { from: 'helper', phrase: null, text: '<img src=x onerror=alert(1)>  2,19?' },
      { from: 'shopper', name: null, phrase: 'not-clear' },
    ]);
    await noor.call('resolveTicket', { ticketId, outcome: null, resolution: 'explained' });
    expect((await assistKinds()).filter((type) => type === 'ticket-message-said')).toHaveLength(3);
  });

  it('reads the store, its law, the basket of the call and what things cost, and of no other lane', async () => {
    const { noor, ticketId } = await helped();
    await shopper.call('enterCode', { code: LABEL.peanuts });
    await until('the basket has it', () => shopper.value('basket')?.articleCount === 1);
    const around = await noor.call('lookAround', { ticketId });
    expect(around).toMatchObject({ storeName: 'Market Hall', law: { country: 'nl' } });
    expect(around.facts.map(({ about }) => about)).toContain('Empty bottles');
    expect(around.law.ages).toContainEqual(expect.objectContaining({ rule: 'alcohol', minimumAge: 18 }));
    expect(around.law.deposits.length).toBeGreaterThan(0);
    const { articles } = await noor.call('findPrices', { ticketId, text: 'oat', language: 'en' });
    expect(articles).toContainEqual(expect.objectContaining({ price: 219 }));
    expect((await noor.call('viewLane', { workstationId: 'lane-1' })).lines).toHaveLength(1);
    const other = noor.call('viewLane', { workstationId: 'lane-2' });
    await expect(other).rejects.toMatchObject({ code: 'role-not-allowed' });
  });

  it('is asked for nothing before her time, and may not take it either', async () => {
    await world.close();
    await open(LATE);
    const sara = await world.staff('Sara');
    const noor = await world.staff('Noor');
    const { ticketId } = await shopper.call('callStaff', { topic: null });
    await until('Sara is asked', () => callOn(sara, ticketId)?.care?.asked.includes('101'));
    expect(callOn(noor, ticketId)).toBeUndefined();
    const taken = noor.call('attendTicket', { ticketId, place: 'from-afar' });
    await expect(taken).rejects.toMatchObject({ code: 'person-here-wanted' });
    expect(asShopperReads(ticketId)?.status).toBe('raised');
    // Sara goes home: now there is nobody else.
    await sara.call('setDuty', { duty: 'off' });
    await until('the desk may take it', () => callOn(noor, ticketId)?.care?.asked.includes('201'));
    expect(await noor.call('attendTicket', { ticketId, place: 'from-afar' })).toEqual({});
  });

  it('hears of calls that the desk may take or that are hers, and of no other', async () => {
    await world.close();
    await open(LATE);
    const sara = await world.staff('Sara');
    const amira = await world.staff('Amira');
    const raw = await RawPage.open(world.shop.storeServer.mintUrl('staff'));
    await raw.greet();
    raw.subscribe(['people', 'tickets', 'settled', 'board', 'slips', 'backlog', 'lanes']);
    const { ticketId } = await shopper.call('callStaff', { topic: 'price' });
    const { ticketId: other } = await (await world.shopper(2)).call('callStaff', { topic: null });
    await until('the shop hears both', () => callOn(sara, ticketId) !== undefined && callOn(sara, other) !== undefined);
    // Before anybody signs in, the page is told nothing: whoever has a start link alone hears no call.
    expect(raw.heard).not.toContain('entries');
    await raw.ask('signInWithPin', randomUUID(), { name: 'Noor', pin: '4826' });
    await until('the names of the lanes', () => raw.heard.includes('"topic":"lanes"'));
    await sara.call('acknowledgeTicket', { ticketId: other });
    await until('all of the shop hear that she comes', () => callOn(amira, other)?.attendant === 'Sara');
    expect(raw.heard).not.toContain('"reason":');
    expect(raw.heard).not.toContain('"topic":"board"');
    // Those in the shop go home: what nobody has is for the desk, what Sara has is not.
    await sara.call('setDuty', { duty: 'off' });
    await amira.call('setDuty', { duty: 'off' });
    await until('the desk hears of one', () => raw.heard.includes(`["${ticketId}",{`));
    expect(raw.heard).not.toContain(`["${other}",{`);
    await raw.ask('attendTicket', randomUUID(), { ticketId, place: 'from-afar' });
    await until('she goes on hearing of hers', () => raw.heard.includes('"attendant":"Noor"'));
    raw.close();
  });

  it('gives way to anybody in the shop, at any time', async () => {
    const { noor, ticketId } = await helped();
    const sara = await world.staff('Sara');
    await until('Sara sees it', () => callOn(sara, ticketId)?.attendant === 'Noor');
    await sara.call('acknowledgeTicket', { ticketId });
    await until('the shopper reads that Sara comes', () => asShopperReads(ticketId)?.attendant === 'Sara');
    const said = noor.call('sayToShopper', { ticketId, said: { phrase: 'hello' } });
    await expect(said).rejects.toMatchObject({ code: 'ticket-not-open' });
    const back = noor.call('attendTicket', { ticketId, place: 'from-afar' });
    await expect(back).rejects.toMatchObject({ code: 'ticket-not-open' });
    expect(await assistKinds()).toEqual(expect.arrayContaining(['ticket-taken-back', 'ticket-acknowledged']));
  });

  it('passes on what takes hands, and no desk gets it again', async () => {
    const { noor, ticketId } = await helped();
    await noor.call('handOverTicket', { ticketId, to: null, note: 'the scale must be cleaned' });
    const back = await until('it is back in line', () => {
      const ticket = asShopperReads(ticketId);
      return ticket?.status === 'raised' && ticket;
    });
    expect(back).toMatchObject({ personHere: true, insisted: false });
    const again = noor.call('attendTicket', { ticketId, place: 'from-afar' });
    await expect(again).rejects.toMatchObject({ code: 'person-here-wanted' });
  });
});

describe('a shopper who wants a person in the shop', () => {
  it('has her old place, and nobody from afar again', async () => {
    const { noor, ticketId } = await helped();
    const raisedAt = asShopperReads(ticketId)?.raisedAt;
    const second = await world.shopper(2);
    await second.call('callStaff', { topic: null });
    const sara = await world.staff('Sara');
    await shopper.call('insistOnPerson', { ticketId });
    await shopper.call('insistOnPerson', { ticketId });
    await until('the helper is gone', () => asShopperReads(ticketId)?.status === 'raised');
    expect(asShopperReads(ticketId)).toMatchObject({ insisted: true, personHere: true, raisedAt, attendant: null });
    const first = await until('it is first in line', () => {
      const care = callOn(sara, ticketId)?.care;
      return care?.rank === 1 && care.remote === null && care;
    });
    expect(first.asked).not.toContain('201');
    for (const ask of [
      noor.call('attendTicket', { ticketId, place: 'from-afar' }),
      noor.call('acknowledgeTicket', { ticketId }),
      noor.call('sayToShopper', { ticketId, said: { phrase: 'hello' } }),
      noor.call('lookAround', { ticketId }),
      noor.call('resolveTicket', { ticketId, outcome: null }),
    ]) {
      await expect(ask).rejects.toMatchObject({ code: 'person-here-wanted' });
    }
    expect(await sara.call('acknowledgeTicket', { ticketId })).toEqual({});
    expect((await assistKinds()).filter((type) => type === 'ticket-person-insisted')).toHaveLength(1);
  });

  it('is believed about calls of her own lane alone', async () => {
    const unknown = shopper.call('insistOnPerson', { ticketId: 'nobody-s' });
    await expect(unknown).rejects.toMatchObject({ code: 'ticket-unknown' });
  });
});

describe('what is not hers', () => {
  it('is refused to a remote helper, is logged, and changes nothing', async () => {
    const { noor, ticketId } = await helped();
    await shopper.call('enterCode', { code: LABEL.peanuts });
    await until('the basket has it', () => shopper.value('basket')?.articleCount === 1);
    const workstationId = 'lane-1';
    const act = async (action: Parameters<typeof noor.call<'actOnLane'>>[1]['action']): Promise<unknown> =>
      noor.call('actOnLane', { workstationId, action, reason: 'x' });
    const asks: readonly Promise<unknown>[] = [
      act({ type: 'void-line', lineNumber: 1 }),
      act({ type: 'override-price', lineNumber: 1, unitPrice: 1 }),
      act({ type: 'set-quantity', lineNumber: 1, count: 9 }),
      act({ type: 'basket-discount', amount: 100 }),
      act({ type: 'hold-basket' }),
      act({ type: 'pause-lane' }),
      act({ type: 'move-basket', to: 'lane-2' }),
      noor.call('offerGesture', { ticketId, kind: 'discount', amount: 100, reason: 'x' }),
      noor.call('approveGesture', { gestureId: 'x' }),
      noor.call('settlePayment', { ticketId, paid: true }),
      noor.call('joinBackup', { ticketId }),
    ];
    for (const answer of await Promise.allSettled(asks)) {
      expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'role-not-allowed' } });
    }
    expect(logged.filter((line) => line.includes('not theirs'))).toHaveLength(asks.length);
    expect(shopper.value('basket')).toMatchObject({ status: 'open', articleCount: 1, discount: 0 });
    await expect(noor.call('attendTicket', { ticketId, place: 'at-lane' })).rejects.toMatchObject({
      code: 'role-not-allowed',
    });
    const before = ['ticket-raised', 'ticket-topic-given', 'ticket-acknowledged', 'ticket-attended'];
    expect(await assistKinds()).toEqual(before);
  });

  it('is refused where the table lets her talk and no more, or nothing at all', async () => {
    const noor = await world.staff('Noor');
    const sara = await world.staff('Sara');
    await shopper.call('enterCode', { code: LABEL.pilsCan });
    const byReason = (reason: string): TicketView | undefined =>
      [...sara.entries('tickets').values()].find((ticket) => ticket.reason === reason);
    const age = await until('an age check', () => byReason('age-check'));
    expect(age.care?.remote).toBeNull();
    for (const ask of [
      noor.call('acknowledgeTicket', { ticketId: age.ticketId }),
      noor.call('resolveTicket', { ticketId: age.ticketId, outcome: 'approved', minimumAge: 18 }),
    ]) {
      await expect(ask).rejects.toMatchObject({ code: 'role-not-allowed' });
    }
    expect(shopper.value('basket')?.tasks).toHaveLength(1);
  });

  it('is a role that nobody gave her', async () => {
    const visitor = await world.visitor();
    const { token } = await visitor.call('signInWithPin', { name: 'Noor', pin: '4826' });
    const [payload = '', signature = ''] = token.split('.');
    const said = JSON.parse(Buffer.from(payload, 'base64url').toString()) as unknown[];
    const forged = Buffer.from(JSON.stringify(said.with(2, 'manager'))).toString('base64url');
    const other = await world.visitor();
    await expect(other.call('resumeSignIn', { token: `${forged}.${signature}` })).rejects.toMatchObject({
      code: 'sign-in-refused',
    });
    expect((await other.call('resumeSignIn', { token })).person.role).toBe('remote-helper');
    const pause = other.call('actOnLane', {
      workstationId: 'lane-1',
      action: { type: 'pause-lane' },
      reason: 'x',
    });
    await expect(pause).rejects.toMatchObject({ code: 'role-not-allowed' });
  });

  it('is a second message for one that was said twice', async () => {
    const { ticketId, noor } = await helped();
    const raw = await RawPage.open(world.shop.storeServer.mintUrl('staff'));
    await raw.greet();
    await raw.ask('signInWithPin', randomUUID(), { name: 'Noor', pin: '4826' });
    const commandId = randomUUID();
    const say = { ticketId, said: { text: 'two for 4.00' } };
    const answers = [await raw.ask('sayToShopper', commandId, say), await raw.ask('sayToShopper', commandId, say)];
    expect(answers).toEqual([
      { ok: true, output: {} },
      { ok: true, output: {} },
    ]);
    const other = { ticketId, said: { text: 'something else' } };
    expect(await raw.ask('sayToShopper', commandId, other)).toMatchObject({
      ok: false,
      error: { code: 'command-id-reused' },
    });
    expect(await raw.ask('sayToShopper', randomUUID(), { ...say, person: { role: 'manager' } })).toMatchObject({
      ok: false,
      error: { code: 'bad-input' },
    });
    raw.close();
    await until('it is read', () => callOn(noor, ticketId)?.messages.length === 1);
    expect((await assistKinds()).filter((type) => type === 'ticket-message-said')).toHaveLength(1);
  });

  it('is a message that is too long, empty, of nobody’s sentences, or one too many', async () => {
    const { noor, ticketId } = await helped();
    const said = async (what: unknown): Promise<unknown> =>
      noor.call('sayToShopper', { ticketId, said: what as { phrase: 'hello' } });
    for (const what of [
      { text: 'x'.repeat(161) },
      { text: '' },
      { phrase: 'thanks' },
      { phrase: 'hello', text: 'x' },
      {},
    ]) {
      await expect(said(what)).rejects.toMatchObject({ code: 'bad-input' });
    }
    await expect(said({ text: '\u0000\u0007 ' })).rejects.toMatchObject({ code: 'message-malformed' });
    for (let index = 0; index < 60; index += 1) await said({ text: `${index}` });
    await expect(said({ text: 'one more' })).rejects.toMatchObject({ code: 'message-limit' });
    const kept = await until('the last are shown', () => asShopperReads(ticketId)?.messages.at(-1)?.text === '59');
    expect(kept).toBe(true);
    expect(asShopperReads(ticketId)?.messages).toHaveLength(8);
    const stranger = await world.visitor();
    const unsigned = stranger.call('sayToShopper', { ticketId, said: { phrase: 'hello' } });
    await expect(unsigned).rejects.toMatchObject({ code: 'not-signed-in' });
    expect((await assistKinds()).filter((type) => type === 'ticket-message-said')).toHaveLength(60);
  });
});
