/** What the controller of Application Gateway for Containers needs. */
import { lastSegment, groupAbove } from '../arm/resourceId.ts';
import {
  controllerName,
  controllersOf,
  gatewayRolesPage,
  gatewaysOf,
  type GatewayController,
} from '../around/things/loadBalancer.ts';
import { outsideIds } from '../cluster/placement.ts';
import { issuerOf } from '../workloads/issuer.ts';
import { role } from '../access/roles.ts';
import { openNeed, type Need, type NeedContext, type NeedHolder } from './need.ts';
import { needKind } from './needKinds.ts';
import { subnetActions } from './subnets.ts';
import { say } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';

/**
 * Returns the needs on the subnets that gateways join, and on the groups of the gateways; none unless the resources
 * around the cluster are checked.
 */
export function loadBalancerNeeds({ cluster, facts }: NeedContext): readonly Need[] {
  if (facts.looksAround !== true || issuerOf(cluster) === undefined) return [];
  // Gateways first, because finding the controllers may take a request for each visible identity.
  const gateways = gatewaysOf(cluster, facts).all;
  if (gateways.length === 0) return [];
  const { all: controllers, unknown } = controllersOf(cluster, facts);
  const subnets = outsideIds(
    cluster,
    gateways.map(({ subnetId }) => subnetId),
  );
  const groups = outsideIds(
    cluster,
    gateways.map(({ gatewayId }) => groupAbove(gatewayId)),
  );
  const isHidden = controllers.length === 0 && unknown.length > 0;
  const hidden = { holder: { name: 'Application Gateway for Containers' }, ...openNeed(unknown) };
  const bearers = isHidden ? [hidden] : controllers.map((controller) => ({ holder: controllerHolder(controller) }));
  return bearers.flatMap((holder) => {
    const shared = { ...needKind.manageGateway, identity: 'loadBalancer', source: gatewayRolesPage, ...holder };
    return [
      ...subnets.map((scope) => ({
        ...shared,
        role: role.networkContributor,
        scope,
        actions: subnetActions,
        why: say`Without it, its gateway can't join ${lastSegment(scope)}.`,
      })),
      ...groups.map((scope) => ({
        ...shared,
        role: role.trafficControllerManager,
        scope,
        actions: [
          'Microsoft.ServiceNetworking/trafficControllers/read',
          'Microsoft.ServiceNetworking/trafficControllers/write',
          'Microsoft.ServiceNetworking/trafficControllers/associations/write',
        ],
        why: say`Without it, it can't change its gateway in ${lastSegment(scope)}.`,
      })),
    ];
  });
}

function controllerHolder(controller: GatewayController): NeedHolder {
  const { identityId, principalId } = controller;
  return { name: controllerName(controller), identityId, ...defined({ principalId }) };
}
