/** The rule about role assignments that have outlived the managed namespace at which they were made. */
import { holderWords } from '../../access/holders.ts';
import { aksPage } from '../../arm/docs.ts';
import { textAt } from '../../arm/json.ts';
import { lastSegment, sameText } from '../../arm/resourceId.ts';
import { itemsBelow } from '../../around/things/thing.ts';
import { accessPosture } from '../../whoCanAct/accessMode.ts';
import { definitionOf } from '../../whoCanAct/givenAbilities.ts';
import { assignmentsWithin } from '../../whoCanAct/placedAssignments.ts';
import type { Rule } from '../rule/rule.ts';
import { aboutGrant } from './accessGrants.ts';
import { say } from '../../../sentences/words.ts';

/** Roles at a managed namespace that the cluster does not have. */
export const accessAtGoneNamespace: Rule = {
  title: say`Role at a managed namespace that is gone`,
  severity: 'info',
  source: aksPage('concepts-managed-namespaces'),
  meaning: say`A role is assigned at a managed namespace that doesn't exist. It would count for the next one of that name.`,
  controls: ['leastPrivilege'],
  find({ cluster, facts }) {
    // Where the cluster doesn't ask Azure, no such role has an effect.
    if (accessPosture(cluster).mode !== 'azure') return [];
    const atNamespaces = assignmentsWithin(cluster, facts).flatMap((assignment) => {
      const name = /\/managedNamespaces\/([^/]+)$/i.exec(assignment.scope)?.[1];
      return name === undefined ? [] : [{ assignment, name }];
    });
    if (atNamespaces.length === 0) return [];
    const managed = itemsBelow('Managed namespaces', { id: cluster.id, list: 'managedNamespaces' }, facts);
    if (managed.unknown.length > 0) return [];
    const names = managed.items.map((item) => textAt(item, 'name') ?? lastSegment(textAt(item, 'id') ?? ''));
    return atNamespaces
      .filter(({ name }) => !names.some((known) => sameText(known, name)))
      .map(({ assignment, name }) => {
        const roleName = definitionOf(assignment, cluster, facts)?.name ?? 'a role';
        return {
          ...aboutGrant({ assignment, roleName }, facts),
          text: say`${holderWords(assignment, facts).atStart} has ${roleName} on managed namespace ${name} of ${cluster.name}, which doesn't exist. The role would count for the next one of that name.`,
          fix: { kind: 'removeClusterAccess', clusterId: cluster.id, roleAssignmentId: assignment.id },
        };
      });
  },
};
