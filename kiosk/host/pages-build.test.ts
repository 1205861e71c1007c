// Goal: the served pages are always those of the sources, a broken source never takes the pages of before away.
// Method: the real builder on a small project of its own in a temporary folder.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { ensurePages } from './pages-build.ts';

const CONFIG = `export default {
  root: new URL('.', import.meta.url).pathname,
  build: { rolldownOptions: { input: new URL('index.html', import.meta.url).pathname } },
};`;

function project(): string {
  const root = temporaryDirectory();
  mkdirSync(path.join(root, 'kiosk/ui'), { recursive: true });
  symlinkSync(path.resolve('node_modules'), path.join(root, 'node_modules'));
  writeFileSync(path.join(root, 'package.json'), '{"type":"module"}');
  writeFileSync(path.join(root, 'kiosk/ui/vite.config.ts'), CONFIG);
  writeFileSync(path.join(root, 'kiosk/ui/index.html'), '<script type="module" src="./main.ts"></script>');
  writeFileSync(path.join(root, 'kiosk/ui/main.ts'), 'document.title = "one" as string;');
  return root;
}

function script(root: string): string {
  const assets = path.join(root, '.build/pages/assets');
  return readdirSync(assets)
    .map((file) => readFileSync(path.join(assets, file), 'utf8'))
    .join('');
}

test('pages are built when they are missing or their sources changed, and only then', async () => {
  const root = project();
  expect(await ensurePages({ root })).toEqual({ directory: path.join(root, '.build/pages'), built: true });
  expect(script(root)).toContain('one');
  expect((await ensurePages({ root })).built).toBe(false);
  writeFileSync(path.join(root, 'kiosk/ui/unrelated.test.ts'), '');
  expect((await ensurePages({ root })).built).toBe(false);
  writeFileSync(path.join(root, 'kiosk/ui/main.ts'), 'document.title = "two";');
  expect((await ensurePages({ root })).built).toBe(true);
  expect(script(root)).toContain('two');
  expect(script(root)).not.toContain('one');
  expect((await ensurePages({ root, force: true })).built).toBe(true);
  expect(readdirSync(path.join(root, '.build'))).toEqual(['pages']);
});

test('a source that cannot be built is reported, and the pages of before stay', async () => {
  const root = project();
  await ensurePages({ root });
  writeFileSync(path.join(root, 'kiosk/ui/main.ts'), 'import "./gone.ts";');
  await expect(ensurePages({ root })).rejects.toThrow(/could not be built[^]*gone/);
  expect(script(root)).toContain('one');
  expect(readdirSync(path.join(root, '.build'))).toEqual(['pages']);
});

test('two processes that build at once both end with the pages', async () => {
  const root = project();
  await Promise.all([ensurePages({ root }), ensurePages({ root })]);
  expect(script(root)).toContain('one');
  expect(readdirSync(path.join(root, '.build'))).toEqual(['pages']);
});

test('an installed copy without sources is served as it is', async () => {
  const root = project();
  await ensurePages({ root });
  rmSync(path.join(root, 'kiosk'), { recursive: true });
  expect(await ensurePages({ root })).toEqual({ directory: path.join(root, '.build/pages'), built: false });
  expect(existsSync(path.join(root, '.build/pages/index.html'))).toBe(true);
});
