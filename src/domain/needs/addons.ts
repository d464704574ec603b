/** What add-ons need, each for its own identity. */
import { addonNamed, legacyMonitoring } from '../cluster/addons.ts';
import { valueAt, isOn, listAt, objectAt, textAt, textsAt, type JsonObject } from '../arm/json.ts';
import { withTitle } from '../arm/unknown.ts';
import { openNeed, type Need, type NeedContext } from './need.ts';
import { needKind, type NeedKind } from './needKinds.ts';
import { groupId, lastSegment, parseResourceId, sameId, type ArmId, groupAbove } from '../arm/resourceId.ts';
import { role } from '../access/roles.ts';
import { subnetActions } from './subnets.ts';
import { aksPage, overviewPage } from '../arm/docs.ts';
import type { Answer } from '../arm/answer.ts';
import { networkOf, outsideIds } from '../cluster/placement.ts';
import { poolsOf } from '../cluster/nodePools.ts';
import { say } from '../../sentences/words.ts';

/** Returns the needs of the enabled add-ons; on a cluster with a service principal, that does their work. */
export function addonNeeds(context: NeedContext): readonly Need[] {
  const ownNeeds = [
    ...applicationRoutingNeeds(context),
    ...gatewayNeeds(context),
    ...virtualNodeNeeds(context),
    ...monitoringNeeds(context),
    ...serviceMeshNeeds(context),
    ...httpRoutingNeeds(context),
  ];
  return context.controlPlane === 'servicePrincipal'
    ? ownNeeds.map((need) => ({ ...need, identity: 'servicePrincipal' }))
    : ownNeeds;
}

function applicationRoutingNeeds({ cluster }: NeedContext): Need[] {
  const routing = valueAt(cluster.raw, 'properties.ingressProfile.webAppRouting');
  if (!isOn(routing, 'enabled')) return [];
  return outsideIds(cluster, textsAt(routing, 'dnsZoneResourceIds')).map((scope) => {
    const isPrivate = parseResourceId(scope)?.type.toLowerCase().endsWith('/privatednszones') === true;
    const zones = isPrivate ? 'Microsoft.Network/privateDnsZones' : 'Microsoft.Network/dnsZones';
    return {
      ...(isPrivate ? needKind.writePrivateRecords : needKind.writeRecords),
      identity: 'webAppRouting',
      role: isPrivate ? role.privateDnsZoneContributor : role.dnsZoneContributor,
      scope,
      actions: [`${zones}/read`, `${zones}/A/write`, `${zones}/A/delete`, `${zones}/TXT/write`, `${zones}/TXT/delete`],
      why: say`Without it, application routing can't write the DNS records of its hosts into ${lastSegment(scope)}.`,
      source: aksPage('app-routing-dns-ssl'),
    };
  });
}

/** The application gateway controller: the gateway, its subnet, or the network in which a subnet will be created. */
function gatewayNeeds({ cluster, facts }: NeedContext): Need[] {
  const addon = addonNamed(cluster, 'ingressApplicationGateway');
  if (!addon?.enabled) return [];
  const config = addon.config;
  const source = overviewPage;
  const need = (neededKind: NeedKind, scope: string, members: Pick<Need, 'actions' | 'why'> & Partial<Need>): Need => ({
    ...neededKind,
    identity: addon.name,
    role: role.networkContributor,
    scope,
    source,
    ...members,
  });
  const ownSubnets = outsideIds(cluster, [textAt(config, 'subnetId')]).map((scope) =>
    need(needKind.joinGatewaySubnet, scope, {
      actions: subnetActions,
      why: say`Without it, the gateway created by the add-on can't join the subnet.`,
    }),
  );
  const networks = textAt(config, 'subnetCIDR')
    ? outsideIds(cluster, [networkOf(textAt(poolsOf(cluster)[0], 'vnetSubnetID') ?? '')]).map((scope) =>
        need(needKind.createGatewaySubnet, scope, {
          actions: [...subnetActions, 'Microsoft.Network/virtualNetworks/subnets/write'],
          why: say`Without it, the add-on can't create a subnet for the gateway in the network of the nodes.`,
        }),
      )
    : [];
  const gatewayId = textAt(config, 'applicationGatewayId') ?? textAt(config, 'effectiveApplicationGatewayId');
  const joins = { actions: subnetActions, why: say`Without it, the gateway can't join the subnet.` };
  const gateways = outsideIds(cluster, [gatewayId]).flatMap((gateway) => {
    const group = groupAbove(gateway);
    const answer = facts.get({ kind: 'resource', id: gateway as ArmId });
    const whyUnknown =
      answer?.kind === 'unreadable'
        ? withTitle(
            say`The gateway ${lastSegment(gateway)} can't be read, so the subnet that it joins isn't known`,
            answer,
          )
        : undefined;
    const short = say`the gateway ${lastSegment(gateway)} can't be read`;
    const [first] = answer?.kind === 'found' ? listAt(answer.value, 'properties.gatewayIPConfigurations') : [];
    const subnets = outsideIds(cluster, [textAt(first, 'properties.subnet.id')]).filter(
      (subnet) => !sameId(groupAbove(subnet), group),
    );
    return [
      need(needKind.changeGateway, group, {
        actions: ['Microsoft.Network/applicationGateways/read', 'Microsoft.Network/applicationGateways/write'],
        why: say`Without it, the add-on can't change the gateway ${lastSegment(gateway)}, which is in a different resource group than the nodes.`,
      }),
      need(needKind.findGateway, group, {
        role: role.reader,
        actions: ['Microsoft.Resources/subscriptions/resourceGroups/read'],
        why: say`Without it, the add-on can't find ${lastSegment(gateway)} in its resource group.`,
      }),
      ...subnets.map((scope) => need(needKind.changeGateway, scope, joins)),
      ...outsideIds(cluster, identitiesOfGateway(answer)).map((identityId) =>
        need(needKind.assignGatewayIdentity, identityId, {
          role: role.managedIdentityOperator,
          actions: [
            'Microsoft.ManagedIdentity/userAssignedIdentities/read',
            'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action',
          ],
          why: say`The gateway ${lastSegment(gateway)} has the identity ${lastSegment(identityId)}, and Azure refuses every update of the gateway from anyone who may not assign it.`,
          source: gatewayIdentityIssue,
        }),
      ),
      ...(whyUnknown === undefined
        ? []
        : [need(needKind.changeGateway, gateway, { ...joins, advice: true, ...openNeed([{ ...whyUnknown, short }]) })]),
    ];
  });
  return [...gateways, ...ownSubnets, ...networks];
}

/** Explains why updates of such a gateway are refused. */
const gatewayIdentityIssue = 'https://github.com/Azure/application-gateway-kubernetes-ingress/issues/999';

function identitiesOfGateway(answer: Answer<JsonObject> | undefined): readonly string[] {
  if (answer?.kind !== 'found') return [];
  return Object.keys(objectAt(answer.value, 'identity.userAssignedIdentities') ?? {});
}

function virtualNodeNeeds({ cluster }: NeedContext): Need[] {
  const addon = addonNamed(cluster, 'aciConnectorLinux');
  const subnetName = textAt(addon?.config, 'SubnetName');
  const network = networkOf(textAt(poolsOf(cluster)[0], 'vnetSubnetID') ?? '');
  if (!addon?.enabled || !subnetName || !network) return [];
  return outsideIds(cluster, [`${network}/subnets/${subnetName}`]).map((scope) => ({
    ...needKind.joinVirtualNodeSubnet,
    identity: addon.name,
    role: role.networkContributor,
    scope,
    actions: [...subnetActions, 'Microsoft.Network/virtualNetworks/subnets/write'],
    why: say`Without it, container instances of the virtual node can't get their addresses from the subnet.`,
    source: aksPage('virtual-nodes-cli'),
  }));
}

function monitoringNeeds({ cluster }: NeedContext): Need[] {
  const addon = addonNamed(cluster, 'omsagent');
  if (!addon || !legacyMonitoring(cluster)) return [];
  return [
    {
      ...needKind.publishMetrics,
      identity: addon.name,
      role: role.monitoringMetricsPublisher,
      scope: cluster.id,
      actions: [],
      dataActions: ['Microsoft.Insights/Metrics/Write'],
      why: say`Without it, Container Insights can't publish the cluster's metrics while it uses legacy authentication.`,
      source: overviewPage,
    },
  ];
}

function serviceMeshNeeds({ cluster }: NeedContext): Need[] {
  const mesh = valueAt(cluster.raw, 'properties.serviceMeshProfile');
  if (textAt(mesh, 'mode')?.toLowerCase() === 'disabled') return [];
  const plugin = valueAt(mesh, 'istio.certificateAuthority.plugin');
  const provider = addonNamed(cluster, 'azureKeyvaultSecretsProvider');
  return outsideIds(cluster, [textAt(plugin, 'keyVaultId')]).map((scope) => ({
    ...needKind.readMeshSecrets,
    identity: provider?.name ?? 'azureKeyvaultSecretsProvider',
    role: role.keyVaultSecretsUser,
    scope,
    actions: [],
    dataActions: ['Microsoft.KeyVault/vaults/secrets/getSecret/action'],
    why: say`Without it, the service mesh can't take its certificate authority's key from the vault.`,
    source: aksPage('istio-plugin-ca'),
  }));
}

/** Retired, but still needed if a cluster has it. */
function httpRoutingNeeds({ cluster }: NeedContext): Need[] {
  const addon = addonNamed(cluster, 'httpApplicationRouting');
  const zone = textAt(addon?.config, 'HTTPApplicationRoutingZoneName');
  if (!addon?.enabled || !zone || !cluster.nodeResourceGroup) return [];
  const group = groupId(cluster.subscriptionId, cluster.nodeResourceGroup);
  const shared = {
    ...needKind.routeHttp,
    identity: addon.name,
    advice: true,
    source: overviewPage,
    why: say`HTTP application routing is retired; AKS granted this itself.`,
  };
  return [
    { ...shared, role: role.reader, scope: group, actions: ['Microsoft.Resources/subscriptions/resourceGroups/read'] },
    {
      ...shared,
      role: role.contributor,
      scope: `${group}/providers/Microsoft.Network/dnszones/${zone}`,
      actions: ['Microsoft.Network/dnsZones/write'],
    },
  ];
}
