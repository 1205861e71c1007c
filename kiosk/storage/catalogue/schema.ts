import type { DatabaseKind } from '../database.ts';

/** One revision of a catalogue. The file is written once, beside the live one, and never changed after that. */
const VERSION_1 = `
CREATE TABLE meta (
  only_row   INTEGER PRIMARY KEY CHECK (only_row = 1),
  revision   TEXT    NOT NULL,
  articles   INTEGER NOT NULL,
  categories TEXT    NOT NULL,
  shared     TEXT    NOT NULL
) STRICT;

-- number: the place in the file that the catalogue was made from, 1, 2, 3, …; data: see article-row.ts.
CREATE TABLE article (number INTEGER PRIMARY KEY, id TEXT NOT NULL, data TEXT NOT NULL) STRICT;

CREATE TABLE code (code TEXT PRIMARY KEY, article INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- A word of a language (or the id of a category, in the language "#") and the articles that have it: see postings.ts.
CREATE TABLE word (
  number   INTEGER PRIMARY KEY,
  language TEXT    NOT NULL,
  word     TEXT    NOT NULL,
  reversed TEXT    NOT NULL,
  articles INTEGER NOT NULL
) STRICT;
CREATE TABLE posting (word INTEGER PRIMARY KEY, articles BLOB NOT NULL) STRICT;

-- Beginnings of words, found by what is left of them when one letter is missing: see spelling.ts.
CREATE TABLE misspelling (
  language  TEXT NOT NULL,
  misspelt  TEXT NOT NULL,
  beginning TEXT NOT NULL,
  PRIMARY KEY (language, misspelt, beginning)
) STRICT, WITHOUT ROWID;
`;

/** "HRCT": Handrail catalogue. */
const CATALOGUE_APPLICATION_ID = 0x48524354;

export const CATALOGUE_KIND: DatabaseKind = {
  name: 'catalogue',
  applicationId: CATALOGUE_APPLICATION_ID,
  migrations: [VERSION_1],
};

/** Indexes are made after the rows, in one sorted pass each. */
export const ARTICLE_IDS_INDEX = 'CREATE INDEX article_by_id ON article(id)';
export const WORD_INDEXES = `
CREATE UNIQUE INDEX word_by_text ON word(language, word, articles);
CREATE INDEX word_by_ending ON word(language, reversed, articles);
`;

/**
 * Prices that hold from a moment on; they come more often than a catalogue, and lie in a file of their own beside it.
 */
const PRICES_VERSION_1 = `
CREATE TABLE meta (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  revision TEXT    NOT NULL
) STRICT;

-- price and unit_price in minor units; null where there is none.
CREATE TABLE price (
  article    INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  price      INTEGER,
  unit_price INTEGER,
  unit       TEXT,
  PRIMARY KEY (article, valid_from)
) STRICT, WITHOUT ROWID;
`;

/** "HRPR": Handrail prices. */
const PRICES_APPLICATION_ID = 0x48525052;

export const PRICES_KIND: DatabaseKind = {
  name: 'price list',
  applicationId: PRICES_APPLICATION_ID,
  migrations: [PRICES_VERSION_1],
};
