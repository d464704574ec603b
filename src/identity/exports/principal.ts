import type { PrincipalRef } from '../planned.ts';

/** Where an add-on's principal stands below a cluster's `properties`. */
export function addonPath(addon: string): string {
  return addon.toLowerCase() === 'webapprouting'
    ? 'ingressProfile.webAppRouting.identity.objectId'
    : `addonProfiles.${addon}.identity.objectId`;
}

/** The resource from which a principal is read when the exported text runs; none where the principal is known. */
export function principalResource(principal: PrincipalRef): string | undefined {
  switch (principal.kind) {
    case 'principal':
      return undefined;
    case 'identity':
      return principal.identityId;
    case 'controlPlane':
    case 'kubelet':
    case 'addon':
      return principal.clusterId;
  }
}
