// `npm test`: everything that the tests need, then all of them. Arguments go on to the test runner, so
// `npm test -- --project unit kiosk/core` runs a part. What this prints comes before the runner's own closing lines.
import { onNewerNode, run } from './support/newer-node.mjs';

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
    const { ensurePostgres } = await import('./support/postgres.ts');
    ensurePostgres();
    const { ensureNats } = await import('./support/nats.ts');
    ensureNats();
  }
  if (!isWanted('e2e', args) && !isWanted('looks', args)) return;
  const { ensureChromium } = await import('./support/chromium.ts');
  ensureChromium();
  const { ensurePages } = await import('../kiosk/host/pages-build.ts');
  const { built } = await ensurePages();
  if (built) process.stdout.write('Built the pages.\n');
}

async function main() {
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

process.exitCode = await onNewerNode(import.meta.url, main);
