/**
 * What has to happen in the cluster itself, as YAML for the cluster's owner to apply; nothing here is sent.
 * Sources: https://learn.microsoft.com/azure/aks/workload-identity-deploy-cluster,
 * https://learn.microsoft.com/azure/aks/identity-bindings
 */
import { inertText, inLine } from '../arm/inert.ts';
import { lastSegment } from '../arm/resourceId.ts';
import { bindingOptInLines, bindingOrder } from './bindingClients.ts';
import type { ServiceAccount } from './serviceAccount.ts';
import { keyOfWords, say } from '../../sentences/words.ts';

/** The identity as pods name it; ids that are not known are left out. */
export interface PodIdentity {
  readonly identityId: string;
  readonly clientId?: string | undefined;
  readonly tenantId?: string | undefined;
}

/** The annotation of a service account that names its identity. */
export const clientIdAnnotation = 'azure.workload.identity/client-id';
/** The annotation of a service account with the directory of its identity. */
export const tenantIdAnnotation = 'azure.workload.identity/tenant-id';
/** The label of pods that get tokens. */
export const useLabel = 'azure.workload.identity/use';

/** Returns the ServiceAccount and what its pods need for a federated credential; without the first if it is further down. */
export function credentialManifest(account: ServiceAccount, identity: PodIdentity, isBelow = false): string {
  return [
    ...(isBelow
      ? [inLine(`# The ServiceAccount ${account.namespace}/${account.serviceAccount} is further down.`)]
      : [commentFor(account, identity), serviceAccount(account, [[clientIdAnnotation, clientIdOf(identity)]]), '---']),
    '# In the pod template of each workload that uses it; restart its pods afterwards:',
    ...podTemplate(account, { labels: { [useLabel]: 'true' } }),
    '',
  ].join('\n');
}

/** Returns the ClusterRole and its binding that let an account use the identity through an identity binding. */
export function bindingRoles(account: ServiceAccount, identity: PodIdentity): string {
  return [...rolesOfBinding([account], identity), ''].join('\n');
}

/** Returns the name of both; identities in different resource groups can have the same name. */
export function nameOfBindingRoles({ identityId, clientId }: PodIdentity): string {
  return ['use', lastSegment(identityId), ...(clientId ? [clientId.slice(0, 8)] : [])]
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-');
}

function rolesOfBinding(accounts: readonly ServiceAccount[], identity: PodIdentity): readonly string[] {
  const name = nameOfBindingRoles(identity);
  return [
    'apiVersion: rbac.authorization.k8s.io/v1',
    'kind: ClusterRole',
    'metadata:',
    `  name: ${name}`,
    'rules:',
    '  - verbs: ["use-managed-identity"]',
    '    apiGroups: ["cid.wi.aks.azure.com"]',
    `    resources: [${yamlString(clientIdOf(identity))}]`,
    '---',
    'apiVersion: rbac.authorization.k8s.io/v1',
    'kind: ClusterRoleBinding',
    'metadata:',
    `  name: ${name}`,
    'subjects:',
    ...accounts.flatMap(({ namespace, serviceAccount: account }) => [
      '  - kind: ServiceAccount',
      `    name: ${yamlString(account)}`,
      `    namespace: ${yamlString(namespace)}`,
    ]),
    'roleRef:',
    '  apiGroup: rbac.authorization.k8s.io',
    '  kind: ClusterRole',
    `  name: ${name}`,
  ];
}

/** Returns the ClusterRole, its binding and the ServiceAccounts for an identity binding, and what its applications and pods need. */
export function bindingManifest(
  account: ServiceAccount,
  identity: PodIdentity,
  others: readonly ServiceAccount[] = [],
): string {
  const accounts = [account, ...others];
  return [
    `${commentFor(account, identity, others.length)} through its binding`,
    ...rolesOfBinding(accounts, identity),
    '---',
    accounts
      .map((each) =>
        serviceAccount(each, [
          [clientIdAnnotation, clientIdOf(identity)],
          [tenantIdAnnotation, identity.tenantId ?? '<tenant ID of the identity>'],
        ]),
      )
      .join('\n---\n'),
    '---',
    keyOfWords(say`${bindingOrder} ${bindingOptInLines()}`)
      .replaceAll('\u2022', ' ')
      .replace(/(.{1,96})(?:\s|$)/g, '# $1\n')
      .trimEnd(),
    '# Once it has opted in and these objects are there, in the pod template of each workload that',
    '# uses it; restart its pods afterwards:',
    ...podTemplate(others.length === 0 ? account : undefined, {
      labels: { [useLabel]: 'true' },
      annotations: { 'azure.workload.identity/use-identity-binding': 'true' },
    }),
    '',
  ].join('\n');
}

/** One line, whatever a name contains. */
function commentFor(
  { namespace, serviceAccount: name }: ServiceAccount,
  { identityId }: PodIdentity,
  others = 0,
): string {
  const who = others === 0 ? `${name} acts` : `${name} and ${others} more act`;
  return inLine(`# ${namespace}/${who} as ${lastSegment(identityId)}`);
}

function clientIdOf({ clientId }: PodIdentity): string {
  return clientId ?? '<client ID of the identity>';
}

function serviceAccount(
  { namespace, serviceAccount: name }: ServiceAccount,
  annotations: readonly (readonly [name: string, value: string])[],
): string {
  return [
    'apiVersion: v1',
    'kind: ServiceAccount',
    'metadata:',
    `  name: ${yamlString(name)}`,
    `  namespace: ${yamlString(namespace)}`,
    '  annotations:',
    ...annotations.map(([key, value]) => `    ${key}: ${yamlString(value)}`),
  ].join('\n');
}

function podTemplate(
  account: ServiceAccount | undefined,
  metadata: Readonly<Record<string, Readonly<Record<string, string>>>>,
): readonly string[] {
  const lines = Object.entries(metadata).flatMap(([kind, values]) => [
    `      ${kind}:`,
    ...Object.entries(values).map(([key, value]) => `        ${key}: ${yamlString(value)}`),
  ]);
  return [
    'spec:',
    '  template:',
    '    metadata:',
    ...lines,
    ...(account ? ['    spec:', `      serviceAccountName: ${yamlString(account.serviceAccount)}`] : []),
  ].map((line) => `# ${line}`);
}

/** A text that YAML reads back unchanged: JSON strings are valid YAML. */
function yamlString(text: string): string {
  return inertText(text);
}
