import { existsSync, readFileSync } from 'node:fs';
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

/** What a device fetches by a name that never changes: to install the staff page, and to keep its shell. */
const STAFF_FILES = ['manifest.webmanifest', 'icon-192.png', 'icon-512.png', 'icon-maskable-512.png'];
const STAFF_WORKER = 'staff/service-worker';

function staffFiles(): Plugin {
  return {
    name: 'staff-files',
    generateBundle() {
      if (!PAGES.includes('staff')) return;
      for (const name of STAFF_FILES) {
        this.emitFile({ type: 'asset', fileName: `staff/${name}`, source: readFileSync(`${kiosk}/staff/${name}`) });
      }
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
  plugins: [shopperPageAtRoot(), staffFiles()],
  build: {
    outDir: '../.build/pages',
    emptyOutDir: true,
    target: 'chrome120',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: {
        ...Object.fromEntries(PAGES.map((page) => [page, `${kiosk}/${page}/index.html`])),
        ...(PAGES.includes('staff') ? { [STAFF_WORKER]: `${kiosk}/staff/service-worker.ts` } : {}),
      },
      output: {
        entryFileNames: ({ name }) => (name === STAFF_WORKER ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
