/** The kinds of change to who can act on a cluster: one record for each. */
import { isOfType, lastSegment, resourceType } from '../arm/resourceId.ts';
import { scopeName, scopeOfAssignment, shortGuid } from '../arm/scopeWords.ts';
import { flag, list, object, oneOf, optional } from '../../shape/shape.ts';
import { say, type Phrase } from '../../sentences/words.ts';
import { nonEmptyText, optionalText, principalType } from './fields.ts';
import { defineKind } from './kind.ts';
import { plannedVerbs, verbs } from './tenses.ts';

/** What somebody may do in Kubernetes, by Azure's own roles for it; the last only for a whole cluster. */
export const accessLevels = ['reader', 'writer', 'admin', 'clusterAdmin'] as const;

/** Changes to who can act on a cluster. */
export const accessKinds = {
  setLocalAccounts: defineKind({
    fields: { clusterId: nonEmptyText, enabled: flag },
    title: say`Enable or disable local accounts`,
    verb: ({ enabled }) => (enabled ? say`Enable local accounts` : say`Disable local accounts`),
    start: say`Certificates that let administrators in without Microsoft Entra.`,
    conditions: ['isSettled', 'isRunning'],
    says: ({ clusterId, enabled }) =>
      verbs[enabled ? 'enable' : 'disable'](say`local accounts of ${lastSegment(clusterId)}`),
    doneText: ({ clusterId, enabled }) =>
      enabled
        ? say`Local accounts of ${lastSegment(clusterId)} are on.`
        : say`Local accounts of ${lastSegment(clusterId)} are off.`,
  }),
  grantClusterAccess: defineKind({
    fields: {
      clusterId: nonEmptyText,
      /** Left out: the whole cluster. */
      namespace: optionalText,
      /** True if Azure manages the namespace, which then has an ID of its own. */
      isManaged: optional(flag),
      principalId: nonEmptyText,
      principalType,
      level: oneOf(...accessLevels),
    },
    title: say`Assign Kubernetes role`,
    verb: () => say`Assign Kubernetes role`,
    many: (count) => plannedVerbs.assign(say`${count} Kubernetes roles`),
    start: say`Lets people, groups or pipelines act in the cluster or in a namespace.`,
    says: ({ clusterId, namespace, principalId, level }) =>
      verbs.assign(
        say`Azure Kubernetes Service RBAC ${levelNames[level]} to ${holderText(principalId)} on ${placeName(clusterId, namespace)}`,
      ),
  }),
  activateRole: defineKind({
    fields: {
      /** The name of the role. */
      role: nonEmptyText,
      /** Where it becomes active: there or below where the user is eligible. */
      scope: nonEmptyText,
      /** The name of the subscription of that scope; left out: unknown. */
      subscriptionName: optionalText,
      eligibleAt: nonEmptyText,
      /** As in ISO 8601: `PT2H`. */
      duration: nonEmptyText,
      justification: optionalText,
      ticketNumber: optionalText,
      ticketSystem: optionalText,
      /** The rights for which it is activated. */
      rights: optional(list(object({ action: nonEmptyText, scope: nonEmptyText }))),
      /** The account that is eligible; left out: the only one. */
      account: optional(object({ id: nonEmptyText, name: nonEmptyText })),
      tenantId: optionalText,
    },
    title: say`Activate role`,
    verb: () => say`Activate role`,
    isPersonal: true,
    says: (change) => verbs.activate(say`${change.role} on ${activatedOn(change)}`),
    doneText: (change) => say`${change.role} is active on ${activatedOn(change)}.`,
  }),
  removeClusterAccess: defineKind({
    fields: {
      clusterId: nonEmptyText,
      roleAssignmentId: nonEmptyText,
      /** The directory of an assignment above all subscriptions; left out: the only one that has the assignment. */
      tenantId: optionalText,
    },
    title: say`Remove access to the cluster`,
    verb: () => say`Remove access`,
    many: (count) => plannedVerbs.remove(say`${count} role assignments`),
    says: ({ roleAssignmentId }) =>
      verbs.remove(say`a role assignment on ${scopeName(scopeOfAssignment(roleAssignmentId))}`),
  }),
};

/** How the name of each level's role ends. */
const levelNames: Readonly<Record<(typeof accessLevels)[number], string>> = {
  reader: 'Reader',
  writer: 'Writer',
  admin: 'Admin',
  clusterAdmin: 'Cluster Admin',
};

/** Names where a role becomes active, as the tree does. */
function activatedOn({
  scope,
  subscriptionName,
}: {
  readonly scope: string;
  readonly subscriptionName?: string;
}): Phrase {
  return scopeName(scope, () => subscriptionName);
}

function holderText(principalId: string): Phrase {
  return isOfType(principalId, resourceType.identity)
    ? lastSegment(principalId)
    : say`principal ${shortGuid(principalId)}`;
}

function placeName(clusterId: string, namespace: string | undefined): Phrase {
  const name = lastSegment(clusterId);
  return namespace === undefined ? name : say`namespace ${namespace} of cluster ${name}`;
}
