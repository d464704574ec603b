import type { Plan, Step } from '../plan/plan.ts';
import type { PrincipalRef } from '../plan/stepActions.ts';
import { apiVersionOf, isLongRunning } from '../plan/stepKinds.ts';
import { addonPath, assignmentHolder, knownName, type AssignRole } from './assignmentNames.ts';
import { planNotes, isOptional } from './cautions.ts';
import { bodyToFillIn } from './secrets.ts';
import { inLine } from '../arm/inert.ts';
import { textOf } from '../../sentences/textOf.ts';

/** Returns the plan as HTTP requests in order, in the format of REST clients in editors (`###` between requests). */
export function planAsRest(plan: Plan): string {
  const notes = planNotes(plan)
    .map((line) => `# ${oneLine(line)}\n`)
    .join('');
  return `# ${oneLine(textOf(plan.title))}\n${notes}${cloud}\n${plan.steps.map((step, index) => request(step, index + 1, plan.steps.length)).join('')}`;
}

const cloud = `# In a cloud other than the public one, use its Resource Manager in place of management.azure.com, and the newest API
# version that it offers in place of one that it does not know.
# Each request needs a token as of: az account get-access-token --query accessToken --output tsv`;

function request(step: Step, number: number, count: number): string {
  const { method, path, body } = step.request;
  const { text, missing } = bodyToFillIn(path, body ?? {});
  const lines = [
    '',
    `### ${number}. ${oneLine(textOf(step.title))}`,
    ...(isLongRunning(step)
      ? [
          `# ${number < count ? 'Before the next request' : 'To see its end'}, GET the resource until ${method === 'DELETE' ? 'it answers 404' : 'its provisioningState is Succeeded'}.`,
        ]
      : []),
    ...(step.kind === 'assignRole' && knownName(step) === undefined ? placeholders(step.principal).map(oneLine) : []),
    ...(step.kind === 'addAccessPolicy' ? principalPlaceholder(step.principal).map(oneLine) : []),
    ...(step.kind === 'assignRole' ? holderSource(step).map(oneLine) : []),
    ...(step.kind === 'createCredential' && step.issuer === undefined
      ? [
          `# {issuerUrl}: properties.oidcIssuerProfile.issuerURL of GET ${requestUrl(step.clusterId, apiVersionOf.putCluster)}`,
        ]
      : []),
    ...(isOptional(step) ? ['# Optional: if it is refused, go on with the next request.'] : []),
    ...missing.map((sentence) => `# ${oneLine(sentence)}`),
    `${method} ${requestUrl(path, apiVersionOf[step.kind])}`,
    'Authorization: Bearer {{token}}',
    ...preconditionsOf(step),
    ...(body ? ['Content-Type: application/json', '', withoutVariables(text)] : []),
    '',
  ];
  return lines.join('\n');
}

/** What to replace because it isn't known while planning. */
function placeholders(principal: PrincipalRef): readonly string[] {
  return ['# {roleAssignmentName}: a new GUID', ...principalPlaceholder(principal)];
}

function principalPlaceholder(principal: PrincipalRef): readonly string[] {
  return principalSource(principal).map((source) => `# {principalId}: ${source}`);
}

/** Where to find the resource that has the identity, in a delegated subscription. */
function holderSource(step: AssignRole): readonly string[] {
  const holder = step.delegated && assignmentHolder(step);
  if (holder === undefined || 'id' in holder) return [];
  return [`# {resourceId}: properties.${holder.path} of GET ${requestUrl(holder.clusterId, apiVersionOf.putCluster)}`];
}

function principalSource(principal: PrincipalRef): readonly string[] {
  const inCluster = (property: string, id: string): readonly string[] => [
    `${property} of GET ${requestUrl(id, apiVersionOf.putCluster)}`,
  ];
  switch (principal.kind) {
    case 'principal':
      return [];
    case 'identity':
      return [`properties.principalId of GET ${requestUrl(principal.identityId, apiVersionOf.createIdentity)}`];
    case 'controlPlane':
      return inCluster('identity.principalId', principal.clusterId);
    case 'kubelet':
      return inCluster('properties.identityProfile.kubeletidentity.objectId', principal.clusterId);
    case 'addon':
      return inCluster(`properties.${addonPath(principal.addon)}`, principal.clusterId);
  }
}

/** An ARM path as part of a URL; placeholders such as `{principalId}` stay readable. */
function requestUrl(path: string, apiVersion: string): string {
  const encoded = encodeURI(path).replace(/%7B(\w+)%7D/g, '{$1}');
  return `https://management.azure.com${encoded}?api-version=${apiVersion}`;
}

/**
 * Escapes JSON so that no text is a variable of a REST client, which would replace it by a token or a file, or run it.
 * Source: https://github.com/Huachao/vscode-restclient#variables
 */
function withoutVariables(json: string): string {
  return json.replace(/(?<=\{)\{/g, '\\u007b');
}

/** A comment, or the value of a header: one line, and no variable of a REST client. */
export function oneLine(text: string): string {
  return inLine(text).replace(/\{(?=\{)/g, '{ ');
}

function preconditionsOf(step: Step): readonly string[] {
  if (step.kind === 'createCluster') return ['If-None-Match: *'];
  const isConditional = step.kind === 'putCluster' || step.kind === 'rejoinFleet';
  return isConditional && step.eTag ? [`If-Match: ${oneLine(step.eTag)}`] : [];
}
