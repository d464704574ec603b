import { apiVersions } from '../arm/apiVersions.ts';
import { conditionVersion } from '../plan/stepCommands.ts';
import { groupOf, parseResourceId, resourceType, subscriptionOf } from '../arm/resourceId.ts';
import { inertJson } from '../arm/inert.ts';
import { objectAt, type Json, type JsonObject } from '../arm/json.ts';
import { shellQuoted } from '../arm/shellText.ts';
import type { Plan, Step } from '../plan/plan.ts';
import { principalTypeOf, type PrincipalRef } from '../plan/stepActions.ts';
import { apiVersionOf, isInTemplate } from '../plan/stepKinds.ts';
import {
  addonPath,
  assignmentHolder,
  lateGrant,
  knownName,
  nameInTemplate,
  nameParts,
  type AssignRole,
} from './assignmentNames.ts';
import {
  grantsHeldBack,
  onlyCommands,
  isBefore,
  readBefore,
  regionOf,
  isOptional,
  mayFail,
  optionalLast,
  stepsWaitedFor,
  warningLines,
} from './cautions.ts';
import { AskedSecrets, type AskedParameter } from './secrets.ts';
import { textOf } from '../../sentences/textOf.ts';
import { defined } from '../../shape/defined.ts';

/** The usual file name of a template. */
export const armFile = 'azuredeploy.json';

/**
 * Returns the plan as a template for a subscription, with one nested deployment for each step. Each waits for the last
 * one before it that must succeed; grants that may fail come last. What a template can't do (deleting, removing,
 * upgrading node images) is listed under `metadata.notIncluded` with its command.
 */
export function planAsArm(plan: Plan): string {
  const included = optionalLast(plan.steps.filter(isInTemplate));
  const waited = stepsWaitedFor(included);
  const secrets = new AskedSecrets();
  const resources = included.map((step, index) => nestedDeployment(step, waited[index], secrets));
  const notIncluded = plan.steps
    .filter((step) => !isInTemplate(step))
    .map((step) => ({
      title: step.title,
      az: step.az,
      ...(isBefore(step, plan) ? { when: 'before the deployment' } : {}),
    }));
  const region = regionOf(plan);
  const warnings = warningLines(plan).map(literal);
  const notes = grantsHeldBack(plan).map(literal);
  const template = {
    $schema: 'https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    metadata: {
      description: literal(textOf(plan.title)),
      ...(included.length === 0
        ? { caution: onlyCommands('A template') }
        : { deploy: deployCommand(included, region.name), ...defined({ region: region.hint }) }),
      reference: 'https://learn.microsoft.com/azure/templates/microsoft.containerservice/managedclusters',
      ...(included.some(({ kind }) => kind === 'putCluster') ? { caution: readBefore } : {}),
      ...(notIncluded.length > 0 ? { notIncluded } : {}),
      ...(warnings.length > 0 ? { warnings } : {}),
      ...(notes.length > 0 ? { notCarriedOver: notes } : {}),
    },
    ...(secrets.all.length > 0 ? { parameters: parametersOf(secrets.all, true) } : {}),
    resources,
  };
  return `${inertJson(template, 2)}\n`;
}

/** Each nested deployment names its own subscription; the one that starts them runs in that of the first. */
function deployCommand([first]: readonly Step[], region: string): string {
  const subscription = first && subscriptionOf(scopeOfStep(first));
  const subscriptionOption = subscription === undefined ? '' : ` --subscription ${shellQuoted(subscription)}`;
  return `az deployment sub create${subscriptionOption} --location ${shellQuoted(region)} --template-file ${armFile}`;
}

function scopeOfStep(step: Step): string {
  return step.kind === 'assignRole' ? step.scope : step.request.path;
}

/**
 * Has the name of its step, because a deployment of the same name in another region, or one that is still running,
 * would be in the way. A value that is known only at run time is a parameter, so that the name of an assignment can be
 * computed from it.
 */
function nestedDeployment(step: Step, previous: Step | undefined, secrets: AskedSecrets): JsonObject {
  const path = scopeOfStep(step);
  const group = step.kind === 'createResourceGroup' ? undefined : groupOf(path);
  const late = lateGrant(step);
  const { written, asked } = armResource(step, secrets);
  const parameters = {
    ...(late ? { principalId: { value: principalExpression(late.principal) } } : {}),
    ...Object.fromEntries(asked.map(({ name }) => [name, { value: parameterReference(name) }])),
  };
  const declared = { ...(late ? { principalId: { type: 'string' } } : {}), ...parametersOf(asked) };
  const takes = Object.keys(declared).length > 0;
  return {
    type: 'Microsoft.Resources/deployments',
    apiVersion: apiVersions.deployment,
    name: step.id,
    comments: literal(textOf(step.title)),
    ...(isOptional(step) ? { metadata: { optional: mayFail } } : {}),
    subscriptionId: literal(subscriptionOf(path) ?? ''),
    ...(group ? { resourceGroup: literal(group) } : { location: '[deployment().location]' }),
    ...(previous ? { dependsOn: [previous.id] } : {}),
    properties: {
      mode: 'Incremental',
      expressionEvaluationOptions: { scope: 'inner' },
      ...(takes ? { parameters: parameters } : {}),
      template: {
        $schema: `https://schema.management.azure.com/schemas/${group ? '2019-04-01/deploymentTemplate' : '2018-05-01/subscriptionDeploymentTemplate'}.json#`,
        contentVersion: '1.0.0.0',
        ...(takes ? { parameters: declared } : {}),
        resources: [written],
      },
    },
  };
}

/** The parameters of a deployment; only in the one that a person starts do they have descriptions. */
function parametersOf(parameters: readonly AskedParameter[], isTold = false): JsonObject {
  return Object.fromEntries(
    parameters.map(({ name, sentence }) => [
      name,
      { type: 'securestring', ...(isTold ? { metadata: { description: sentence } } : {}) },
    ]),
  );
}

function parameterReference(name: string): string {
  return `[parameters(${quotedText(name)})]`;
}

interface Resource {
  readonly written: JsonObject;
  /** The secrets that it asks for. */
  readonly asked: readonly AskedParameter[];
}

function armResource(step: Step, secrets: AskedSecrets): Resource {
  const apiVersion = apiVersionOf[step.kind];
  if (step.kind === 'assignRole') return { written: roleAssignment(step, apiVersion), asked: [] };
  const { path, body } = step.request;
  const type = parseResourceId(path)?.type ?? '';
  const { filled, asked } = secrets.fill(path, literalObject(body ?? {}), parameterReference);
  const template = { type: literal(type), apiVersion, name: literal(nameInTemplate(path)), ...filled };
  if (step.kind !== 'createCredential' || step.issuer !== undefined) return { written: template, asked };
  const issuer = `[${clusterReference(step.clusterId)}.oidcIssuerProfile.issuerURL]`;
  const properties = { ...objectAt(template, 'properties'), issuer };
  return { written: { ...template, properties }, asked };
}

function roleAssignment(step: AssignRole, apiVersion: string): JsonObject {
  const scope = scopeBelowGroup(step.scope);
  return {
    type: resourceType.roleAssignment,
    apiVersion,
    name:
      knownName(step) ?? `[guid(${nameParts(step).map(quotedText).join(', ')}, toLower(parameters('principalId')))]`,
    ...(scope ? { scope: literal(scope) } : {}),
    properties: {
      roleDefinitionId: literal(step.roleDefinitionId),
      principalId: lateGrant(step) ? "[parameters('principalId')]" : principalExpression(step.principal),
      principalType: principalTypeOf(step.principal),
      ...(step.condition === undefined ? {} : { condition: literal(step.condition), conditionVersion }),
      ...(step.delegated ? { delegatedManagedIdentityResourceId: delegatedResource(step) } : {}),
    },
  };
}

function delegatedResource(step: AssignRole): string {
  const holder = assignmentHolder(step, quotedText);
  return 'id' in holder ? literal(holder.id) : `[${clusterReference(holder.clusterId)}.${holder.path}]`;
}

/** A resource's scope relative to its own group: `Microsoft.Network/virtualNetworks/v/subnets/s`. */
function scopeBelowGroup(scope: string): string | undefined {
  const below = /\/providers\/(.+)$/i.exec(scope)?.[1];
  return parseResourceId(scope)?.type === resourceType.group ? undefined : below;
}

function principalExpression(principal: PrincipalRef): string {
  switch (principal.kind) {
    case 'principal':
      return literal(principal.principalId);
    case 'identity':
      return `[reference(${quotedText(principal.identityId)}, '${apiVersionOf.createIdentity}').principalId]`;
    case 'controlPlane':
      return `[reference(${quotedText(principal.clusterId)}, '${apiVersionOf.putCluster}', 'Full').identity.principalId]`;
    case 'kubelet':
      return `[${clusterReference(principal.clusterId)}.identityProfile.kubeletidentity.objectId]`;
    case 'addon':
      return `[${clusterReference(principal.clusterId)}.${addonPath(principal.addon, quotedText)}]`;
  }
}

function clusterReference(clusterId: string): string {
  return `reference(${quotedText(clusterId)}, '${apiVersionOf.putCluster}')`;
}

function quotedText(text: string): string {
  return `'${text.replace(/'/g, "''")}'`;
}

/**
 * Keeps a template from reading a text as an expression; only a text in brackets has to be escaped.
 * Source: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions#escape-characters
 */
export function literal(text: string): string {
  return /^\[.*\]$/s.test(text) ? `[${text}` : text;
}

function literalObject(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner === undefined ? [] : [[literal(key), literalValue(inner)]])),
  );
}

function literalValue(value: Json): Json {
  if (typeof value === 'string') return literal(value);
  if (Array.isArray(value)) return value.map((item: Json) => literalValue(item));
  return typeof value === 'object' && value !== null ? literalObject(value as JsonObject) : value;
}
