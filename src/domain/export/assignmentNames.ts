import { idKey, lastSegment } from '../arm/resourceId.ts';
import type { Step } from '../plan/plan.ts';

/** Where an add-on's principal stands below a cluster's `properties`. */
export function addonPath(addon: string): string {
  return addon.toLowerCase() === 'webapprouting'
    ? 'ingressProfile.webAppRouting.identity.objectId'
    : `addonProfiles.${addon}.identity.objectId`;
}

/** A step that grants a role. */
export type AssignRole = Extract<Step, { kind: 'assignRole' }>;

/** The name that the extension itself gives to the assignment; none while the principal isn't known. */
export function knownName({ request }: AssignRole): string | undefined {
  const name = lastSegment(request.path);
  return name.startsWith('{') ? undefined : name;
}

/** The step, if it is a grant whose principal is known only when the export runs. */
export function lateGrant(step: Step): AssignRole | undefined {
  return step.kind === 'assignRole' && knownName(step) === undefined ? step : undefined;
}

/**
 * From what, followed by the principal's id, a template derives the name of an assignment whose principal isn't known yet: the
 * name that the extension would give it, too. An identity that was made again under its old name gets another one, as Azure
 * lets nobody change an assignment's principal.
 * Source: https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
 */
export function nameParts({ scope, roleDefinitionId }: AssignRole): readonly [string, string] {
  return [idKey(scope), lastSegment(roleDefinitionId).toLowerCase()];
}
