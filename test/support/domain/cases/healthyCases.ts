/** Clusters in which everything is done as its own documentation says, and which look wrong at first sight. */
import type { AzureHalf } from '../../../../src/domain/askers/azureHalf.ts';
import { app, azureHalf, elsewhere, machine, trust } from './askerFindingCases.ts';
import { account, entra, labelled, object, pod } from '../clusterObjects.ts';
import { identityId } from '../worldFacts.ts';

type Json = Record<string, unknown>;

/** A healthy cluster: nothing in it is an error or a warning. */
export interface HealthyCase {
  readonly what: string;
  readonly items: readonly Json[];
  readonly azure: AzureHalf;
}

const web = account('shop/web', { 'client-id': app });
const trusted = (...accounts: readonly string[]): AzureHalf =>
  azureHalf({ workloads: accounts.map((each) => trust('id-app', each)) });
const byWeb = trusted('shop/web');
const inPhase = (phase: string, item: Json): Json => ({ ...item, status: { phase } });
const mounts = {
  volumes: [
    { name: 's', csi: { driver: 'secrets-store.csi.k8s.io', volumeAttributes: { secretProviderClass: 'kv' } } },
  ],
};
const provided = object('secrets-store.csi.x-k8s.io/v1 SecretProviderClass shop/kv', {
  spec: { provider: 'azure', parameters: { clientID: app, keyvaultName: 'kv', tenantID: 't' } },
});
const store = (azurekv: object, head = 'SecretStore shop/kv') =>
  object(`external-secrets.io/v1 ${head}`, { spec: { provider: { azurekv } } });
const template = (spec: object) => ({
  template: { metadata: {}, spec: { serviceAccountName: 'web', containers: [], ...spec } },
});
const keda = (options: object) =>
  pod('kube-system/keda-operator-1', 'keda-operator', {
    labels: { ...labelled, app: 'keda-operator' },
    tokens: [entra],
    ...options,
  });
const injected = { labels: labelled, tokens: [entra], env: { AZURE_CLIENT_ID: app } };
const labelledTemplate = {
  template: { metadata: { labels: labelled }, spec: { serviceAccountName: 'web', containers: [] } },
};
const issuer = object('cert-manager.io/v1 Issuer shop/le', {
  spec: { acme: { solvers: [{ dns01: { azureDNS: { managedIdentity: { clientID: app } } } }] } },
});
const certManagerWith = (flag: string) =>
  pod('cert-manager/b', 'cert-manager', {
    labels: { 'app.kubernetes.io/name': 'cert-manager', ...labelled },
    tokens: [entra],
    env: { AZURE_CLIENT_ID: undefined },
    args: [flag],
  });
const dns = object('cert-manager.io/v1 ClusterIssuer letsencrypt', {
  spec: { acme: { solvers: [{ dns01: { azureDNS: { managedIdentity: { clientID: app } } } }] } },
});
const certManager = (name: string, hasToken: boolean) =>
  pod(`cert-manager/${name}`, 'cert-manager', {
    labels: { 'app.kubernetes.io/name': 'cert-manager', ...(hasToken ? labelled : {}) },
    tokens: hasToken ? [entra] : [],
    env: hasToken ? { AZURE_CLIENT_ID: undefined } : {},
  });
const byNodes = (...machines: AzureHalf['nodes']['machines']) => azureHalf({ nodes: { machines, unknown: [] } });
const controllerOn = (node: string) =>
  pod('external-secrets/external-secrets-1', 'external-secrets', {
    labels: { 'app.kubernetes.io/name': 'external-secrets' },
    spec: { nodeName: node },
  });

/** One for each way in which a healthy cluster was, or could be, accused. */
export const healthyCases: readonly HealthyCase[] = [
  {
    what: 'pods without the label that mount a class of the secrets store driver',
    items: [web, provided, pod('shop/web-1', 'web', { spec: mounts })],
    azure: byWeb,
  },
  {
    what: 'pods without the label whose account a secret store uses',
    items: [web, store({ authType: 'WorkloadIdentity', serviceAccountRef: { name: 'web' } }), pod('shop/web-1', 'web')],
    azure: byWeb,
  },
  {
    what: 'a cluster secret store that names an account without a namespace',
    items: [
      web,
      store({ authType: 'WorkloadIdentity', serviceAccountRef: { name: 'web' } }, 'ClusterSecretStore kv'),
      pod('shop/web-1', 'web'),
    ],
    azure: byWeb,
  },
  {
    what: 'a secret store whose client ID is in a Secret',
    items: [
      account('shop/web'),
      store({
        authType: 'WorkloadIdentity',
        serviceAccountRef: { name: 'web' },
        authSecretRef: { clientId: { name: 'ids', key: 'clientId' } },
      }),
    ],
    azure: byWeb,
  },
  {
    what: 'the operator of KEDA, whose client ID is in the trigger authentications',
    items: [
      account('kube-system/keda-operator'),
      keda({ env: { AZURE_CLIENT_ID: undefined } }),
      object('keda.sh/v1alpha1 TriggerAuthentication shop/queue', {
        spec: { podIdentity: { provider: 'azure-workload', identityId: app } },
      }),
    ],
    azure: trusted('kube-system/keda-operator'),
  },
  {
    what: 'the operator of KEDA while nothing uses it',
    items: [account('kube-system/keda-operator'), keda({ env: { AZURE_CLIENT_ID: undefined } })],
    azure: azureHalf(),
  },
  {
    what: 'an evicted pod of cert-manager before the running one',
    items: [
      account('cert-manager/cert-manager'),
      inPhase('Failed', certManager('a', false)),
      certManager('b', true),
      dns,
    ],
    azure: trusted('cert-manager/cert-manager'),
  },
  {
    what: 'pods of cert-manager that are being replaced',
    items: [account('cert-manager/cert-manager'), certManager('a', false), certManager('b', true), dns],
    azure: trusted('cert-manager/cert-manager'),
  },
  {
    what: 'a finished Job whose account mounted a class once',
    items: [
      web,
      account('shop/old'),
      provided,
      pod('shop/web-1', 'web', { spec: mounts }),
      inPhase('Succeeded', pod('shop/job-1', 'old', { spec: mounts })),
    ],
    azure: byWeb,
  },
  {
    what: 'the Service Operator, whose client ID is in a Secret',
    items: [
      account('azureserviceoperator-system/azureserviceoperator-default'),
      pod('azureserviceoperator-system/aso-1', 'azureserviceoperator-default', {
        tokens: [entra],
        secretEnv: ['AZURE_CLIENT_ID'],
      }),
    ],
    azure: trusted('azureserviceoperator-system/azureserviceoperator-default'),
  },
  {
    what: 'a CronJob without the label on an account that is used through the driver',
    items: [
      web,
      provided,
      object('batch/v1 CronJob shop/nightly', { spec: { jobTemplate: { spec: template(mounts) } } }),
    ],
    azure: byWeb,
  },
  {
    what: 'a CronJob without the label of which no pod was read',
    items: [web, object('batch/v1 CronJob shop/nightly', { spec: { jobTemplate: { spec: template({}) } } })],
    azure: byWeb,
  },
  {
    what: 'a finished Job and a replaced ReplicaSet without the label',
    items: [
      web,
      pod('shop/web-1', 'web', { labels: labelled, tokens: [entra], env: { AZURE_CLIENT_ID: app } }),
      object('batch/v1 Job shop/once', {
        spec: template(mounts),
        status: { conditions: [{ type: 'Complete', status: 'True' }] },
      }),
      object('apps/v1 ReplicaSet shop/web-1', { spec: { replicas: 0, ...template(mounts) } }),
    ],
    azure: byWeb,
  },
  {
    what: 'pods without the label beside those that have it',
    items: [
      web,
      pod('shop/web-1', 'web', { labels: labelled, tokens: [entra], env: { AZURE_CLIENT_ID: app } }),
      pod('shop/migrate-1', 'web'),
    ],
    azure: byWeb,
  },
  {
    what: 'a sidecar without a client ID',
    items: [
      web,
      pod('shop/web-1', 'web', {
        labels: labelled,
        tokens: [entra],
        spec: {
          serviceAccountName: 'web',
          containers: [
            { name: 'main', env: [{ name: 'AZURE_CLIENT_ID', value: app }] },
            { name: 'side', env: [{ name: 'AZURE_CLIENT_ID', value: '' }] },
          ],
        },
      }),
    ],
    azure: byWeb,
  },
  {
    what: 'a program that has its client ID in a variable of its own',
    items: [
      account('shop/web'),
      pod('shop/web-1', 'web', {
        labels: labelled,
        tokens: [entra],
        env: { AZURE_CLIENT_ID: '', VAULT_CLIENT_ID: app },
      }),
    ],
    azure: byWeb,
  },
  {
    what: 'a bound identity whose account nothing uses at the moment',
    items: [web],
    azure: azureHalf({
      workloads: [trust('id-app', '*/*', { bindingId: identityId('b') as never, state: 'unknown' })],
    }),
  },
  {
    what: 'an operator that runs only on the nodes which have its identity',
    items: [store({ authType: 'ManagedIdentity', identityId: app }), controllerOn('aks-a-vmss00000B')],
    azure: byNodes(machine('a', 'kubelet', identityId('id-app')), machine('b', 'kubelet')),
  },
  {
    what: 'an operator of which it is not known on which nodes it runs',
    items: [store({ authType: 'ManagedIdentity' })],
    azure: byNodes(machine('a', 'kubelet', 'other'), machine('b', 'kubelet')),
  },
  {
    what: 'an issuer with a resource ID, while cert-manager has a token',
    items: [
      account('cert-manager/cert-manager', { 'client-id': app }),
      pod('cert-manager/b', 'cert-manager', {
        labels: { 'app.kubernetes.io/name': 'cert-manager', ...labelled },
        tokens: [entra],
        env: { AZURE_CLIENT_ID: app },
      }),
      object('cert-manager.io/v1 ClusterIssuer letsencrypt', {
        spec: {
          acme: { solvers: [{ dns01: { azureDNS: { managedIdentity: { resourceID: '/subscriptions/s/x' } } } }] },
        },
      }),
    ],
    azure: trusted('cert-manager/cert-manager'),
  },
  {
    what: 'a source of Flux that signs in with a Secret',
    items: [
      object('source.toolkit.fluxcd.io/v1 Bucket flux-system/apps', {
        spec: { provider: 'azure', secretRef: { name: 'key' } },
      }),
      pod('flux-system/source-controller-1', 'source-controller', { labels: { app: 'source-controller' } }),
    ],
    azure: byNodes(machine('a', 'kubelet', 'other')),
  },
  {
    what: 'pods without the label beside a finished pod of the account that had it',
    items: [web, inPhase('Succeeded', pod('shop/nightly-1', 'web', injected)), pod('shop/web-1', 'web')],
    azure: byWeb,
  },
  {
    what: 'pods without the label beside a cron job that has it and does not run now',
    items: [
      web,
      object('batch/v1 CronJob shop/nightly', { spec: { jobTemplate: { spec: labelledTemplate } } }),
      pod('shop/web-1', 'web'),
    ],
    azure: byWeb,
  },
  {
    what: 'pods without the label beside a Deployment that has it and is scaled to none',
    items: [
      web,
      object('apps/v1 Deployment shop/burst', { spec: { replicas: 0, ...labelledTemplate } }),
      pod('shop/web-1', 'web'),
    ],
    azure: byWeb,
  },
  {
    what: 'pods that name no account in a namespace whose default account is annotated',
    items: [account('shop/default', { 'client-id': app }), pod('shop/web-1', 'default'), pod('shop/api-1', 'default')],
    azure: trusted('shop/default'),
  },
  {
    what: 'a class whose client secret is in a Secret, with a parameter that nobody reads',
    items: [
      object('secrets-store.csi.x-k8s.io/v1 SecretProviderClass shop/kv', {
        spec: { provider: 'azure', parameters: { clientId: app, keyvaultName: 'kv', tenantID: 't' } },
      }),
      pod('shop/web-1', 'other', {
        spec: {
          volumes: [
            {
              name: 's',
              csi: { ...mounts.volumes[0]!.csi, nodePublishSecretRef: { name: 'kv-credentials' } },
            },
          ],
        },
      }),
    ],
    azure: azureHalf(),
  },
  ...['1', 't', 'T', 'TRUE', 'true', 'True'].map((yes) => ({
    what: `an issuer that the flag ${yes} lets use the identity of cert-manager`,
    items: [account('cert-manager/cert-manager'), certManagerWith(`--issuer-ambient-credentials=${yes}`), issuer],
    azure: trusted('cert-manager/cert-manager'),
  })),
  {
    what: 'an issuer while the settings of cert-manager are in a file',
    items: [account('cert-manager/cert-manager'), certManagerWith('--config=/var/cert-manager/config.yaml'), issuer],
    azure: trusted('cert-manager/cert-manager'),
  },
  {
    what: 'agents of Velero on the nodes, which have its account and no token',
    items: [
      account('velero/velero', { 'client-id': app }),
      pod('velero/velero-1', 'velero', { ...injected, labels: { ...labelled, 'app.kubernetes.io/name': 'velero' } }),
      pod('velero/node-agent-1', 'velero', { labels: { 'app.kubernetes.io/name': 'velero', name: 'node-agent' } }),
      object('velero.io/v1 BackupStorageLocation velero/default', { spec: { provider: 'azure' } }),
    ],
    azure: trusted('velero/velero'),
  },
  {
    what: 'a pod of which one container is passed over',
    items: [
      web,
      pod('shop/web-1', 'web', {
        ...injected,
        annotations: { 'azure.workload.identity/skip-containers': 'side;proxy' },
        spec: { serviceAccountName: 'web', containers: [{ name: 'main' }, { name: 'side' }, { name: 'proxy' }] },
      }),
    ],
    azure: byWeb,
  },
  {
    what: 'a class of another provider',
    items: [
      object('secrets-store.csi.x-k8s.io/v1 SecretProviderClass shop/vault', {
        spec: { provider: 'vault', parameters: { clientID: elsewhere, roleName: 'shop' } },
      }),
    ],
    azure: azureHalf(),
  },
];
