import { plainText } from '#sync/feed/content.ts';
import { FeedProblem } from '#sync/feed/feed-problem.ts';
import type { FeedApplier, FeedWork } from '#sync/feed/ports.ts';
import { writePrivateFile } from '#sync/identity/private-file.ts';

/** Feeds that are one file are small: staff, promotions, help, settings. Bytes. */
export const SMALL_CONTENT_BYTES_MAX = 8 * 1_048_576;

export interface FileApplierParts {
  /** What is put in place of what was there, whole or not at all. */
  readonly file: string;
  /** @returns what is wrong with the text; undefined if it can be used */
  readonly wrongWith: (text: string) => string | undefined;
  readonly onInForce?: (() => void) | undefined;
}

/** Puts what came down in place of one file that somebody reads. */
export class FileApplier implements FeedApplier {
  readonly #parts: FileApplierParts;

  constructor(parts: FileApplierParts) {
    this.#parts = parts;
  }

  async prepare(work: FeedWork): Promise<void> {
    await this.#checked(work);
  }

  async putInForce(work: FeedWork): Promise<void> {
    const { file, onInForce } = this.#parts;
    writePrivateFile(file, await this.#checked(work));
    onInForce?.();
  }

  async #checked({ route, folder, manifest }: FeedWork): Promise<string> {
    const [step, more] = route.steps;
    if (step === undefined || more !== undefined)
      throw new FeedProblem('unreadable', 'a feed of one file has no changes');
    const text = await plainText(folder.pathOf(step.file.sha256), manifest.content, SMALL_CONTENT_BYTES_MAX);
    const wrong = this.#parts.wrongWith(text);
    if (wrong !== undefined) throw new FeedProblem('unreadable', wrong);
    return text;
  }
}
