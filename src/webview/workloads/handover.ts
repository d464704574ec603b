/** What is left to do in the cluster after a run, with the current ids of its identities. */
import type { IdentityService } from '../../app/identityService.ts';
import { distinctIds, idKey, lastSegment, sameId, type ArmId } from '../../domain/arm/resourceId.ts';
import type { Change, ChangeOf } from '../../domain/change/change.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { gatewayYaml, type GatewayObjects } from '../../domain/gateway/gatewayYaml.ts';
import { gatewayClasses, gatewayClassOf } from '../../domain/gateway/routing.ts';
import { sharesOf } from '../../domain/gateway/shares.ts';
import { productOfAccount } from '../../domain/products/products.ts';
import { isStep, type KeptNext } from '../../domain/plan/nextSteps.ts';
import { inClusterWork, manifestOf, openAccount, type InClusterWork } from '../../domain/workloads/inClusterWork.ts';
import type { PodIdentity } from '../../domain/workloads/manifests.ts';
import { stepsOffPodIdentity } from '../../domain/workloads/podIdentities.ts';
import { serviceAccountOf, type ServiceAccount } from '../../domain/workloads/serviceAccount.ts';
import { ownerOf } from '../../domain/workloads/workloadIds.ts';
import { errorWords } from '../../errors.ts';
import { t, shownText } from '../../sentences/language.ts';
import type { Phrase } from '../../sentences/words.ts';

/** The YAML for the cluster, and notes about it. */
export interface Handover {
  readonly yaml: string;
  /** What in the YAML is not known, and why. */
  readonly notes: readonly string[];
  /** What else has to happen, in order. */
  readonly steps: readonly Phrase[];
  /** What was connected. */
  readonly work: readonly InClusterWork[];
}

/** Returns true if the changes leave something to do in a cluster. */
export function leavesWork(changes: readonly Change[]): boolean {
  return (
    inClusterWork(changes).length > 0 ||
    changes.some((each) => each.kind === 'prepareGateway' && sharesOf(each).length > 0)
  );
}

/** Reads the identities of what was connected; `undefined` if the changes leave nothing to do in a cluster. */
export async function handoverAfter(
  service: () => Promise<IdentityService>,
  changes: readonly Change[],
  cluster: Cluster | undefined,
  next: readonly KeptNext[] = [],
): Promise<Handover | undefined> {
  if (!leavesWork(changes)) return undefined;
  const work = inClusterWork(changes, (identityId) => accountsReplaced(next, identityId));
  const preparations = changes.filter((change) => change.kind === 'prepareGateway');
  const shares = preparations.flatMap(sharesOf);
  const ids = distinctIds([...work, ...shares].map(({ identityId }) => identityId));
  const read = await Promise.all(ids.map(async (id) => readIdentity(service, id)));
  const identitiesById = new Map(
    read.flatMap(({ identity }) => (identity ? [[idKey(identity.identityId), identity]] : [])),
  );
  const identityAt = (id: ArmId): PodIdentity | undefined => identitiesById.get(idKey(id));
  const planned = preparations.length === 0 ? {} : await planAgain(service, preparations);
  const toApply = work.filter((each) => !isNamedByObjects(each));
  const ofGateways = planned.yaml ?? gatewayYaml(preparations.map((change) => objectsOf(change, cluster, identityAt)));
  return {
    yaml: [
      ...(toApply.length === 0 ? [] : [manifestOf(toApply, identityAt)]),
      ...(ofGateways === '' ? [] : [ofGateways]),
    ].join('---\n'),
    notes: [
      ...placeholderNotes(work),
      ...work.filter(isNamedByObjects).map(sharedNote),
      ...read.flatMap(({ note }) => note ?? []),
      ...(planned.note ?? []),
    ],
    steps: cluster === undefined ? [] : stepsOffPodIdentity(cluster, work),
    work,
  };
}

/** The plan made again has the YAML with what exists now, and with what it takes from accounts that act as other identities. */
async function planAgain(
  service: () => Promise<IdentityService>,
  preparations: readonly Change[],
): Promise<{ readonly yaml?: string | undefined; readonly note?: readonly string[] }> {
  try {
    return { yaml: (await (await service()).plan(preparations)).inCluster };
  } catch (error) {
    const reason = errorWords(error);
    return {
      note: [t`Whether the YAML takes an account from another identity could not be read. ${reason}`],
    };
  }
}

/** What a cluster that was prepared for Gateway API needs inside, as far as its changes tell. */
function objectsOf(
  change: ChangeOf<'prepareGateway'>,
  cluster: Cluster | undefined,
  identityAt: (id: ArmId) => PodIdentity | undefined,
): GatewayObjects {
  const accounts = sharesOf(change).flatMap(({ identityId, accounts: own }) =>
    own.map((account) => ({ account, identity: identityAt(identityId) ?? { identityId } })),
  );
  return {
    clusterId: change.clusterId,
    accounts,
    zones: change.zones ?? [],
    vaults: change.vaults ?? [],
    gatewayClass: cluster === undefined ? gatewayClasses.appRoutingIstio : gatewayClassOf(cluster),
  };
}

async function readIdentity(
  service: () => Promise<IdentityService>,
  identityId: ArmId,
): Promise<{ readonly identity?: PodIdentity; readonly note?: string }> {
  try {
    const { clientId, tenantId } = await (await service()).identityNow(identityId);
    return { identity: { identityId, clientId: clientId || undefined, tenantId: tenantId || undefined } };
  } catch (error) {
    const reason = shownText(errorWords(error));
    return { note: t`The client ID of ${lastSegment(identityId)} could not be read; fill it in. ${reason}` };
  }
}

/** KEDA's objects name their identity; the annotation of its account is that of all objects which name none. */
function isNamedByObjects({ by, account }: InClusterWork): boolean {
  return by === 'credential' && productOfAccount(account.serviceAccount) === 'keda';
}

function sharedNote({ account: { namespace, serviceAccount } }: InClusterWork): string {
  return t`Nothing has to be applied if the TriggerAuthentication names the identity itself (identityId). Annotating ${namespace}/${serviceAccount} would change the identity of everything that names none.`;
}

/** The accounts whose credentials a binding replaces. */
function accountsReplaced(next: readonly KeptNext[], identityId: string): readonly ServiceAccount[] {
  return next.flatMap((step) =>
    isStep(step) &&
    step.kind === 'replacedCredentials' &&
    step.credentialIds.some((id) => sameId(ownerOf(id), identityId))
      ? step.subjects.flatMap((subject) => serviceAccountOf(subject) ?? [])
      : [],
  );
}

/** A subject that is left in the YAML lets an account in, so those that are known are only proposed. */
function placeholderNotes(work: readonly InClusterWork[]): readonly string[] {
  return work.flatMap(({ by, account, identityId }) => {
    if (by !== 'binding') return [];
    return [
      account === openAccount
        ? t`Fill in the placeholders. Each account needs its own subject in the ClusterRoleBinding.`
        : t`The service accounts are those that have a credential of ${lastSegment(identityId)} now. Take out any that needs no access.`,
      t`The end of the YAML says what applications and pods need.`,
    ];
  });
}
