/**
 * Writes the pictures that the demo store uses as SVG files of their own, from the Fluent Emoji set (MIT). Run it after
 * an article got another picture: node config/demo/extract-pictures.ts
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface IconSet {
  readonly width: number;
  readonly height: number;
  readonly icons: Readonly<
    Record<string, { readonly body: string; readonly width?: number; readonly height?: number }>
  >;
  readonly aliases: Readonly<Record<string, { readonly parent: string }>>;
}

const folder = new URL('pictures/', import.meta.url);

function picturesInUse(): readonly string[] {
  const articles = readFileSync(new URL('articles.ndjson', import.meta.url), 'utf8')
    .trim()
    .split('\n');
  const categories = JSON.parse(readFileSync(new URL('categories.json', import.meta.url), 'utf8')) as unknown[];
  const all = [...articles.map((line) => JSON.parse(line) as unknown), ...categories] as readonly {
    picture?: string;
  }[];
  const names = all.flatMap((each) => (each.picture === undefined ? [] : [each.picture]));
  return [...new Set(names)].toSorted((a, b) => a.localeCompare(b, 'en'));
}

function standalone(set: IconSet, name: string): string {
  const icon = set.icons[name] ?? set.icons[set.aliases[name]?.parent ?? ''];
  if (icon === undefined) throw new Error(`the icon set has no picture "${name}"`);
  const box = `0 0 ${icon.width ?? set.width} ${icon.height ?? set.height}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}">${icon.body}</svg>\n`;
}

const iconFile = fileURLToPath(import.meta.resolve('@iconify-json/fluent-emoji-flat/icons.json'));
const set = JSON.parse(readFileSync(iconFile, 'utf8')) as IconSet;
const names = picturesInUse();
mkdirSync(folder, { recursive: true });
for (const file of readdirSync(folder)) if (file.endsWith('.svg')) rmSync(new URL(file, folder));
for (const name of names) writeFileSync(new URL(`${name}.svg`, folder), standalone(set, name));
process.stdout.write(`${names.length} pictures\n`);
