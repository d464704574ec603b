import { inertText } from '../arm/inert.ts';
import { idKey, lastSegment } from '../arm/resourceId.ts';
import type { PrincipalRef, Step } from '../plan/plan.ts';

/** Returns the path of an add-on's principal below a cluster's `properties`; `quote` writes a name that is no word. */
export function addonPath(addon: string, quote: (name: string) => string = inertText): string {
  if (addon.toLowerCase() === 'webapprouting') return 'ingressProfile.webAppRouting.identity.objectId';
  return `addonProfiles${/^\w+$/.test(addon) ? `.${addon}` : `[${quote(addon)}]`}.identity.objectId`;
}

/** Returns the path below a cluster's `properties` of the resource that has an identity which AKS makes with the cluster. */
export function holderPath(principal: PrincipalRef, quote?: (name: string) => string): string {
  if (principal.kind !== 'addon') return 'identityProfile.kubeletidentity.resourceId';
  return addonPath(principal.addon, quote).replace(/objectId$/, 'resourceId');
}

/** A step that grants a role. */
export type AssignRole = Extract<Step, { kind: 'assignRole' }>;

/** Returns the name that this extension gives to the assignment, or `undefined` while the principal is not known. */
export function knownName({ request }: AssignRole): string | undefined {
  const name = lastSegment(request.path);
  return name.startsWith('{') ? undefined : name;
}

/** Returns the step if it is a grant whose principal is known only when the export runs. */
export function lateGrant(step: Step): AssignRole | undefined {
  return step.kind === 'assignRole' && knownName(step) === undefined ? step : undefined;
}

/**
 * Returns the parts from which, followed by the principal's ID, a template derives the name of an assignment whose
 * principal is not known yet: the same name that this extension would give it. An identity that was made again under
 * its old name gets another one, because Azure does not let anyone change an assignment's principal.
 * Source: https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
 */
export function nameParts({ scope, roleDefinitionId }: AssignRole): readonly [string, string] {
  return [idKey(scope), lastSegment(roleDefinitionId).toLowerCase()];
}

/** Returns the name of a resource as a template has it: those of what it lies in first, as in `id-shop/cart`. */
export function nameInTemplate(id: string): string {
  const names = (/.*\/providers\/(.*)$/i.exec(id)?.[1] ?? '').split('/').slice(1);
  return names.filter((_, index) => index % 2 === 1).join('/') || lastSegment(id);
}
