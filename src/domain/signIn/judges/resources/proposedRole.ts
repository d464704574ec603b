/** The narrow role and the place to propose for an action that someone lacks. */
import { allowsAction, type ActionKind } from '../../../access/permissions.ts';
import { builtInRoles, roleById, type RoleName } from '../../../access/roles.ts';
import { lastSegment, parseResourceId, sameText, subscriptionOf } from '../../../arm/resourceId.ts';
import type { RoleDefinition } from '../../../cluster/model.ts';

/** Returns the narrowest role to propose, or `undefined` if none of the built-in ones is made for the actions; the first of them does most. */
export function proposedRole(actions: readonly string[], kind: ActionKind): RoleName | undefined {
  const [first = ''] = actions;
  if (actions.some((action) => givesAccess(action) || providerRegistered(action) !== undefined)) return undefined;
  const fitting = builtInRoles.filter(
    (each) =>
      actions.every((action) => allowsAction(each.permissions, action, kind) && isItsSubject(each, action, kind)) &&
      isNarrow(each, first, kind),
  );
  const [narrowest] = fitting.toSorted((a, b) => widthFor(first, a) - widthFor(first, b));
  return narrowest && { name: narrowest.name, id: narrowest.guid };
}

/** Returns a role of one's own with these actions alone, for `az role definition create`; `undefined` for grants of access and for what needs no role. */
export function customRole(actions: readonly string[], kind: ActionKind, scope: string): string | undefined {
  const subscription = subscriptionOf(scope);
  const isNone = actions.some((action) => givesAccess(action) || providerRegistered(action) !== undefined);
  if (subscription === undefined || isNone) return undefined;
  const role = {
    Name: `AKS Identity: ${actions[0] ?? ''}`,
    Description: `Allows ${actions.join(', ')} and nothing else.`,
    Actions: kind === 'action' ? actions : [],
    DataActions: kind === 'dataAction' ? actions : [],
    AssignableScopes: [`/subscriptions/${subscription}`],
  };
  return `${JSON.stringify(role, undefined, 2)}\n`;
}

/** Whoever may assign roles may do anything, so that no role with it is proposed. */
const assigns = /^microsoft\.authorization\/.*(?:write|action|delete)$/i;

/** With these one gives oneself, or others, what no role says: secrets, the rights of an identity, all of a cluster. */
const entries: readonly string[] = [
  'Microsoft.KeyVault/vaults/accessPolicies/write',
  'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write',
  'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings/write',
  'Microsoft.ContainerService/managedClusters/runcommand/action',
  'Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action',
  'Microsoft.ContainerService/managedClusters/accessProfiles/listCredential/action',
  // It names the administrators and turns local accounts on.
  'Microsoft.ContainerService/managedClusters/write',
  'Microsoft.Compute/virtualMachines/runCommand/action',
  'Microsoft.Compute/virtualMachineScaleSets/virtualMachines/runCommand/action',
];

/** Keys of a resource open all that is in it, so that no role brings them along with something else. */
const keys: readonly string[] = [
  'Microsoft.Storage/storageAccounts/listKeys/action',
  'Microsoft.Storage/storageAccounts/regenerateKey/action',
];

/** Returns true for an action with which one gets, or gives others, more than the action itself. */
export function givesAccess(action: string): boolean {
  return assigns.test(action) || entries.some((entry) => sameText(entry, action));
}

/** Returns the resource provider that an action registers in a subscription, which is done once and for all. */
export function providerRegistered(action: string): string | undefined {
  return /^([\w.-]+)\/register\/action$/i.exec(action)?.[1];
}

/**
 * Returns true if a role has wildcards for more than reading and would be assigned above a resource, so that it opens all
 * of a kind; or if it reads everything in a whole subscription.
 */
export function isTooWideAt({ id }: RoleName, scope: string): boolean {
  const definition = roleById(id);
  const readsAll = definition !== undefined && roleSubjects(definition).includes('*/read');
  if (readsAll && sameText(scope, `/subscriptions/${subscriptionOf(scope) ?? ''}`)) return true;
  const isAbove = parseResourceId(scope)?.type.startsWith(ofResources) !== false;
  return (
    isAbove &&
    definition !== undefined &&
    roleSubjects(definition).some((pattern) => pattern.includes('*') && !isRead(pattern))
  );
}

/** Keys that are read by a plain name. */
const isOfKeys = /keys?\/read$/i;

/** What nearly every built-in role has besides its subject. */
const besides: ReadonlySet<string> = new Set([
  'microsoft.authorization/*/read',
  'microsoft.insights/alertrules/*',
  'microsoft.insights/diagnosticsettings/*',
  'microsoft.insights/register/action',
  'microsoft.resourcehealth/availabilitystatuses/read',
  'microsoft.resources/deployments/*',
  'microsoft.resources/subscriptions/resourcegroups/read',
  'microsoft.support/*',
]);

/** What a role has besides its subject is no reason to give someone the subject. */
function isItsSubject({ permissions }: RoleDefinition, action: string, kind: ActionKind): boolean {
  const own = permissions.map((each) => ({
    ...each,
    actions: each.actions.filter((pattern) => !besides.has(pattern.toLowerCase())),
  }));
  return allowsAction(own, action, kind);
}

/** The actions of a role on its subject. */
function roleSubjects({ permissions }: RoleDefinition): readonly string[] {
  return permissions
    .flatMap(({ actions, dataActions }) => [...actions, ...dataActions])
    .filter((pattern) => !besides.has(pattern.toLowerCase()));
}

/** A read needs no role that does more, and an action on resources none for data or for the resources of other services. */
function isNarrow(role: RoleDefinition, action: string, kind: ActionKind): boolean {
  const patterns = roleSubjects(role);
  const isForData = role.permissions.some(({ dataActions }) => dataActions.length > 0);
  if (kind === 'action' && isForData) return false;
  if (kind === 'action' && isRead(action))
    return !isOfKeys.test(action) && role.permissions.every(({ actions }) => actions.every(isRead));
  if (kind === 'dataAction' && isReadOfData(action)) return isReaderOfData(role, action);
  const service = action.split('/')[0] ?? '';
  const foreign = patterns.filter((pattern) => !isRead(pattern) && !pattern.startsWith(`${service}/`));
  // Storage accounts are joined to subnets, for example.
  const isJoin = foreign.length <= 1 && foreign.every((pattern) => pattern.endsWith('/action'));
  const brings = (other: string): boolean =>
    !sameText(other, action) && allowsAction(role.permissions, other, 'action');
  const isTooMuch = entries.some(brings) || keys.some(brings);
  return !patterns.includes('*') && isJoin && !isTooMuch && !patterns.some((pattern) => assigns.test(pattern));
}

/** Names and properties are no values: whoever lists secrets reads none of them. */
function isReadOfData(pattern: string): boolean {
  return isRead(pattern) || isOfMetadata.test(pattern);
}

const isOfMetadata = /\/(?:readMetadata\/action|metadata\/read)$/i;
const isOfContent = /\/content\/read$/i;

/** What is read of data needs no role that does more with them, and metadata none that reads the contents. */
function isReaderOfData({ permissions }: RoleDefinition, action: string): boolean {
  return permissions
    .flatMap(({ dataActions }) => dataActions)
    .every((pattern) => isReadOfData(pattern) && !(isOfMetadata.test(action) && isOfContent.test(pattern)));
}

/** Returns true for an action that only reads. */
export function isRead(pattern: string): boolean {
  return /\/read$/i.test(pattern);
}

/**
 * How much a role allows besides an action: one wildcard is more than any number of single actions, and more the earlier
 * it stands; what is about another kind of resource, such as the secrets beside the keys, is more than what is not.
 */
function widthFor(action: string, role: RoleDefinition): number {
  const kindOf = (text: string): string => text.split('/').slice(0, 3).join('/').toLowerCase();
  return roleSubjects(role).reduce((sum, pattern) => {
    const at = pattern.split('/').findIndex((part) => part.includes('*'));
    const isBeside = at < 0 && kindOf(pattern) !== kindOf(action);
    return sum + (at < 0 ? (isBeside ? 50 : 1) : 10_000_000 / 10 ** at);
  }, 0);
}

/** Resources that get roles; what is inside of them is left off. */
const ends = /^(.*?\/providers\/Microsoft\.Network\/(?:private)?dnszones\/[^/]+)\/.*$/i;

/** What is listed in a subscription, a group or a resource, by its kind or by the service alone. */
const listed = /^(\/subscriptions\/.+?)\/providers\/([\w-]+(?:\.[\w-]+)+(?:\/[\w-]+)?)$/i;

/**
 * Returns where to assign a role for something at a scope: a zone for its records, the place around for lists in it.
 * Returns `undefined` if the scope is no whole ID: then nothing says what was meant, and all that is around it is too much.
 */
export function placeOfRole(scope: string, action: string, kind: ActionKind): string | undefined {
  const zone = ends.exec(scope)?.[1];
  if (zone !== undefined) return zone;
  const parts = parseResourceId(scope);
  // Data are in resources, so that a group can only be what is left of a longer ID.
  if (kind === 'dataAction') return parts?.type.startsWith(ofResources) === false ? scope : undefined;
  if (parts !== undefined) return scope;
  const [, place = '', type] = listed.exec(scope) ?? [];
  const ofType = action.toLowerCase().replace(/\/read$/, '');
  const isListed = isRead(action) && [ofType, ofType.split('/')[0]].includes(type?.toLowerCase());
  if (isListed && parseResourceId(place) !== undefined) return place;
  const around = scope.replace(/\/[^/]*$/, '');
  const isList = isRead(action) && action.toLowerCase().endsWith(`/${lastSegment(scope).toLowerCase()}/read`);
  return isList && !scope.endsWith('/') && parseResourceId(around) !== undefined ? around : undefined;
}

/** The kind of subscriptions and groups. */
const ofResources = 'Microsoft.Resources/';
