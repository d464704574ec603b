/** Rules about Trusted Access, and who can act in the cluster through it. */
import {
  isDefender,
  isSourceGone,
  trustedBindingsOf,
  whySourceUnknown,
  type TrustedBinding,
} from '../../around/things/trustedAccess.ts';
import { holderCount } from '../../access/principalNames.ts';
import { allowsAction } from '../../access/permissions.ts';
import { roleGuidOf } from '../../access/roles.ts';
import type { Answer } from '../../arm/answer.ts';
import { aksPage } from '../../arm/docs.ts';
import { textAt, type JsonObject } from '../../arm/json.ts';
import { lastSegment, parseResourceId } from '../../arm/resourceId.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster, RoleAssignment, RoleDefinition } from '../../cluster/model.ts';
import { sentenceList } from '../../words/describe.ts';
import { evidence } from '../rule/evidence.ts';
import { unknownWhether, type RuleFinding, type Rule, type RuleInput } from '../rule/rule.ts';
import { say, verbatim } from '../../../sentences/words.ts';

function bindingsOf({ cluster, facts }: RuleInput): readonly TrustedBinding[] {
  return trustedBindingsOf(cluster, facts).all.filter(({ sourceId }) => !isDefender(sourceId));
}

/** Returns the bindings whose source exists, with its JSON. */
function livingBindingsOf(input: RuleInput): readonly (TrustedBinding & { readonly json: JsonObject })[] {
  return bindingsOf(input).flatMap((binding) =>
    binding.source?.kind !== 'found' || whySourceUnknown(binding) !== undefined || isSourceGone(binding)
      ? []
      : [{ ...binding, json: binding.source.value }],
  );
}

export const trustedAccessSourceGone: Rule = {
  title: say`Trusted Access names a deleted resource`,
  severity: 'warning',
  source: aksPage('trusted-access-feature'),
  meaning: say`A binding of Trusted Access lets in a resource that no longer exists. One that is recreated under the same ID may be let in.`,
  controls: ['leastPrivilege'],
  find: (input) =>
    bindingsOf(input).flatMap((binding) => {
      const { id, name, sourceId } = binding;
      const from = lastSegment(sourceId);
      const sourceUnknown = whySourceUnknown(binding);
      if (sourceUnknown !== undefined)
        return [unknownWhether(say`what the binding ${name} lets in still exists`, id, [sourceUnknown])];
      if (!isSourceGone(binding)) return [];
      return [
        {
          text: say`The binding ${name} lets ${from} act in ${input.cluster.name}, and ${from} no longer exists. One that is recreated under the same ID may be let in.`,
          brief: verbatim(from),
          evidence: evidence`Trusted access binding ${{ binding: id }} names ${{ source: sourceId }}, which was not found.`,
          subject: id,
          fix: { kind: 'removeTrustedAccess', bindingId: id },
        },
      ];
    }),
};

export const trustedAccessSourceWithoutIdentity: Rule = {
  title: say`Trusted Access without an identity`,
  severity: 'warning',
  source: aksPage('trusted-access-feature'),
  meaning: say`A binding of Trusted Access names a resource without a system-assigned identity, which could not sign in, so it has no effect.`,
  controls: ['applicationIdentities'],
  find: (input) =>
    livingBindingsOf(input)
      .filter(({ json }) => textAt(json, 'identity.principalId') === undefined)
      .map(({ id, name, sourceId, json }) => {
        const from = lastSegment(sourceId);
        return {
          text: say`The binding ${name} lets ${from} act in ${input.cluster.name}, but ${from} has no system-assigned identity to sign in with, so the binding has no effect.`,
          brief: verbatim(from),
          evidence: evidence`Trusted access binding ${{ binding: id }} names ${{ source: sourceId }}, whose identity is ${{ type: textAt(json, 'identity.type') ?? 'None' }}.`,
          subject: id,
          fix: { kind: 'removeTrustedAccess', bindingId: id },
        };
      }),
};

export const trustedAccessReach: Rule = {
  title: say`Others can act in the cluster through Trusted Access`,
  severity: 'info',
  source: aksPage('trusted-access-feature'),
  meaning: say`Anyone who may change the resource that Trusted Access lets in decides what it does in the cluster, even without a role on the cluster.`,
  controls: ['leastPrivilege'],
  find: (input) => livingBindingsOf(input).flatMap((binding) => reachOf(binding, input.cluster, input.facts)),
};

/** Anyone who may change the source controls what it does in the cluster. */
function reachOf({ id, name, sourceId }: TrustedBinding, cluster: Cluster, facts: Facts): readonly RuleFinding[] {
  const type = parseResourceId(sourceId)?.type;
  const answer = facts.get({ kind: 'assignmentsAt', scope: sourceId });
  const ownAnswer = facts.get({ kind: 'assignmentsAt', scope: cluster.id });
  if (type === undefined || answer?.kind !== 'found' || ownAnswer?.kind !== 'found') return [];
  // A role is read from the subscription, because the assignment may be above it, where the directory is not known.
  const place = `/subscriptions/${cluster.subscriptionId}`;
  const unknown = [...answer.value, ...ownAnswer.value].flatMap((assignment) => {
    const role = assignedRole(assignment, place, facts);
    return role?.kind === 'unreadable' ? [role] : [];
  });
  // A partial list of those who can act, or one with people who have rights on the cluster anyway, would be wrong.
  if (unknown.length > 0)
    return [
      unknownWhether(
        say`someone without a role on ${cluster.name} can act in it through ${lastSegment(sourceId)}`,
        id,
        unknown,
      ),
    ];
  const may = (assignments: readonly RoleAssignment[], action: string): readonly RoleAssignment[] =>
    assignments.filter((assignment) => {
      const role = assignedRole(assignment, place, facts);
      return role?.kind === 'found' && allowsAction(role.value.permissions, action);
    });
  const ofCluster = new Set(
    may(ownAnswer.value, 'Microsoft.ContainerService/managedClusters/write').map(({ principalId }) =>
      principalId.toLowerCase(),
    ),
  );
  const otherAssignments = may(answer.value, `${type}/write`).filter(
    ({ principalId }) => !ofCluster.has(principalId.toLowerCase()),
  );
  const holders = Map.groupBy(otherAssignments, (assignment) => {
    const role = assignedRole(assignment, place, facts);
    return role?.kind === 'found' ? role.value.name : assignment.roleDefinitionId;
  });
  if (holders.size === 0) return [];
  const words = [...holders].map(([role, assignments]) => say`${holderCount(assignments)} with ${role}`);
  const from = lastSegment(sourceId);
  return [
    {
      text: say`Anyone who may change ${from} can act in ${cluster.name} through it, without any role on the cluster: ${sentenceList(words)}.`,
      brief: verbatim(from),
      evidence: evidence`${{ binding: id }} (${{ name }}) lets in ${{ source: sourceId }}.`,
      subject: id,
    },
  ];
}

function assignedRole(
  { roleDefinitionId }: RoleAssignment,
  scope: string,
  facts: Facts,
): Answer<RoleDefinition> | undefined {
  return facts.get({ kind: 'role', guid: roleGuidOf(roleDefinitionId), scope });
}
