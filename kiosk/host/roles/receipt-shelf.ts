import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * How long a receipt can be fetched by its link, in days. Long enough for an exchange, short enough to be forgotten.
 */
const RECEIPT_KEPT_DAYS = 30;

const TOKEN_BYTES = 18;
const TOKEN = /^[\w-]{24}$/;
/** Whoever else has an account on this machine has no business with what people bought. */
const OWNER_ONLY = 0o600;
const MS_PER_DAY = 86_400_000;

/**
 * Where the store keeps the receipts that shoppers took along on their phones. The link is the only key: nobody can
 * guess it, and nothing lists them.
 */
export class ReceiptShelf {
  readonly #directory: string;
  readonly #now: () => number;

  constructor(directory: string, now: () => number) {
    this.#directory = directory;
    this.#now = now;
  }

  /** @returns the token of the link; the page is on disk when it resolves */
  async put(html: string): Promise<string> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const file = this.#file(token);
    await writeFile(`${file}.part`, html, { flush: true, mode: OWNER_ONLY });
    await rename(`${file}.part`, file);
    return token;
  }

  async get(token: string): Promise<string | null> {
    if (!TOKEN.test(token)) return null;
    try {
      return await readFile(this.#file(token), 'utf8');
    } catch {
      return null;
    }
  }

  /** Takes down what is older than it may be kept. */
  async tidy(): Promise<void> {
    const names = await readdir(this.#directory).catch(() => []);
    for (const name of names) {
      const file = path.join(this.#directory, name);
      const { mtimeMs } = await stat(file);
      if (this.#now() - mtimeMs > RECEIPT_KEPT_DAYS * MS_PER_DAY) await rm(file, { force: true });
    }
  }

  #file(token: string): string {
    return path.join(this.#directory, `${token}.html`);
  }
}
