import { inLine } from '../arm/inert.ts';
import { groupOf, sameId, subscriptionOf } from '../arm/resourceId.ts';
import { shellQuoted } from '../arm/shellText.ts';
import type { Plan, Step } from '../plan/plan.ts';
import { textOf } from '../../sentences/textOf.ts';
import { isInTemplate } from '../plan/stepKinds.ts';
import { filesOfPart, secretParameter, scopeExpression, type BicepFile, type BicepModule } from './bicepPart.ts';
import { Expression, bicepValue } from './bicepText.ts';
import { onlyCommands, planNotes, isBefore, regionOf, isOptional, mayFail, optionalLast } from './cautions.ts';
import { AskedSecrets } from './secrets.ts';
import { defined } from '../../shape/defined.ts';

/**
 * Returns the plan as files of Bicep. The first is `main.bicep`, which deploys the others in order and whose first
 * lines have the one command to run. Then comes a part for each resource group that consecutive steps change, each with
 * its modules. Grants that may fail are parts of their own; they come last and delay nothing. What Bicep can't do
 * (deleting, removing, upgrading node images) is a comment with its command in `main.bicep`.
 */
export function planAsBicepFiles(plan: Plan): readonly { readonly name: string; readonly text: string }[] {
  const parts = modulesOf(optionalLast(plan.steps.filter(isInTemplate)));
  const secrets = new AskedSecrets();
  const files = parts.map((part) => filesOfPart(part, secrets));
  const main = mainText(
    plan,
    parts.map((part, index) => ({ part, file: files[index]?.[0] })),
    secrets,
  );
  return [{ name: mainName, text: main }, ...files.flat().map(({ name, text }) => ({ name, text }))];
}

/** Returns the same as one text, file after file, each starting with its name. */
export function planAsBicep(plan: Plan): string {
  const files = planAsBicepFiles(plan);
  const fileNote =
    files.length === 1 ? [] : ['// Save each file under the name in its first line, all in one folder.\n'];
  return [...fileNote, ...files.map(({ text }) => text)].join('\n');
}

/** The file that deploys the others. */
export const mainName = 'main.bicep';

function modulesOf(steps: readonly Step[]): readonly BicepModule[] {
  const parts: (Omit<BicepModule, 'name'> & { readonly steps: Step[] })[] = [];
  for (const step of steps) {
    const path = step.kind === 'assignRole' ? step.scope : step.request.path;
    const subscriptionId = subscriptionOf(path) ?? '';
    const group = step.kind === 'createResourceGroup' ? undefined : groupOf(path);
    const last = parts.at(-1);
    const isSame = sameId(last?.subscriptionId, subscriptionId) && sameId(last?.group ?? '-', group ?? '-');
    if (last && isSame && !isOptional(step)) last.steps.push(step);
    else parts.push({ subscriptionId, ...defined({ group }), steps: [step] });
  }
  return parts.map((part, index) => ({
    ...part,
    name: `${index + 1}-${fileName(part.group ?? 'subscription')}.bicep`,
  }));
}

/** A name that is valid in every file system and in Bicep; the number at its start makes it unique. */
function fileName(group: string): string {
  return group.replace(/[^\p{L}\p{N}._()-]/gu, '_');
}

interface WrittenModule {
  readonly part: BicepModule;
  readonly file: BicepFile | undefined;
}

function mainText(plan: Plan, written: readonly WrittenModule[], secrets: AskedSecrets): string {
  const outside = plan.steps.filter((step) => !isInTemplate(step));
  const fileNotes = (isFirst: boolean): readonly string[] =>
    outside
      .filter((step) => isBefore(step, plan) === isFirst)
      .map(
        (step) =>
          `// ${isFirst ? 'Before the deployment' : 'Not in Bicep'}: ${inLine(textOf(step.title))}\n//   ${inLine(step.az)}\n`,
      );
  const [first] = written;
  return [
    bicepComment([
      ...[`File ${mainName}`, textOf(plan.title)],
      ...(first ? [] : [onlyCommands('Bicep')]),
      ...planNotes(plan),
    ]),
    ...fileNotes(true),
    ...(first ? [deploymentCommand(first.part.subscriptionId, regionOf(plan)), "targetScope = 'subscription'\n"] : []),
    ...secrets.all.map(secretParameter),
    ...written.map((module, index) => moduleText(module, index, written)),
    ...fileNotes(false),
  ].join('\n');
}

function deploymentCommand(subscriptionId: string, { name, hint }: ReturnType<typeof regionOf>): string {
  const placeArguments = `--subscription ${shellQuoted(subscriptionId)} --location ${shellQuoted(name)}`;
  const where = hint === undefined ? '' : ` (${hint})`;
  return `// Deploy all of it, in order, with one command in the folder of these files${where}:\n//   az deployment sub create ${inLine(placeArguments)} --template-file ${mainName}\n`;
}

function bicepComment(lines: readonly string[]): string {
  return lines.map((line) => `// ${inLine(line)}\n`).join('');
}

/** Waits for the last part before it that must succeed. */
function moduleText({ part, file }: WrittenModule, index: number, written: readonly WrittenModule[]): string {
  const waitsFor = written.slice(0, index).findLastIndex((earlier) => !earlier.part.steps.every(isOptional));
  const params = Object.fromEntries((file?.asked ?? []).map(({ name }) => [name, new Expression(name)]));
  const body = {
    name: `part-${part.steps[0]?.id ?? index}`,
    scope: new Expression(scopeExpression(part.subscriptionId, part.group)),
    ...(Object.keys(params).length > 0 ? { params } : {}),
    ...(waitsFor < 0 ? {} : { dependsOn: [new Expression(`part${waitsFor + 1}`)] }),
  };
  const note = part.steps.every(isOptional) ? `// ${mayFail}\n` : '';
  return `${note}module part${index + 1} ${bicepValue(part.name)} = ${bicepValue(body)}\n`;
}
