/** Plans that give somebody a Kubernetes role in a cluster or one of its namespaces. */
import { accessOf } from '../../access/accessCheck.ts';
import { role, type RoleName } from '../../access/roles.ts';
import { aksPage } from '../../arm/docs.ts';
import { textAt } from '../../arm/json.ts';
import { Refusal, unreadableRefusal } from '../../arm/refusal.ts';
import { asArmId, isGuid, lastSegment, resourceType, sameText } from '../../arm/resourceId.ts';
import { unknownText } from '../../arm/unknown.ts';
import { itemsBelow } from '../../around/things/thing.ts';
import type { ChangeOf } from '../../change/change.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { azureAbilities } from '../../whoCanAct/abilities.ts';
import { accessModeWords, accessPosture } from '../../whoCanAct/accessMode.ts';
import { sentenceList } from '../../words/describe.ts';
import { issuerOf } from '../../workloads/issuer.ts';
import { nameOfWorkload, workloadsOf } from '../../workloads/workloads.ts';
import { joinWords, say, keyOfWords } from '../../../sentences/words.ts';
import { clusterAt } from '../lookUps.ts';
import type { Warning } from '../plan.ts';
import { notReadPart, type PlanContext, type PlanPart, unknownCheck } from '../planPart.ts';
import { futureHolder, planAssignRole } from './roles.ts';

/** The page about rights in Kubernetes that Azure decides about. */
export const azureRbacPage = aksPage('manage-azure-rbac');
const managedNamespacesPage = aksPage('managed-namespaces');

/** The role of each level. */
const levelRoles: Readonly<Record<ChangeOf<'grantClusterAccess'>['level'], RoleName>> = {
  reader: role.aksReader,
  writer: role.aksWriter,
  admin: role.aksAdmin,
  clusterAdmin: role.aksClusterAdmin,
};

/**
 * Plans a Kubernetes role at a cluster or a namespace, and the role with which its holder can fetch credentials; throws
 * a `Refusal` if the cluster does not ask Azure about rights in Kubernetes.
 */
export function planGrantClusterAccess(change: ChangeOf<'grantClusterAccess'>, context: PlanContext): PlanPart {
  const { facts } = context;
  const { principalId, principalType, level } = change;
  const cluster = clusterAt(asArmId(change.clusterId, resourceType.cluster), facts);
  if (!cluster) return notReadPart;
  const { mode } = accessPosture(cluster);
  if (mode !== 'azure')
    throw new Refusal(
      joinWords([
        accessModeWords(mode),
        say`A role for Kubernetes would have no effect in ${cluster.name} until Azure RBAC is turned on.`,
      ]),
      azureRbacPage,
    );
  const scope = placeFor(change, cluster, facts);
  const granted = levelRoles[level];
  const main = planAssignRole(
    { kind: 'assignRole', principalId, principalType, role: { id: granted.id }, scope },
    context,
  );
  const wayIn = wayInFor(change, cluster, context);
  const reach = reachEffects(change, cluster, facts);
  return {
    ...main,
    ...(main.does.length === 0
      ? { pace: wayIn.pace, next: wayIn.next }
      : {
          pace: { ...main.pace, delay: 'kubernetesRole' as const },
          next: [{ kind: 'kubernetesRoleTakesTime' as const }],
        }),
    does: [...main.does, ...wayIn.does],
    steps: [...main.steps, ...wayIn.steps],
    checks: [...main.checks, ...wayIn.checks, ...reach.checks],
    warnings: [...main.warnings, ...reach.warnings, ...namespaceWarnings(change)],
    after: { roles: [...(main.after.roles ?? []), ...(wayIn.after.roles ?? [])] },
  };
}

/** Returns the scope of a namespace or of the whole cluster; throws a `Refusal` for a namespace that can't be one. */
function placeFor(
  { namespace, isManaged = false, level }: ChangeOf<'grantClusterAccess'>,
  cluster: Cluster,
  facts: Facts,
): string {
  if (namespace === undefined) return cluster.id;
  if (level === 'clusterAdmin')
    throw new Refusal(say`Cluster Admin is a role for a whole cluster. At a namespace, choose Admin.`, azureRbacPage);
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(namespace))
    throw new Refusal(
      say`"${namespace}" can't be the name of a namespace: at most 63 lowercase letters, digits and hyphens, with a letter or digit at both ends.`,
      'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/',
    );
  if (!isManaged) return `${cluster.id}/namespaces/${namespace}`;
  const managed = itemsBelow(say`Managed namespaces`, { id: cluster.id, list: 'managedNamespaces' }, facts);
  const [firstUnknown] = managed.unknown;
  if (firstUnknown !== undefined)
    throw unreadableRefusal(say`The managed namespaces of ${cluster.name}`, {
      ...firstUnknown,
      reason: unknownText(firstUnknown),
    });
  const names = managed.items.map((item) => textAt(item, 'name') ?? lastSegment(textAt(item, 'id') ?? ''));
  const isListed = facts.get({ kind: 'listBelow', id: cluster.id, list: 'managedNamespaces' }) !== undefined;
  if (isListed && !names.some((name) => sameText(name, namespace)))
    throw new Refusal(
      say`Azure manages no namespace ${namespace} in ${cluster.name}. Choose it as a plain namespace, or create it first.`,
      managedNamespacesPage,
    );
  return `${cluster.id}/managedNamespaces/${namespace}`;
}

/** The role with which somebody can fetch the credentials of users, if no other role gives that. */
function wayInFor(
  { principalId: asked, principalType }: ChangeOf<'grantClusterAccess'>,
  cluster: Cluster,
  context: PlanContext,
): Pick<PlanPart, 'does' | 'steps' | 'checks' | 'after' | 'pace' | 'next'> {
  const nothing = { does: [], steps: [], checks: [], after: {}, pace: {}, next: [] };
  const grant = { principalId: asked, principalType, role: { id: role.aksClusterUser.id }, scope: cluster.id };
  const holder = futureHolder(grant, context);
  if (holder === undefined) return nothing;
  const { principalId } = holder;
  // An identity that does not exist yet has no role.
  if (principalId === undefined) return planAssignRole({ kind: 'assignRole', ...grant }, context);
  if (!isGuid(principalId)) return nothing;
  const actions = azureAbilities.userCredential.rights.flatMap((right) => ('action' in right ? [right.action] : []));
  const verdict = accessOf({ principalId, scope: cluster.id, actions }, context.facts);
  if (verdict.kind === 'granted') return nothing;
  if (verdict.kind === 'unknown')
    return {
      ...nothing,
      checks: [
        unknownCheck(
          { id: 'wayIn', about: [principalId], title: say`Whether the credentials of ${cluster.name} can be fetched` },
          [verdict.unknown],
        ),
      ],
    };
  return planAssignRole({ kind: 'assignRole', ...grant }, context);
}

/** Whoever may create pods can act as each identity that trusts their service accounts. */
function reachEffects(
  { namespace, level, principalType }: ChangeOf<'grantClusterAccess'>,
  cluster: Cluster,
  facts: Facts,
): Pick<PlanPart, 'warnings' | 'checks'> {
  if (level === 'reader') return { warnings: [], checks: [] };
  const place = namespace ?? cluster.name;
  const everywhere: readonly Warning[] =
    namespace === undefined && principalType === 'ServicePrincipal'
      ? [
          {
            id: 'allNamespaces',
            values: [cluster.name],
            severity: 'warning',
            text: say`The role counts in every namespace of ${cluster.name}. For a pipeline, a namespace is usually enough.`,
            source: azureRbacPage,
          },
        ]
      : [];
  if (issuerOf(cluster) === undefined) return { warnings: everywhere, checks: [] };
  const known = workloadsOf(cluster, facts);
  const workloads = known.workloads.filter(
    (workload) =>
      workload.state !== 'broken' &&
      (namespace === undefined || workload.namespace === '*' || sameText(workload.namespace, namespace)),
  );
  const identities = [...new Set(workloads.map(({ identityId }) => lastSegment(identityId)))];
  const actsAs: Warning = {
    id: 'actsAsWorkloads',
    values: workloads.map((workload) => `${keyOfWords(nameOfWorkload(workload))} ${workload.identityId}`),
    severity: 'warning',
    text: say`Whoever may create pods in ${place} can act as the identities of its workloads: ${sentenceList(identities)}.`,
    source: azureRbacPage,
  };
  const title = say`As which identities pods in ${place} can act`;
  return {
    warnings: [...everywhere, ...(workloads.length === 0 ? [] : [actsAs])],
    checks:
      known.trustUnknown.length === 0 ? [] : [unknownCheck({ id: 'workloadIdentities', title }, known.trustUnknown)],
  };
}

function namespaceWarnings({ namespace, isManaged = false }: ChangeOf<'grantClusterAccess'>): readonly Warning[] {
  if (namespace === undefined || isManaged) return [];
  return [
    {
      id: 'namespaceUnseen',
      values: [namespace],
      severity: 'info',
      text: say`Azure doesn't check that namespace ${namespace} exists. Until it exists, the role has no effect.`,
      source: azureRbacPage,
    },
  ];
}
