import { quoted } from '../azCommands.ts';
import type { Plan, PrincipalRef, Step } from '../planned.ts';
import { groupOf, idKey, lastSegment, parseResourceId, resourceType, sameId, subscriptionOf } from '../resourceId.ts';
import { isIncluded } from './arm.ts';
import { apiVersionOf, apiVersionOfType } from './apiVersions.ts';
import { Expression, bicepValue } from './bicepText.ts';
import type { BicepValue } from './bicepText.ts';
import { readBefore, regionOf } from './cautions.ts';
import { addonPath, knownName, nameSource } from './principal.ts';

/** Steps in a row that go to one resource group, or to a subscription itself. */
interface File {
  readonly subscriptionId: string;
  readonly group?: string;
  readonly steps: Step[];
}

/**
 * The plan as Bicep: one file for each resource group that steps go to in a row, with its deploy command, in order. What
 * Bicep can't do (deleting, removing, upgrading node images) stands as a comment with its command.
 */
export function planAsBicep(plan: Plan): string {
  const files = filesOf(plan.steps.filter(isIncluded));
  const outside = plan.steps.filter((step) => !isIncluded(step));
  const region = regionOf(plan);
  const texts = files.map((file, index) =>
    fileText(file, `${index + 1}-${file.group ?? 'subscription'}.bicep`, region),
  );
  const rest = outside.map((step) => `// Not in Bicep: ${oneLine(step.title)}\n//   ${oneLine(step.az)}\n`);
  return [`// ${oneLine(plan.title)}\n`, ...texts, ...rest].join('\n');
}

function filesOf(steps: readonly Step[]): readonly File[] {
  const files: File[] = [];
  for (const step of steps) {
    const path = step.kind === 'assignRole' ? step.scope : step.request.path;
    const subscriptionId = subscriptionOf(path) ?? '';
    const group = step.kind === 'createResourceGroup' ? undefined : groupOf(path);
    const last = files.at(-1);
    if (last && sameId(last.subscriptionId, subscriptionId) && sameId(last.group ?? '-', group ?? '-')) {
      last.steps.push(step);
    } else {
      files.push({ subscriptionId, ...(group ? { group } : {}), steps: [step] });
    }
  }
  return files;
}

function fileText(file: File, name: string, region: string): string {
  const { subscriptionId, group, steps } = file;
  const deploy = group
    ? `az deployment group create --subscription ${subscriptionId} --resource-group ${quoted(group)} --template-file ${quoted(name)}`
    : `az deployment sub create --subscription ${subscriptionId} --location ${quoted(region)} --template-file ${name}`;
  const symbols = new Map<string, string>();
  const existing: string[] = [];
  /** The symbol of a resource: made in this file, or declared as existing on first use. */
  const symbolOf = (id: string): string => {
    const known = symbols.get(idKey(id));
    if (known) return known;
    const symbol = `existing${existing.length + 1}`;
    symbols.set(idKey(id), symbol);
    existing.push(existingResource(symbol, id, file));
    return symbol;
  };
  const written = steps.map((step, index) => {
    const symbol = `step${index + 1}`;
    const text = resourceText(step, symbol, index === 0 ? undefined : `step${index}`, symbolOf);
    if (step.kind !== 'assignRole') symbols.set(idKey(step.request.path), symbol);
    return text;
  });
  const target = `targetScope = '${group ? 'resourceGroup' : 'subscription'}'\n`;
  return [`// File ${name}, deployed with\n//   ${deploy}\n${target}`, ...existing, ...written].join('\n');
}

function existingResource(symbol: string, id: string, file: File): string {
  const parts = parseResourceId(id);
  const group = groupOf(id);
  const subscription = subscriptionOf(id) ?? '';
  const isHere = sameId(subscription, file.subscriptionId) && sameId(group ?? '-', file.group ?? '-');
  const type = parts?.type ?? '';
  const names = (/\/providers\/.*$/i.exec(id)?.[0] ?? '').split('/').slice(3);
  const name = names.filter((_, index) => index % 2 === 1).join('/') || lastSegment(id);
  const body: Record<string, BicepValue> = {
    name,
    ...(isHere ? {} : { scope: new Expression(scopeExpression(subscription, group)) }),
  };
  return `resource ${symbol} '${type}@${apiVersionOfType(type)}' existing = ${bicepValue(body)}\n`;
}

function scopeExpression(subscription: string, group: string | undefined): string {
  const arguments_ = [subscription, ...(group ? [group] : [])].map((text) => bicepValue(text)).join(', ');
  return `${group ? 'resourceGroup' : 'subscription'}(${arguments_})`;
}

function resourceText(
  step: Step,
  symbol: string,
  previous: string | undefined,
  symbolOf: (id: string) => string,
): string {
  const caution = step.kind === 'putCluster' ? `// ${readBefore}\n` : '';
  const comment = `// ${oneLine(step.title)}\n${caution}`;
  const dependsOn = previous ? { dependsOn: [new Expression(previous)] } : {};
  const version = apiVersionOf[step.kind];
  if (step.kind === 'assignRole') {
    const isResource = /\/providers\//i.test(step.scope);
    const scope = isResource ? new Expression(symbolOf(step.scope)) : undefined;
    const body: Record<string, BicepValue | undefined> = {
      name: assignmentName(step),
      scope,
      properties: {
        roleDefinitionId: step.roleDefinitionId,
        principalId: principalValue(step.principal, symbolOf),
        principalType: 'ServicePrincipal',
      },
      ...dependsOn,
    };
    return `${comment}resource ${symbol} '${resourceType.roleAssignment}@${version}' = ${bicepValue(body)}\n`;
  }
  const { path, body } = step.request;
  const type = parseResourceId(path)?.type ?? '';
  const full: Record<string, BicepValue | undefined> = { name: lastSegment(path), ...body, ...dependsOn };
  return `${comment}resource ${symbol} '${type}@${version}' = ${bicepValue(full)}\n`;
}

/** The name that the extension itself would use; derived from the same content where the principal isn't known yet. */
function assignmentName(step: Extract<Step, { kind: 'assignRole' }>): BicepValue {
  const source = nameSource(step).map((text) => bicepValue(text));
  return knownName(step) ?? new Expression(`guid(${source.join(', ')})`);
}

function principalValue(principal: PrincipalRef, symbolOf: (id: string) => string): BicepValue {
  switch (principal.kind) {
    case 'principal':
      return principal.principalId;
    case 'identity':
      return new Expression(`${symbolOf(principal.identityId)}.properties.principalId`);
    case 'controlPlane':
      return new Expression(`${symbolOf(principal.clusterId)}.identity.principalId`);
    case 'kubelet':
      return new Expression(`${symbolOf(principal.clusterId)}.properties.identityProfile.kubeletidentity.objectId`);
    case 'addon':
      return new Expression(`${symbolOf(principal.clusterId)}.properties.${addonPath(principal.addon)}`);
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
