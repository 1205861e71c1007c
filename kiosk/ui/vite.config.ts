import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const kiosk = fileURLToPath(new URL('..', import.meta.url));

/** The pages, by the folder that each has a source of; one that is not there is not built. */
const PAGES = ['ui', 'staff', 'desk'].filter((page) => existsSync(`${kiosk}/${page}/index.html`));

/** The shopper's page is the root of the server; the others keep the name of their folder. */
function shopperPageAtRoot(): Plugin {
  return {
    name: 'shopper-page-at-root',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const page = bundle['ui/index.html'];
      if (page !== undefined) page.fileName = 'index.html';
    },
  };
}

/**
 * Builds all pages into .build/pages: index.html, staff/index.html, desk/index.html and what they share in assets/
 * under names that change with their content. Nothing is inlined, so that the strictest content security policy holds.
 */
export default defineConfig({
  root: kiosk,
  base: '/',
  publicDir: false,
  logLevel: 'warn',
  plugins: [shopperPageAtRoot()],
  build: {
    outDir: '../.build/pages',
    emptyOutDir: true,
    target: 'chrome120',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: Object.fromEntries(PAGES.map((page) => [page, `${kiosk}/${page}/index.html`])),
    },
  },
});
