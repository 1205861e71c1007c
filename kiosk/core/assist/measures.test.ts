// Goal: what a manager reads is what happened; and what must not happen is seen when it does.
// Method: small journals written by hand, whose figures can be counted on fingers, with the faults that the figures
// are for.
import { expect, it } from 'vitest';
import { assistSchema, floorSettings } from '#config/assist/assist-settings.ts';
import type { TicketId, TransactionId, WorkstationId } from '../values/identifiers.ts';
import type { Duty, FloorEvent } from './floor-events.ts';
import { type AssistMeasures, measureAssist } from './measures.ts';
import type { Helper, PersonId } from './person.ts';
import { learnResolution, resolutionChoices, type UsedResolutions } from './resolutions.ts';
import type { AssistEvent, Ticket, TicketReason } from './ticket.ts';

const SETTINGS = floorSettings(assistSchema.parse(undefined));
const SARA: Helper = { personId: 'p1', firstName: 'Sara', role: 'assistant' };
const SECOND = 1000;

type Any = AssistEvent | FloorEvent;

function raised(name: string, at: number, reason: TicketReason = 'help', basket = name): Any {
  return {
    type: 'ticket-raised',
    ticketId: name as TicketId,
    workstationId: 'lane-1' as WorkstationId,
    transactionId: basket as TransactionId,
    reason,
    raisedBy: reason === 'help' ? 'shopper' : 'lane',
    language: 'en',
    at: at * SECOND,
    context: {},
  };
}

function by(name: string, at: number): { ticketId: TicketId; attendant: string; helper: Helper; at: number } {
  return { ticketId: name as TicketId, attendant: 'Sara', helper: SARA, at: at * SECOND };
}

function served(name: string, answered: number, there: number, over: number, resolution = 'explained'): readonly Any[] {
  return [
    { type: 'ticket-acknowledged', ...by(name, answered), coming: true },
    { type: 'ticket-attended', ...by(name, there) },
    { type: 'ticket-resolved', ...by(name, over), resolution },
  ];
}

function duty(duty: Duty, at: number, helper = SARA): Any {
  return { type: 'duty-changed', helper, duty, at: at * SECOND };
}

function alert(name: string, at: number, ...to: readonly PersonId[]): Any {
  return { type: 'alert-sent', ticketIds: [name as TicketId], to, level: 'vibrate', escalation: 0, at: at * SECOND };
}

function measure(...events: readonly Any[]): AssistMeasures {
  return measureAssist(events, SETTINGS, 3600 * SECOND, 50);
}

it('counts waits from the call to the first answer, and to somebody being there', () => {
  const measures = measure(raised('a', 0), ...served('a', 5, 20, 60), raised('b', 100), ...served('b', 110, 160, 200));
  expect(measures).toMatchObject({ calls: 2, resolved: 2, withdrawn: 0 });
  expect(measures.acknowledge).toEqual({ p50: 5, p80: 10, p90: 10, p95: 10 });
  expect(measures.arrive).toEqual({ p50: 20, p80: 60, p90: 60, p95: 60 });
  expect(measures.per100Baskets).toEqual({ help: 4 });
});

it('knows when a basket needed a second call', () => {
  const again = measure(raised('a', 0, 'help', 'x'), ...served('a', 5, 20, 60), raised('b', 80, 'help', 'x'));
  expect(again.firstContact?.share).toBe(0);
  const other = measure(raised('a', 0, 'help', 'x'), ...served('a', 5, 20, 60), raised('b', 80, 'weight', 'x'));
  expect(other.firstContact?.share).toBe(1);
});

it('knows a false alarm by what it turned out to be', () => {
  const measures = measure(
    raised('a', 0, 'weight'),
    ...served('a', 5, 20, 60, 'scale-wrong'),
    raised('b', 100, 'weight'),
    ...served('b', 105, 120, 160, 'own-bag'),
  );
  expect(measures.falseAlarms?.share).toBe(0.5);
});

it('sees a call that should have gone further and did not', () => {
  expect(measure(raised('a', 0)).unansweredWithoutEscalation).toBe(1);
  expect(measure(raised('a', 0), ...served('a', 23, 30, 40)).unansweredWithoutEscalation).toBe(1);
  expect(measure(raised('a', 0), ...served('a', 19, 30, 40)).unansweredWithoutEscalation).toBe(0);
});

it('sees a call that went further too late, or not all of the way', () => {
  const step = (level: 1 | 2, at: number): Any => {
    return { type: 'ticket-escalated', ticketId: 'a' as TicketId, level, at: at * SECOND };
  };
  const until50 = served('a', 50, 55, 60);
  expect(measure(raised('a', 0), step(1, 20), step(2, 45), ...until50).unansweredWithoutEscalation).toBe(0);
  expect(measure(raised('a', 0), step(1, 30), step(2, 45), ...until50).unansweredWithoutEscalation).toBe(1);
  expect(measure(raised('a', 0), step(1, 20), ...until50).unansweredWithoutEscalation).toBe(1);
});

it('sees an alert to somebody who is not on duty', () => {
  const measures = measure(
    duty('on-duty', 0),
    raised('a', 1),
    alert('a', 1, 'p1'),
    duty('on-break', 2),
    alert('a', 3, 'p1'),
    alert('a', 4, 'stranger'),
  );
  expect(measures).toMatchObject({ alerts: 3, rings: 3, offDutyAlerts: 2 });
});

it('counts an alert as answered by those who were asked, not by others', () => {
  const measures = measure(
    duty('on-duty', 0),
    raised('a', 1),
    alert('a', 1, 'p2'),
    alert('a', 2, 'p1'),
    ...served('a', 5, 9, 12),
  );
  expect(measures.actionable).toMatchObject({ share: 0.5, of: 2 });
});

it('counts a promise by what was read last, and no second chance', () => {
  const missed: Any = {
    type: 'promise-missed',
    ticketId: 'a' as TicketId,
    reason: 'everybody-is-helping',
    at: 30 * SECOND,
  };
  const ended = (name: string, kept: boolean): Any => {
    return { type: 'promise-ended', ticketId: name as TicketId, kept, at: 60 * SECOND };
  };
  const measures = measure(raised('a', 0), missed, ended('a', true), raised('b', 0), ended('b', true));
  expect(measures.promiseKept).toMatchObject({ share: 0.5, of: 2 });
});

it('spreads work over the time that people were there, and leaves out who was hardly there', () => {
  const other: Helper = { personId: 'p2', firstName: 'Ole', role: 'assistant' };
  const brief: Helper = { personId: 'p3', firstName: 'Ada', role: 'assistant' };
  const work = (personId: PersonId, weightMinutes: number): Any => {
    return { type: 'work-done', ticketId: 'a' as TicketId, personId, weightMinutes, at: 1 };
  };
  const shifts = [duty('on-duty', 0), duty('on-duty', 1800, other), duty('on-duty', 3000, brief)];
  expect(measure(...shifts, work('p1', 20), work('p2', 10)).gini).toBeCloseTo(0, 10);
  expect(measure(...shifts, work('p1', 20)).gini).toBeCloseTo(0.5, 10);
});

it('has no figures of nothing', () => {
  expect(measureAssist([], SETTINGS, 0)).toMatchObject({
    calls: 0,
    acknowledge: undefined,
    promiseKept: undefined,
    per100Baskets: undefined,
    gini: 0,
  });
});

it('offers a store’s own words first, and as many as fit', () => {
  const rule = SETTINGS.table.weight;
  let used: UsedResolutions = new Map();
  const settled = (resolution: string): Ticket => ({
    ticketId: 'a' as TicketId,
    workstationId: 'lane-1' as WorkstationId,
    transactionId: undefined,
    reason: 'weight',
    raisedBy: 'lane',
    language: 'en',
    raisedAt: 0,
    status: 'resolved',
    context: {},
    resolution,
  });
  for (const code of ['child-on-scale', 'child-on-scale', 'own-bag']) used = learnResolution(used, settled(code));
  expect(resolutionChoices('weight', rule, used).slice(0, 3)).toEqual([
    'child-on-scale',
    'own-bag',
    'article-not-scanned',
  ]);
  for (let word = 0; word < 500; word += 1) used = learnResolution(used, settled(`word-${word}`));
  expect(used.get('weight')?.size).toBe(60);
  expect(resolutionChoices('weight', rule, used)).toHaveLength(8);
  expect(resolutionChoices('help', SETTINGS.table.help, used)).toEqual(SETTINGS.table.help.resolutions);
});
