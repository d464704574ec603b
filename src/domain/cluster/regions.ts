/** Regions in which a feature is not offered. */
import { normalLocation } from '../arm/resourceId.ts';
import { aksPage } from '../arm/docs.ts';
import { say, type Words, type Phrase } from '../../sentences/words.ts';

/** A feature that is not offered in every region. */
export type RegionalFeature = 'userAssignedControlPlane' | 'preCreatedKubelet';

interface RegionLimit {
  /** As ARM compares them: lower case without spaces. */
  readonly regions: readonly string[];
  readonly names: Phrase;
  readonly thing: Phrase;
  readonly source: string;
}

const limits: Readonly<Record<RegionalFeature, RegionLimit>> = {
  userAssignedControlPlane: {
    regions: ['usdodcentral', 'usdodeast', 'usgoviowa'],
    names: say`US DoD Central, US DoD East and US Gov Iowa`,
    thing: say`A user-assigned control plane identity`,
    source: aksPage('user-assigned-managed-identity'),
  },
  preCreatedKubelet: {
    regions: ['chinaeast', 'chinanorth'],
    names: say`China East and China North`,
    thing: say`A pre-created kubelet identity`,
    source: aksPage('pre-created-kubelet-managed-identity'),
  },
};

/**
 * Returns why a feature is not available in a region (`West US` or `westus`), and the page that says so; otherwise
 * `undefined`.
 */
export function regionLimit(
  feature: RegionalFeature,
  location: string,
): { readonly reason: Words; readonly source: string } | undefined {
  const limit = limits[feature];
  if (!limit.regions.includes(normalLocation(location))) return undefined;
  return { reason: say`${limit.thing} is not supported in ${limit.names}.`, source: limit.source };
}
