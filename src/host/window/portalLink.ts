import { parseResourceId } from '../../domain/arm/resourceId.ts';

/** Returns the address of a resource's page in the Azure portal, in its directory, if it has a page. */
export function portalLink(portal: string, tenantId: string | undefined, resourceId: string): string | undefined {
  if (!parseResourceId(resourceId)) return undefined;
  const path = resourceId.split('/').map(encodeURIComponent).join('/');
  return `${portal.replace(/\/+$/, '')}/#${tenantId === undefined ? '' : `@${tenantId}`}/resource${path}`;
}
