/** YAML that fixes what asks in a cluster, for the cluster's owner to look over and apply; nothing here is sent. */
import { inertText, inLine } from '../arm/inert.ts';
import { clientIdAnnotation, useLabel } from '../workloads/manifests.ts';
import type { KnownIdentity } from './identities.ts';
import type { Asker } from './model.ts';

const clientIdPlace = '<client ID of the identity>';

/** Returns the account with its annotation; nothing if the account is not known. */
export function annotationYaml({ account, identity }: Pick<Asker, 'account' | 'identity'>): string | undefined {
  if (account === undefined) return undefined;
  return lines(
    'apiVersion: v1',
    'kind: ServiceAccount',
    'metadata:',
    `  name: ${inertText(account.serviceAccount)}`,
    `  namespace: ${inertText(account.namespace)}`,
    '  annotations:',
    `    ${clientIdAnnotation}: ${inertText(identity?.clientId ?? clientIdPlace)}`,
    '# Then restart the pods that use it: they get their variables when they are created.',
  );
}

/** Returns the label for the template of the pods. */
export function podLabelYaml({ what }: Pick<Asker, 'what'>): string {
  return lines(
    `# ${inLine(`In the pod template of ${what.kind} ${what.namespace ?? ''}/${what.name}`)}; its pods are then recreated:`,
    'spec:',
    '  template:',
    '    metadata:',
    '      labels:',
    `        ${useLabel}: "true"`,
  );
}

/** Where an object names the identity and the directory, as lines below its head. */
type IdentityLines = (clientId: string, tenantId: string) => readonly string[];

const onNode: Readonly<Record<string, IdentityLines>> = {
  SecretStore: (id) => ['spec:', '  provider:', '    azurekv:', `      identityId: ${id}`],
  ClusterSecretStore: (id) => ['spec:', '  provider:', '    azurekv:', `      identityId: ${id}`],
  ACRAccessToken: (id) => ['spec:', '  auth:', '    managedIdentity:', `      identityId: ${id}`],
  SecretProviderClass: (id) => ['spec:', '  parameters:', `    userAssignedIdentityID: ${id}`],
  ProviderConfig: (id) => ['spec:', `  clientID: ${id}`],
  ClusterProviderConfig: (id) => ['spec:', `  clientID: ${id}`],
};

const byToken: Readonly<Record<string, IdentityLines>> = {
  SecretStore: (_id, tenant) => [
    ...['spec:', '  provider:', '    azurekv:', '      authType: WorkloadIdentity', `      tenantId: ${tenant}`],
    ...['      serviceAccountRef:', '        name: "<service account with the annotation>"'],
  ],
  ClusterSecretStore: (_id, tenant) => [
    ...['spec:', '  provider:', '    azurekv:', '      authType: WorkloadIdentity', `      tenantId: ${tenant}`],
    ...[
      '      serviceAccountRef:',
      '        name: "<service account with the annotation>"',
      '        namespace: "<its namespace>"',
    ],
  ],
  SecretProviderClass: (id, tenant) => [
    ...[
      'spec:',
      '  parameters:',
      '    useVMManagedIdentity: "false"',
      `    clientID: ${id}`,
      `    tenantID: ${tenant}`,
    ],
  ],
  TriggerAuthentication: (id, tenant) => [
    ...[
      'spec:',
      '  podIdentity:',
      '    provider: azure-workload',
      `    identityId: ${id}`,
      `    identityTenantId: ${tenant}`,
    ],
  ],
  ClusterTriggerAuthentication: (id, tenant) => [
    ...[
      'spec:',
      '  podIdentity:',
      '    provider: azure-workload',
      `    identityId: ${id}`,
      `    identityTenantId: ${tenant}`,
    ],
  ],
  AzureAppConfigurationProvider: (id) => [
    ...[
      'spec:',
      '  auth:',
      '    workloadIdentity:',
      '      serviceAccountName: "<service account>"',
      `      managedIdentityClientId: ${id}`,
    ],
  ],
  ProviderConfig: (id, tenant) => [
    ...['spec:', '  credentials:', '    source: OIDCTokenFile', `  clientID: ${id}`, `  tenantID: ${tenant}`],
    '  oidcTokenFilePath: /var/run/secrets/azure/wi/token/azure-identity-token',
  ],
  ClusterProviderConfig: (id, tenant) => [
    ...['spec:', '  credentials:', '    source: OIDCTokenFile', `  clientID: ${id}`, `  tenantID: ${tenant}`],
    '  oidcTokenFilePath: /var/run/secrets/azure/wi/token/azure-identity-token',
  ],
  PersistentVolume: (id, tenant) => [
    ...['spec:', '  csi:', '    volumeAttributes:', `      clientID: ${id}`, `      tenantID: ${tenant}`],
  ],
};

/** Returns the part of the object, or the annotation, that names the identity; nothing for objects that have no such field. */
export function objectYaml(asker: Asker, identity?: KnownIdentity): string | undefined {
  if (asker.identity?.from === 'annotation') {
    const annotated = annotationYaml(asker);
    const tenant = identity?.tenantId;
    return annotated !== undefined && tenant !== undefined
      ? annotated.replace('\n#', `\n    azure.workload.identity/tenant-id: ${inertText(tenant)}\n#`)
      : annotated;
  }
  const fields = asker.mode === 'nodeIdentity' ? onNode[asker.what.kind] : byToken[asker.what.kind];
  return fields && withHead(asker, fields, identity);
}

/** Returns how the object asks with workload identity instead; nothing where only an installation decides that. */
export function workloadIdentityYaml(asker: Asker): string | undefined {
  const fields = byToken[asker.what.kind];
  return fields && withHead(asker, fields);
}

function withHead(asker: Asker, fields: IdentityLines, identity?: KnownIdentity): string {
  const { kind, namespace, name } = asker.what;
  const clientId = asker.identity?.clientId;
  const tenantId = identity?.tenantId;
  return lines(
    `# ${inLine(`In ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`)}:`,
    ...fields(inertText(clientId ?? clientIdPlace), inertText(tenantId ?? '<directory ID of the identity>')),
  );
}

function lines(...texts: readonly string[]): string {
  return `${texts.join('\n')}\n`;
}
