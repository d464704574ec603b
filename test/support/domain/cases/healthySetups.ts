/** Every product that asks for tokens, in each mode, set up as its documentation says; and what a single mistake in it leads to. */
import type { ArmId } from '../../../../src/domain/arm/resourceId.ts';
import type { AskerProblem } from '../../../../src/domain/askers/model.ts';
import type { AzureHalf } from '../../../../src/domain/askers/azureHalf.ts';
import { app, elsewhere, otherTenant, trust } from './askerFindingCases.ts';
import { account, entra, labelled, mayUse, object, pod } from '../clusterObjects.ts';
import { guid, tenant } from '../worldFacts.ts';

type Json = Record<string, unknown>;

/** A single mistake. */
export type Mistake =
  | 'not trusted'
  | 'ID of nobody'
  | 'other directory'
  | 'no annotation'
  | 'misspelt annotation'
  | 'younger annotation'
  | 'no account'
  | 'no label'
  | 'no token'
  | 'virtual node'
  | 'setting'
  | 'all containers passed over'
  | 'misspelt parameter'
  | 'named twice'
  | 'identity not on the nodes'
  | 'not bound'
  | 'no cluster role';

/** Where an installation has its client ID and its directory from. */
export interface Origin {
  readonly id: 'annotation' | 'object' | 'secret';
  readonly directory: 'nowhere' | 'annotation' | 'object';
  /** Client IDs are compared without regard to case. */
  readonly isUpper: boolean;
}

/** What a product brings into a cluster. */
export interface Installed {
  readonly items: readonly Json[];
  readonly workloads: AzureHalf['workloads'];
}

/** A product in one mode. */
export interface Setup {
  readonly what: string;
  readonly ids: readonly Origin['id'][];
  readonly install: (origin: Origin, mistake?: Mistake) => Installed;
  /** The finding of each single mistake, for an origin. */
  readonly mistakes: (origin: Origin) => Partial<Record<Mistake, AskerProblem>>;
}

/** The account's marks, the ID and the directory as they are with a mistake. */
function valuesOf({ id, directory, isUpper }: Origin, mistake?: Mistake) {
  const right = isUpper ? app.toUpperCase() : app;
  const clientId = mistake === 'ID of nobody' ? elsewhere : right;
  const tenantId = mistake === 'other directory' ? otherTenant : tenant;
  const isNoted = id === 'annotation' && mistake !== 'no annotation' && mistake !== 'misspelt annotation';
  const marks = {
    ...(isNoted ? { 'client-id': clientId } : {}),
    ...(mistake === 'misspelt annotation' ? { clientid: clientId } : {}),
    ...(directory === 'annotation' ? { 'tenant-id': tenantId } : {}),
  };
  return {
    marks,
    inObject: id === 'object' ? clientId : undefined,
    directoryInObject: directory === 'object' ? tenantId : undefined,
    /** What the webhook writes. */
    env: {
      AZURE_CLIENT_ID: isNoted && mistake !== 'younger annotation' ? clientId : undefined,
      AZURE_TENANT_ID: directory === 'annotation' ? tenantId : tenant,
    },
  };
}

function credential(of: string, mistake?: Mistake): AzureHalf['workloads'] {
  return mistake === 'not trusted' ? [] : [trust('id-app', of)];
}

/** The pod of an operator that the webhook changed. */
function operatorPod(name: string, origin: Origin, labels: Record<string, string>, mistake?: Mistake, spec: Json = {}) {
  const isChanged = mistake !== 'no token';
  return pod(`${name}-1`, name.split('/')[1] ?? '', {
    labels: { ...labels, ...(isChanged ? labelled : {}) },
    tokens: isChanged ? [entra] : [],
    env: isChanged ? valuesOf(origin, mistake).env : {},
    spec,
  });
}

const fromAccount = {
  'not trusted': 'operatorAccountNotTrusted',
  'ID of nobody': 'operatorClientIdUnknown',
} as const;

const directoryMistake = ({ directory }: Origin): Partial<Record<Mistake, AskerProblem>> =>
  directory === 'nowhere' ? {} : { 'other directory': 'tenantDiffers' };

/** A product whose operator asks with its own account, because of an object. */
function byOperator(
  what: string,
  as: string,
  labels: Record<string, string>,
  objectOf: (id: string | undefined, directory: string | undefined, mistake?: Mistake) => Json,
  { ids, mistakes = {} }: { ids: Setup['ids']; mistakes?: Partial<Record<Mistake, AskerProblem>> },
): Setup {
  return {
    what,
    ids,
    install: (origin, mistake) => {
      const { marks, inObject, directoryInObject } = valuesOf(origin, mistake);
      return {
        items: [
          account(as, marks),
          operatorPod(as, origin, labels, mistake),
          objectOf(inObject, directoryInObject, mistake),
        ],
        workloads: credential(as, mistake),
      };
    },
    mistakes: ({ id }) => ({
      ...fromAccount,
      ...(id === 'annotation'
        ? { 'no annotation': 'operatorClientIdUnknown', 'younger annotation': 'operatorClientIdUnknown' }
        : {}),
      ...mistakes,
    }),
  };
}

/** A product whose objects name an account, for which it asks itself, without the webhook. */
function byNamedAccount(
  what: string,
  namespace: string,
  objectOf: (id: string | undefined, directory: string | undefined, mistake?: Mistake) => Json,
  ids: Setup['ids'],
  { hasDirectory = true, mistakes = () => ({}) }: Partial<Pick<Setup, 'mistakes'>> & { hasDirectory?: boolean } = {},
): Setup {
  const as = `${namespace}/web`;
  return {
    what,
    ids,
    install: (origin, mistake) => {
      const { marks, inObject, directoryInObject } = valuesOf(origin, mistake);
      return {
        items: [
          ...(mistake === 'no account' ? [] : [account(as, marks)]),
          ...(mistake === 'no account' ? [] : [pod(`${as}-1`, 'web')]),
          objectOf(inObject, directoryInObject, mistake),
        ],
        workloads: credential(as, mistake),
      };
    },
    mistakes: (origin) => ({
      ...mistakes(origin),
      ...(origin.id === 'secret' ? {} : fromAccount),
      ...(origin.id === 'annotation' ? { 'no annotation': 'operatorClientIdUnknown' } : {}),
      ...(origin.id === 'secret' || (origin.directory === 'object' && !hasDirectory) ? {} : directoryMistake(origin)),
      'no account': 'accountNotThere',
    }),
  };
}

/** A driver that asks as the account of the pods that mount something. */
function byMountingPods(
  what: string,
  namespace: string,
  objectOf: (id: string, directory: string | undefined, mistake?: Mistake) => Json,
  volume: Json,
  driverName: string,
): Setup {
  const as = `${namespace}/web`;
  return {
    what,
    ids: ['object'],
    install: (origin, mistake) => {
      const { marks, inObject, directoryInObject } = valuesOf(origin, mistake);
      return {
        items: [
          account(as, marks),
          pod(`${as}-1`, 'web', { spec: { volumes: [volume] } }),
          objectOf(inObject ?? app, directoryInObject, mistake),
          object(`storage.k8s.io/v1 CSIDriver ${driverName}`, {
            spec: { tokenRequests: mistake === 'setting' ? [] : [{ audience: entra }] },
          }),
        ],
        workloads: credential(as, mistake),
      };
    },
    mistakes: (origin) => ({
      ...fromAccount,
      ...directoryMistake(origin),
      setting: 'settingStopsSignIn',
      ...(volume['csi'] === undefined ? {} : { 'misspelt parameter': 'settingStopsSignIn' as const }),
    }),
  };
}

/** A product that asks the nodes, which carry the kubelet's identity alone. */
function byNode(what: string, objectOf: (id: string) => Json, more: readonly Json[] = []): Setup {
  return {
    what,
    ids: ['object'],
    install: (_origin, mistake) => ({
      items: [objectOf(mistake === 'identity not on the nodes' ? app : guid(61)), ...more],
      workloads: [],
    }),
    mistakes: () => ({ 'identity not on the nodes': 'identityNotOnNodes' }),
  };
}

const workload: Setup = {
  what: 'a workload',
  ids: ['annotation', 'secret'],
  install: (origin, mistake) => {
    const { marks, env } = valuesOf(origin, mistake);
    const isSecret = origin.id === 'secret';
    const hasToken = mistake !== 'no label' && mistake !== 'no token';
    const { AZURE_CLIENT_ID: clientId, ...others } = env;
    return {
      items: [
        account('shop/web', marks),
        pod('shop/web-1', 'web', {
          labels: mistake === 'no label' ? {} : labelled,
          tokens: hasToken ? [entra] : [],
          env: hasToken ? { ...others, ...(isSecret ? {} : { AZURE_CLIENT_ID: clientId }) } : {},
          secretEnv: isSecret ? ['AZURE_CLIENT_ID'] : [],
          annotations:
            mistake === 'all containers passed over' ? { 'azure.workload.identity/skip-containers': 'main' } : {},
          spec: mistake === 'virtual node' ? { nodeName: 'virtual-node-aci-linux' } : {},
        }),
      ],
      workloads: credential('shop/web', mistake),
    };
  },
  mistakes: (origin) => ({
    ...(origin.id === 'secret'
      ? {}
      : {
          'not trusted': 'accountNotTrusted',
          'ID of nobody': 'clientIdUnknown',
          'misspelt annotation': 'clientIdMissing',
          'younger annotation': 'clientIdMissing',
          'no label': 'podLabelMissing',
          ...(origin.directory === 'annotation' ? { 'other directory': 'tenantDiffers' as const } : {}),
        }),
    'no token': 'tokenNotInjected',
    'virtual node': 'settingStopsSignIn',
    'all containers passed over': 'settingStopsSignIn',
  }),
};

const bound: Setup = {
  what: 'a workload with an identity binding',
  ids: ['annotation'],
  install: (origin, mistake) => {
    const { marks, env } = valuesOf(origin, mistake);
    return {
      items: [
        account('bound/web', marks),
        pod('bound/web-1', 'web', {
          labels: labelled,
          annotations: { 'azure.workload.identity/use-identity-binding': 'true' },
          tokens: ['api://AKSIdentityBinding'],
          env,
        }),
        ...(mistake === 'no cluster role' ? [] : mayUse('bound/web', mistake === 'ID of nobody' ? elsewhere : app)),
      ],
      workloads: mistake === 'not bound' ? [] : [trust('id-app', '*/*', { bindingId: 'b' as ArmId, state: 'unknown' })],
    };
  },
  mistakes: () => ({
    'not bound': 'accountNotTrusted',
    'no cluster role': 'bindingNotAllowed',
    'ID of nobody': 'clientIdUnknown',
  }),
};

/** An operator that has its ID in a Secret; no single mistake in it can be seen. */
function bySecret(what: string, as: string, labels: Record<string, string>): Setup {
  return {
    what,
    ids: ['secret'],
    install: (origin) => ({
      items: [account(as), operatorPod(as, origin, labels)],
      workloads: credential(as),
    }),
    mistakes: () => ({}),
  };
}

const named = (name: string) => ({ 'app.kubernetes.io/name': name });
const store = (head: string, azurekv: object) =>
  object(`external-secrets.io/v1 ${head}`, { spec: { provider: { azurekv } } });
const classVolume = (name: string): Json => ({
  name: 'vault',
  csi: { driver: 'secrets-store.csi.k8s.io', volumeAttributes: { secretProviderClass: name } },
});
const providerClass = (head: string, parameters: object) =>
  object(`secrets-store.csi.x-k8s.io/v1 SecretProviderClass ${head}`, {
    spec: { provider: 'azure', parameters: { keyvaultName: 'kv', ...parameters } },
  });

/** What has its directory in its own object wherever others may have it. */
function withOwnDirectory(setup: Setup): Setup {
  const inObject = (origin: Origin): Origin => ({ ...origin, directory: 'object' });
  return {
    ...setup,
    install: (origin, mistake) => setup.install(inObject(origin), mistake),
    mistakes: (origin) => setup.mistakes(inObject(origin)),
  };
}

/** Every product in each mode. */
export const setups: readonly Setup[] = [
  workload,
  bound,
  byNamedAccount(
    'External Secrets, by an account',
    'eso-ref',
    (_id, directory, mistake) =>
      store('SecretStore eso-ref/kv', {
        ...{ authType: 'WorkloadIdentity', serviceAccountRef: { name: 'web' } },
        tenantId: mistake === 'named twice' ? tenant : directory,
      }),
    ['annotation'],
    {
      mistakes: ({ directory }): Partial<Record<Mistake, AskerProblem>> =>
        directory === 'annotation' ? { 'named twice': 'settingStopsSignIn' } : {},
    },
  ),
  byNamedAccount(
    'External Secrets, by an account and an ID in a Secret',
    'eso-id',
    (_id, tenantId) =>
      store('ClusterSecretStore kv', {
        ...{ authType: 'WorkloadIdentity', tenantId, serviceAccountRef: { name: 'web', namespace: 'eso-id' } },
        authSecretRef: { clientId: { name: 'ids', key: 'id' } },
      }),
    ['secret'],
  ),
  byOperator(
    'External Secrets, by its own account',
    'external-secrets/external-secrets',
    named('external-secrets'),
    () => store('SecretStore eso-own/kv', { authType: 'WorkloadIdentity' }),
    { ids: ['annotation'], mistakes: { 'no token': 'settingStopsSignIn' } },
  ),
  byNode('External Secrets, by the nodes', (identityId) =>
    store('SecretStore eso-node/kv', { authType: 'ManagedIdentity', identityId }),
  ),
  withOwnDirectory(
    byMountingPods(
      'the secrets store driver, by the account of the pods',
      'csi',
      (clientID, tenantId, mistake) =>
        providerClass('csi/kv', {
          ...(mistake === 'misspelt parameter' ? { clientId: clientID } : { clientID }),
          tenantId,
        }),
      classVolume('kv'),
      'secrets-store.csi.k8s.io',
    ),
  ),
  byNode(
    'the secrets store driver, by the nodes',
    (userAssignedIdentityID) =>
      providerClass('csi-node/kv', { useVMManagedIdentity: 'true', userAssignedIdentityID, tenantID: tenant }),
    [pod('csi-node/web-1', 'web', { spec: { volumes: [classVolume('kv')] } })],
  ),
  byOperator(
    'KEDA',
    'kube-system/keda-operator',
    { app: 'keda-operator' },
    (identityId) =>
      object('keda.sh/v1alpha1 TriggerAuthentication keda-user/queue', {
        spec: { podIdentity: { provider: 'azure-workload', identityId } },
      }),
    { ids: ['annotation', 'object'], mistakes: { 'no token': 'settingStopsSignIn' } },
  ),
  byOperator(
    'cert-manager',
    'cert-manager/cert-manager',
    named('cert-manager'),
    (clientID, _directory, mistake) =>
      object(`cert-manager.io/v1 ${mistake === 'setting' ? 'Issuer dns/le' : 'ClusterIssuer le'}`, {
        spec: { acme: { solvers: [{ dns01: { azureDNS: { managedIdentity: { clientID } } } }] } },
      }),
    { ids: ['annotation', 'object'], mistakes: { setting: 'settingStopsSignIn' } },
  ),
  byOperator(
    'Flux, by its controller',
    'flux-system/source-controller',
    { app: 'source-controller' },
    () => object('source.toolkit.fluxcd.io/v1 OCIRepository flux-user/apps', { spec: { provider: 'azure' } }),
    { ids: ['annotation'] },
  ),
  byNamedAccount(
    'the App Configuration provider, by an account',
    'config',
    (managedIdentityClientId) =>
      object('azconfig.io/v1 AzureAppConfigurationProvider config/settings', {
        spec: { auth: { workloadIdentity: { serviceAccountName: 'web', managedIdentityClientId } } },
      }),
    ['annotation', 'object'],
    { hasDirectory: false },
  ),
  byOperator(
    'Crossplane',
    'crossplane-system/storage',
    { 'pkg.crossplane.io/provider': 'provider-azure-storage' },
    (clientID) =>
      object('azure.upbound.io/v1beta1 ProviderConfig default', {
        spec: { clientID, credentials: { source: 'OIDCTokenFile' } },
      }),
    { ids: ['object'] },
  ),
  byOperator(
    'Velero',
    'velero/velero',
    named('velero'),
    () => object('velero.io/v1 BackupStorageLocation velero/default', { spec: { provider: 'azure' } }),
    { ids: ['annotation'] },
  ),
  byMountingPods(
    'a volume, by the account of the pods',
    'blob',
    (clientID, tenantID) =>
      object('v1 PersistentVolume blob', {
        spec: {
          csi: { driver: 'blob.csi.azure.com', volumeAttributes: { clientID, tenantID, storageAccount: 'data' } },
          claimRef: { namespace: 'blob', name: 'data' },
        },
      }),
    { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
    'blob.csi.azure.com',
  ),
  bySecret(
    'the Service Operator',
    'azureserviceoperator-system/azureserviceoperator-default',
    named('azure-service-operator'),
  ),
  bySecret('external-dns', 'dns/external-dns', named('external-dns')),
];
