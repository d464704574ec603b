/** One file of Bicep: the steps for one resource group, or for a subscription itself, and the modules of its late grants. */
import { versionToReferTo } from '../arm/apiVersions.ts';
import { conditionVersion } from '../plan/stepCommands.ts';
import { tokenAudience } from '../workloads/credential.ts';
import type { Step } from '../plan/plan.ts';
import { principalTypeOf, type PrincipalRef } from '../plan/stepActions.ts';
import { inLine } from '../arm/inert.ts';
import { groupOf, idKey, parseResourceId, resourceType, sameId, subscriptionOf } from '../arm/resourceId.ts';
import { textOf } from '../../sentences/textOf.ts';
import { apiVersionOf } from '../plan/stepKinds.ts';
import {
  addonPath,
  assignmentHolder,
  lateGrant,
  knownName,
  nameInTemplate,
  nameParts,
  type AssignRole,
} from './assignmentNames.ts';
import { Expression, bicepString, bicepValue, type BicepValue } from './bicepText.ts';
import { isOptional, readBefore } from './cautions.ts';
import { AskedSecrets, type AskedParameter } from './secrets.ts';

/** Consecutive steps for one resource group, or for a subscription itself. */
export interface BicepModule {
  /** The name of its file. */
  readonly name: string;
  readonly subscriptionId: string;
  readonly group?: string;
  readonly steps: readonly Step[];
}

/** A file, and the secrets that it asks for. */
export interface BicepFile {
  readonly name: string;
  readonly text: string;
  readonly asked: readonly AskedParameter[];
}

/** Returns the part's file, then those of its modules; `secrets` gives the same secret the same name in all parts. */
export function filesOfPart(part: BicepModule, secrets: AskedSecrets): readonly [BicepFile, ...BicepFile[]] {
  const { name, steps } = part;
  const symbols = new Symbols(part);
  const parameters: AskedParameter[] = [];
  const modules: BicepFile[] = [];
  const written = steps.map((step, index) => {
    const symbol = `step${index + 1}`;
    const after = index === 0 ? {} : { dependsOn: [new Expression(`step${index}`)] };
    const late = lateGrant(step);
    if (late) {
      const moduleName = `${name.slice(0, -'.bicep'.length)}-grant${modules.length + 1}.bicep`;
      modules.push(grantModule(late, part, moduleName));
      const params = { principalId: principalValue(late.principal, symbols) };
      return `${comments(step)}module ${symbol} ${bicepValue(moduleName)} = ${bicepValue({ name: step.id, params, ...after })}\n`;
    }
    const { text, asks } = resourceText(step, symbol, after, { symbols, secrets });
    parameters.push(...asks);
    if (step.kind !== 'assignRole') symbols.set(step.request.path, symbol);
    return text;
  });
  const head = `// File ${name}, a part of main.bicep: keep it in the same folder\n${targetScopeLine(part)}`;
  const text = [head, ...parameters.map(secretParameter), ...symbols.declared, ...written].join('\n');
  return [{ name, text, asked: parameters }, ...modules];
}

/** Returns the parameter for a secret, which a deployment asks for and neither shows nor keeps. */
export function secretParameter({ name, sentence }: AskedParameter): string {
  return `@secure()\n@description(${bicepString(sentence)})\nparam ${name} string\n`;
}

/** Returns a place as the scope of a module or of an existing resource. */
export function scopeExpression(subscription: string, group: string | undefined): string {
  const arguments_ = [subscription, ...(group ? [group] : [])].map((text) => bicepValue(text)).join(', ');
  return `${group ? 'resourceGroup' : 'subscription'}(${arguments_})`;
}

function comments(step: Step): string {
  const lines = [
    inLine(textOf(step.title)),
    ...(isOptional(step) ? ['Optional: main.bicep says what follows from that.'] : []),
    ...(step.kind === 'putCluster' ? [readBefore] : []),
  ];
  return lines.map((line) => `// ${line}\n`).join('');
}

/** A grant whose principal is known only at deployment; a module can compute its name from that. */
function grantModule(step: AssignRole, part: BicepModule, name: string): BicepFile {
  const symbols = new Symbols(part);
  const principalId = new Expression('principalId');
  const grant = resourceText(step, 'grant', {}, { symbols, secrets: new AskedSecrets() }, principalId).text;
  const head = `// File ${name}, a module of ${part.name}: keep it in the same folder\n${targetScopeLine(part)}param principalId string\n`;
  return { name, text: [head, ...symbols.declared, grant].join('\n'), asked: [] };
}

function targetScopeLine({ group }: BicepModule): string {
  return `targetScope = '${group ? 'resourceGroup' : 'subscription'}'\n`;
}

/** The symbols of a file's resources: created in it, or declared as existing on first use. */
class Symbols {
  readonly declared: string[] = [];
  readonly #part: BicepModule;
  readonly #known = new Map<string, string>();

  constructor(part: BicepModule) {
    this.#part = part;
  }

  set(id: string, symbol: string): void {
    this.#known.set(idKey(id), symbol);
  }

  of(id: string): string {
    const knownSymbol = this.#known.get(idKey(id));
    if (knownSymbol) return knownSymbol;
    const symbol = `existing${this.declared.length + 1}`;
    this.set(id, symbol);
    this.declared.push(existingResource(symbol, id, this.#part));
    return symbol;
  }
}

function existingResource(symbol: string, id: string, part: BicepModule): string {
  const parts = parseResourceId(id);
  const group = groupOf(id);
  const subscription = subscriptionOf(id) ?? '';
  const isHere = sameId(subscription, part.subscriptionId) && sameId(group ?? '-', part.group ?? '-');
  const type = parts?.type ?? '';
  const name = nameInTemplate(id);
  const body: Record<string, BicepValue> = {
    name,
    ...(isHere ? {} : { scope: new Expression(scopeExpression(subscription, group)) }),
  };
  return `resource ${symbol} ${bicepString(`${type}@${versionToReferTo(type)}`)} existing = ${bicepValue(body)}\n`;
}

function resourceText(
  step: Step,
  symbol: string,
  after: { readonly dependsOn?: readonly Expression[] },
  { symbols, secrets }: { readonly symbols: Symbols; readonly secrets: AskedSecrets },
  principalId?: Expression,
): { readonly text: string; readonly asks: readonly AskedParameter[] } {
  const version = apiVersionOf[step.kind];
  if (step.kind === 'assignRole') {
    const isResource = /\/providers\//i.test(step.scope);
    const body: Record<string, BicepValue | undefined> = {
      name: assignmentName(step),
      scope: isResource ? new Expression(symbols.of(step.scope)) : undefined,
      properties: {
        roleDefinitionId: step.roleDefinitionId,
        principalId: principalId ?? principalValue(step.principal, symbols),
        principalType: principalTypeOf(step.principal),
        ...(step.condition === undefined ? {} : { condition: step.condition, conditionVersion }),
        ...(step.delegated ? { delegatedManagedIdentityResourceId: delegatedResource(step, symbols) } : {}),
      },
      ...after,
    };
    const text = `${comments(step)}resource ${symbol} '${resourceType.roleAssignment}@${version}' = ${bicepValue(body)}\n`;
    return { text, asks: [] };
  }
  const { path, body } = step.request;
  const type = parseResourceId(path)?.type ?? '';
  const { filled, asked } = secrets.fill(path, body ?? {}, (name) => new Expression(name));
  const full: Record<string, BicepValue | undefined> = {
    name: nameInTemplate(path),
    ...filled,
    ...(step.kind === 'createCredential' ? { properties: credentialProperties(step, symbols) } : {}),
    ...after,
  };
  const text = `${comments(step)}resource ${symbol} ${bicepString(`${type}@${version}`)} = ${bicepValue(full)}\n`;
  return { text, asks: asked };
}

/** What a credential trusts; if it has no issuer yet, that is read from the cluster. */
function credentialProperties(
  { issuer, subject, clusterId }: Extract<Step, { kind: 'createCredential' }>,
  symbols: Symbols,
): BicepValue {
  const read = (): Expression => new Expression(`${symbols.of(clusterId)}.properties.oidcIssuerProfile.issuerURL`);
  return { issuer: issuer ?? read(), subject, audiences: [tokenAudience] };
}

/** The name that the extension itself would use, computed from the principal's id if that is not known yet. */
function assignmentName(step: AssignRole): BicepValue {
  const parts = nameParts(step).map((text) => bicepValue(text));
  return knownName(step) ?? new Expression(`guid(${parts.join(', ')}, toLower(principalId))`);
}

function delegatedResource(step: AssignRole, symbols: Symbols): BicepValue {
  const holder = assignmentHolder(step, bicepString);
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
