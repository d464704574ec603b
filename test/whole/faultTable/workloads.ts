import type { Change } from '../../../src/domain/change/change.ts';
import type { Plan, Step } from '../../../src/domain/plan/plan.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import type { Snapshot } from '../../../src/emulator/files/snapshot.ts';
import {
  makeCluster,
  identityBinding,
  issuerOf,
  type ClusterPart,
} from '../../../src/emulator/scenarios/parts/clusters.ts';
import { federatedCredential } from '../../../src/emulator/scenarios/parts/identities.ts';
import { idA, idB, idKubelet2, ids, idUnused, place, sami } from '../../support/azure/smallWorld.ts';
import { changesIdentity, createsFirst, scales, send, tags, type Colleague } from './colleagues.ts';
import type { SentWrite, Violation } from './judge.ts';
import type { Kind } from './kinds.ts';
import { resourceIn, textAt, valueAt } from './seen.ts';

/** Pods of it get tokens; it was created again, and identities still trust the issuer that it had before. */
const ready: ClusterPart = makeCluster({
  place,
  name: 'ready-weu',
  controlPlane: { kind: 'userAssigned', identity: idA },
  pools: [{ name: 'nodepool1' }],
  workloadIdentity: true,
  generation: 2,
});
const before = issuerOf(place, 'ready-weu');
const subject = (account: string): string => `system:serviceaccount:shop:${account}`;
const old = [
  federatedCredential(idB, 'old', before, subject('cart')),
  federatedCredential(idKubelet2, 'old', before, subject('web')),
];
const bound = identityBinding(place, 'ready-weu', 'bound', idKubelet2);

/** What is in the world for changes of workloads. */
export function withWorkloads(world: WorldFile): WorldFile {
  return {
    ...world,
    resources: [...world.resources, ...ready.resources, ...old, bound],
    roleAssignments: [...(world.roleAssignments ?? []), ...ready.roleAssignments],
    features: [{ subscriptionId: place.subscriptionId, name: 'Microsoft.ContainerService/IdentityBindingPreview' }],
  };
}

const credentialsApi = '2024-11-30';
const aksApi = '2026-04-01';
const credentialAt = (identityId: string, name: string): string => `${identityId}/federatedIdentityCredentials/${name}`;
const usual = 'ready-weu-shop-cart';

/** They give the name to another credential, for something else. */
function takesName(id: string): Colleague {
  return {
    name: 'gives the name to another credential',
    act: ({ azure }) => {
      const issuer = 'https://token.actions.githubusercontent.com';
      const theirs = 'repo:shop/cart:ref:refs/heads/main';
      const properties = { issuer, subject: theirs, audiences: ['api://AzureADTokenExchange'] };
      send(azure, 'PUT', `${id}?api-version=${credentialsApi}`, { properties });
      const holds = (world: Snapshot): boolean => textAt(resourceIn(world, id), 'properties', 'subject') === theirs;
      return [{ class: 'overwritten', what: 'the credential of a colleague', holds }];
    },
  };
}

/** They let the same account act as the identity, under another name, unless that is possible already. */
function connectsToo(identityId: string): Colleague {
  const id = credentialAt(identityId, 'theirs');
  return {
    name: 'connects the same account under another name',
    act: ({ azure }) => {
      const issuer = valueAt(resourceIn(azure.now(), ready.id), 'properties', 'oidcIssuerProfile', 'issuerURL');
      if (trusting(azure.now(), identityId, String(issuer), subject('cart')).length > 0) return [];
      const properties = { issuer, subject: subject('cart'), audiences: ['api://AzureADTokenExchange'] };
      send(azure, 'PUT', `${id}?api-version=${credentialsApi}`, { properties });
      const holds = (world: Snapshot): boolean => resourceIn(world, id) !== undefined;
      return [{ class: 'lost', what: 'the credential of a colleague', holds }];
    },
  };
}

/** They delete the cluster and create it again, so that it has another issuer. */
function createsAgain(clusterId: string): Colleague {
  return {
    name: 'deletes the cluster and creates it again',
    act: ({ azure }) => {
      const { location, identity, properties } = send(azure, 'GET', `${clusterId}?api-version=${aksApi}`).body as {
        location: string;
        identity: { type: string; userAssignedIdentities?: object };
        properties: Record<string, unknown>;
      };
      const pools = (properties['agentPoolProfiles'] as Record<string, unknown>[]).map(({ name, vmSize }) => ({
        name,
        vmSize,
        count: 1,
        mode: 'System',
      }));
      send(azure, 'DELETE', `${clusterId}?api-version=${aksApi}`);
      const userAssignedIdentities = Object.fromEntries(
        Object.keys(identity.userAssignedIdentities ?? {}).map((id) => [id, {}]),
      );
      send(azure, 'PUT', `${clusterId}?api-version=${aksApi}`, {
        location,
        identity: { type: identity.type, userAssignedIdentities },
        properties: {
          dnsPrefix: 'again',
          agentPoolProfiles: pools,
          oidcIssuerProfile: { enabled: true },
          securityProfile: { workloadIdentity: { enabled: true } },
        },
      });
      return [];
    },
  };
}

/** They delete the identity. */
function deletes(identityId: string): Colleague {
  return {
    name: 'deletes the identity',
    act: ({ azure }) => {
      if (resourceIn(azure.now(), identityId) !== undefined)
        send(azure, 'DELETE', `${identityId}?api-version=${credentialsApi}`);
      return [];
    },
  };
}

/** They give the name of the binding to another identity: remove it where it is there, and bind theirs. */
function rebinds(id: string): Colleague {
  return {
    name: 'gives the name of the binding to another identity',
    act: ({ azure }) => {
      if (resourceIn(azure.now(), id) !== undefined) send(azure, 'DELETE', `${id}?api-version=${aksApi}`);
      send(azure, 'PUT', `${id}?api-version=${aksApi}`, {
        properties: { managedIdentity: { resourceId: idUnused.id } },
      });
      const holds = (world: Snapshot): boolean => boundIdentity(world, id) === idUnused.id.toLowerCase();
      return [{ class: 'overwritten', what: 'the binding of a colleague', holds }];
    },
  };
}

const connect = (identityId: string): Change => ({
  kind: 'createCredential',
  identityId,
  namespace: 'shop',
  serviceAccount: 'cart',
  clusterId: ready.id,
});
const identities = `${ids.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;

/** The kinds of changes of workloads. */
export const workloadKinds: readonly Kind[] = [
  {
    name: 'setWorkloadIdentity, on',
    changes: [{ kind: 'setWorkloadIdentity', clusterId: sami.id, enabled: true }],
    colleagues: [changesIdentity(sami.id), tags(sami.id), scales(sami.id, 'nodepool1')],
  },
  {
    name: 'setWorkloadIdentity, off',
    changes: [{ kind: 'setWorkloadIdentity', clusterId: ready.id, enabled: false }],
    colleagues: [tags(ready.id)],
  },
  {
    name: 'createCredential',
    changes: [connect(idUnused.id)],
    colleagues: [
      takesName(credentialAt(idUnused.id, usual)),
      connectsToo(idUnused.id),
      createsAgain(ready.id),
      deletes(idUnused.id),
    ],
  },
  {
    name: 'setWorkloadIdentity, createIdentity, createCredential and assignRole',
    changes: [
      { kind: 'setWorkloadIdentity', clusterId: sami.id, enabled: true },
      {
        kind: 'createIdentity',
        subscriptionId: place.subscriptionId,
        resourceGroup: place.group,
        name: 'id-new',
        location: place.location,
      },
      {
        kind: 'createCredential',
        identityId: `${identities}/id-new`,
        namespace: 'shop',
        serviceAccount: 'cart',
        clusterId: sami.id,
      },
      { kind: 'assignRole', principalId: `${identities}/id-new`, role: { name: 'Reader' }, scope: ids.newSubnet },
    ],
    colleagues: [tags(sami.id), createsFirst(`${identities}/id-new`)],
  },
  {
    name: 'deleteCredential',
    changes: [{ kind: 'deleteCredential', credentialId: credentialAt(idB.id, 'old') }],
    colleagues: [takesName(credentialAt(idB.id, 'old')), deletes(idB.id)],
  },
  {
    name: 'moveCredentials, of two identities',
    changes: [{ kind: 'moveCredentials', fromIssuer: before, clusterId: ready.id }],
    colleagues: [
      takesName(credentialAt(idB.id, 'old')),
      takesName(credentialAt(idB.id, usual)),
      connectsToo(idB.id),
      createsAgain(ready.id),
    ],
  },
  {
    name: 'bindIdentity',
    changes: [{ kind: 'bindIdentity', clusterId: ready.id, identityId: idB.id, name: 'app' }],
    colleagues: [rebinds(`${ready.id}/identityBindings/app`), tags(ready.id)],
  },
  {
    name: 'unbindIdentity',
    changes: [{ kind: 'unbindIdentity', bindingId: bound.id }],
    colleagues: [rebinds(bound.id)],
  },
];

/** What is wrong with a write of a credential or a binding: it may touch only what the plan was about. */
export function ofWorkloadStep(
  step: Extract<Step, { kind: 'createCredential' | 'deleteCredential' | 'createBinding' | 'deleteBinding' }>,
  write: SentWrite,
  base: Snapshot,
): readonly Violation[] {
  const overwritten = (what: string): readonly Violation[] => [{ class: 'overwritten', what }];
  switch (step.kind) {
    case 'createCredential': {
      const [was, is] = [write.before, write.after].map((world) => trustOf(world, step.credentialId));
      return was === undefined || was === is ? [] : overwritten('a credential that was there already');
    }
    case 'deleteCredential': {
      const [planned, was] = [base, write.before].map((world) => trustOf(world, step.credentialId));
      return was === undefined || was === planned ? [] : overwritten('another credential of that name');
    }
    case 'createBinding': {
      const [was, is] = [write.before, write.after].map((world) => boundIdentity(world, step.bindingId));
      return was === '' || was === is ? [] : overwritten('a binding that was there already');
    }
    case 'deleteBinding': {
      const [planned, was] = [base, write.before].map((world) => boundIdentity(world, step.bindingId));
      return was === '' || was === planned ? [] : overwritten('another binding of that name');
    }
  }
}

/** Whether an account of the cluster as it is now can act as the identity. */
export function isConnected(world: Snapshot, step: Extract<Step, { kind: 'createCredential' }>): boolean {
  const issuer = valueAt(resourceIn(world, step.clusterId), 'properties', 'oidcIssuerProfile', 'issuerURL');
  const identityId = step.credentialId.split('/').slice(0, -2).join('/');
  return (
    resourceIn(world, identityId) !== undefined && trusting(world, identityId, String(issuer), step.subject).length > 0
  );
}

/** Returns true if the credential of the beginning is gone; another one may have its name. */
export function isRemoved(world: Snapshot, id: string): boolean {
  const first = old.find((one) => one.id.toLowerCase() === id.toLowerCase());
  return trustOf(world, id) === undefined || trustOf(world, id) !== (first && JSON.stringify(first['properties']));
}

/** Whether all values that a PUT of a cluster sets are set. */
export function valuesHold(cluster: unknown, { steps }: Plan, clusterId: string): boolean {
  return steps.every(
    (step) =>
      step.kind !== 'putCluster' ||
      step.clusterId.toLowerCase() !== clusterId.toLowerCase() ||
      Object.entries(step.edit.values ?? {}).every(([path, value]) => valueAt(cluster, ...path.split('.')) === value),
  );
}

function trusting(world: Snapshot, identityId: string, issuer: string, wanted: string): readonly object[] {
  return world.resources.filter(
    ({ id, properties }) =>
      id.toLowerCase().startsWith(`${identityId.toLowerCase()}/federatedidentitycredentials/`) &&
      valueAt(properties, 'issuer') === issuer &&
      valueAt(properties, 'subject') === wanted,
  );
}

function trustOf(world: Snapshot, id: string): string | undefined {
  const there = resourceIn(world, id);
  return there && JSON.stringify(there['properties']);
}

function boundIdentity(world: Snapshot, id: string): string {
  return textAt(resourceIn(world, id), 'properties', 'managedIdentity', 'resourceId');
}
