import { parseResourceId } from '../../domain/arm/resourceId.ts';

/** A resource's page in the Azure portal, opened in the directory it belongs to; `undefined` for what has no page. */
export function portalLink(portal: string, tenantId: string | undefined, resourceId: string): string | undefined {
  if (!parseResourceId(resourceId)) return undefined;
  const path = resourceId.split('/').map(encodeURIComponent).join('/');
  return `${portal.replace(/\/+$/, '')}/#${tenantId === undefined ? '' : `@${tenantId}`}/resource${path}`;
}
