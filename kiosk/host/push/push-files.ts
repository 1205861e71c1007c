import path from 'node:path';
import webPush from 'web-push';
import { z } from 'zod';
import type { Logger } from '#kiosk/lane/ports.ts';
import type { PushShelf } from '#kiosk/store/push/push-ports.ts';
import { readPrivateFile, writePrivateFile, writePrivateFileOnce } from '#sync/identity/private-file.ts';

const KEYS_FILE = 'push-keys.json';
const SUBSCRIPTIONS_FILE = 'push-subscriptions.json';
const SUBSCRIPTIONS_MAX = 500;

const keys = z.strictObject({
  publicKey: z.string().regex(/^[A-Za-z0-9_-]{87}$/),
  privateKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});
/** What the store proves itself with to push services: a pair of P-256 in base64url (RFC 8292). */
export type PushKeys = Readonly<z.infer<typeof keys>>;

const subscriptions = z
  .array(
    z.strictObject({
      personId: z.string().max(60),
      language: z.string().max(20),
      endpoint: z.string().max(1_000),
      p256dh: z.string().max(100),
      auth: z.string().max(40),
    }),
  )
  .max(SUBSCRIPTIONS_MAX);

/** Made once and kept: with other keys every browser would have to be asked anew. */
export function loadOrMakePushKeys(directory: string): PushKeys {
  const file = path.join(directory, KEYS_FILE);
  if (readPrivateFile(file) === undefined) {
    writePrivateFileOnce(file, `${JSON.stringify(webPush.generateVAPIDKeys())}\n`);
  }
  return keys.parse(JSON.parse(readPrivateFile(file) ?? '{}'));
}

/** Who may push to a browser is whoever has these: the file is its owner's alone. */
export function pushShelf(directory: string, log: Logger): PushShelf {
  const file = path.join(directory, SUBSCRIPTIONS_FILE);
  return {
    read: () => {
      try {
        return subscriptions.parse(JSON.parse(readPrivateFile(file) ?? '[]'));
      } catch (error) {
        // Browsers subscribe again with the next sign-in.
        log.warn('the list of push subscriptions cannot be read and begins anew', { error: String(error) });
        return [];
      }
    },
    write: (list) => writePrivateFile(file, `${JSON.stringify(list)}\n`),
  };
}
