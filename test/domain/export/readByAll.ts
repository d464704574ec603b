/** A plan in every format, read by the parser of each. */
import { spawnSync } from 'node:child_process';
import { isInTemplate } from '../../../src/domain/plan/stepKinds.ts';
import { planAs, planFiles, type PlanFormat } from '../../../src/domain/export/planAs.ts';
import { azurermVersions } from '../../../src/domain/export/terraformVersions.ts';
import type { Plan, Step } from '../../../src/domain/plan/plan.ts';
import { argumentsOnWindows } from '../../support/windowsShell.ts';
import { problemsOfTemplate } from './armSyntax.ts';
import { firstBicepError } from './bicepSyntax.ts';
import { problemsOfRequests } from './restSyntax.ts';
import { commented, parsed, problemsOf } from './terraformSyntax.ts';
import { bash } from '../../support/bash.ts';

/** What bash reports about a script that it parses without running it. */
function problemsOfScript(script: string): readonly string[] {
  const { status, stderr } = spawnSync(bash, ['-n'], { input: script, encoding: 'utf8' });
  return status === 0 ? [] : [stderr];
}

/** What PowerShell, cmd or the program would not pass on. */
function problemsOnWindows(script: string): readonly string[] {
  const commands = script.replaceAll('`\n', '').match(/^ {2}az .*$/gm) ?? [];
  return commands.flatMap((command) => {
    try {
      argumentsOnWindows(command.trim(), () => 'found');
      return [];
    } catch (error) {
      return [String(error)];
    }
  });
}

const readers: Readonly<Record<PlanFormat, (plan: Plan) => readonly string[] | Promise<readonly string[]>>> = {
  az: (plan) => problemsOfScript(textOfFiles(plan, 'az')),
  powershell: (plan) => problemsOnWindows(planAs(plan, 'powershell')),
  rest: (plan) => problemsOfRequests(planAs(plan, 'rest'), writtenSteps(plan).length),
  arm: (plan) => problemsOfTemplate(planAs(plan, 'arm')),
  bicep: async (plan) => {
    const files = planFiles(plan, 'bicep').map(({ text }) => text);
    const oneText = planAs(plan, 'bicep').replace(/^targetScope.*$/gm, '');
    const errors = await Promise.all([...files, oneText].map(firstBicepError));
    const isWhole = writtenSteps(plan).some(isInTemplate) === files.length > 1;
    return [...errors.filter((error) => error !== undefined), ...(isWhole ? [] : ['steps have no file'])];
  },
  terraform: async (plan) => {
    const problems = azurermVersions.map(async (azurerm) => {
      const text = planAs(plan, 'terraform', { azurerm });
      const whole = await parsed(
        planFiles(plan, 'terraform', { azurerm })
          .map((file) => file.text)
          .join('\n'),
      );
      return [
        ...problemsOf(await parsed(text), azurerm, plan.nothingToDo !== true),
        ...problemsOf(whole, azurerm, plan.nothingToDo !== true),
        ...problemsOf(await parsed(commented(text)), azurerm, false),
      ];
    });
    return (await Promise.all(problems)).flat();
  },
};

/** A plan with nothing to do is written without its steps. */
function writtenSteps({ nothingToDo, steps }: Plan): readonly Step[] {
  return nothingToDo ? [] : steps;
}

function textOfFiles(plan: Plan, format: PlanFormat): string {
  return planFiles(plan, format)
    .map(({ text }) => text)
    .join('\n');
}

/** What a parser refuses of a plan's texts, each with its format. */
export async function refusedOf(plan: Plan): Promise<readonly string[]> {
  const formats = Object.keys(readers) as PlanFormat[];
  const all = await Promise.all(
    formats.map(async (format) => (await readers[format](plan)).map((problem) => `${format}: ${problem}`)),
  );
  return all.flat();
}
