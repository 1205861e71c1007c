import { z } from 'zod';
import { type IdentityKey, isSignedBy } from '../identity/key-pair.ts';
import { FEED_NAMES, type FeedManifest, type FeedName, type SignedManifest } from './feed.ts';
import { FeedProblem } from './feed-problem.ts';

/** Larger than any file of ours; what is larger was not made by us. Bytes. */
const FILE_BYTES_MAX = 1_024 * 1_048_576;
const CONTENT_BYTES_MAX = 4 * FILE_BYTES_MAX;
const FILES_MAX = 20;
/** Milliseconds since 1970 at the end of the year 9999. */
const TIME_MAX = 253_402_300_799_999;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const manifestSchema = z
  .strictObject({
    feed: z.enum(FEED_NAMES as readonly [FeedName, ...FeedName[]]),
    // A file is called after it, and letters of one case sort the same everywhere.
    revision: z.string().regex(/^[0-9A-Z][0-9A-Z.-]{0,63}$/),
    validFrom: z.int().min(0).max(TIME_MAX),
    content: z.strictObject({ sha256, bytes: z.int().min(0).max(CONTENT_BYTES_MAX) }),
    files: z
      .array(
        z.strictObject({
          sha256,
          bytes: z.int().min(1).max(FILE_BYTES_MAX),
          role: z.enum(['snapshot', 'delta', 'attachment']),
          from: sha256.optional(),
          name: z
            .string()
            .regex(/^[a-z]{1,40}$/)
            .optional(),
        }),
      )
      .min(1)
      .max(FILES_MAX),
  })
  .refine(({ files }) => files.every(({ role, from }) => (role === 'delta') === (from !== undefined)))
  .refine(({ files }) => files.every(({ role, name }) => (role === 'attachment') === (name !== undefined)))
  .refine(({ files }) => files.some(({ role }) => role !== 'attachment'));

/** Signs a manifest. The text that is signed is the text that travels: nobody has to write it again to check it. */
export function signManifest(manifest: FeedManifest, key: IdentityKey): SignedManifest {
  const text = canonicalJson(manifestSchema.parse(manifest));
  return { manifest: text, keyId: key.publicKey, signature: key.sign(text) };
}

/**
 * What a manifest says, once it is known who signed it.
 *
 * @param trusted public keys of the publishers that count here
 * @throws FeedProblem untrusted, unreadable
 */
export function openManifest(signed: SignedManifest, feed: FeedName, trusted: ReadonlySet<string>): FeedManifest {
  if (!trusted.has(signed.keyId)) {
    throw new FeedProblem('untrusted', `a manifest is signed with a key that is not trusted here: ${signed.keyId}`);
  }
  if (!isSignedBy(signed.keyId, signed.manifest, signed.signature)) {
    throw new FeedProblem('untrusted', 'the signature of a manifest is wrong');
  }
  return readManifest(signed, feed);
}

/**
 * The same without asking who signed it, for a folder of one's own.
 *
 * @throws FeedProblem unreadable
 */
export function readManifest({ manifest: text }: SignedManifest, feed: FeedName): FeedManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new FeedProblem('unreadable', 'a manifest is not JSON', { cause: error });
  }
  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success)
    throw new FeedProblem('unreadable', `a manifest cannot be read: ${z.prettifyError(parsed.error)}`);
  if (parsed.data.feed !== feed) throw new FeedProblem('unreadable', `a manifest of ${parsed.data.feed} is no ${feed}`);
  return parsed.data;
}

/** JSON with sorted names and without spaces (RFC 8785 for what a manifest holds: texts, whole numbers, lists). */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

const STAMP = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)-(\d{3})Z$/;

/** The name of the next revision: the moment in UTC, and always after the last one, whatever the clock says. */
export function nextRevision(last: string | undefined, now: number): string {
  const before = last === undefined ? undefined : momentOf(last);
  const moment = before === undefined ? now : Math.max(now, before + 1);
  const revision = new Date(moment).toISOString().replaceAll(/[-:]/g, '').replace('.', '-');
  if (last === undefined || revision > last) return revision;
  throw new FeedProblem('unreadable', `no revision can follow ${last}: it is not named after a moment`);
}

function momentOf(revision: string): number | undefined {
  const parts = STAMP.exec(revision);
  if (parts === null) return undefined;
  const [, year, month, day, hours, minutes, seconds, fraction] = parts;
  const moment = Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}.${fraction}Z`);
  return Number.isNaN(moment) ? undefined : moment;
}
