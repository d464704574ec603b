/** What is wrong with Trusted Access, and who can act in the cluster through it. */
import type { FindingKind } from '../findings/catalogue.ts';
import { seeking } from '../cluster/watching.ts';
import { roleGuidOf } from '../access/roles.ts';
import { allows } from '../access/permissions.ts';
import { lastSegment, parseResourceId, subscriptionOf } from '../arm/resourceId.ts';
import type { Answer } from '../arm/answer.ts';
import { textAt } from '../arm/json.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster, RoleAssignment, RoleDefinition } from '../cluster/model.ts';
import { findingOf, notAllRead } from '../findings/finding.ts';
import type { Finding } from '../findings/finding.ts';
import { listed } from '../words/describe.ts';
import type { TrustedBinding } from './things/trustedAccess.ts';
import { isDefender, isSourceGone, trustedBindingsOf, whySourceUnknown } from './things/trustedAccess.ts';

/** Finds what the user should know about the bindings of a cluster. */
export function trustedAccessFindings(cluster: Cluster, facts: Facts): readonly Finding[] {
  const topics: readonly FindingKind[] = [
    ...(['trustedAccessSourceGone', 'trustedAccessSourceWithoutIdentity', 'trustedAccessReach'] as const),
  ];
  const { all } = trustedBindingsOf(cluster, seeking(facts, ...topics));
  const ofReach = seeking(facts, 'trustedAccessReach');
  return all.flatMap((binding) => (isDefender(binding.sourceId) ? [] : ofBinding(binding, cluster, ofReach)));
}

function ofBinding(binding: TrustedBinding, cluster: Cluster, facts: Facts): readonly Finding[] {
  const { id, name, sourceId, source } = binding;
  const from = lastSegment(sourceId);
  const fix = { kind: 'removeTrustedAccess', bindingId: id } as const;
  const why = whySourceUnknown(binding);
  if (why !== undefined) return [notAllRead(`what the binding ${name} lets in still exists`, id, [why])];
  if (isSourceGone(binding))
    return [
      findingOf('trustedAccessSourceGone', {
        text: `The binding ${name} lets ${from} act in ${cluster.name}, and ${from} does not exist any more. One that is made again under the same ID may be let in.`,
        evidence: `${id} names ${sourceId}, which was not found.`,
        fix,
      }),
    ];
  if (source?.kind !== 'found') return [];
  const identity = textAt(source.value, 'identity.principalId');
  const lacking = findingOf('trustedAccessSourceWithoutIdentity', {
    text: `The binding ${name} lets ${from} act in ${cluster.name}, but ${from} has no system-assigned identity to sign in with, so the binding has no effect.`,
    evidence: `${id} names ${sourceId}, whose identity is ${textAt(source.value, 'identity.type') ?? 'None'}.`,
    fix,
  });
  return [...(identity === undefined ? [lacking] : []), ...reachOf(binding, cluster, facts)];
}

/** Whoever may change the source decides what it does in the cluster. */
function reachOf({ id, name, sourceId }: TrustedBinding, cluster: Cluster, facts: Facts): readonly Finding[] {
  const type = parseResourceId(sourceId)?.type;
  const answer = facts.get({ kind: 'assignmentsAt', scope: sourceId });
  const own = facts.get({ kind: 'assignmentsAt', scope: cluster.id });
  if (type === undefined || answer?.kind !== 'found' || own?.kind !== 'found') return [];
  // A role is read from the subscription: the assignment may be above it, where no directory is known.
  const place = `/subscriptions/${subscriptionOf(cluster.id) ?? ''}`;
  const unread = [...answer.value, ...own.value].flatMap((assignment) => {
    const role = roleOf(assignment, place, facts);
    return role?.kind === 'unreadable' ? [role] : [];
  });
  // Half of those who can act, or somebody who has rights on the cluster, would be a false answer.
  if (unread.length > 0)
    return [
      notAllRead(
        `somebody without a role on ${cluster.name} can act in it through ${lastSegment(sourceId)}`,
        id,
        unread,
      ),
    ];
  const may = (all: readonly RoleAssignment[], action: string): readonly RoleAssignment[] =>
    all.filter((assignment) => {
      const role = roleOf(assignment, place, facts);
      return role?.kind === 'found' && allows(role.value.permissions, action);
    });
  const ofCluster = new Set(
    may(own.value, 'Microsoft.ContainerService/managedClusters/write').map(({ principalId }) =>
      principalId.toLowerCase(),
    ),
  );
  const others = may(answer.value, `${type}/write`).filter(
    ({ principalId }) => !ofCluster.has(principalId.toLowerCase()),
  );
  const holders = Map.groupBy(others, (assignment) => {
    const role = roleOf(assignment, place, facts);
    return role?.kind === 'found' ? role.value.name : assignment.roleDefinitionId;
  });
  if (holders.size === 0) return [];
  const words = [...holders].map(([role, all]) => `${countOf(all)} with ${role}`);
  const from = lastSegment(sourceId);
  return [
    findingOf('trustedAccessReach', {
      text: `Who may change ${from} can act in ${cluster.name} through it, without any role on the cluster: ${listed(words)}.`,
      evidence: `${id} (${name}) lets in ${sourceId}.`,
    }),
  ];
}

function roleOf({ roleDefinitionId }: RoleAssignment, scope: string, facts: Facts): Answer<RoleDefinition> | undefined {
  return facts.get({ kind: 'role', guid: roleGuidOf(roleDefinitionId), scope });
}

const nouns: Readonly<Record<string, readonly [one: string, many: string]>> = {
  user: ['user', 'users'],
  group: ['group', 'groups'],
  serviceprincipal: ['application or managed identity', 'applications and managed identities'],
};

function countOf(all: readonly RoleAssignment[]): string {
  const byType = Map.groupBy(all, ({ principalType = '' }) => principalType.toLowerCase());
  const counted = [...byType].map(([type, same]) => {
    const count = new Set(same.map(({ principalId }) => principalId.toLowerCase())).size;
    const [one, many] = nouns[type] ?? ['principal', 'principals'];
    return `${count} ${count === 1 ? one : many}`;
  });
  return listed(counted);
}
