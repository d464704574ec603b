/** The members that a world file can have, so that a misspelt one is reported and not ignored. */
import { isObject } from '../arm/json.ts';
import type { JsonObject } from '../arm/json.ts';
import { objects, WorldFileError } from './checkParts.ts';

const ofWorld = [
  'tenantId',
  'subscriptions',
  'resources',
  'roleAssignments',
  'caller',
  'servicePrincipals',
  'groups',
  'roleDefinitions',
  'managementGroups',
  'denyAssignments',
  'apiVersions',
  'graphHasCredentials',
  'emulator',
];

/** What ARM adds to what was made at a scope. */
const ofArm = ['id', 'type', 'createdOn', 'updatedOn', 'createdBy', 'updatedBy'];

/** By list of the world; second, what ARM's own JSON has there beside, which is passed over. */
const ofLists: Readonly<Record<string, readonly [readonly string[], readonly string[]]>> = {
  subscriptions: [
    ['subscriptionId', 'displayName', 'tenantId'],
    ['id', 'state', 'authorizationSource', 'managedByTenants', 'subscriptionPolicies', 'tags', 'homeTenantId'],
  ],
  roleAssignments: [
    [
      'scope',
      'principalId',
      'principalType',
      'roleName',
      'roleDefinitionId',
      'name',
      'condition',
      'conditionVersion',
      'description',
      'createdOn',
    ],
    [...ofArm, 'delegatedManagedIdentityResourceId'],
  ],
  servicePrincipals: [['appId', 'objectId', 'displayName'], []],
  groups: [['objectId', 'displayName', 'members'], []],
  roleDefinitions: [
    ['name', 'roleName', 'description', 'assignableScopes', 'permissions'],
    [...ofArm, 'roleType'],
  ],
  managementGroups: [['name', 'displayName', 'parent', 'subscriptions'], []],
  denyAssignments: [
    [
      'name',
      'denyAssignmentName',
      'scope',
      'permissions',
      'principals',
      'excludePrincipals',
      'doNotApplyToChildScopes',
      'condition',
      'conditionVersion',
      'denyAssignmentEffect',
      'description',
    ],
    [...ofArm, 'isSystemProtected'],
  ],
};

const ofRole = ['scope', 'roleName', 'condition', 'conditionVersion'];

/** Throws for the first member that a world file cannot have, except where ARM's own JSON is expected. */
export function checkMembers(world: JsonObject): void {
  requireKnown(world, '', ofWorld);
  for (const [list, [known, passedOver]] of Object.entries(ofLists))
    for (const [place, entry] of objects(world[list], list)) requireKnown(entry, place, known, passedOver);
  const { caller } = world;
  if (!isObject(caller)) return;
  requireKnown(caller, 'caller', ['objectId', 'displayName', 'roles', 'eligibleRoles']);
  for (const list of ['roles', 'eligibleRoles'])
    for (const [place, role] of objects(caller[list], `caller.${list}`)) requireKnown(role, place, ofRole);
}

function requireKnown(
  value: JsonObject,
  place: string,
  known: readonly string[],
  passedOver: readonly string[] = [],
): void {
  const wrong = Object.keys(value).find((name) => !known.includes(name) && !passedOver.includes(name));
  if (wrong === undefined) return;
  const where = place === '' ? wrong : `${place}.${wrong}`;
  throw new WorldFileError(`${where} is no member that is known there; known are: ${known.join(', ')}`);
}
