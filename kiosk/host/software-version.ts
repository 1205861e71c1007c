import { readFileSync } from 'node:fs';

/** The version of this program, as it is printed on receipts and written into the journal. */
export const softwareVersion: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
