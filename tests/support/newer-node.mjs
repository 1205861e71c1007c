// The native database module crashes an older Node without a word, so what starts from the command line settles the
// version first: an old Node hands over to the one that npm installed with the packages.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const MAJOR_NEEDED = 24;
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a program in the root folder and passes signals on to it; resolves with its exit code. */
export function run(program, args, env = process.env) {
  const child = spawn(program, args, { cwd: root, stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.once('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve(1);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Runs `main` here if this Node can, else the whole script again on the Node that can; resolves with the exit code. */
export async function onNewerNode(script, main) {
  if (Number(process.versions.node.split('.')[0]) >= MAJOR_NEEDED) return main();
  const bundled = `${root}node_modules/.bin/node${process.platform === 'win32' ? '.exe' : ''}`;
  if (existsSync(bundled)) return run(bundled, [fileURLToPath(script), ...process.argv.slice(2)]);
  process.stderr.write(
    `This needs Node ${MAJOR_NEEDED} or newer; this is ${process.versions.node}. Run npm ci first, or install it from ` +
      'https://nodejs.org\n',
  );
  return 2;
}
