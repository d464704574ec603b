/** Which private DNS zones AKS accepts for a private cluster. */
import { lastSegment, normalLocation } from '../arm/resourceId.ts';
import { say, type Words } from '../../sentences/words.ts';

/**
 * The domains of AKS in the public cloud, in Azure Government and in China.
 * Source: https://learn.microsoft.com/azure/aks/outbound-rules-control-egress, https://docs.azure.cn/aks/limit-egress-traffic
 */
const knownDomains = ['azmk8s.io', 'cx.aks.containerservice.azure.us', 'cx.prod.service.azk8s.cn'];

/** Whether AKS accepts a zone, and if not or if that isn't known, why. */
export type ZoneVerdict = { readonly verdict: 'pass' } | { readonly verdict: 'fail' | 'unknown'; readonly why: Words };

/**
 * Judges a private DNS zone by its name: `privatelink.<region>.<domain of AKS>`, or a subzone with 1 to 32 letters, digits
 * and hyphens, for the region of the cluster.
 * Source: https://learn.microsoft.com/azure/aks/private-clusters
 */
export function zoneVerdict(zoneId: string, location: string): ZoneVerdict {
  const name = lastSegment(zoneId).toLowerCase();
  const region = normalLocation(location);
  const expected = `privatelink.${region}.${knownDomains.find((domain) => name.endsWith(`.${domain}`)) ?? 'azmk8s.io'}`;
  const [, regionName, domain = ''] = /^(?:[a-z0-9-]{1,32}\.)?privatelink\.([a-z0-9]+)\.(.+)$/.exec(name) ?? [];
  if (regionName === undefined) {
    return { verdict: 'fail', why: say`AKS accepts only a zone such as ${expected}, or a subzone of it.` };
  }
  if (regionName !== region) {
    return {
      verdict: 'fail',
      why: say`This zone is for clusters in ${regionName}. Use ${expected}, or a subzone of it.`,
    };
  }
  return knownDomains.includes(domain)
    ? { verdict: 'pass' }
    : { verdict: 'unknown', why: say`Whether AKS accepts ${domain} in this cloud isn't known.` };
}
