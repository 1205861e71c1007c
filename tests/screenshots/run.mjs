// `npm run screenshots`: every screen of the shopper's page in every state, on every screen size, in light and dark,
// and a sample of languages and text sizes; the staff page and the device desk on a phone, a tablet and a desktop; all
// into .screenshots/. `npm run screenshots -- basket help` takes only those whose name has each of these words in it.
import { screenshots } from './screenshots.ts';

try {
  const count = await screenshots(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`));
  process.stdout.write(`${count} pictures in .screenshots/\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
process.exit();
