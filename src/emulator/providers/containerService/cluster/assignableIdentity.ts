import { refuseFlat } from '../../../arm/error.ts';
import { asList, asObject, asText, valueAt } from '../../../arm/json.ts';
import { lastSegment } from '../../../arm/path.ts';
import type { WorldResource } from '../../../arm/worldFile.ts';
import { regionName } from '../../../request/locations.ts';

/**
 * Throws if an identity may not be assigned to a cluster, or to its nodes, in a region: one that is isolated to its own
 * region, or that is for other providers. Neither Azure's answer nor what AKS nodes count as is published; the texts
 * are our own.
 * Sources:
 * https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identities-isolation-scope,
 * https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identities-assignment-restriction
 */
export function requireAssignable(identity: WorldResource, location: string, as: 'cluster' | 'nodes'): void {
  const properties = asObject(identity['properties']);
  const name = lastSegment(identity.id);
  const isRegional = asText(properties['isolationScope'])?.toLowerCase() === 'regional';
  if (isRegional && regionName(identity.location ?? '') !== regionName(location)) {
    throw refuseFlat(
      'BadRequest',
      `The identity '${name}' has the isolation scope Regional and is in '${identity.location ?? ''}': it can't be assigned to a resource in '${location}'.`,
    );
  }
  const providers = asList(valueAt(properties, 'assignmentRestrictions', 'providers')).flatMap(
    (provider) => asText(provider)?.toLowerCase() ?? [],
  );
  const may = as === 'cluster' ? clusterProviders : [...clusterProviders, ...nodeProviders];
  if (providers.length === 0 || providers.some((provider) => may.includes(provider))) return;
  throw refuseFlat(
    'BadRequest',
    `The assignment restrictions of the identity '${name}' allow only ${providers.join(', ')}.`,
  );
}

const clusterProviders = ['microsoft.containerservice', 'microsoft.containerservice/managedclusters'];
const nodeProviders = [
  'microsoft.compute',
  'microsoft.compute/virtualmachinescalesets',
  'microsoft.compute/virtualmachines',
];
