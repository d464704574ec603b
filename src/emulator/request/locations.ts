import { armRefusal } from '../arm/error.ts';

/** Name, display name and geography of the regions that a subscription offers. */
const publicRegionTable = `
eastus|East US|United States; eastus2|East US 2|United States; southcentralus|South Central US|United States
westus|West US|United States; westus2|West US 2|United States; westus3|West US 3|United States
centralus|Central US|United States; northcentralus|North Central US|United States
westcentralus|West Central US|United States; canadacentral|Canada Central|Canada; canadaeast|Canada East|Canada
brazilsouth|Brazil South|Brazil; brazilus|Brazil US|Brazil; mexicocentral|Mexico Central|Mexico; chilecentral|Chile Central|Chile
northeurope|North Europe|Europe; westeurope|West Europe|Europe; uksouth|UK South|United Kingdom
ukwest|UK West|United Kingdom; francecentral|France Central|France; germanywestcentral|Germany West Central|Germany
swedencentral|Sweden Central|Sweden; norwayeast|Norway East|Norway; switzerlandnorth|Switzerland North|Switzerland
italynorth|Italy North|Italy; polandcentral|Poland Central|Poland; spaincentral|Spain Central|Spain
austriaeast|Austria East|Austria; southeastasia|Southeast Asia|Asia Pacific; eastasia|East Asia|Asia Pacific
japaneast|Japan East|Japan; japanwest|Japan West|Japan; koreacentral|Korea Central|Korea
australiaeast|Australia East|Australia; australiasoutheast|Australia Southeast|Australia
newzealandnorth|New Zealand North|New Zealand; indonesiacentral|Indonesia Central|Indonesia
malaysiawest|Malaysia West|Malaysia; centralindia|Central India|India; southindia|South India|India
southafricanorth|South Africa North|South Africa; uaenorth|UAE North|UAE; qatarcentral|Qatar Central|Qatar
israelcentral|Israel Central|Israel
`;

/**
 * What `GET locations` lists besides regions: geographies and stages, in which nothing can be created.
 * Source: https://learn.microsoft.com/rest/api/resources/subscriptions/list-locations#regiontype
 */
const logicalRegionTable = `
asia|Asia; asiapacific|Asia Pacific; australia|Australia; brazil|Brazil; canada|Canada; europe|Europe; france|France
germany|Germany; global|Global; india|India; japan|Japan; korea|Korea; norway|Norway; singapore|Singapore
southafrica|South Africa; switzerland|Switzerland; uae|United Arab Emirates; uk|United Kingdom
unitedstates|United States; unitedstateseuap|United States EUAP
eastusstage|East US (Stage)|US; westus2stage|West US 2 (Stage)|US; eastasiastage|East Asia (Stage)|Asia Pacific
`;

/** Regions that don't offer a type, by type in lower case: for AKS, one that has other resources. */
const withoutType: ReadonlyMap<string, readonly string[]> = new Map([
  ['microsoft.containerservice/managedclusters', ['brazilus']],
]);

/** Regions of other clouds; they are accepted, so that their rules can be tested, but not listed by `GET locations`. */
const otherRegions =
  'usgovvirginia usgovarizona usgovtexas usgoviowa usdodcentral usdodeast chinaeast chinaeast2 chinaeast3 chinanorth chinanorth2 chinanorth3'.split(
    ' ',
  );

/** A region as `GET locations` shows it. */
export interface Region {
  readonly name: string;
  readonly displayName: string;
  readonly geography: string;
}

/** The regions of the public cloud. */
export const regions: readonly Region[] = readRegions(publicRegionTable);

/** The geographies and stages that lists of regions also contain. */
export const logicalRegions: readonly Region[] = readRegions(logicalRegionTable);

function readRegions(text: string): readonly Region[] {
  return text
    .trim()
    .split(/[;\n]/)
    .map((entry) => {
      const [name = '', displayName = '', geography = ''] = entry.trim().split('|');
      return { name, displayName, geography };
    });
}

/** The regions that offer a type; children follow their parents. */
function regionsOffering(type: string): readonly Region[] {
  const topLevel = type.toLowerCase().split('/').slice(0, 2).join('/');
  const without = withoutType.get(topLevel) ?? [];
  return regions.filter(({ name }) => !without.includes(name));
}

/** Returns where a type can be created: the regions of `GET locations` by display name, and regions of other clouds. */
export function locationsOf(type: string): readonly string[] {
  return [...regionsOffering(type).map(({ displayName }) => displayName), ...otherRegions];
}

/** Returns the name of a region, which is the same for `West Europe` and `westeurope`. */
export function regionName(location: string): string {
  return location.toLowerCase().replaceAll(' ', '');
}

/** Returns the name of the location; throws ARM's refusals if it is missing or unknown. */
export function requireLocation(location: string | undefined, type: string): string {
  if (location === undefined) {
    throw armRefusal(400, 'LocationRequired', 'The location property is required for this definition.');
  }
  const name = regionName(location);
  const offered = regionsOffering(type);
  if (!offered.some((region) => region.name === name) && !otherRegions.includes(name)) {
    const available = offered.map((region) => region.name).join(',');
    throw armRefusal(
      400,
      'LocationNotAvailableForResourceType',
      `The provided location '${location}' is not available for resource type '${type}'. List of available regions for the resource type is '${available}'.`,
    );
  }
  return name;
}
