import type { Reporter, TestModule } from 'vitest/node';

/**
 * In continuous integration a test that did not run is a failure: it is said before the closing lines, and the run
 * fails.
 */
export default class NoSkipsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap((module) => [...module.children.allTests('skipped')]);
    if (skipped.length === 0) return;
    process.exitCode = 1;
    for (const test of skipped) process.stdout.write(`NOT RUN  ${test.module.relativeModuleId} > ${test.fullName}\n`);
    process.stdout.write(`${skipped.length} tests were skipped; here that is a failure.\n`);
  }
}
