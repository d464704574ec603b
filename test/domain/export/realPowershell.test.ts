/** Runs on Windows only: its own shells give a batch file the arguments that our model of them says. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { powerShellCommands } from '../../../src/domain/export/powershell.ts';
import { azCommand } from '../../../src/domain/plan/azCommand.ts';
import { hostileTexts } from '../../support/hostileTexts.ts';
import { argumentsOnWindows } from '../../support/windowsShell.ts';
import { everyPlan } from './everyPlan.ts';

const prints = (args: readonly string[]): string => `found ${args.slice(3).join(' ')}`;
const hostile = hostileTexts.map(
  (text) =>
    azCommand('az group create', [
      ['--name', text],
      ['--tags', ''],
    ]).az,
);
const commands = [...new Set(everyPlan.flatMap(([, { steps }]) => steps.map(({ az }) => az))), ...hostile]
  .flatMap((az) => powerShellCommands(az) ?? [])
  .filter((command) => !command.includes('New-Guid'));

describe.runIf(process.platform === 'win32')('the arguments that a batch file gets', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'powershell-'));
    const program = [
      `import { appendFileSync } from 'node:fs';`,
      `const args = process.argv.slice(2);`,
      `if (args.at(-1) === 'tsv') console.log('found ' + args.slice(2).join(' '));`,
      `else appendFileSync(${JSON.stringify(join(folder, 'noted'))}, JSON.stringify(['az', ...args]) + '\\n');`,
    ];
    writeFileSync(join(folder, 'args.mjs'), program.join('\n'));
    // The form of az itself, which cmd reads as a whole before it runs any of it.
    const batch = [
      '@IF EXIST "%~dp0args.mjs" (',
      `  "${process.execPath}" "%~dp0args.mjs" %*`,
      ') ELSE (',
      '  exit /b 1',
      ')',
    ];
    writeFileSync(join(folder, 'az.cmd'), batch.join('\r\n'));
    writeFileSync(join(folder, 'script.ps1'), `\uFEFF${commands.join('\n')}\n`);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(['powershell', 'pwsh'])('are those of the model, from %s', (shell) => {
    const noted = join(folder, 'noted');
    writeFileSync(noted, '');
    const env = { ...process.env, Path: undefined, PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` };
    const args = ['-NoProfile', '-ExecutionPolicy', 'Bypass', '-File', join(folder, 'script.ps1')];
    const { status, stderr } = spawnSync(shell, args, { encoding: 'utf8', env });
    expect([status, stderr]).toEqual([0, '']);
    const lines = readFileSync(noted, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      commands.map((command) => argumentsOnWindows(command, prints)),
    );
  });
});
