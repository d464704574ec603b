/** Application Gateway for Containers: its controller in the cluster, by add-on or by Helm, and its gateways. */
import { isOn, objectAt, objectsAt, textAt, type JsonObject } from '../../arm/json.ts';
import {
  distinctIds,
  idKey,
  lastSegment,
  resourceIdOf,
  resourceType,
  sameId,
  type ArmId,
} from '../../arm/resourceId.ts';
import { gapsAround, unknownsOf } from '../../arm/answer.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { nodeSubnetsOf } from '../../cluster/nodePools.ts';
import { isOutside, networkOf } from '../../cluster/placement.ts';
import { identityAt } from '../../cluster/principals.ts';
import type { Unknown } from '../../arm/unknown.ts';
import { indexOf } from '../../workloads/trust.ts';
import {
  readItems,
  joinLacking,
  factLines,
  stateFromProvisioning,
  type AroundIdentity,
  type AroundThings,
  type AroundThing,
  type Lacking,
} from './thing.ts';
import { say } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';

/** The type of the gateways. */
export const trafficControllerType = 'Microsoft.ServiceNetworking/trafficControllers';

const pages = 'https://learn.microsoft.com/azure/application-gateway/for-containers/';

/** The roles that the controller needs if it creates gateways. */
export const gatewayRolesPage = `${pages}quickstart-create-application-gateway-for-containers-managed-by-alb-controller`;

/** A controller of Application Gateway for Containers: everything that signs in with its identity. */
export interface GatewayController {
  readonly by: 'addon' | 'helm';
  readonly identityId: ArmId;
  readonly principalId?: string;
  readonly clientId?: string;
}

/** A gateway that a cluster's controller manages, and a subnet that it joins. */
export interface Gateway {
  readonly gateway: JsonObject;
  readonly gatewayId: ArmId;
  readonly subnetId: string;
}

/** Controllers or gateways, and what could not be checked. */
interface FoundThings<T> extends Lacking {
  readonly all: readonly T[];
}

/** Returns the controllers of a cluster: that of AKS's add-on, and those whose identity trusts their service account. */
export function controllersOf(cluster: Cluster, facts: Facts): FoundThings<GatewayController> {
  const issuer = textAt(cluster.raw, 'properties.oidcIssuerProfile.issuerURL');
  if (issuer === undefined) return { all: [], unknown: [] };
  const { told, unknown } = addonController(cluster, facts);
  const credentials = facts.get({ kind: 'credentials' });
  const listing = credentials?.kind === 'found' ? credentials.value : { all: [], unknown: [] };
  const ownCredentials = indexOf(listing.all)
    .ofIssuer(issuer)
    .filter(({ subject }) => subject.toLowerCase().endsWith(':alb-controller-sa'));
  const ids = distinctIds(ownCredentials.map(({ identityId }) => identityId));
  const trusted = ids
    .filter((id) => !sameId(id, told?.identityId))
    .map((identityId) => ({ by: isOutside(cluster, identityId) ? ('helm' as const) : ('addon' as const), identityId }));
  return {
    all: [...(told === undefined ? [] : [told]), ...trusted],
    unknown: [...unknown, ...unknownsOf(say`Federated credentials`, credentials), ...listing.unknown],
  };
}

/** Only preview versions show the property; the identity is in the node resource group under a name that AKS chooses. */
function addonController(
  cluster: Cluster,
  facts: Facts,
): { readonly told?: GatewayController; readonly unknown: readonly Unknown[] } {
  const { raw, name, subscriptionId, nodeResourceGroup } = cluster;
  if (nodeResourceGroup === undefined) return { unknown: [] };
  const profile = objectAt(raw, 'properties.ingressProfile.applicationLoadBalancer');
  const principalId = textAt(profile, 'identity.objectId');
  const clientId = textAt(profile, 'identity.clientId');
  const ownIdentityId = resourceIdOf(
    subscriptionId,
    nodeResourceGroup,
    resourceType.identity,
    `applicationloadbalancer-${name}`,
  );
  if (isOn(profile, 'enabled')) {
    const identityId = (textAt(profile, 'identity.resourceId') ?? ownIdentityId) as ArmId;
    const ids = defined({ principalId, clientId });
    return { told: { by: 'addon', identityId, ...ids }, unknown: [] };
  }
  const identities = facts.get({ kind: 'identities' });
  const madeIdentity = identities?.kind === 'found' ? identityAt(ownIdentityId, identities.value) : undefined;
  if (madeIdentity === undefined)
    return { unknown: unknownsOf(say`Identities`, identities, gapsAround(subscriptionId, identities)) };
  const { id, principalId: principal, clientId: client } = madeIdentity;
  return { told: { by: 'addon', identityId: id, principalId: principal, clientId: client }, unknown: [] };
}

/** The most associations that are checked one by one. */
const mostAssociations = 40;

/** Returns the gateways with an association in a subnet of the networks that a cluster's nodes are in. */
export function gatewaysOf(cluster: Cluster, facts: Facts): FoundThings<Gateway> {
  const title = say`Application Gateways for Containers`;
  const gatewayList = readItems(title, { kind: 'everyResource', type: trafficControllerType }, facts);
  const gatewayAssociations = gatewayList.items.flatMap((gateway) =>
    objectsAt(gateway, 'properties.associations').flatMap((association) => {
      const id = textAt(association, 'id');
      return id === undefined ? [] : [{ gateway, associationId: id as ArmId }];
    }),
  );
  const networks = nodeSubnetsOf(cluster).map((subnet) => networkOf(subnet));
  const isNear = (subnet: string): boolean =>
    !isOutside(cluster, subnet) || networks.some((network) => sameId(network, networkOf(subnet)));
  const unknown: Unknown[] = [];
  const gateways = gatewayAssociations.slice(0, mostAssociations).flatMap(({ gateway, associationId }): Gateway[] => {
    const answer = facts.get({ kind: 'resource', id: associationId });
    unknown.push(...unknownsOf(say`The association ${lastSegment(associationId)}`, answer));
    const subnetId = answer?.kind === 'found' ? textAt(answer.value, 'properties.subnet.id') : undefined;
    if (subnetId === undefined || !isNear(subnetId)) return [];
    return [{ gateway, gatewayId: (textAt(gateway, 'id') ?? '') as ArmId, subnetId }];
  });
  const notRead = gatewayAssociations.length - mostAssociations;
  if (notRead > 0)
    unknown.push({
      cause: 'notAsked',
      subject: { what: 'associations' },
      title,
      reason: say`${notRead} more associations were not checked.`,
    });
  return { all: gateways, ...joinLacking(gatewayList, { unknown }) };
}

/** Looks at Application Gateway for Containers. */
export function lookAtLoadBalancer(cluster: Cluster, facts: Facts): AroundThings {
  const controllers = controllersOf(cluster, facts);
  if (controllers.all.length === 0) return { things: [], ...joinLacking(controllers) };
  const gateways = gatewaysOf(cluster, facts);
  return {
    things: [
      ...controllers.all.map((controller) => controllerThing(controller, gateways)),
      ...gatewayThings(gateways.all, controllers),
    ],
    ...joinLacking(controllers, gateways),
  };
}

/** Names a controller's identity, for sentences about its roles. */
export function controllerName({ identityId }: GatewayController): string {
  return `${lastSegment(identityId)} (Application Gateway for Containers)`;
}

function controllerIdentity({ identityId, principalId, clientId }: GatewayController): AroundIdentity {
  return {
    name: lastSegment(identityId),
    resourceId: identityId,
    ...defined({ principalId, clientId }),
  };
}

function controllerThing(controller: GatewayController, gateways: FoundThings<Gateway>): AroundThing {
  const subnets = [...new Set(gateways.all.map(({ subnetId }) => subnetId))];
  const none =
    gateways.unknown.length > 0 ? say`unknown` : say`which subnet it joins isn't in Azure's data of the cluster`;
  return {
    id: controller.identityId,
    name: lastSegment(controller.identityId),
    what:
      controller.by === 'addon'
        ? say`Application Gateway for Containers, add-on`
        : say`Application Gateway for Containers, installed with Helm`,
    state: { tone: 'ok', words: say`trusted` },
    identities: [controllerIdentity(controller)],
    facts: factLines({
      'Made by':
        controller.by === 'addon' ? say`AKS: you can assign roles to it, and change nothing else` : say`someone else`,
      Subnet: subnets.length === 0 ? none : subnets.map(lastSegment).join(', '),
    }),
    source:
      controller.by === 'addon'
        ? `${pages}quickstart-deploy-application-gateway-for-containers-alb-controller-addon`
        : `${pages}quickstart-deploy-application-gateway-for-containers-alb-controller-helm`,
  };
}

function gatewayThings(gateways: readonly Gateway[], { all }: FoundThings<GatewayController>): readonly AroundThing[] {
  const once = Map.groupBy(gateways, ({ gatewayId }) => idKey(gatewayId));
  return [...once.values()].flatMap(([first, ...furtherGateways]): AroundThing[] => {
    if (first === undefined) return [];
    const { gateway, gatewayId } = first;
    const subnets = [first, ...furtherGateways].map(({ subnetId }) => lastSegment(subnetId));
    return [
      {
        id: gatewayId,
        name: lastSegment(gatewayId),
        what: say`gateway in ${[...new Set(subnets)].join(', ')}`,
        state: stateFromProvisioning(textAt(gateway, 'properties.provisioningState')),
        identities: all.map(controllerIdentity),
        facts: factLines({ Subnet: first.subnetId }),
        source: gatewayRolesPage,
      },
    ];
  });
}
