// Goal: nothing can be seen that is not on disk, in the order in which it was decided; and after the journal has failed
// nothing more is believed.
// Method: a journal that takes its time, or fails, at the test's word.
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { reject } from '#kiosk/core/rejection.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import { EMPTY_LANE } from './lane-state.ts';
import { JournalFailure, LaneWriter } from './lane-writer.ts';
import type { Journal, JournalEntry } from './ports.ts';

const STARTED: JournalEntry = { kind: 'lane', event: { type: 'lane-started', softwareVersion: '1', at: 1 } };
const STOPPED: JournalEntry = { kind: 'lane', event: { type: 'lane-stopped', at: 2 } };

class SlowJournal implements Journal {
  readonly written: JournalEntry[][] = [];
  #waiting: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];

  async append(_day: BusinessDay, entries: readonly JournalEntry[]): Promise<void> {
    await new Promise<void>((resolve, fail) => this.#waiting.push({ resolve, reject: fail }));
    this.written.push([...entries]);
  }

  read(): ReturnType<Journal['read']> {
    return Readable.from([]);
  }

  async next(error?: Error): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    const waiting = this.#waiting.shift();
    if (error === undefined) waiting?.resolve();
    else waiting?.reject(error);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function writerOn(journal: Journal, errors: string[] = []): LaneWriter {
  const log = { error: (message: string) => errors.push(message) };
  return new LaneWriter(journal, EMPTY_LANE, () => '2026-09-21' as BusinessDay, log);
}

describe('a decision', () => {
  it('is told when it is on disk, and not before; the next one waits for its turn', async () => {
    const journal = new SlowJournal();
    const writer = writerOn(journal);
    const told: (readonly JournalEntry[])[] = [];
    writer.onWritten((_state, entries) => told.push(entries));
    const both = Promise.all([writer.write(() => [STARTED]), writer.write(() => [STOPPED])]);
    expect(told).toEqual([]);
    await journal.next();
    expect(told).toEqual([[STARTED]]);
    await journal.next();
    await both;
    expect(told).toEqual([[STARTED], [STOPPED]]);
  });

  it('that is refused, or changes nothing, is never written', async () => {
    const journal = new SlowJournal();
    const writer = writerOn(journal);
    expect(await writer.write(() => reject('wrong-state'))).toMatchObject({ code: 'wrong-state' });
    expect(await writer.write(() => [])).toBe(EMPTY_LANE);
    expect(journal.written).toEqual([]);
  });

  it('that throws is nobody else’s trouble', async () => {
    const journal = new SlowJournal();
    const writer = writerOn(journal);
    const broken = writer.write(() => {
      throw new Error('a fault of ours');
    });
    const next = writer.write(() => [STARTED]);
    await expect(broken).rejects.toThrow('a fault of ours');
    await journal.next();
    await expect(next).resolves.toBe(writer.state);
  });

  it('has happened, even if a listener breaks on it', async () => {
    const journal = new SlowJournal();
    const errors: string[] = [];
    const writer = writerOn(journal, errors);
    const told: string[] = [];
    writer.onWritten(() => {
      throw new Error('a fault of ours');
    });
    writer.onWritten(() => told.push('the other one'));
    const written = writer.write(() => [STARTED]);
    await journal.next();
    await expect(written).resolves.toBe(writer.state);
    expect(told).toEqual(['the other one']);
    expect(errors).toHaveLength(1);
  });
});

describe('a journal that fails', () => {
  it('ends the writer: nothing of it shows, and every later decision is refused alike', async () => {
    const journal = new SlowJournal();
    const writer = writerOn(journal);
    const told: unknown[] = [];
    writer.onWritten((state) => told.push(state));
    const failing = writer.write(() => [STARTED]);
    const waiting = writer.write(() => [STOPPED]);
    void journal.next(new Error('the disk is full'));
    await expect(failing).rejects.toBeInstanceOf(JournalFailure);
    await expect(waiting).rejects.toBeInstanceOf(JournalFailure);
    await expect(writer.write(() => [])).rejects.toBeInstanceOf(JournalFailure);
    expect((await writer.failed).cause).toMatchObject({ message: 'the disk is full' });
    expect(told).toEqual([]);
    expect(writer.state).toBe(EMPTY_LANE);
  });
});
