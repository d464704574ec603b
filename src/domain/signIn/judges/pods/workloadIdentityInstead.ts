/** Workload identity in place of an identity of the nodes, or of pod identity: plans, and what to apply in the cluster. */
import { sameId, type ArmId } from '../../../arm/resourceId.ts';
import { workloadIdentityYaml } from '../../../askers/askerYaml.ts';
import type { Asker } from '../../../askers/model.ts';
import { accountsOf } from '../../../askers/operators/operators.ts';
import type { Cluster } from '../../../cluster/model.ts';
import { distinctBy } from '../../../../shape/distinct.ts';
import { say } from '../../../../sentences/words.ts';
import { hasWorkloadIdentity, issuerOf } from '../../../workloads/issuer.ts';
import { credentialManifest } from '../../../workloads/manifests.ts';
import { tokenSubject, type ServiceAccount } from '../../../workloads/serviceAccount.ts';
import type { Hit } from '../../message/readMessage.ts';
import { credentialsInAzure } from '../../situation/azureHalf.ts';
import { meantPods } from '../../situation/clusterHalf.ts';
import { toCopy, toPlan, type Fix } from '../../situation/judgement.ts';
import type { Situation } from '../../situation/situation.ts';

/** An identity as far as plans and YAML need it. */
export interface IdentityToUse {
  readonly id: ArmId;
  readonly name: string;
  readonly clientId?: string | undefined;
  readonly tenantId?: string | undefined;
}

/** So many accounts get a plan each; more are hardly one cause. */
const mostPlans = 3;

/** Returns who would ask with workload identity: the accounts of what asks now, or of the pod that the message names. */
export function accountsInstead(hit: Hit, askers: readonly Asker[], situation: Situation): readonly ServiceAccount[] {
  const ofAskers = askers.flatMap(({ wouldAskAs = [] }) => wouldAskAs);
  const { pods, by } = meantPods(hit, situation);
  const all = ofAskers.length > 0 ? ofAskers : by === 'named' ? accountsOf(pods) : [];
  return distinctBy(all, ({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`).slice(0, mostPlans);
}

/** Returns plans and YAML for these accounts; the account that all pods without their own have is not connected. */
export function workloadIdentityInstead(
  accounts: readonly ServiceAccount[],
  identity: IdentityToUse,
  cluster: Cluster,
  { facts }: Situation,
): readonly Fix[] {
  const { kubelet } = cluster;
  if ('identityId' in kubelet && sameId(kubelet.identityId, identity.id)) return [];
  const own = accounts.filter(({ serviceAccount }) => serviceAccount !== 'default');
  if (own.length === 0) return [];
  const issuer = issuerOf(cluster);
  const credentials = (credentialsInAzure(identity.id, facts).value ?? []).filter((each) => each.issuer === issuer);
  const trusted = new Set(credentials.map(({ subject }) => subject));
  const plans = own
    .filter((account) => !trusted.has(tokenSubject(account)))
    .map(({ namespace, serviceAccount }) =>
      toPlan(say`Connect ${namespace}/${serviceAccount} to ${identity.name}.`, {
        kind: 'createCredential',
        clusterId: cluster.id,
        identityId: identity.id,
        namespace,
        serviceAccount,
      }),
    );
  return [...switchOn(cluster), ...plans];
}

function switchOn(cluster: Cluster): readonly Fix[] {
  if (hasWorkloadIdentity(cluster)) return [];
  return [
    toPlan(say`Enable workload identity on ${cluster.name}.`, {
      kind: 'setWorkloadIdentity',
      clusterId: cluster.id,
      enabled: true,
      ...(issuerOf(cluster) === undefined ? { oidcIssuer: true as const } : {}),
    }),
  ];
}

/** Returns what changes in the cluster: the object that asks, or the account and the pods. */
export function inClusterInstead(
  askers: readonly Asker[],
  accounts: readonly ServiceAccount[],
  { id, clientId, tenantId }: IdentityToUse,
): readonly Fix[] {
  const ofObjects = [...new Set(askers.flatMap((asker) => workloadIdentityYaml(asker) ?? []))];
  if (ofObjects.length > 0)
    return ofObjects.map((yaml) => toCopy(say`In the object, so that it asks with workload identity.`, yaml));
  const [account] = accounts.filter(({ serviceAccount }) => serviceAccount !== 'default');
  if (account === undefined) return [];
  return [
    toCopy(
      say`In the cluster, so that the pods of ${account.namespace}/${account.serviceAccount} get a token. Applying it starts new pods.`,
      credentialManifest(account, { identityId: id, clientId, tenantId }),
    ),
  ];
}
