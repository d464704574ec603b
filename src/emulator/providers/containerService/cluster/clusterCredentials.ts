import { Buffer } from 'node:buffer';
import { armRefusal, type ArmAnswer } from '../../../arm/error.ts';
import { asText, valueAt } from '../../../arm/json.ts';
import { lastSegment } from '../../../arm/path.ts';
import type { WorldResource } from '../../../arm/worldFile.ts';
import type { ArmRequest, Emulation, Handler } from '../../../request/armRequest.ts';
import { guidOf } from '../../../world/world.ts';
import { requireCluster } from './clusterPut.ts';

/** Answers the kubeconfig of a user: with Microsoft Entra it calls kubelogin, otherwise it contains a certificate. */
export const userCredential: Handler = (request, emulation) => credential(request, emulation, 'clusterUser');

/** Answers the kubeconfig of the local administrator; refuses if local accounts are disabled. */
export const adminCredential: Handler = (request, emulation) => credential(request, emulation, 'clusterAdmin');

/** Answers the kubeconfig for monitoring. */
export const monitoringUserCredential: Handler = (request, emulation) =>
  credential(request, emulation, 'clusterMonitoringUser');

/**
 * Answers the kubeconfig of a profile, the older way to ask for it; local accounts that are disabled have none.
 * Source: https://learn.microsoft.com/rest/api/aks/managed-clusters/get-access-profile
 */
export const profileCredential: Handler = (request, emulation) => {
  const profileId = request.path.id.slice(0, request.path.id.lastIndexOf('/'));
  const name = lastSegment(profileId);
  const kind = (['clusterUser', 'clusterAdmin'] as const).find((known) => known.toLowerCase() === name.toLowerCase());
  const cluster = requireCluster(emulation.world, profileId.replace(/\/accessProfiles\/[^/]+$/i, ''));
  if (kind === undefined) throw armRefusal(404, 'NotFound', `The access profile '${name}' was not found.`);
  const kubeConfig = kubeconfigOf(request, emulation, cluster, kind);
  const type = 'Microsoft.ContainerService/ManagedClusters/AccessProfiles';
  return {
    status: 200,
    body: { id: profileId, name: kind, type, location: cluster.location, properties: { kubeConfig } },
  };
};

/** Answers the kubeconfig of a user that begins in a namespace; the name in the list is that of the cluster's own. */
export function namespaceCredential(
  request: ArmRequest,
  emulation: Emulation,
  clusterId: string,
  namespace: string,
): ArmAnswer {
  const cluster = requireCluster(emulation.world, clusterId);
  const value = kubeconfigOf(request, emulation, cluster, 'clusterUser', namespace);
  return { status: 200, body: { kubeconfigs: [{ name: 'clusterUser', value }] } };
}

type Kind = 'clusterUser' | 'clusterAdmin' | 'clusterMonitoringUser';

function credential(request: ArmRequest, emulation: Emulation, kind: Kind): ArmAnswer {
  const cluster = requireCluster(emulation.world, request.path.id.slice(0, request.path.id.lastIndexOf('/')));
  const value = kubeconfigOf(request, emulation, cluster, kind);
  return { status: 200, body: { kubeconfigs: [{ name: kind, value }] } };
}

/** In base64; refused where the kind of credential is one of a local account, and these are disabled. */
function kubeconfigOf(
  request: ArmRequest,
  { world }: Emulation,
  cluster: WorldResource,
  kind: Kind,
  namespace?: string,
): string {
  const properties = cluster['properties'];
  const isEntra = valueAt(properties, 'aadProfile') !== undefined && valueAt(properties, 'aadProfile') !== null;
  if (valueAt(properties, 'disableLocalAccounts') === true && (kind === 'clusterAdmin' || !isEntra)) {
    throw armRefusal(
      400,
      'BadRequest',
      'Getting static credential is not allowed because this cluster is set to disable local accounts.',
    );
  }
  const usesExec = (request.query.get('format') ?? 'exec').toLowerCase() !== 'azure';
  const wantsPublic = request.query.get('server-fqdn')?.toLowerCase() === 'public';
  const privateName = asText(valueAt(properties, 'privateFQDN'));
  const host = (wantsPublic ? undefined : privateName) ?? asText(valueAt(properties, 'fqdn')) ?? privateName ?? '';
  const group = request.path.resourceGroup ?? '';
  const user = `${kind}_${group}_${cluster.name}`;
  const entra = isEntra && kind === 'clusterUser';
  const userLines = entra ? entraUser(world.tenantId, usesExec) : staticUser(user);
  const text = kubeconfig(cluster, host, { user, userLines, namespace });
  return Buffer.from(text).toString('base64');
}

interface KubeconfigUser {
  readonly user: string;
  readonly userLines: readonly string[];
  readonly namespace: string | undefined;
}

function kubeconfig(cluster: WorldResource, host: string, { user, userLines, namespace }: KubeconfigUser): string {
  return [
    'apiVersion: v1',
    'clusters:',
    '- cluster:',
    `    certificate-authority-data: ${pem('CERTIFICATE', `ca of ${cluster.id}`)}`,
    `    server: https://${host}:443`,
    `  name: ${cluster.name}`,
    'contexts:',
    '- context:',
    `    cluster: ${cluster.name}`,
    ...(namespace === undefined ? [] : [`    namespace: ${namespace}`]),
    `    user: ${user}`,
    `  name: ${cluster.name}`,
    `current-context: ${cluster.name}`,
    'kind: Config',
    'preferences: {}',
    'users:',
    `- name: ${user}`,
    '  user:',
    ...userLines.map((line) => `    ${line}`),
    '',
  ].join('\n');
}

function staticUser(user: string): readonly string[] {
  return [
    `client-certificate-data: ${pem('CERTIFICATE', `certificate of ${user}`)}`,
    `client-key-data: ${pem('RSA PRIVATE KEY', `key of ${user}`)}`,
    `token: ${guidOf('token', user).replaceAll('-', '')}`,
  ];
}

function entraUser(tenantId: string, usesExec: boolean): readonly string[] {
  const client = '80faf920-1908-4b52-b5ef-a8e7bedfc67a';
  const server = '6dae42f8-4368-4678-94ff-3960e28e3630';
  if (!usesExec) {
    const settings = { apiserver: server, client, tenant: tenantId };
    return [
      'auth-provider:',
      '  config:',
      `    apiserver-id: ${settings.apiserver}`,
      `    client-id: ${settings.client}`,
      "    config-mode: '1'",
      '    environment: AzurePublicCloud',
      `    tenant-id: ${settings.tenant}`,
      '  name: azure',
    ];
  }
  const options = [
    'get-token',
    '--environment',
    'AzurePublicCloud',
    '--server-id',
    server,
    '--client-id',
    client,
    '--tenant-id',
    tenantId,
    '--login',
    'devicecode',
  ];
  return [
    'exec:',
    '  apiVersion: client.authentication.k8s.io/v1beta1',
    '  args:',
    ...options.map((option) => `  - ${option}`),
    '  command: kubelogin',
    '  env: null',
    '  provideClusterInfo: false',
  ];
}

/** Something that looks like a key or certificate but is none. */
function pem(kind: string, text: string): string {
  const body = Buffer.from(`the emulator's ${text}`).toString('base64').replace(/.{64}/g, '$&\n');
  return Buffer.from(`-----BEGIN ${kind}-----\n${body}\n-----END ${kind}-----\n`).toString('base64');
}
