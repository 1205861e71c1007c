import type { FeedFile, FeedSource } from './feed.ts';
import type { FeedFolder } from './feed-folder.ts';

/** How far a download is. Bytes. */
export interface Downloaded {
  readonly sha256: string;
  readonly bytes: number;
  readonly of: number;
}

/**
 * Brings a file into a folder, from where an earlier try broke off. What has come stays when this one breaks off too.
 *
 * @throws FeedProblem damaged; what the source throws; errors of the disk (ENOSPC)
 */
export async function fetchFile(
  folder: FeedFolder,
  source: FeedSource,
  file: FeedFile,
  signal: AbortSignal,
  onProgress: (downloaded: Downloaded) => void,
): Promise<void> {
  const { sha256, bytes: of } = file;
  if (folder.bytesOf(sha256) === of) return;
  const here = folder.partBytes(sha256);
  if (here < of) {
    await folder.append(file, source.file(sha256, here, signal), (bytes) => onProgress({ sha256, bytes, of }));
  }
  await folder.finish(file);
}
