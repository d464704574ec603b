import type { WorldResource } from '../../arm/worldFile.ts';
import { nodePlace } from './clusters.ts';
import { federatedCredential, userAssignedIdentity, type Identity } from './identities.ts';
import { assignRole, groupId, makeResource, type Place, type WorldPart } from './resources.ts';

/** Makes an Application Gateway for Containers that joins a subnet. */
export function gatewayForContainers(place: Place, name: string, subnet: string): readonly WorldResource[] {
  const type = 'Microsoft.ServiceNetworking/trafficControllers';
  const gateway = makeResource(place, type, name);
  const id = `${gateway.id}/associations/${name}-as`;
  return [
    { ...gateway, properties: { provisioningState: 'Succeeded', associations: [{ id }], frontends: [] } },
    {
      id,
      name: `${name}-as`,
      type: `${type}/associations`,
      location: place.location,
      properties: { associationType: 'subnets', subnet: { id: subnet }, provisioningState: 'Succeeded' },
    },
  ];
}

/** The cluster that a controller of gateways runs in. */
interface Home {
  readonly place: Place;
  readonly name: string;
  readonly issuer: string;
}

/** Returns the identity that AKS makes for the add-on of Application Gateway for Containers. */
export function gatewayAddonIdentity({ place, name }: Omit<Home, 'issuer'>): Identity {
  return userAssignedIdentity(nodePlace(place, name), `applicationloadbalancer-${name}`);
}

/** Makes what AKS creates in the nodes' group when the add-on is turned on: an identity, its credential and three roles. */
export function gatewayAddon({ place, name, issuer }: Home): WorldPart {
  const identity = gatewayAddonIdentity({ place, name });
  const scope = groupId(nodePlace(place, name));
  const roles = ['Network Contributor', 'AppGw for Containers Configuration Manager', 'Reader'];
  return {
    resources: [
      identity.resource,
      federatedCredential(identity, 'aksfic', issuer, 'system:serviceaccount:kube-system:alb-controller-sa'),
    ],
    roleAssignments: roles.map((role) => assignRole(role, identity.principalId, scope)),
  };
}

/**
 * Makes what someone who installs the controller by Helm creates: an identity, its credential, and its roles on the
 * nodes' group, on the group of the gateway and on the subnet that this joins.
 * Source:
 * https://learn.microsoft.com/azure/application-gateway/for-containers/quickstart-deploy-application-gateway-for-containers-alb-controller-helm
 */
export function gatewayByHelm({ place, name, issuer }: Home, subnet: string): WorldPart {
  const identity = userAssignedIdentity(place, 'azure-alb-identity');
  const account = 'system:serviceaccount:azure-alb-system:alb-controller-sa';
  return {
    resources: [identity.resource, federatedCredential(identity, 'azure-alb-identity', issuer, account)],
    roleAssignments: [
      assignRole('Reader', identity.principalId, groupId(nodePlace(place, name))),
      assignRole('AppGw for Containers Configuration Manager', identity.principalId, groupId(place)),
      assignRole('Network Contributor', identity.principalId, subnet),
    ],
  };
}
