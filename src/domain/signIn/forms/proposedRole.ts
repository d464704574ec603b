/** The narrow role and the place to propose for an action that someone lacks. */
import { allowsAction, type ActionKind } from '../../access/permissions.ts';
import { role, roleById, type RoleName } from '../../access/roles.ts';
import { groupId, groupOf, parseResourceId, subscriptionOf } from '../../arm/resourceId.ts';

/** From narrow to broad; the first that allows the action is proposed. */
const forActions: readonly RoleName[] = [
  role.dnsZoneContributor,
  role.privateDnsZoneContributor,
  role.managedIdentityOperator,
  role.snapshotContributor,
  role.storageAccountContributor,
  role.networkContributor,
  role.virtualMachineContributor,
  role.reader,
];
const forData: readonly RoleName[] = [
  role.keyVaultSecretsUser,
  role.keyVaultCryptoUser,
  role.repositoryReader,
  role.blobDataReader,
  role.blobDataContributor,
  role.fileShareContributor,
];

/** Returns the role to propose, or `undefined` if none of those that are proposed allows the action. */
export function proposedRole(action: string, kind: ActionKind): RoleName | undefined {
  return (kind === 'action' ? forActions : forData).find((each) => {
    const found = roleById(each.id);
    return found !== undefined && allowsAction(found.permissions, action, kind);
  });
}

/** Resources that get roles; what is inside of them is left off. */
const ends = /^(.*?\/providers\/Microsoft\.Network\/(?:private)?dnszones\/[^/]+)\/.*$/i;

/** Returns where to assign a role for something at a scope: a zone for its records, a group for lists in it. */
export function placeOfRole(scope: string): string {
  const zone = ends.exec(scope)?.[1];
  if (zone !== undefined) return zone;
  if (parseResourceId(scope) !== undefined) return scope;
  const group = groupOf(scope);
  return group === undefined ? scope : groupId(subscriptionOf(scope) ?? '', group);
}
