import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

/** Runs inside VS Code's extension host: every suite beside this file; rejects if a test fails. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, slow: 5_000, reporter: 'spec', color: false });
  const suites = join(import.meta.dirname, 'suite');
  for (const name of readdirSync(suites).filter((file) => file.endsWith('.test.js'))) mocha.addFile(join(suites, name));
  await mocha.loadFilesAsync();
  const failed = await new Promise<number>((resolve) => {
    const failures: string[] = [];
    const runner = mocha.run(resolve);
    runner.on(Mocha.Runner.constants.EVENT_TEST_FAIL, (test: Mocha.Runnable, error: Error) => {
      failures.push(`${test.fullTitle()}\n${error.stack ?? String(error)}`);
    });
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => writeResults(runner.stats?.passes ?? 0, failures));
  });
  if (failed > 0) throw new Error(`${failed} tests failed inside VS Code.`);
}

function writeResults(passes: number, failures: readonly string[]): void {
  const file = process.env['AKS_IDENTITY_TEST_RESULTS'];
  if (file) writeFileSync(file, JSON.stringify({ passes, failures }));
}
