import { createReadStream, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import BetterSqlite3 from 'better-sqlite3';
import type { Bench, BenchRoom, Measurement } from '../bench.ts';
import { now } from '../clock.ts';
import { millionArticles } from '../support/million-articles.ts';

// Question: how long does a shop wait for a new assortment of a million articles?
// Method: `handrail catalogue import` of an NDJSON file, from the start of its process to its end, once: checked line
// by line, indexed for codes and for words with their misspellings, and on the disk. Floor: a bare loop that reads the
// same file line by line and puts each line, unread, into a table by one prepared statement.
// No goal: the time to make the file.

async function measure(_room: BenchRoom, run: BenchRoom): Promise<Measurement> {
  const { file, importMs } = await millionArticles(run);
  return {
    samples: [importMs],
    floor: [await bareLoopMs(file)],
    notes: ['one import is one sample: its quantiles are all the same'],
  };
}

async function bareLoopMs(file: string): Promise<number> {
  const copy = path.join(path.dirname(file), 'bare-loop.db');
  const begun = now();
  const database = new BetterSqlite3(copy);
  try {
    database.pragma('journal_mode=OFF');
    database.pragma('synchronous=OFF');
    database.exec('CREATE TABLE line(number INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT; BEGIN');
    const insert = database.prepare('INSERT INTO line(text) VALUES(?)');
    for await (const line of createInterface({ input: createReadStream(file) })) insert.run(line);
    database.exec('COMMIT');
  } finally {
    database.close();
    rmSync(copy, { force: true });
  }
  return now() - begun;
}

export const catalogueImport: Bench = {
  name: 'catalogue-import',
  unit: 'ms',
  question: 'Importing a million articles from NDJSON, beside a bare loop over the same lines.',
  prepare: millionArticles,
  measure,
};
