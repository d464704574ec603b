import { conditionVersion } from '../plan/azCommand.ts';
import { shellQuoted } from '../arm/shellText.ts';
import { tokenAudience } from '../workloads/credential.ts';
import type { Plan, Step } from '../plan/plan.ts';
import type { PrincipalRef } from '../plan/stepActions.ts';
import { inLine } from '../arm/inert.ts';
import { groupOf, idKey, parseResourceId, resourceType, sameId, subscriptionOf } from '../arm/resourceId.ts';
import { isIncluded } from './arm.ts';
import { apiVersionOfType } from './apiVersions.ts';
import { apiVersionOf } from '../plan/stepKinds.ts';
import { Expression, bicepString, bicepValue, type BicepValue } from './bicepText.ts';
import { heldBack, isBefore, readBefore, regionOf } from './cautions.ts';
import {
  addonPath,
  holderOf,
  lateGrant,
  knownName,
  nameInTemplate,
  nameParts,
  type AssignRole,
} from './assignmentNames.ts';
import { AskedSecrets, type Asked } from './secrets.ts';
import { textOf } from '../../sentences/textOf.ts';

/** Steps in a row that go to one resource group, or to a subscription itself. */
interface File {
  readonly subscriptionId: string;
  readonly group?: string;
  readonly steps: Step[];
}

/**
 * Returns the plan as Bicep: in order, one file with its deploy command for each resource group that consecutive steps
 * go to. What Bicep can't do (deleting, removing, upgrading node images) becomes a comment with its command.
 */
export function planAsBicep(plan: Plan): string {
  const files = filesOf(plan.steps.filter(isIncluded));
  const outside = plan.steps.filter((step) => !isIncluded(step));
  const region = regionOf(plan);
  const texts = files.map((file, index) =>
    fileText(file, `${index + 1}-${file.group ?? 'subscription'}.bicep`, region),
  );
  const told = (isFirst: boolean): readonly string[] =>
    outside
      .filter((step) => isBefore(step, plan) === isFirst)
      .map(
        (step) =>
          `// ${isFirst ? 'Before the deployment' : 'Not in Bicep'}: ${inLine(textOf(step.title))}\n//   ${inLine(step.az)}\n`,
      );
  const left = heldBack(plan).map((line) => `// ${inLine(line)}\n`);
  return [`// ${inLine(textOf(plan.title))}\n`, ...left, ...told(true), ...texts, ...told(false)].join('\n');
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
    ? `az deployment group create --subscription ${subscriptionId} --resource-group ${shellQuoted(group)} --template-file ${shellQuoted(name)}`
    : `az deployment sub create --subscription ${subscriptionId} --location ${shellQuoted(region)} --template-file ${name}`;
  const symbols = new Symbols(file);
  const secrets = new AskedSecrets();
  const modules: string[] = [];
  const written = steps.map((step, index) => {
    const symbol = `step${index + 1}`;
    const after = index === 0 ? {} : { dependsOn: [new Expression(`step${index}`)] };
    const late = lateGrant(step);
    if (late) {
      const moduleName = `${name.slice(0, -'.bicep'.length)}-grant${modules.length + 1}.bicep`;
      modules.push(moduleText(late, file, moduleName, name));
      const params = { principalId: principalValue(late.principal, symbols) };
      const text = bicepValue({ name: step.id, params, ...after });
      return `// ${inLine(textOf(step.title))}\nmodule ${symbol} ${bicepValue(moduleName)} = ${text}\n`;
    }
    const text = resourceText(step, symbol, after, { symbols, secrets });
    if (step.kind !== 'assignRole') symbols.set(step.request.path, symbol);
    return text;
  });
  return [
    `// File ${name}, deployed with\n//   ${deploy}\n${targetOf(file)}`,
    ...secrets.all.map(parameter),
    ...symbols.declared,
    ...written,
    ...modules,
  ].join('\n');
}

/** What a deployment asks for, without showing or keeping it. */
function parameter({ name, sentence }: Asked): string {
  return `@secure()\n@description(${bicepString(sentence)})\nparam ${name} string\n`;
}

/** A grant whose principal is known only when it is deployed: in a module the name can be made of that. */
function moduleText(step: AssignRole, file: File, name: string, of: string): string {
  const symbols = new Symbols(file);
  const grant = resourceText(
    step,
    'grant',
    {},
    { symbols, secrets: new AskedSecrets() },
    new Expression('principalId'),
  );
  const head = `// File ${name}, a module of ${of}: keep it in the same folder\n${targetOf(file)}param principalId string\n`;
  return [head, ...symbols.declared, grant].join('\n');
}

function targetOf({ group }: File): string {
  return `targetScope = '${group ? 'resourceGroup' : 'subscription'}'\n`;
}

/** The symbols of the resources of a file: made in it, or declared as existing on first use. */
class Symbols {
  readonly declared: string[] = [];
  readonly #file: File;
  readonly #known = new Map<string, string>();

  constructor(file: File) {
    this.#file = file;
  }

  set(id: string, symbol: string): void {
    this.#known.set(idKey(id), symbol);
  }

  of(id: string): string {
    const known = this.#known.get(idKey(id));
    if (known) return known;
    const symbol = `existing${this.declared.length + 1}`;
    this.set(id, symbol);
    this.declared.push(existingResource(symbol, id, this.#file));
    return symbol;
  }
}

function existingResource(symbol: string, id: string, file: File): string {
  const parts = parseResourceId(id);
  const group = groupOf(id);
  const subscription = subscriptionOf(id) ?? '';
  const isHere = sameId(subscription, file.subscriptionId) && sameId(group ?? '-', file.group ?? '-');
  const type = parts?.type ?? '';
  const name = nameInTemplate(id);
  const body: Record<string, BicepValue> = {
    name,
    ...(isHere ? {} : { scope: new Expression(scopeExpression(subscription, group)) }),
  };
  return `resource ${symbol} ${bicepString(`${type}@${apiVersionOfType(type)}`)} existing = ${bicepValue(body)}\n`;
}

function scopeExpression(subscription: string, group: string | undefined): string {
  const arguments_ = [subscription, ...(group ? [group] : [])].map((text) => bicepValue(text)).join(', ');
  return `${group ? 'resourceGroup' : 'subscription'}(${arguments_})`;
}

function resourceText(
  step: Step,
  symbol: string,
  after: { readonly dependsOn?: readonly Expression[] },
  { symbols, secrets }: { readonly symbols: Symbols; readonly secrets: AskedSecrets },
  principalId?: Expression,
): string {
  const caution = step.kind === 'putCluster' ? `// ${readBefore}\n` : '';
  const comment = `// ${inLine(textOf(step.title))}\n${caution}`;
  const version = apiVersionOf[step.kind];
  if (step.kind === 'assignRole') {
    const isResource = /\/providers\//i.test(step.scope);
    const body: Record<string, BicepValue | undefined> = {
      name: assignmentName(step),
      scope: isResource ? new Expression(symbols.of(step.scope)) : undefined,
      properties: {
        roleDefinitionId: step.roleDefinitionId,
        principalId: principalId ?? principalValue(step.principal, symbols),
        principalType: 'ServicePrincipal',
        ...(step.condition === undefined ? {} : { condition: step.condition, conditionVersion }),
        ...(step.delegated ? { delegatedManagedIdentityResourceId: delegatedResource(step, symbols) } : {}),
      },
      ...after,
    };
    return `${comment}resource ${symbol} '${resourceType.roleAssignment}@${version}' = ${bicepValue(body)}\n`;
  }
  const { path, body } = step.request;
  const type = parseResourceId(path)?.type ?? '';
  const full: Record<string, BicepValue | undefined> = {
    name: nameInTemplate(path),
    ...secrets.fill(path, body ?? {}, (name) => new Expression(name)).filled,
    ...(step.kind === 'createCredential' ? { properties: credentialProperties(step, symbols) } : {}),
    ...after,
  };
  return `${comment}resource ${symbol} ${bicepString(`${type}@${version}`)} = ${bicepValue(full)}\n`;
}

/** What a credential trusts; the issuer is read of the cluster where it has none yet. */
function credentialProperties(
  { issuer, subject, clusterId }: Extract<Step, { kind: 'createCredential' }>,
  symbols: Symbols,
): BicepValue {
  const read = (): Expression => new Expression(`${symbols.of(clusterId)}.properties.oidcIssuerProfile.issuerURL`);
  return { issuer: issuer ?? read(), subject, audiences: [tokenAudience] };
}

/** The name that the extension itself would use, made of the principal's id where that isn't known yet. */
function assignmentName(step: AssignRole): BicepValue {
  const parts = nameParts(step).map((text) => bicepValue(text));
  return knownName(step) ?? new Expression(`guid(${parts.join(', ')}, toLower(principalId))`);
}

function delegatedResource(step: AssignRole, symbols: Symbols): BicepValue {
  const holder = holderOf(step, bicepString);
  return 'id' in holder ? holder.id : new Expression(`${symbols.of(holder.clusterId)}.properties.${holder.path}`);
}

function principalValue(principal: PrincipalRef, symbols: Symbols): BicepValue {
  switch (principal.kind) {
    case 'principal':
      return principal.principalId;
    case 'identity':
      return new Expression(`${symbols.of(principal.identityId)}.properties.principalId`);
    case 'controlPlane':
      return new Expression(`${symbols.of(principal.clusterId)}.identity.principalId`);
    case 'kubelet':
      return new Expression(`${symbols.of(principal.clusterId)}.properties.identityProfile.kubeletidentity.objectId`);
    case 'addon':
      return new Expression(`${symbols.of(principal.clusterId)}.properties.${addonPath(principal.addon, bicepString)}`);
  }
}
