import { rmSync } from 'node:fs';
import type { CatalogueCategory } from '#kiosk/core/catalogue/article.ts';
import { naming, openForBulkLoad, type Database } from '../database.ts';
import { StorageError } from '../storage-error.ts';
import type { SharedValues } from './article-row.ts';
import { encodePostings } from './postings.ts';
import { CATEGORY_LANGUAGE, WORD_FIELDS, type PreparedArticle } from './prepare-article.ts';
import { ARTICLE_IDS_INDEX, CATALOGUE_KIND, WORD_INDEXES } from './schema.ts';
import { beginningsOf, withOneLetterMissing } from './spelling.ts';
import { PLACE_COUNT, reversed } from './words.ts';

/** Above it, article numbers and places no longer fit the small integers that they are kept as. */
const ARTICLES_MAX = 50_000_000;

/**
 * Writes one revision of a catalogue into a new file. Nothing in it counts until `finish` returned, so it is written
 * without flushing; a file that was not finished is thrown away.
 */
export class CatalogueBuilder {
  readonly #file: string;
  readonly #database: Database;
  readonly #insertArticle;
  readonly #insertCode;
  /** For each word of each language: article number × places + place. */
  readonly #words = new Map<string, Map<string, number[]>>();
  #count = 0;

  constructor(file: string) {
    this.#file = file;
    this.#database = openForBulkLoad(file, CATALOGUE_KIND);
    this.#database.exec('CREATE TEMP TABLE loaded_code(code TEXT NOT NULL, article INTEGER NOT NULL)');
    this.#database.exec('BEGIN');
    this.#insertArticle = this.#database.prepare<[number, string, string]>('INSERT INTO article VALUES(?, ?, ?)');
    this.#insertCode = this.#database.prepare<[string, number]>('INSERT INTO loaded_code VALUES(?, ?)');
  }

  get count(): number {
    return this.#count;
  }

  add({ id, data, codes, words }: PreparedArticle): void {
    this.#count += 1;
    const number = this.#count;
    if (number > ARTICLES_MAX) throw new StorageError('too-large', `more than ${ARTICLES_MAX} articles`);
    naming(this.#file, () => {
      this.#insertArticle.run(number, id, data);
      for (const code of codes) this.#insertCode.run(code, number);
    });
    for (let index = 0; index < words.length; index += WORD_FIELDS) {
      const posting = number * PLACE_COUNT + Number(words[index + 2]);
      this.#note(String(words[index]), String(words[index + 1]), posting);
    }
  }

  /**
   * Writes what is left and makes sure that the file is on the disk.
   *
   * @throws StorageError corrupt if an id or a code came twice; the file is gone then
   */
  finish(revision: string, categories: readonly CatalogueCategory[], shared: SharedValues): void {
    try {
      naming(this.#file, () => {
        this.#refuseTwins();
        this.#writeCodes();
        this.#writeWords();
        this.#database.exec(WORD_INDEXES);
        this.#database
          .prepare('INSERT INTO meta VALUES(1, ?, ?, ?, ?)')
          .run(revision, this.#count, JSON.stringify(categories), JSON.stringify(shared.values));
        this.#database.exec('COMMIT');
        this.#database.exec('ANALYZE');
        this.#database.close();
      });
    } catch (error) {
      this.discard();
      throw error;
    }
  }

  /** Throws away what was written. */
  discard(): void {
    this.#database.close();
    rmSync(this.#file, { force: true });
  }

  /** Two articles with one number or one code would make it a matter of luck what is sold. */
  #refuseTwins(): void {
    this.#database.exec(ARTICLE_IDS_INDEX);
    const [id, code] = ['SELECT id FROM article GROUP BY id', 'SELECT code FROM loaded_code GROUP BY code'].map(
      (groups) => this.#database.prepare<[], string>(`${groups} HAVING count(*) > 1 LIMIT 1`).pluck().get(),
    );
    if (id !== undefined) throw new StorageError('corrupt', `two articles have the number ${id}`);
    if (code !== undefined) throw new StorageError('corrupt', `the code ${code} belongs to two articles`);
  }

  #writeCodes(): void {
    this.#database.exec('INSERT INTO code SELECT code, article FROM loaded_code ORDER BY code');
  }

  #writeWords(): void {
    const insertWord = this.#database.prepare('INSERT INTO word VALUES(?, ?, ?, ?, ?)');
    const insertPosting = this.#database.prepare('INSERT INTO posting VALUES(?, ?)');
    let number = 0;
    for (const [language, words] of this.#words) {
      const beginnings = new Set<string>();
      for (const [word, postings] of words) {
        number += 1;
        insertWord.run(number, language, word, reversed(word), postings.length);
        insertPosting.run(number, encodePostings(groupedByPlace(postings)));
        if (language === CATEGORY_LANGUAGE) continue;
        for (const beginning of beginningsOf(word)) beginnings.add(beginning);
      }
      this.#writeMisspellings(language, beginnings);
    }
    this.#words.clear();
  }

  #writeMisspellings(language: string, beginnings: ReadonlySet<string>): void {
    this.#database.exec('CREATE TEMP TABLE misspelt(misspelt TEXT NOT NULL, beginning TEXT NOT NULL)');
    const insert = this.#database.prepare('INSERT INTO misspelt VALUES(?, ?)');
    for (const beginning of beginnings) {
      for (const misspelt of withOneLetterMissing(beginning)) insert.run(misspelt, beginning);
    }
    this.#database
      .prepare('INSERT INTO misspelling SELECT ?, misspelt, beginning FROM misspelt ORDER BY misspelt, beginning')
      .run(language);
    this.#database.exec('DROP TABLE misspelt');
  }

  #note(language: string, word: string, posting: number): void {
    let words = this.#words.get(language);
    if (words === undefined) {
      words = new Map();
      this.#words.set(language, words);
    }
    const postings = words.get(word);
    if (postings === undefined) words.set(word, [posting]);
    else postings.push(posting);
  }
}

function groupedByPlace(postings: readonly number[]): readonly (readonly number[])[] {
  const byPlace: number[][] = Array.from({ length: PLACE_COUNT }, () => []);
  for (const posting of postings) byPlace[posting % PLACE_COUNT]?.push(Math.floor(posting / PLACE_COUNT));
  return byPlace;
}
