import type { PrincipalRef, Step } from '../planned.ts';
import { idKey, lastSegment } from '../resourceId.ts';

/** Where an add-on's principal stands below a cluster's `properties`. */
export function addonPath(addon: string): string {
  return addon.toLowerCase() === 'webapprouting'
    ? 'ingressProfile.webAppRouting.identity.objectId'
    : `addonProfiles.${addon}.identity.objectId`;
}

type AssignRole = Extract<Step, { kind: 'assignRole' }>;

/** The name that the extension itself gives to the assignment; none while the principal isn't known. */
export function knownName({ request }: AssignRole): string | undefined {
  const name = lastSegment(request.path);
  return name.startsWith('{') ? undefined : name;
}

/** From what a template derives the name of an assignment whose principal isn't known yet: the same each time. */
export function nameSource({ scope, roleDefinitionId, principal }: AssignRole): readonly string[] {
  return [idKey(scope), roleDefinitionId.toLowerCase(), principalKey(principal)];
}

function principalKey(principal: PrincipalRef): string {
  switch (principal.kind) {
    case 'principal':
      return principal.principalId;
    case 'identity':
      return idKey(principal.identityId);
    case 'controlPlane':
    case 'kubelet':
      return `${principal.kind} ${idKey(principal.clusterId)}`;
    case 'addon':
      return `${principal.addon} ${idKey(principal.clusterId)}`;
  }
}
