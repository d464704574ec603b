/** Plans of every kind of change, for what has to hold of every export. */
import type { Change, ChangeKind, CreateCluster } from '../../../src/domain/change/change.ts';
import type { Plan, Step } from '../../../src/domain/plan/plan.ts';
import { plan } from '../../../src/domain/plan/whole/planChanges.ts';
import {
  other,
  onSubnet,
  registry,
  setControlPlane,
  setKubelet,
  subnet,
  toSystem,
  toUser,
} from '../../support/domain/identityPlans.ts';
import {
  assigned,
  cluster,
  clusterId,
  defaultKubelet,
  group,
  groupResource,
  guid,
  identity,
  identityId,
  registryId,
  sub,
  subnetId,
  tenant,
  systemAssigned,
  userAssigned,
  worldFacts,
} from '../../support/domain/worldFacts.ts';
import type { World } from '../../support/domain/worldFacts.ts';
import { binding, credential, goneIssuer, ready } from '../../support/domain/workloadFixture.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';

const [cp, kubelet] = [identity('id-shop', guid(10)), identity('id-kubelet', guid(12))];
const elsewhere = '99999999-1111-4111-8111-999999999999';
const zoneId = `${group}/providers/Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io`;
const zone: JsonObject = { id: zoneId, name: 'privatelink.westeurope.azmk8s.io', properties: {} };

/** Every add-on that has an identity, and one that Azure may get some day. */
const addons = {
  addonProfiles: Object.fromEntries(
    [
      'omsagent',
      'ingressApplicationGateway',
      'aciConnectorLinux',
      'azureKeyvaultSecretsProvider',
      'azurepolicy',
      'httpApplicationRouting',
      'someDay',
    ].map((name) => [name, { enabled: true, config: { useAADAuth: 'false' } }]),
  ),
  ingressProfile: { webAppRouting: { enabled: true, dnsZoneResourceIds: [zoneId] } },
};
const leaving = cluster(undefined, { ...onSubnet, ...addons });
const onIdentity = cluster(userAssigned('id-shop', guid(10)), { ...onSubnet, identityProfile: defaultKubelet });
const onSystem = cluster(systemAssigned, { ...onSubnet, identityProfile: defaultKubelet });
const odd = { "it's ${x}": '%{y} "z" \\ [w]', 'zwei\nZeilen': '\t\u0001' };

const create = (more: Partial<CreateCluster> = {}): CreateCluster => ({
  kind: 'createCluster',
  subscriptionId: sub,
  resourceGroup: 'rg-shop',
  name: 'new-weu',
  location: 'westeurope',
  controlPlane: toUser('id-shop'),
  ...more,
});
const makeIdentity = (name: string, subscriptionId = sub): Change => ({
  kind: 'createIdentity',
  subscriptionId,
  resourceGroup: 'rg-shop',
  name,
  location: 'West Europe',
  tags: odd,
});

const connect = (name: string, serviceAccount: string): Change => ({
  kind: 'createCredential',
  identityId: identityId(name),
  namespace: 'shop',
  serviceAccount,
  clusterId,
});
const issuingCluster = cluster(userAssigned('id-shop', guid(10)), { ...onSubnet, ...ready });
const old = credential({ name: 'old', issuer: goneIssuer });

const trusted = `${clusterId}/trustedAccessRoleBindings/backup`;
const trustedBackup: JsonObject = {
  id: trusted,
  name: 'backup',
  properties: {
    sourceResourceId: `${group}/providers/Microsoft.DataProtection/backupVaults/vault`,
    roles: ['Microsoft.DataProtection/backupVaults/backup-operator'],
    provisioningState: 'Succeeded',
  },
};

type Planned = readonly [change: Change | readonly Change[], ...resources: (readonly JsonObject[])[]];

const vaultId = `${group}/providers/Microsoft.KeyVault/vaults/kv-shop`;
const vault: JsonObject = {
  id: vaultId,
  name: 'kv-shop',
  properties: {
    tenantId: tenant,
    accessPolicies: [{ tenantId: tenant, objectId: guid(12), permissions: { secrets: ['get'] } }],
  },
};

const changes: Readonly<Record<ChangeKind, readonly Planned[]>> = {
  removeAccessPolicy: [[{ kind: 'removeAccessPolicy', vaultId, principalId: guid(12) }, [vault]]],
  createResourceGroup: [
    [{ kind: 'createResourceGroup', subscriptionId: sub, name: '1-(rg)', location: 'westeurope', tags: odd }],
  ],
  createIdentity: [
    [makeIdentity('id-new'), [groupResource]],
    [[makeIdentity('id-new'), makeIdentity('id-new-2')], [groupResource]],
  ],
  deleteIdentity: [
    [{ kind: 'deleteIdentity', identityId: identityId('id-other') }, [other]],
    [{ kind: 'deleteIdentity', identityId: identityId('id-other'), removeRoles: true }, [other]],
  ],
  createCluster: [
    [create(), [cp, groupResource]],
    [create({ controlPlane: toSystem }), [groupResource]],
    [
      create({ kubelet: { identityId: identityId('id-kubelet') }, registries: [registryId], tags: odd }),
      [cp, kubelet, registry, groupResource],
    ],
    [
      create({
        network: { plugin: 'azure', subnetId, serviceCidr: '10.9.0.0/24', dnsServiceIP: '10.9.0.10' },
        privateCluster: { privateDnsZone: zoneId },
        nodePool: { name: 'pool', count: 2, vmSize: 'Standard_D4s_v5' },
        kubernetesVersion: '1.33.0',
        dnsPrefix: 'shop',
        nodeResourceGroup: 'rg-nodes',
        linux: { adminUsername: 'ada', sshPublicKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ x' },
        oidcIssuer: true,
        workloadIdentity: true,
      }),
      [cp, subnet, zone, groupResource],
    ],
    [
      create({ network: { plugin: 'azure', pluginMode: 'overlay', podCidr: '10.244.0.0/16' }, privateCluster: {} }),
      [cp, groupResource],
    ],
    [create({ privateCluster: { privateDnsZone: 'none' } }), [cp, groupResource]],
    [
      [
        makeIdentity('id-a'),
        makeIdentity('id-b'),
        create({
          controlPlane: toUser('id-a'),
          kubelet: { identityId: identityId('id-b') },
          network: { plugin: 'azure', subnetId },
          registries: [registryId],
        }),
      ],
      [subnet, registry, groupResource],
    ],
  ],
  setControlPlane: [
    [setControlPlane(toUser('id-other')), [onIdentity, other, subnet]],
    [setControlPlane(toUser('id-other')), [onSystem, other, subnet]],
    [setControlPlane(toSystem), [onIdentity, cp, subnet]],
    [setControlPlane(toSystem), [leaving, subnet, zone]],
    [setControlPlane(toUser('id-shop')), [leaving, cp, subnet, zone]],
    [
      [makeIdentity('id-new'), setControlPlane(toUser('id-new'))],
      [onIdentity, cp, subnet, groupResource],
    ],
  ],
  setKubelet: [
    [setKubelet(), [onIdentity, cp, kubelet, subnet]],
    [setKubelet(toUser('id-other')), [onSystem, other, kubelet, subnet]],
    [
      [makeIdentity('id-kubelet'), setKubelet()],
      [onIdentity, cp, subnet, groupResource],
    ],
  ],
  upgradeNodeImages: [[{ kind: 'upgradeNodeImages', clusterId }, [onIdentity, cp]]],
  assignRole: [
    [{ kind: 'assignRole', principalId: guid(10), role: { name: 'Contributor' }, scope: group }, [groupResource]],
    [
      { kind: 'assignRole', principalId: guid(10), role: { name: 'Network Contributor' }, scope: subnetId },
      [subnet, groupResource],
    ],
    [{ kind: 'assignRole', principalId: guid(10), role: { name: 'Reader' }, scope: `/subscriptions/${elsewhere}` }, []],
    [
      {
        kind: 'assignRole',
        principalId: guid(10),
        role: { name: 'Reader' },
        scope: '/providers/Microsoft.Management/managementGroups/mg',
      },
      [],
    ],
  ],
  removeRole: [
    [{ kind: 'removeRole', roleAssignmentId: assigned('Contributor', group, guid(10)).id }, [groupResource]],
  ],
  attachRegistry: [[{ kind: 'attachRegistry', clusterId, registryId }, [onIdentity, registry]]],
  detachRegistry: [[{ kind: 'detachRegistry', clusterId, registryId }, [onIdentity, registry]]],
  setWorkloadIdentity: [
    [{ kind: 'setWorkloadIdentity', clusterId, enabled: true }, [onIdentity, cp]],
    [{ kind: 'setWorkloadIdentity', clusterId, enabled: false }, [issuingCluster, cp]],
  ],
  createCredential: [
    [connect('id-shop', 'cart'), [issuingCluster, cp]],
    [
      [connect('id-shop', 'cart'), connect('id-shop', 'web'), connect('id-kubelet', 'web')],
      [issuingCluster, cp, kubelet],
    ],
    [
      [{ kind: 'setWorkloadIdentity', clusterId, enabled: true }, makeIdentity('id-new'), connect('id-new', 'cart')],
      [onIdentity, cp, groupResource],
    ],
  ],
  deleteCredential: [
    [
      { kind: 'deleteCredential', credentialId: `${identityId('id-shop')}/federatedIdentityCredentials/old` },
      [issuingCluster, cp],
    ],
  ],
  moveCredentials: [[{ kind: 'moveCredentials', fromIssuer: goneIssuer, clusterId }, [issuingCluster, cp]]],
  bindIdentity: [[{ kind: 'bindIdentity', clusterId, identityId: identityId('id-shop') }, [issuingCluster, cp]]],
  unbindIdentity: [[{ kind: 'unbindIdentity', bindingId: binding().id }, [issuingCluster, cp]]],
  removeTrustedAccess: [[{ kind: 'removeTrustedAccess', bindingId: trusted }, [issuingCluster, cp, trustedBackup]]],
};

const kubeletPrincipal = guid(60);

/** Each with a name: its kind and its number. */
export const everyPlan: readonly (readonly [string, Plan])[] = Object.entries(changes).flatMap(([kind, plans]) =>
  plans.map(([change, resources = []], index) => {
    const assignments = [
      assigned('Contributor', group, guid(10)),
      assigned('AcrPull', registryId, kubeletPrincipal),
      assigned('AcrPull', registryId, guid(11)),
    ];
    const world: World = {
      resources,
      ...(kind === 'moveCredentials' || kind === 'deleteCredential' ? { credentials: [old] } : {}),
      ...(kind === 'unbindIdentity' ? { bindings: [binding()] } : {}),
      assignments: /^(detach|remove|deleteIdentity)/.test(kind) ? assignments : [],
    };
    return [
      `${kind} ${index + 1}`,
      plan(Array.isArray(change) ? (change as Change[]) : [change as Change], worldFacts(world)),
    ] as const;
  }),
);

/** A plan that grants a role to an add-on, of a cluster that exists or that the same plan makes. */
export function grantToAddon(addon: string, of: 'existing' | 'created'): Plan {
  const [, whole] = everyPlan.find(([name]) => name === 'setControlPlane 4')!;
  const grant = whole.steps.find((step) => step.kind === 'assignRole' && step.principal.kind === 'addon')!;
  const [, making] = everyPlan.find(([name]) => name === 'createCluster 2')!;
  const cluster = making.steps.find((step) => step.kind === 'createCluster')!;
  const id = of === 'existing' ? clusterId : cluster.clusterId;
  const step = { ...grant, principal: { kind: 'addon', clusterId: id, addon } } as Step;
  return { ...whole, steps: of === 'existing' ? [step] : [cluster, step] };
}

/** The add-ons that may have an identity, and one of which nothing is known. */
export const addonNames: readonly string[] = [...Object.keys(addons.addonProfiles), 'webAppRouting'];
