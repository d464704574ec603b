/** To what Azure lets a user-assigned identity be assigned, according to the identity itself. */
import { normalLocation, sameText } from '../arm/resourceId.ts';
import type { UserAssignedIdentity } from '../cluster/model.ts';
import { say, type Words } from '../../sentences/words.ts';

const isolationPage =
  'https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identities-isolation-scope';
const restrictionPage =
  'https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identities-assignment-restriction';

/** What an identity says about where it may be assigned, and its region. */
export type Restricted = Pick<UserAssignedIdentity, 'location' | 'isolationScope' | 'onlyFor'>;

/** Why an identity can't be assigned, or why that is not known. */
export interface Restriction {
  readonly verdict: 'fail' | 'unknown';
  /** One sentence. */
  readonly reason: Words;
  readonly source: string;
}

/**
 * Returns what prevents an identity from being the control plane's, or the kubelet's, in a region. Whether nodes count
 * as AKS, as virtual machines or as both is not documented.
 */
export function restrictionOn(
  { location, isolationScope = 'None', onlyFor }: Restricted,
  as: 'controlPlane' | 'kubelet',
  clusterLocation: string,
): Restriction | undefined {
  const scope = isolationScope.toLowerCase();
  if (scope === 'regional' && normalLocation(location) !== normalLocation(clusterLocation))
    return {
      verdict: 'fail',
      reason: say`It is isolated to its region, ${location}, and the cluster is in ${clusterLocation}.`,
      source: isolationPage,
    };
  if (scope !== 'regional' && scope !== 'none')
    return {
      verdict: 'unknown',
      reason: say`What its isolation scope ${isolationScope} means isn't known.`,
      source: isolationPage,
    };
  return onlyFor === undefined || onlyFor.length === 0 ? undefined : restrictionTo(onlyFor, as);
}

function restrictionTo(onlyFor: readonly string[], as: 'controlPlane' | 'kubelet'): Restriction | undefined {
  const isForAks = onlyFor.some((entry) => coversType(entry, 'Microsoft.ContainerService', ['managedClusters']));
  const isForNodes = onlyFor.some((entry) =>
    coversType(entry, 'Microsoft.Compute', ['virtualMachineScaleSets', 'virtualMachines']),
  );
  const only = say`It may be assigned to ${onlyFor.join(', ')} only`;
  const restriction = (verdict: Restriction['verdict'], reason: Words): Restriction => ({
    verdict,
    reason,
    source: restrictionPage,
  });
  if (as === 'controlPlane') return isForAks ? undefined : restriction('fail', say`${only}, and not to AKS clusters.`);
  if (isForAks && isForNodes) return undefined;
  if (!isForAks && !isForNodes) return restriction('fail', say`${only}, and not to the nodes of AKS.`);
  return restriction('unknown', say`${only}, and Azure doesn't say whether the nodes of AKS count as that.`);
}

/** An entry names a provider, or one of its types. */
function coversType(entry: string, provider: string, types: readonly string[]): boolean {
  return [provider, ...types.map((type) => `${provider}/${type}`)].some((restricted) =>
    sameText(restricted, entry.trim()),
  );
}
