import type { Change } from '../../../src/domain/change/change.ts';
import { issuerOf } from '../../../src/emulator/scenarios/parts/clusters.ts';
import {
  dnsZone,
  privateDnsZone,
  routeTable,
  subnetId,
  virtualNetwork,
} from '../../../src/emulator/scenarios/parts/networks.ts';
import { keyVault } from '../../../src/emulator/scenarios/parts/services.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { newCluster, toUserAssigned } from '../../support/azure/changes.ts';
import {
  idB,
  idKubelet,
  idKubelet2,
  ids,
  legacyRegistry,
  own,
  place,
  sami,
  smallWorld,
  sp,
  uami,
} from '../../support/azure/smallWorld.ts';

const table = routeTable(place, 'rt-egress', '10.70.255.4');
const network = virtualNetwork(place, 'vnet-egress', '10.70.0.0/16', [
  { name: 'snet-egress', prefix: '10.70.0.0/20', routeTable: table },
]);
const egressSubnet = subnetId(network, 'snet-egress');
const zone = privateDnsZone(place, 'shop.privatelink.westeurope.azmk8s.io');
const publicZone = dnsZone(place, 'shop.contoso.com');
const vault = keyVault(place, 'kv-shop');

/** One subscription in which every flow can run; whoever asks owns it. */
export function parityWorld(): WorldFile {
  const world = smallWorld();
  return { ...world, resources: [...world.resources, table, ...network, zone, publicZone, vault] };
}

/** What a person wants, as a change of ours and as arguments of az. */
export interface Flow {
  readonly name: string;
  readonly change: Change;
  readonly az: readonly string[];
  /** The commands that follow, where it takes more than one. */
  readonly thenAz?: readonly (readonly string[])[];
  /** True if the az of Debian stable has no such commands yet. */
  readonly isNewer?: true;
}

const inGroup = ['--resource-group', place.group];
const named = (verb: string, name: string): string[] => ['aks', verb, ...inGroup, '--name', name];
const create = (...more: string[]): string[] => [
  ...named('create', 'new-weu'),
  '--location',
  place.location,
  '--no-ssh-key',
  '--yes',
  ...more,
];
const update = (name: string, ...more: string[]): string[] => [...named('update', name), '--yes', ...more];
const grant = (role: string, scope: string): string[] => [
  ...['role', 'assignment', 'create', '--assignee-object-id', idB.principalId],
  ...['--assignee-principal-type', 'ServicePrincipal', '--role', role, '--scope', scope],
];
const managed = '--enable-managed-identity';
const withIdentity = (id: string): string[] => [managed, '--assign-identity', id];
const withNetwork = (subnet: string): string[] => [
  '--network-plugin',
  'azure',
  '--vnet-subnet-id',
  subnet,
  '--service-cidr',
  '10.3.0.0/24',
  '--dns-service-ip',
  '10.3.0.10',
];
const system = { kind: 'systemAssigned' } as const;
const { kubelet: _kubelet, ...ownNetwork } = newCluster({});
const { network: _network, ...plain } = ownNetwork;
const toSystem = (clusterId: string): Change => ({ kind: 'setControlPlane', clusterId, controlPlane: system });

/** The flows of the article, in its order. */
export const flows: readonly Flow[] = [
  {
    name: 'create, system-assigned',
    change: { ...plain, controlPlane: system },
    az: create(),
  },
  {
    name: 'create, system-assigned, own subnet',
    change: { ...ownNetwork, controlPlane: system },
    az: create(...withNetwork(ids.newSubnet)),
  },
  {
    name: 'create, system-assigned, registry',
    change: { ...plain, controlPlane: system, registries: [legacyRegistry.id] },
    az: create('--attach-acr', legacyRegistry.id),
  },
  {
    name: 'create, user-assigned, own subnet',
    change: ownNetwork,
    az: create(...withIdentity(idB.id), ...withNetwork(ids.newSubnet)),
  },
  {
    name: 'create, both identities, own subnet',
    change: newCluster({}),
    az: create(...withIdentity(idB.id), '--assign-kubelet-identity', idKubelet2.id, ...withNetwork(ids.newSubnet)),
  },
  {
    name: 'create, private, own zone, user-defined routing',
    change: {
      ...ownNetwork,
      network: { ...ownNetwork.network, subnetId: egressSubnet, outboundType: 'userDefinedRouting' },
      privateCluster: { privateDnsZone: zone.id },
    },
    az: create(
      ...withIdentity(idB.id),
      ...withNetwork(egressSubnet),
      '--outbound-type',
      'userDefinedRouting',
      '--enable-private-cluster',
      '--private-dns-zone',
      zone.id,
    ),
  },
  { name: 'service principal to system-assigned', change: toSystem(sp.id), az: update('sp-weu', managed) },
  {
    name: 'service principal to user-assigned',
    change: toUserAssigned(sp.id, idB.id),
    az: update('sp-weu', ...withIdentity(idB.id)),
  },
  {
    name: 'system-assigned to user-assigned',
    change: toUserAssigned(sami.id, idB.id),
    az: update('sami-weu', ...withIdentity(idB.id)),
  },
  {
    name: 'user-assigned to another user-assigned',
    change: toUserAssigned(uami.id, idB.id),
    az: update('uami-weu', ...withIdentity(idB.id)),
  },
  { name: 'user-assigned to system-assigned', change: toSystem(uami.id), az: update('uami-weu', managed) },
  {
    name: 'another kubelet identity',
    change: { kind: 'setKubelet', clusterId: own.id, identityId: idKubelet2.id },
    az: update(
      'own-weu',
      managed,
      '--assign-identity',
      controlPlaneOfOwn(),
      '--assign-kubelet-identity',
      idKubelet2.id,
    ),
  },
  {
    name: 'upgrade node images',
    change: { kind: 'upgradeNodeImages', clusterId: own.id, pools: ['nodepool1'] },
    az: [
      ...['aks', 'nodepool', 'upgrade', ...inGroup, '--cluster-name', 'own-weu', '--name', 'nodepool1'],
      '--node-image-only',
      '--yes',
    ],
  },
  {
    name: 'attach a registry',
    change: { kind: 'attachRegistry', clusterId: uami.id, registryId: legacyRegistry.id },
    az: update('uami-weu', '--attach-acr', legacyRegistry.id),
  },
  {
    name: 'detach a registry',
    change: { kind: 'detachRegistry', clusterId: own.id, registryId: legacyRegistry.id },
    az: update('own-weu', '--detach-acr', legacyRegistry.id),
  },
  {
    name: 'create a resource group',
    change: {
      kind: 'createResourceGroup',
      subscriptionId: place.subscriptionId,
      name: 'rg-made',
      location: place.location,
    },
    az: ['group', 'create', '--name', 'rg-made', '--location', place.location],
  },
  {
    name: 'create an identity',
    change: {
      kind: 'createIdentity',
      subscriptionId: place.subscriptionId,
      resourceGroup: place.group,
      name: 'id-made',
      location: place.location,
    },
    az: ['identity', 'create', ...inGroup, '--name', 'id-made', '--location', place.location],
  },
  {
    name: 'Managed Identity Operator on a kubelet identity',
    change: {
      kind: 'assignRole',
      principalId: idB.principalId,
      role: { name: 'Managed Identity Operator' },
      scope: idKubelet.id,
    },
    az: grant('Managed Identity Operator', idKubelet.id),
  },
  {
    name: 'prepare Gateway API',
    change: {
      kind: 'prepareGateway',
      clusterId: uami.id,
      identityId: idB.id,
      zones: [publicZone.id],
      vaults: [vault.id],
      accounts: [{ namespace: 'shop', serviceAccount: 'app-routing' }],
    },
    az: update(
      'uami-weu',
      ...['--enable-oidc-issuer', '--enable-workload-identity', '--enable-gateway-api', '--enable-app-routing-istio'],
    ),
    thenAz: [
      ['aks', 'approuting', 'enable', ...inGroup, '--name', 'uami-weu', '--enable-kv', '--nginx', 'None'],
      grant('DNS Zone Contributor', publicZone.id),
      grant('Key Vault Secrets User', vault.id),
      [
        ...['identity', 'federated-credential', 'create', ...inGroup, '--identity-name', 'id-b', '--name', 'shop'],
        ...['--issuer', issuerOf(place, 'uami-weu'), '--subject', 'system:serviceaccount:shop:app-routing'],
      ],
    ],
    isNewer: true,
  },
];

/** az wants the control plane identity named beside a kubelet identity. */
function controlPlaneOfOwn(): string {
  return idB.id.replace(/id-b$/, 'id-a');
}
