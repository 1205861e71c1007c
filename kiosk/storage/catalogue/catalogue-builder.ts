import { rmSync } from 'node:fs';
import type { CatalogueCategory } from '#kiosk/core/catalogue/article.ts';
import { naming, openForBulkLoad, type Database } from '../database.ts';
import { StorageError } from '../storage-error.ts';
import type { PreparedArticles } from './article-preparer.ts';
import { lookedForIn, type Shared } from './article-row.ts';
import { ArticleWords } from './article-words.ts';
import { encodePostings } from './postings.ts';
import { ARTICLE_IDS_INDEX, CATALOGUE_KIND, WORD_INDEXES } from './schema.ts';
import { beginningsOf, withOneLetterMissing } from './spelling.ts';
import { CATEGORY_LANGUAGE, type VocabularyWord } from './vocabulary.ts';
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
  readonly #words = new ArticleWords();
  /** For each word of the vocabulary: article number × places + place. */
  #postings: (number[] | undefined)[] = [];
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

  add({ ids, data }: PreparedArticles): void {
    if (ids.length === 0) return;
    if (this.#count + ids.length > ARTICLES_MAX) {
      throw new StorageError('too-large', `a catalogue holds at most ${ARTICLES_MAX} articles`);
    }
    naming(this.#file, () => {
      const stored = data.split('\n');
      for (const [index, id] of ids.entries()) this.#addOne(id, stored[index] ?? '');
    });
  }

  #addOne(id: string, stored: string): void {
    this.#count += 1;
    this.#insertArticle.run(this.#count, id, stored);
    const lookedFor = lookedForIn(stored);
    for (const code of lookedFor.codes) this.#insertCode.run(code, this.#count);
    for (const word of this.#words.of(lookedFor)) this.#note(word);
  }

  /**
   * Writes what is left and makes sure that the file is on the disk.
   *
   * @throws StorageError corrupt if an id or a code came twice; the file is gone then
   */
  finish(revision: string, categories: readonly CatalogueCategory[], shared: readonly Shared[]): void {
    try {
      naming(this.#file, () => {
        this.#refuseTwins();
        this.#writeCodes();
        this.#writeWords(this.#words.vocabulary);
        this.#database.exec(WORD_INDEXES);
        this.#database
          .prepare('INSERT INTO meta VALUES(1, ?, ?, ?, ?)')
          .run(revision, this.#count, JSON.stringify(categories), JSON.stringify(shared));
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

  #writeWords(vocabulary: readonly VocabularyWord[]): void {
    const insertWord = this.#database.prepare('INSERT INTO word VALUES(?, ?, ?, ?, ?)');
    const insertPosting = this.#database.prepare('INSERT INTO posting VALUES(?, ?)');
    const beginnings = new Map<string, Set<string>>();
    for (const [number, { language, word }] of vocabulary.entries()) {
      const postings = this.#postings[number] ?? [];
      insertWord.run(number, language, word, reversed(word), postings.length);
      insertPosting.run(number, encodePostings(groupedByPlace(postings)));
      if (language === CATEGORY_LANGUAGE) continue;
      const ofLanguage = beginnings.get(language) ?? new Set();
      beginnings.set(language, ofLanguage);
      for (const beginning of beginningsOf(word)) ofLanguage.add(beginning);
    }
    this.#postings = [];
    for (const [language, ofLanguage] of beginnings) this.#writeMisspellings(language, ofLanguage);
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

  /** @param word its number in the vocabulary × places + its place */
  #note(word: number): void {
    const place = word % PLACE_COUNT;
    const number = (word - place) / PLACE_COUNT;
    const posting = this.#count * PLACE_COUNT + place;
    const postings = this.#postings[number];
    if (postings === undefined) this.#postings[number] = [posting];
    else postings.push(posting);
  }
}

function groupedByPlace(postings: readonly number[]): readonly (readonly number[])[] {
  const byPlace: number[][] = Array.from({ length: PLACE_COUNT }, () => []);
  for (const posting of postings) byPlace[posting % PLACE_COUNT]?.push(Math.floor(posting / PLACE_COUNT));
  return byPlace;
}
