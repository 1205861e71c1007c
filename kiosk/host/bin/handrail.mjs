#!/usr/bin/env node
// Starts the command line on a Node that can run it. The native database module crashes an older Node without a word,
// so the version is settled here, before anything else is imported: an old Node hands over to the one that npm
// installed.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { spawn } from 'node:child_process';

const MAJOR_NEEDED = 24;

/** By then a program that goes on running has loaded what it starts with; milliseconds. */
const LOADED_AFTER_MS = 10_000;

/** Commands that run for days, and do so little at a time that memory for more would only lie idle. */
const LONG_RUNNING = new Set(['lane', 'demo']);

/**
 * Keeps compiled code beside the program, so that the next start has it. Where nothing may be written there, every
 * start compiles again and all else is the same.
 */
function rememberCompiledCode() {
  const folder = fileURLToPath(new URL('../../../.build/code-cache', import.meta.url));
  module.enableCompileCache(folder);
  // Threads that are started later look here. Without it each of them would load the compiler, which takes 20 MB.
  process.env['NODE_COMPILE_CACHE'] ??= folder;
  // A lane is switched off rather than ended, so what there is to keep is written while it runs.
  setTimeout(module.flushCompileCache, LOADED_AFTER_MS).unref();
}

const major = Number(process.versions.node.split('.')[0]);
if (major >= MAJOR_NEEDED) {
  if (LONG_RUNNING.has(process.argv[2])) {
    const { becomeLean } = await import('./lean-process.mjs');
    becomeLean();
    await import('./small-heap.mjs');
  }
  rememberCompiledCode();
  if (process.argv[2] === 'catalogue' && process.argv.includes('--prices')) {
    // New prices come while shoppers scan. Loading the command already competes with the lane.
    const { yieldToLane } = await import('../yield-to-lane.ts');
    yieldToLane();
  }
  await import('../cli.ts');
} else {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const bundled = fileURLToPath(new URL(`../../../node_modules/.bin/node${suffix}`, import.meta.url));
  if (existsSync(bundled)) {
    const child = spawn(bundled, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.on('exit', (code, signal) => {
      process.exitCode = signal === null ? (code ?? 1) : 1;
    });
  } else {
    process.stderr.write(
      `handrail needs Node ${MAJOR_NEEDED} or newer; this is Node ${process.versions.node}, and no newer one came with ` +
        `the packages for ${process.platform}-${process.arch}.\nInstall Node ${MAJOR_NEEDED} from https://nodejs.org ` +
        'and run the command again.\n',
    );
    process.exitCode = 2;
  }
}
