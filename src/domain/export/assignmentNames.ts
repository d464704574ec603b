import { inertText } from '../arm/inert.ts';
import { idKey, lastSegment, type ArmId } from '../arm/resourceId.ts';
import type { Step } from '../plan/plan.ts';

/** Returns the path of an add-on's principal below a cluster's `properties`; `quote` writes a name that is not a plain word. */
export function addonPath(addon: string, quote: (name: string) => string = inertText): string {
  if (addon.toLowerCase() === 'webapprouting') return 'ingressProfile.webAppRouting.identity.objectId';
  return `addonProfiles${/^\w+$/.test(addon) ? `.${addon}` : `[${quote(addon)}]`}.identity.objectId`;
}

/** A step that grants a role. */
export type AssignRole = Extract<Step, { kind: 'assignRole' }>;

/** The resource that has an identity: by its id, or by its path below a cluster's `properties`. */
export type Holder = { readonly id: string } | { readonly clusterId: ArmId; readonly path: string };

/** Returns the resource that has the identity of a grant; one that AKS creates with a cluster is found through the cluster. */
export function assignmentHolder({ delegated, principal }: AssignRole, quote?: (name: string) => string): Holder {
  if (delegated?.resourceId !== undefined) return { id: delegated.resourceId };
  switch (principal.kind) {
    case 'kubelet':
      return { clusterId: principal.clusterId, path: 'identityProfile.kubeletidentity.resourceId' };
    case 'addon':
      return {
        clusterId: principal.clusterId,
        path: addonPath(principal.addon, quote).replace(/objectId$/, 'resourceId'),
      };
    case 'controlPlane':
      return { id: principal.clusterId };
    case 'identity':
      return { id: principal.identityId };
    case 'principal':
      return { id: '' };
  }
}

/** Returns the name that this extension gives the assignment, or `undefined` while the principal is not known. */
export function knownName({ request }: AssignRole): string | undefined {
  const name = lastSegment(request.path);
  return name.startsWith('{') ? undefined : name;
}

/** Returns the step if it is a grant whose principal is known only when the export runs. */
export function lateGrant(step: Step): AssignRole | undefined {
  return step.kind === 'assignRole' && knownName(step) === undefined ? step : undefined;
}

/**
 * Returns the parts from which, followed by the principal's id, a template computes the name of an assignment whose
 * principal is not known yet. The result is the name that this extension would use. An identity that was recreated
 * under its old name gets a new name, because Azure doesn't allow the principal of an assignment to change.
 * Source: https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
 */
export function nameParts({ scope, roleDefinitionId }: AssignRole): readonly [string, string] {
  return [idKey(scope), lastSegment(roleDefinitionId).toLowerCase()];
}

/** Returns the name of a resource in a template, after the names of its parents: `id-shop/cart`. */
export function nameInTemplate(id: string): string {
  const names = (/.*\/providers\/(.*)$/i.exec(id)?.[1] ?? '').split('/').slice(1);
  return names.filter((_, index) => index % 2 === 1).join('/') || lastSegment(id);
}
