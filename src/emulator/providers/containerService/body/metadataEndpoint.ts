import { refuseFlat } from '../../../arm/error.ts';
import { asList, asObject, asText, valueAt, type JsonObject } from '../../../arm/json.ts';
import type { WorldResource } from '../../../arm/worldFile.ts';

const addons = [
  'ingressApplicationGateway',
  'omsagent',
  'aciConnectorLinux',
  'azurepolicy',
  'httpApplicationRouting',
].map((name) => name.toLowerCase());

/**
 * Throws AKS's refusals for a cluster whose pods can't reach the metadata endpoint: it needs a preview feature and the
 * issuer, and doesn't work with some add-ons. The code and texts are our own.
 * Source: https://learn.microsoft.com/azure/aks/imds-restriction
 */
export function checkMetadataEndpoint(
  properties: JsonObject,
  existing: WorldResource | undefined,
  isRegistered: (feature: string) => boolean,
): void {
  if (!isClosed(properties)) return;
  const target = 'networkProfile.podLinkLocalAccess';
  if (!isClosed(asObject(existing?.['properties'])) && !isRegistered('IMDSRestrictionPreview')) {
    const text = "IMDS restriction is not allowed since feature 'IMDSRestrictionPreview' is not enabled.";
    throw refuseFlat('BadRequest', text, target);
  }
  if (valueAt(properties, 'oidcIssuerProfile', 'enabled') !== true) {
    throw refuseFlat('BadRequest', 'IMDS restriction needs the OIDC issuer of the cluster.', target);
  }
  const [conflict] = conflictsOf(properties);
  if (conflict === undefined) return;
  throw refuseFlat('BadRequest', `IMDS restriction can't be used together with ${conflict}.`, target);
}

function isClosed(properties: JsonObject): boolean {
  return asText(valueAt(properties, 'networkProfile', 'podLinkLocalAccess'))?.toLowerCase() === 'none';
}

function conflictsOf(properties: JsonObject): readonly string[] {
  const profiles = Object.entries(asObject(properties['addonProfiles']));
  const isOn = (...path: readonly string[]): boolean => valueAt(properties, ...path, 'enabled') === true;
  const pools = asList(properties['agentPoolProfiles']).map(asObject);
  return [
    ...profiles.flatMap(([name, profile]) =>
      addons.includes(name.toLowerCase()) && valueAt(profile, 'enabled') === true ? [`the add-on ${name}`] : [],
    ),
    ...(isOn('ingressProfile', 'webAppRouting') ? ['application routing'] : []),
    ...(isOn('metricsProfile', 'costAnalysis') ? ['cost analysis'] : []),
    ...(isOn('aiToolchainOperatorProfile') ? ['the AI toolchain operator'] : []),
    ...(pools.some((pool) => asText(pool['osType'])?.toLowerCase() === 'windows') ? ['Windows node pools'] : []),
  ];
}
