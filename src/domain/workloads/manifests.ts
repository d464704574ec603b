/**
 * What has to happen in the cluster itself, as YAML for the cluster's owner to apply; nothing here is sent.
 * Sources: https://learn.microsoft.com/azure/aks/workload-identity-deploy-cluster,
 * https://learn.microsoft.com/azure/aks/identity-bindings
 */
import { inertText, inLine } from '../arm/inert.ts';
import { lastSegment } from '../arm/resourceId.ts';
import type { ServiceAccount } from './serviceAccount.ts';
import { say, type Words, keyOfWords, joinWords } from '../../sentences/words.ts';

/** The identity as pods name it; ids that are not known are left out. */
export interface PodIdentity {
  readonly identityId: string;
  readonly clientId?: string | undefined;
  readonly tenantId?: string | undefined;
}

/** A client library with which an application can use an identity binding. */
export interface BindingClient {
  readonly language: string;
  readonly library: string;
  readonly version: string;
  /** True if only betas support it: releases may lack what their betas had. */
  readonly isBeta?: true;
  /** What the application has to set. */
  readonly optIn: string;
}

/**
 * The first releases of the Azure Identity libraries that support bindings, or betas if no such release is known.
 * Sources: https://learn.microsoft.com/azure/aks/identity-bindings-concepts,
 * https://github.com/Azure/azure-sdk-for-go/releases/tag/sdk%2Fazidentity%2Fv1.14.0 (the release lacks what its betas
 * had), https://github.com/Azure/azure-sdk-for-java/blob/main/sdk/identity/azure-identity/CHANGELOG.md,
 * https://www.npmjs.com/package/@azure/identity/v/4.14.0 (in its types),
 * https://github.com/Azure/azure-sdk-for-python/releases/tag/azure-identity_1.27.0
 */
export const bindingClients: readonly BindingClient[] = [
  { language: '.NET', library: 'Azure.Core', version: '1.55.0', optIn: 'IsAzureProxyEnabled' },
  { language: 'Go', library: 'azidentity', version: '1.14.0-beta.3', isBeta: true, optIn: 'EnableAzureProxy' },
  { language: 'Java', library: 'azure-identity', version: '1.19.0-beta.2', isBeta: true, optIn: 'enableAzureProxy()' },
  { language: 'JavaScript', library: '@azure/identity', version: '4.14.0', optIn: 'enableAzureProxy' },
  { language: 'Python', library: 'azure-identity', version: '1.27.0', optIn: 'enable_azure_proxy=True' },
];

/** Says which credential types of the libraries use a binding. */
const bindingCredentialTypes = say`Applications use a binding only with WorkloadIdentityCredential, and only if they opt in: DefaultAzureCredential and ManagedIdentityCredential don't use it, and lose their sign-in where the pod asks for a binding.`;

/** Says in what order applications move from credentials to a binding. */
export const bindingOrder = say`Let the application opt in to bindings, deploy it, check that it signs in, and only then remove its old credentials.`;

const bindingClientsTitle = say`Versions that can opt in, and what to set there:`;

/** Returns the table of libraries, one line each: the version, and what to set. */
function bindingClientLines(): readonly Words[] {
  return bindingClients.map(({ language, library, version, isBeta, optIn }) => {
    const range = isBeta ? say`(a release without beta may lack it)` : say`or later`;
    return say`${language}: ${library} ${version} ${range}, ${optIn}`;
  });
}

/** Says which applications can use a binding: the credential types, the versions, and what to set. */
export function bindingOptIn(): Words {
  return say`${bindingCredentialTypes} Versions that can: ${joinWords(bindingClientLines(), '; ')}.`;
}

/** Says the same with each library on a line of its own. */
export function bindingOptInLines(): Words {
  const versions = bindingClientLines().map((line) => say`\u2022 ${line}`);
  return joinWords([bindingCredentialTypes, bindingClientsTitle, ...versions], '\n');
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
  return [...rolesOfBinding(account, identity), ''].join('\n');
}

function rolesOfBinding(account: ServiceAccount, identity: PodIdentity): readonly string[] {
  // Identities in different resource groups can have the same name.
  const name = ['use', lastSegment(identity.identityId), ...(identity.clientId ? [identity.clientId.slice(0, 8)] : [])]
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-');
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
    'roleRef:',
    '  apiGroup: rbac.authorization.k8s.io',
    '  kind: ClusterRole',
    `  name: ${name}`,
    'subjects:',
    '  - kind: ServiceAccount',
    `    name: ${yamlString(account.serviceAccount)}`,
    `    namespace: ${yamlString(account.namespace)}`,
  ];
}

/** Returns the ClusterRole, its binding, the ServiceAccount and what its pods need for an identity binding. */
export function bindingManifest(account: ServiceAccount, identity: PodIdentity): string {
  return [
    `${commentFor(account, identity)} through its binding`,
    '#',
    ...[bindingOrder, bindingCredentialTypes, bindingClientsTitle].map((line) =>
      keyOfWords(line)
        .replace(/(.{1,96})(?: |$)/g, '# $1\n')
        .trimEnd(),
    ),
    ...bindingClientLines().map((line) => `#   ${keyOfWords(line)}`),
    ...rolesOfBinding(account, identity),
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

/** One line, whatever a name contains. */
function commentFor({ namespace, serviceAccount: name }: ServiceAccount, { identityId }: PodIdentity): string {
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
    `  name: ${yamlString(name)}`,
    `  namespace: ${yamlString(namespace)}`,
    '  annotations:',
    ...annotations.map(([key, value]) => `    ${key}: ${yamlString(value)}`),
  ].join('\n');
}

function podTemplate(
  { serviceAccount: name }: ServiceAccount,
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
    '    spec:',
    `      serviceAccountName: ${yamlString(name)}`,
  ].map((line) => `# ${line}`);
}

/** A text that YAML reads back unchanged: JSON strings are valid YAML. */
function yamlString(text: string): string {
  return inertText(text);
}
