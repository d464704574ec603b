/** Clusters with what asks for tokens, and what Azure says of them: a case for each problem. */
import type { ArmId } from '../../../../src/domain/arm/resourceId.ts';
import type { NodeMachine } from '../../../../src/domain/around/things/nodes.ts';
import { askersIn } from '../../../../src/domain/askers/reading/askers.ts';
import type { AzureHalf } from '../../../../src/domain/askers/azureHalf.ts';
import { judgeAskers } from '../../../../src/domain/askers/judging/judge.ts';
import type { AskerProblem, JudgedAsker } from '../../../../src/domain/askers/model.ts';
import type { SeenObjects } from '../../../../src/domain/askers/reading/objects.ts';
import { clusterOf } from '../../../../src/domain/cluster/fromArm.ts';
import type { UserAssignedIdentity } from '../../../../src/domain/cluster/model.ts';
import { gatewayAccount, records } from './gatewayAskerCases.ts';
import { gatewayRouting } from './gatewayFindingCases.ts';
import { account, entra, labelled, mayUse, object, objectsOf, pod } from '../clusterObjects.ts';
import { ready } from '../workloadFixture.ts';
import { cluster, defaultKubelet, identityId, nodeGroup, sub, systemAssigned, tenant } from '../worldFacts.ts';

/** Of id-app, of id-two, and of no identity. */
export const app = '11111111-0000-4000-8000-00000000000a';
export const two = '11111111-0000-4000-8000-00000000000b';
export const elsewhere = '11111111-0000-4000-8000-00000000000c';
/** The object ID of id-app, and another directory. */
const appPrincipal = '33333333-0000-4000-8000-00000000000a';
export const otherTenant = '22222222-2222-4222-8222-222222222223';
const kubelet = `${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shop-weu-agentpool`;

function identity(name: string, clientId: string): UserAssignedIdentity {
  return {
    id: identityId(name) as ArmId,
    name,
    clientId,
    tenantId: tenant,
    location: 'westeurope',
    subscriptionId: sub,
    resourceGroup: 'rg-shop',
    principalId: clientId.replace(/^1{8}/, '33333333'),
  };
}

/** A pool whose machines carry these identities. */
export function machine(pool: string, ...identities: readonly string[]): NodeMachine {
  return { name: `aks-${pool}-vmss`, pool, identities, hasOwn: false };
}

/** Trust of an identity in an account of the cluster. */
export function trust(
  name: string,
  of: string,
  more: Partial<AzureHalf['workloads'][number]> = {},
): AzureHalf['workloads'][number] {
  const [namespace = '', serviceAccount = ''] = of.split('/');
  return { namespace, serviceAccount, identityId: identityId(name) as ArmId, state: 'works', ...more };
}

/** A cluster whose nodes carry the kubelet's identity alone, and that no identity trusts. */
export function azureHalf(more: Partial<AzureHalf> = {}, properties: Parameters<typeof cluster>[1] = {}): AzureHalf {
  return {
    cluster: clusterOf(cluster(systemAssigned, { ...ready, identityProfile: defaultKubelet, ...properties })),
    workloads: [],
    identities: [identity('id-app', app), identity('id-two', two)],
    unknown: [],
    nodes: { machines: [machine('system', kubelet)], unknown: [] },
    ...more,
  };
}

/** Judges everything that asks among the objects. */
export function judged(
  items: readonly Record<string, unknown>[],
  azure: AzureHalf = azureHalf(),
  more: Partial<SeenObjects> = {},
): readonly JudgedAsker[] {
  const objects = objectsOf(items, more);
  return judgeAskers(askersIn(objects), objects, azure);
}

const web = account('shop/web', { 'client-id': app });
const webPod = pod('shop/web-1', 'web', { labels: labelled, tokens: [entra], env: { AZURE_CLIENT_ID: app } });
const store = (azurekv: object) =>
  object('external-secrets.io/v1 SecretStore shop/kv', { spec: { provider: { azurekv } } });
const keda = [
  account('kube-system/keda-operator'),
  pod('kube-system/keda-operator-1', 'keda-operator', { labels: { app: 'keda-operator' }, tokens: [entra] }),
];
const trigger = (identityId: string, more: object = {}) =>
  object('keda.sh/v1alpha1 TriggerAuthentication shop/queue', {
    spec: { podIdentity: { provider: 'azure-workload', identityId, ...more } },
  });
const trusted = azureHalf({ workloads: [trust('id-app', 'shop/web')] });
const several = azureHalf({
  nodes: { machines: [machine('system', kubelet, identityId('id-two'))], unknown: [] },
});

/** The objects of a cluster, and what Azure says of it; the first that asks of this kind has the problem. */
export interface ProblemCase {
  readonly code: AskerProblem;
  readonly kind: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly works: JudgedAsker['works']['kind'];
  readonly items: readonly Record<string, unknown>[];
  readonly azure?: AzureHalf;
  readonly fix?: true;
  readonly yaml?: RegExp;
}

const ofPod = { kind: 'Pod', items: [web, webPod] } as const;

/** At least one for each problem, and each severity that it can have. */
export const problemCases: readonly ProblemCase[] = [
  {
    code: 'operatorAccountNotTrusted',
    kind: 'TriggerAuthentication',
    severity: 'error',
    works: 'no',
    items: [...keda, trigger(app)],
    fix: true,
  },
  {
    code: 'operatorUsesNodeIdentity',
    kind: 'SecretStore',
    severity: 'info',
    works: 'yes',
    items: [store({ authType: 'ManagedIdentity' })],
    yaml: /authType: WorkloadIdentity/,
  },
  {
    code: 'operatorUsesNodeIdentity',
    kind: 'SecretStore',
    severity: 'warning',
    works: 'no',
    items: [store({ authType: 'ManagedIdentity', identityId: app })],
    yaml: /serviceAccountRef/,
  },
  {
    code: 'operatorClientIdUnknown',
    kind: 'TriggerAuthentication',
    severity: 'warning',
    works: 'unknown',
    items: [...keda, trigger(elsewhere)],
    yaml: /identityId: /,
  },
  {
    code: 'operatorClientIdUnknown',
    kind: 'TriggerAuthentication',
    severity: 'error',
    works: 'no',
    items: [...keda, trigger(appPrincipal)],
    yaml: /identityId: /,
  },
  {
    code: 'tenantDiffers',
    kind: 'TriggerAuthentication',
    severity: 'error',
    works: 'no',
    ...{
      items: [...keda, trigger(app, { identityTenantId: otherTenant })],
      yaml: new RegExp(`identityTenantId: "${tenant}"`),
    },
  },
  {
    code: 'bindingNeedsClientOptIn',
    kind: 'Pod',
    severity: 'info',
    works: 'unknown',
    items: [
      web,
      pod('shop/web-1', 'web', {
        labels: labelled,
        annotations: { 'azure.workload.identity/use-identity-binding': 'true' },
        tokens: ['api://AKSIdentityBinding'],
      }),
      ...mayUse('shop/web', app),
    ],
    azure: azureHalf({ workloads: [trust('id-app', '*/*', { bindingId: 'b' as ArmId, state: 'unknown' })] }),
  },
  {
    code: 'bindingNotAllowed',
    kind: 'Pod',
    severity: 'error',
    works: 'no',
    items: [
      web,
      pod('shop/web-1', 'web', {
        labels: labelled,
        annotations: { 'azure.workload.identity/use-identity-binding': 'true' },
        tokens: ['api://AKSIdentityBinding'],
      }),
      ...mayUse('shop/other', app),
    ],
    azure: azureHalf({ workloads: [trust('id-app', '*/*', { bindingId: 'b' as ArmId, state: 'unknown' })] }),
    yaml: /verbs: \["use-managed-identity"\]/,
  },
  {
    code: 'usesPodIdentity',
    kind: 'Pod',
    severity: 'warning',
    works: 'unknown',
    items: [
      pod('shop/web-1', 'web', { labels: { aadpodidbinding: 'app' } }),
      object('aadpodidentity.k8s.io/v1 AzureIdentity shop/id', { spec: { resourceID: identityId('id-app'), type: 0 } }),
      object('aadpodidentity.k8s.io/v1 AzureIdentityBinding shop/b', {
        spec: { azureIdentity: 'id', selector: 'app' },
      }),
    ],
    azure: azureHalf(),
    fix: true,
    yaml: /azure.workload.identity\/use: "true"/,
  },
  {
    code: 'nodesCarrySeveral',
    kind: 'SecretStore',
    severity: 'warning',
    works: 'no',
    azure: several,
    items: [store({ authType: 'ManagedIdentity' })],
    yaml: /identityId: /,
  },
  {
    code: 'identityNotOnNodes',
    kind: 'SecretStore',
    severity: 'error',
    works: 'no',
    items: [store({ authType: 'ManagedIdentity', identityId: app })],
  },
  {
    code: 'identityNotOnNodes',
    kind: 'SecretStore',
    severity: 'warning',
    works: 'unknown',
    items: [
      store({ authType: 'ManagedIdentity', identityId: two }),
      ...['a', 'b'].map((pool) =>
        pod(`external-secrets/${pool}`, 'external-secrets', {
          labels: { 'app.kubernetes.io/name': 'external-secrets' },
          spec: { nodeName: `aks-${pool}-vmss000000` },
        }),
      ),
    ],
    azure: azureHalf({
      nodes: { machines: [machine('a', kubelet, identityId('id-two')), machine('b', kubelet)], unknown: [] },
    }),
  },
  { code: 'accountNotTrusted', severity: 'error', works: 'no', fix: true, ...ofPod },
  {
    code: 'accountNotTrusted',
    kind: 'ServiceAccount',
    severity: 'warning',
    works: 'unknown',
    fix: true,
    items: [web],
  },
  {
    code: 'clientIdMissing',
    kind: 'Pod',
    severity: 'info',
    works: 'unknown',
    items: [account('shop/web'), pod('shop/web-1', 'web', { labels: labelled, tokens: [entra] })],
    yaml: /client-id/,
  },
  {
    code: 'clientIdUnknown',
    kind: 'Pod',
    severity: 'warning',
    works: 'unknown',
    yaml: /client-id/,
    items: [
      account('shop/web', { 'client-id': elsewhere }),
      pod('shop/web-1', 'web', { labels: labelled, tokens: [entra] }),
    ],
  },
  {
    code: 'clientIdUnknown',
    kind: 'Pod',
    severity: 'error',
    works: 'no',
    yaml: /client-id/,
    items: [
      account('shop/web', { 'client-id': 'id-app' }),
      pod('shop/web-1', 'web', { labels: labelled, tokens: [entra] }),
    ],
  },
  {
    ...{
      code: 'clientIdMissing',
      kind: 'Pod',
      severity: 'warning',
      works: 'unknown',
      yaml: /client-id: "<client ID of the identity>"/,
    },
    items: [account('shop/web', { clientid: app }), pod('shop/web-1', 'web', { labels: labelled, tokens: [entra] })],
  },
  {
    code: 'accountNotThere',
    kind: 'SecretStore',
    severity: 'error',
    works: 'no',
    yaml: /kind: ServiceAccount/,
    items: [store({ authType: 'WorkloadIdentity', serviceAccountRef: { name: 'gone' } })],
  },
  {
    code: 'podLabelMissing',
    kind: 'Pod',
    severity: 'error',
    works: 'no',
    azure: trusted,
    items: [web, pod('shop/web-1', 'web')],
    yaml: /azure.workload.identity\/use: "true"/,
  },
  {
    code: 'tokenNotInjected',
    kind: 'Pod',
    severity: 'error',
    works: 'no',
    azure: trusted,
    items: [web, pod('shop/web-1', 'web', { labels: labelled })],
  },
  {
    code: 'settingStopsSignIn',
    kind: 'TriggerAuthentication',
    severity: 'error',
    works: 'no',
    items: [
      account('keda/keda-operator'),
      pod('keda/keda-operator-1', 'keda-operator', { labels: { app: 'keda-operator' } }),
      trigger(app),
    ],
  },
  {
    code: 'gatewayAccountBroken',
    kind: 'ClusterExternalDNS',
    severity: 'warning',
    works: 'no',
    items: [gatewayAccount('shop/web', app), records({ serviceAccount: 'web' }, { resourceNamespace: 'shop' })],
    azure: azureHalf({}, gatewayRouting()),
    fix: true,
  },
];
