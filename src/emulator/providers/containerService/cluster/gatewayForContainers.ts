import { refuseFlat } from '../../../arm/error.ts';
import { asObject, asText, valueAt, withoutMembers, type JsonObject } from '../../../arm/json.ts';
import { idKey } from '../../../arm/path.ts';
import type { WorldResource } from '../../../arm/worldFile.ts';
import type { World } from '../../../world/world.ts';
import { ensureNodeIdentity, giveRole, nodeGroupOf } from './nodeResourceGroup.ts';

/** The roles that AKS assigns to the identity on the node resource group. */
const roles = ['Network Contributor', 'AppGw for Containers Configuration Manager', 'Reader'];

const credentialType = 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials';

/**
 * Throws if the add-on for Application Gateway for Containers is turned on without its preview features or the issuer
 * that its identity trusts; the code and texts are our own.
 * Source:
 * https://learn.microsoft.com/azure/application-gateway/for-containers/quickstart-deploy-application-gateway-for-containers-alb-controller-addon
 */
export function checkGatewayForContainers(
  properties: JsonObject,
  existing: WorldResource | undefined,
  isRegistered: (feature: string) => boolean,
): void {
  if (!isOn(properties)) return;
  const target = 'ingressProfile.applicationLoadBalancer';
  const missing = ['ApplicationLoadBalancerPreview', 'ManagedGatewayAPIPreview'].find(
    (feature) => !isRegistered(feature),
  );
  if (!isOn(asObject(existing?.['properties'])) && missing !== undefined) {
    throw refuseFlat('BadRequest', `The feature '${missing}' is not enabled.`, target);
  }
  if (valueAt(properties, 'oidcIssuerProfile', 'enabled') !== true) {
    throw refuseFlat('BadRequest', 'The application load balancer needs the OIDC issuer of the cluster.', target);
  }
}

/** Returns the properties with the add-on's identity, credential and roles if it is on, and without them if it is off. */
export function withGatewayForContainers(
  world: World,
  cluster: WorldResource,
  properties: JsonObject,
  now: number,
): JsonObject {
  const profile = asObject(properties['ingressProfile']);
  const givenGateway = valueAt(profile, 'applicationLoadBalancer');
  const name = `applicationloadbalancer-${cluster.name}`;
  if (!isOn(properties)) {
    removeIdentity(world, cluster, name);
    if (givenGateway === undefined || givenGateway === null) return properties;
    return {
      ...properties,
      ingressProfile: { ...profile, applicationLoadBalancer: withoutMembers(asObject(givenGateway), 'identity') },
    };
  }
  const identity = ensureNodeIdentity(world, cluster, name, now);
  for (const role of roles) giveRole(world, role, asText(identity['objectId']) ?? '', nodeGroupOf(cluster), now);
  world.resources.put({
    id: `${asText(identity['resourceId']) ?? ''}/federatedIdentityCredentials/aksfic`,
    name: 'aksfic',
    type: credentialType,
    properties: {
      issuer: asText(valueAt(properties, 'oidcIssuerProfile', 'issuerURL')) ?? '',
      subject: 'system:serviceaccount:kube-system:alb-controller-sa',
      audiences: ['api://AzureADTokenExchange'],
    },
  });
  return {
    ...properties,
    ingressProfile: { ...profile, applicationLoadBalancer: { ...asObject(givenGateway), identity } },
  };
}

function isOn(properties: JsonObject): boolean {
  return valueAt(properties, 'ingressProfile', 'applicationLoadBalancer', 'enabled') === true;
}

/** The identity is removed with its credential, and with the roles that AKS assigned. */
function removeIdentity(world: World, cluster: WorldResource, name: string): void {
  const scope = nodeGroupOf(cluster);
  const id = `${scope}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
  const principalId = asText(asObject(world.resources.get(id)?.['properties'])['principalId']);
  if (principalId === undefined) return;
  for (const assignment of world.roleAssignments.atScope(scope)) {
    if (idKey(assignment.principalId) === idKey(principalId)) world.roleAssignments.delete(assignment, 0);
  }
  world.resources.delete(id);
}
