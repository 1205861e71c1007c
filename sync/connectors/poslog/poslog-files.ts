import { open, mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { DELIVERED, notReached, type Connector, type Delivery } from '../connector.ts';
import type { FinishedSale } from '../finished-sale.ts';
import { poslogText, type PoslogFormat } from './poslog-text.ts';

export interface PoslogSettings {
  /** The folder that files appear in. */
  readonly directory: string;
  readonly format: PoslogFormat;
  readonly salesPerFile: number;
}

/**
 * Sales as files in a folder. A file appears whole, under a name that says which sales it holds: written to a hidden
 * name, flushed, renamed, and the folder flushed. A sale that comes again makes the same file once more.
 */
export class PoslogFiles implements Connector {
  readonly batchMax: number;
  readonly wantsCancelled = true;
  readonly settleMs = 0;
  readonly #directory: string;
  readonly #format: PoslogFormat;

  constructor({ directory, format, salesPerFile }: PoslogSettings) {
    this.batchMax = salesPerFile;
    this.#directory = directory;
    this.#format = format;
  }

  async deliver(sales: readonly FinishedSale[]): Promise<Delivery> {
    const [first] = sales;
    if (first === undefined) return DELIVERED;
    const text = poslogText(sales, this.#format);
    const name = `${safe(first.log.origin)}-${safe(first.log.epoch)}-${String(first.seq).padStart(10, '0')}`;
    const file = path.join(this.#directory, `${name}.${this.#format}`);
    try {
      await mkdir(this.#directory, { recursive: true });
      await writeWhole(file, path.join(this.#directory, `.${name}.tmp`), text);
      return DELIVERED;
    } catch (error) {
      // A full disk or a missing share is not the sale's doing.
      return notReached(error instanceof Error ? error.message : String(error));
    }
  }
}

async function writeWhole(file: string, temporary: string, text: string): Promise<void> {
  const handle = await open(temporary, 'w', 0o640);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
  const folder = await open(path.dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

const NAME_LENGTH_MAX = 80;

/** Names of origins come from other machines: nothing in them leads out of the folder. */
function safe(name: string): string {
  return name
    .replaceAll(/[^A-Za-z0-9._-]/g, '_')
    .replaceAll('..', '__')
    .slice(0, NAME_LENGTH_MAX);
}
