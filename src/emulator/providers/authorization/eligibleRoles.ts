/** Roles that can be activated in Privileged Identity Management; they give nothing by themselves. */
import { beyondLimit } from '../../arm/limits.ts';
import { quotedText, termsOf, unquoteText } from '../../arm/odata.ts';
import { withoutUndefined, type JsonObject } from '../../arm/json.ts';
import { idKey, scopeOf } from '../../arm/path.ts';
import type { WorldEligible } from '../../arm/worldFile.ts';
import { requireAction } from '../../request/authorization.ts';
import type { ArmRequest, Handler, ResourceKind } from '../../request/armRequest.ts';
import { pageAnswer } from '../../request/paging.ts';
import { guidOf, type World } from '../../world/world.ts';
import { roleId } from './roleDefinitions.ts';

const type = 'Microsoft.Authorization/roleEligibilityScheduleInstances';

/** Returns who may activate what, in the order of the world: the caller's own roles first. */
export function allEligible({ caller, eligible }: World): readonly WorldEligible[] {
  const own = (caller?.eligibleRoles ?? []).map((role): WorldEligible => ({
    ...role,
    principalId: caller?.objectId ?? '',
    principalType: 'User',
  }));
  return [...own, ...eligible];
}

/**
 * Everyone may ask for their own; that the roles of others need the right to read them is our own choice. Source:
 * azure-rest-api-specs, RoleEligibilityScheduleInstances_ListForScope
 */
const list: Handler = (request, emulation) => {
  const { world } = emulation;
  const askedScope = scopeOf(request.path);
  const { atScope, isOwn, matches } = readFilter(request, world);
  if (!isOwn) requireAction(world, request.caller, `${type}/read`, askedScope, request.now);
  const above = new Set(world.managementGroups.scopesAbove(askedScope));
  const reaches = (scope: string): boolean =>
    above.has(idKey(scope)) || (!atScope && world.managementGroups.isBelow(askedScope, scope));
  const found = allEligible(world).filter((entry) => reaches(entry.scope) && matches(entry.principalId));
  return pageAnswer(
    request,
    emulation,
    found.flatMap((entry) => bodyOf(world, askedScope, entry, isOwn ? request.caller.objectId : undefined)),
  );
};

interface EligibleFilter {
  /** Without what is below the scope. */
  readonly atScope: boolean;
  /** Asks for nobody but the caller. */
  readonly isOwn: boolean;
  readonly matches: (principalId: string) => boolean;
}

const equality = new RegExp(`^principalId\\s+eq\\s+${quotedText}$`, 'i');
const assignedTo = new RegExp(`^assignedTo\\(${quotedText}\\)$`, 'i');

/** Reads `atScope()`, `asTarget()`, `principalId eq 'id'` and `assignedTo('id')`, joined by `and`; throws for anything else. */
function readFilter(request: ArmRequest, world: World): EligibleFilter {
  const text = request.query.get('$filter') ?? '';
  const terms = termsOf(text);
  const isTerm = (name: string): ((term: string) => boolean) => {
    const wanted = `${name}()`.toLowerCase();
    return (term) => term.toLowerCase() === wanted;
  };
  const withGroups = (principalId: string): ReadonlySet<string> =>
    new Set([principalId, ...world.groupsOf(principalId)].map((id) => id.toLowerCase()));
  const tests = terms
    .filter((term) => !isTerm('atScope')(term))
    .map((term): ((id: string) => boolean) => {
      const [, only] = equality.exec(term) ?? [];
      if (only !== undefined) return (id) => id.toLowerCase() === unquoteText(only).toLowerCase();
      const [, whose] = assignedTo.exec(term) ?? [];
      const principalId = isTerm('asTarget')(term) ? request.caller.objectId : whose;
      if (principalId === undefined)
        throw beyondLimit('filter', [400, 'InvalidFilter'], `cannot read the filter '${text}'`);
      const names = withGroups(unquoteText(principalId));
      return (id) => names.has(id.toLowerCase());
    });
  return {
    atScope: terms.some(isTerm('atScope')),
    isOwn: terms.some(isTerm('asTarget')),
    matches: (id) => tests.every((test) => test(id)),
  };
}

/** Only who asks for their own sees that a role is that of a group; `ownId` is who does. */
function bodyOf(
  world: World,
  askedScope: string,
  entry: WorldEligible,
  ownId: string | undefined,
): readonly JsonObject[] {
  const { principalId, principalType, scope, roleName, condition, conditionVersion } = entry;
  const role = world.roleNamed(roleName);
  if (role === undefined) return [];
  const name = guidOf('eligible', principalId, role.guid, idKey(scope));
  const provider = `${scope === '/' ? '' : scope}/providers/Microsoft.Authorization`;
  const isThroughGroup = ownId !== undefined && ownId.toLowerCase() !== principalId.toLowerCase();
  return [
    {
      properties: withoutUndefined({
        roleEligibilityScheduleId: `${provider}/roleEligibilitySchedules/${guidOf('eligibility schedule', name)}`,
        scope,
        roleDefinitionId: roleId(scope, role.guid),
        principalId,
        principalType,
        status: 'Provisioned',
        startDateTime: entry.startDateTime,
        endDateTime: entry.endDateTime,
        memberType: memberTypeOf(isThroughGroup, world.managementGroups.isBelow(scope, askedScope)),
        condition,
        conditionVersion,
      }),
      id: `${provider}/roleEligibilityScheduleInstances/${name}`,
      type,
      name,
    },
  ];
}

function memberTypeOf(isThroughGroup: boolean, isInherited: boolean): string {
  if (isInherited) return 'Inherited';
  return isThroughGroup ? 'Group' : 'Direct';
}

/** Eligible roles can be listed only: what can be activated, by whom and where. */
export const eligibleRoles: ResourceKind = {
  type,
  versions: ['2020-10-01', '2024-09-01-preview'],
  extension: true,
  list,
};
