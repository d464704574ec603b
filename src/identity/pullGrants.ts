/** Pull roles that a new kubelet identity needs because an old principal had them. */
import { scopeName, scopeWithKind } from './describe.ts';
import { grantsFor, type Grantee } from './grants.ts';
import { idKey, parseResourceId, resourceType } from './resourceId.ts';
import type { Cluster, RoleAssignment } from './model.ts';
import { pullNeed, registriesIn } from './needsKubelet.ts';
import type { DraftCheck, PlanContext, StepsAndChecks } from './planPart.ts';
import { role, roleGuidOf } from './roles.ts';

const nothing: StepsAndChecks = { steps: [], checks: [] };
const pullRoles: readonly string[] = [role.acrPull.id, role.repositoryReader.id];

/** Grants on the registries that the present kubelet pulls from, for the identity that takes its place. */
export function kubeletPullGrants(cluster: Cluster, grantee: Grantee, context: PlanContext): StepsAndChecks {
  const objectId = 'objectId' in cluster.kubelet ? cluster.kubelet.objectId : undefined;
  if (!objectId) {
    return cluster.kubelet.kind === 'unknown'
      ? { steps: [], checks: [unknownRegistries("The present kubelet identity isn't known.")] }
      : nothing;
  }
  return pullGrantsOf(objectId, cluster, grantee, context);
}

/** Grants on the registries that a service principal could pull from, for whoever the nodes are afterwards. */
export function principalPullGrants(cluster: Cluster, grantee: Grantee, context: PlanContext): StepsAndChecks {
  const principal = servicePrincipalOf(cluster, context);
  if (principal === undefined) {
    const reason = "ARM tells a service principal's client ID only, and no role assignment gives away its object ID.";
    return { steps: [], checks: [unknownRegistries(reason)] };
  }
  const { steps, checks } = pullGrantsOf(principal, cluster, grantee, context);
  const detail = `Principal ${principal} holds the roles on the node resource group, so it is taken for the service principal. Attach any registry that is missing here by hand.`;
  return { steps, checks: [{ title: 'Registries of the service principal', verdict: 'unknown', detail }, ...checks] };
}

function pullGrantsOf(old: string, cluster: Cluster, grantee: Grantee, context: PlanContext): StepsAndChecks {
  const { subscriptionId } = cluster;
  const answer = context.facts.get({ kind: 'assignmentsOf', subscriptionId, principalId: old });
  if (!answer) return nothing;
  if (answer.kind === 'unreadable') return { steps: [], checks: [unknownRegistries(answer.reason)] };
  const held = answer.kind === 'found' ? answer.value : [];
  const grants = grantsFor(
    registriesIn(held).map((id) => pullNeed(id, context.facts)),
    grantee,
    context,
  );
  return { steps: grants.steps, checks: [...grants.checks, ...wider(held, grantee)] };
}

/** Pull roles that the old principal holds above any single registry are not repeated: the person decides. */
function wider(held: readonly RoleAssignment[], grantee: Grantee): DraftCheck[] {
  return held
    .filter(({ scope, roleDefinitionId }) => pullRoles.includes(roleGuidOf(roleDefinitionId)) && !isRegistry(scope))
    .map(({ scope, roleDefinitionId }) => ({
      title: `${grantee.name} can pull from the registries in ${scopeName(scope)}`,
      verdict: 'unknown',
      detail: `The old principal pulls through a role on ${scopeWithKind(scope)}. It is wider than one registry, so it is not repeated by itself.`,
      ...(grantee.principalId
        ? {
            fix: {
              kind: 'assignRole',
              principalId: grantee.principalId,
              principalType: 'ServicePrincipal',
              role: { id: roleGuidOf(roleDefinitionId) },
              scope,
            },
          }
        : {}),
    }));
}

function isRegistry(scope: string): boolean {
  return parseResourceId(scope)?.type.toLowerCase() === resourceType.registry.toLowerCase();
}

function unknownRegistries(reason: string): DraftCheck {
  return {
    title: 'Registries that the nodes pull from',
    verdict: 'unknown',
    detail: `${reason} Attach each registry that the cluster pulls from; without it image pulls fail.`,
  };
}

/**
 * The object id of a cluster's service principal, inferred: the only service principal with a role made at the node
 * resource group itself. ARM has no way to ask for it.
 */
function servicePrincipalOf(cluster: Cluster, { facts }: PlanContext): string | undefined {
  const group = cluster.nodeResourceGroup;
  if (!group) return undefined;
  const scope = `/subscriptions/${cluster.subscriptionId}/resourceGroups/${group}`;
  const answer = facts.get({ kind: 'assignmentsAt', scope });
  if (answer?.kind !== 'found') return undefined;
  const holders = answer.value
    .filter((each) => idKey(each.scope) === idKey(scope))
    .filter(({ principalType }) => principalType === undefined || principalType === 'ServicePrincipal')
    .map(({ principalId }) => principalId.toLowerCase());
  const [only, ...others] = new Set(holders);
  return others.length === 0 ? only : undefined;
}
