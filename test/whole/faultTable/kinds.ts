import type { Change } from '../../../src/domain/change/change.ts';
import type { WorldRoleAssignment } from '../../../src/emulator/arm/worldFile.ts';
import { newCluster, toUserAssigned } from '../../support/azure/changes.ts';
import {
  abacRegistry,
  idB,
  idKubelet2,
  ids,
  idUnused,
  legacyRegistry,
  own,
  place,
  sami,
  sp,
} from '../../support/azure/smallWorld.ts';
import {
  addsPool,
  changesKubelet,
  changesIdentity,
  createsFirst,
  grantsByOtherName,
  makesAnew,
  makesAnother,
  narrows,
  redefines,
  reliesOn,
  removesPool,
  scales,
  tags,
  takesIntoUse,
  upgradesToo,
  type Colleague,
} from './colleagues.ts';
import { workloadKinds } from './workloads.ts';
import { customRole, ownSubnet, pulls, twoPools, unneeded } from './world.ts';

/** A kind of change, and what a colleague may do to the same thing meanwhile, the worst first. */
export interface Kind {
  readonly name: string;
  readonly changes: readonly Change[];
  readonly given?: readonly WorldRoleAssignment[];
  readonly colleagues: readonly Colleague[];
}

const { subscriptionId, location } = place;
const system = { kind: 'systemAssigned' } as const;
const identities = `${ids.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;
const newIdentity: Change = {
  kind: 'createIdentity',
  subscriptionId,
  resourceGroup: place.group,
  name: 'id-new',
  location,
};
const newClusterId = `${ids.group}/providers/Microsoft.ContainerService/managedClusters/new-weu`;
const { kubelet: _, ...ownNetwork } = newCluster({ controlPlane: system });
const { network: __, ...plainCluster } = ownNetwork;
const reader: Extract<Change, { kind: 'assignRole' }> = {
  kind: 'assignRole',
  principalId: idKubelet2.principalId,
  role: { name: 'Reader' },
  scope: ids.group,
};

/** Every kind of change that the table runs. */
export const kinds: readonly Kind[] = [
  {
    name: 'createResourceGroup',
    changes: [{ kind: 'createResourceGroup', subscriptionId, name: 'rg-new', location }],
    colleagues: [createsFirst(`/subscriptions/${subscriptionId}/resourceGroups/rg-new`)],
  },
  {
    name: 'createIdentity',
    changes: [newIdentity],
    colleagues: [createsFirst(`${identities}/id-new`)],
  },
  {
    name: 'deleteIdentity',
    changes: [{ kind: 'deleteIdentity', identityId: idUnused.id }],
    colleagues: [takesIntoUse(idUnused.id, sami.id), makesAnew(idUnused.id), makesAnother(idUnused.id)],
  },
  {
    name: 'createCluster, system-assigned',
    changes: [plainCluster],
    colleagues: [createsFirst(newClusterId)],
  },
  {
    name: 'createCluster, user-assigned',
    changes: [newCluster({})],
    colleagues: [narrows(), createsFirst(newClusterId)],
  },
  {
    name: 'createCluster, with a registry and a subnet',
    changes: [{ ...ownNetwork, registries: [legacyRegistry.id] }],
    colleagues: [changesIdentity(newClusterId), createsFirst(newClusterId)],
  },
  {
    name: 'setControlPlane, to user-assigned',
    changes: [toUserAssigned(sami.id, idB.id)],
    colleagues: [changesIdentity(sami.id), tags(sami.id), narrows(), scales(sami.id, 'nodepool1')],
  },
  {
    name: 'setControlPlane, to system-assigned',
    changes: [{ kind: 'setControlPlane', clusterId: ownSubnet.id, controlPlane: system }],
    colleagues: [
      ...[changesIdentity(ownSubnet.id), tags(ownSubnet.id), scales(ownSubnet.id), addsPool(ownSubnet.id)],
      removesPool(ownSubnet.id, 'nodepool2'),
    ],
  },
  {
    name: 'setControlPlane, leaving a service principal',
    changes: [toUserAssigned(sp.id, idB.id)],
    colleagues: [changesIdentity(sp.id), tags(sp.id), scales(sp.id, 'nodepool1')],
  },
  {
    name: 'setKubelet',
    changes: [{ kind: 'setKubelet', clusterId: own.id, identityId: idKubelet2.id }],
    colleagues: [
      ...[changesKubelet(own.id), tags(own.id), narrows(), scales(own.id, 'user1'), addsPool(own.id)],
      removesPool(own.id, 'user1'),
    ],
  },
  {
    name: 'upgradeNodeImages, two pools',
    changes: [{ kind: 'upgradeNodeImages', clusterId: twoPools.id }],
    colleagues: [tags(twoPools.id), upgradesToo(twoPools.id), scales(twoPools.id)],
  },
  { name: 'assignRole', changes: [reader], colleagues: [narrows(), grantsByOtherName()] },
  {
    name: 'assignRole, of a role of their own',
    changes: [{ ...reader, role: { id: customRole.name } }],
    colleagues: [redefines(customRole)],
  },
  {
    name: 'removeRole',
    changes: [{ kind: 'removeRole', roleAssignmentId: idOf(unneeded) }],
    given: [unneeded],
    colleagues: [reliesOn(unneeded, idB.id, sami.id), makesAnew(idOf(unneeded))],
  },
  {
    name: 'attachRegistry',
    changes: [{ kind: 'attachRegistry', clusterId: sami.id, registryId: legacyRegistry.id }],
    colleagues: [narrows(), grantsByOtherName()],
  },
  {
    name: 'detachRegistry',
    changes: [{ kind: 'detachRegistry', clusterId: own.id, registryId: abacRegistry.id }],
    given: pulls,
    colleagues: pulls.map((pull) => makesAnew(idOf(pull))),
  },
  {
    name: 'createIdentity and setControlPlane to it',
    changes: [newIdentity, toUserAssigned(sami.id, `${identities}/id-new`)],
    colleagues: [changesIdentity(sami.id), tags(sami.id), createsFirst(`${identities}/id-new`)],
  },
  ...workloadKinds,
];

function idOf({ scope, name }: WorldRoleAssignment): string {
  return `${scope}/providers/Microsoft.Authorization/roleAssignments/${name ?? ''}`;
}
