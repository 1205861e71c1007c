import type { Reporter, TestModule } from 'vitest/node';

/**
 * In continuous integration a test that did not run is a failure. The last line counts what passed, failed and was
 * skipped, for whoever reads nothing else.
 */
export default class NoSkipsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const skipped = tests.filter((test) => test.result().state === 'skipped');
    const passed = tests.filter((test) => test.result().state === 'passed').length;
    const closing = `${passed} passed, ${tests.length - passed - skipped.length} failed, ${skipped.length} skipped\n`;
    // After everything else that the runner has to say.
    process.once('exit', () => process.stdout.write(closing));
    if (skipped.length === 0) return;
    process.exitCode = 1;
    for (const test of skipped) process.stdout.write(`NOT RUN  ${test.module.relativeModuleId} > ${test.fullName}\n`);
    process.stdout.write(`${skipped.length} tests were skipped; here that is a failure.\n`);
  }
}
