/**
 * What has to happen in the cluster itself, as YAML to apply by whoever owns it; nothing here is sent anywhere.
 * Sources: https://learn.microsoft.com/azure/aks/workload-identity-deploy-cluster,
 * https://learn.microsoft.com/azure/aks/identity-bindings
 */
import { inertText, inLine } from '../arm/inert.ts';
import { lastSegment } from '../arm/resourceId.ts';
import type { ServiceAccount } from './serviceAccount.ts';

/** The identity as pods name it; an ID is left out where it is not known. */
export interface PodIdentity {
  readonly identityId: string;
  readonly clientId?: string | undefined;
  readonly tenantId?: string | undefined;
}

/** The annotation of a service account that names its identity. */
export const clientIdAnnotation = 'azure.workload.identity/client-id';
/** The label of pods that get tokens. */
export const useLabel = 'azure.workload.identity/use';

/** Returns the ServiceAccount and what its pods need for a federated credential. */
export function credentialManifest(account: ServiceAccount, identity: PodIdentity): string {
  return [
    comment(account, identity),
    serviceAccount(account, [[clientIdAnnotation, clientIdOf(identity)]]),
    '---',
    '# In the pod template of each workload that uses it; restart its pods afterwards:',
    ...podTemplate(account, { labels: { [useLabel]: 'true' } }),
    '',
  ].join('\n');
}

/** Returns the ClusterRole, its binding, the ServiceAccount and what its pods need for an identity binding. */
export function bindingManifest(account: ServiceAccount, identity: PodIdentity): string {
  // Identities of several resource groups can have the same name.
  const name = ['use', lastSegment(identity.identityId), ...(identity.clientId ? [identity.clientId.slice(0, 8)] : [])]
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-');
  return [
    `${comment(account, identity)} through its binding`,
    'apiVersion: rbac.authorization.k8s.io/v1',
    'kind: ClusterRole',
    'metadata:',
    `  name: ${name}`,
    'rules:',
    '  - verbs: ["use-managed-identity"]',
    '    apiGroups: ["cid.wi.aks.azure.com"]',
    `    resources: [${quoted(clientIdOf(identity))}]`,
    '---',
    'apiVersion: rbac.authorization.k8s.io/v1',
    'kind: ClusterRoleBinding',
    'metadata:',
    `  name: ${name}`,
    'roleRef:',
    '  apiGroup: rbac.authorization.k8s.io',
    '  kind: ClusterRole',
    `  name: ${name}`,
    'subjects:',
    '  - kind: ServiceAccount',
    `    name: ${quoted(account.serviceAccount)}`,
    `    namespace: ${quoted(account.namespace)}`,
    '---',
    serviceAccount(account, [
      [clientIdAnnotation, clientIdOf(identity)],
      ['azure.workload.identity/tenant-id', identity.tenantId ?? '<tenant ID of the identity>'],
    ]),
    '---',
    '# In the pod template of each workload that uses it; restart its pods afterwards:',
    ...podTemplate(account, {
      labels: { [useLabel]: 'true' },
      annotations: { 'azure.workload.identity/use-identity-binding': 'true' },
    }),
    '',
  ].join('\n');
}

/** One line, whatever a name holds. */
function comment({ namespace, serviceAccount: name }: ServiceAccount, { identityId }: PodIdentity): string {
  return inLine(`# ${namespace}/${name} acts as ${lastSegment(identityId)}`);
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
    `  name: ${quoted(name)}`,
    `  namespace: ${quoted(namespace)}`,
    '  annotations:',
    ...annotations.map(([key, value]) => `    ${key}: ${quoted(value)}`),
  ].join('\n');
}

function podTemplate(
  { serviceAccount: name }: ServiceAccount,
  metadata: Readonly<Record<string, Readonly<Record<string, string>>>>,
): readonly string[] {
  const lines = Object.entries(metadata).flatMap(([kind, values]) => [
    `      ${kind}:`,
    ...Object.entries(values).map(([key, value]) => `        ${key}: ${quoted(value)}`),
  ]);
  return [
    'spec:',
    '  template:',
    '    metadata:',
    ...lines,
    '    spec:',
    `      serviceAccountName: ${quoted(name)}`,
  ].map((line) => `# ${line}`);
}

/** A text as YAML reads it back whatever is in it: JSON's strings are YAML's. */
function quoted(text: string): string {
  return inertText(text);
}
