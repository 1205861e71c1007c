// `npm test`: everything that the tests need, then all of them. Arguments go on to the test runner, so
// `npm test -- --project unit kiosk/core` runs a part. What this prints comes before the runner's own closing lines.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const MAJOR_NEEDED = 24;
const root = fileURLToPath(new URL('..', import.meta.url));

function run(program, args, env) {
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

/** The native database module crashes an older Node without a word, so an old Node hands over to the one npm installed. */
async function runOnNewerNode() {
  const bundled = `${root}node_modules/.bin/node${process.platform === 'win32' ? '.exe' : ''}`;
  if (existsSync(bundled)) return run(bundled, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], process.env);
  process.stderr.write(
    `The tests need Node ${MAJOR_NEEDED} or newer; this is ${process.versions.node}. Run npm ci first, or install it from ` +
      'https://nodejs.org\n',
  );
  return 2;
}

/** The projects that the arguments choose; none chosen means all. */
function isWanted(project, args) {
  const chosen = args.flatMap((arg, index) => {
    if (arg.startsWith('--project=')) return [arg.slice('--project='.length)];
    return arg === '--project' ? [args[index + 1]] : [];
  });
  return chosen.length === 0 || chosen.includes(project);
}

/** Chromium, small programs, and the built pages; throws with what to do when one cannot be had. */
async function prepare(args) {
  const { ensureDebianPackage } = await import('./support/debian-packages.ts');
  if (isWanted('integration', args) && process.platform === 'linux') {
    ensureDebianPackage('strace', 'strace');
    ensureDebianPackage('udevadm', 'udev');
  }
  if (!isWanted('e2e', args)) return;
  const { ensureChromium } = await import('./support/chromium.ts');
  ensureChromium();
  const { ensurePages } = await import('../kiosk/host/pages-build.ts');
  const { built } = await ensurePages();
  if (built) process.stdout.write('Built the pages.\n');
}

async function main() {
  if (Number(process.versions.node.split('.')[0]) < MAJOR_NEEDED) return runOnNewerNode();
  const args = process.argv.slice(2);
  try {
    await prepare(args);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
  const isContinuousIntegration = (process.env.CI ?? '') !== '' && process.env.CI !== 'false';
  const env = isContinuousIntegration ? { ...process.env, NO_COLOR: '1' } : process.env;
  const reporters = isContinuousIntegration
    ? ['--reporter', './tests/support/no-skips-reporter.ts', '--reporter', 'default']
    : [];
  const runner = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'tests/vitest.config.ts', ...reporters, ...args];
  return run(process.execPath, runner, env);
}

process.exitCode = await main();
