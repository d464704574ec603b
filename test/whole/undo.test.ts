import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/domain/change/change.ts';
import { assignRole } from '../../src/emulator/scenarios/parts/resources.ts';
import type { Bench } from '../support/azure/azureBench.ts';
import { undoBench as benchWith } from '../support/azure/undoBench.ts';
import {
  idA,
  idB,
  idKubelet,
  idKubelet2,
  idUnused,
  legacyRegistry,
  own,
  place,
  sami,
  sp,
  uami,
} from '../support/azure/smallWorld.ts';

const { subscriptionId, group: resourceGroup, location } = place;
const acr = legacyRegistry.id;
const pull = assignRole('AcrPull', idUnused.principalId, acr);
const read = assignRole('Reader', idUnused.principalId, uami.id);
const condition = "((!(ActionMatches{'Microsoft.Storage/x'})))";
const idOfRole = ({ scope, name }: typeof pull): string =>
  `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;

/** Everything that changes may write, without what Azure makes anew each time: names of assignments, times and versions. */
async function stateOf(bench: Bench): Promise<unknown> {
  type Item = Record<string, unknown> & { readonly id: string; readonly properties: Record<string, string> };
  const list = async (path: string, version: string): Promise<readonly Item[]> =>
    (await bench.arm('GET', `${path}?api-version=${version}`)).body['value'] as Item[];
  const below = `/subscriptions/${subscriptionId}/providers/`;
  const identities = await list(`${below}Microsoft.ManagedIdentity/userAssignedIdentities`, '2024-11-30');
  const roles = await list(`${below}Microsoft.Authorization/roleAssignments`, '2022-04-01');
  const clusters = await list(`${below}Microsoft.ContainerService/managedClusters`, '2025-05-01');
  const credentials = identities.map(({ id }) => list(`${id}/federatedIdentityCredentials`, '2024-11-30'));
  return {
    identities: identities.map(({ id }) => id).toSorted(),
    credentials: (await Promise.all(credentials)).flat().map(({ id }) => id),
    roles: roles
      .map(({ properties: { scope, principalId, roleDefinitionId, condition: when } }) =>
        [scope, principalId, roleDefinitionId?.split('/').at(-1), when].join(' ').toLowerCase(),
      )
      .toSorted(),
    clusters: clusters.map(({ id, identity, properties }) => ({
      id,
      identity: Object.keys(
        (identity as { userAssignedIdentities?: object } | undefined)?.userAssignedIdentities ?? {},
      ),
      kubelet: properties['identityProfile'],
    })),
  };
}

const newIdentity: Change = { kind: 'createIdentity', subscriptionId, resourceGroup, name: 'id-new', location };
const assign = {
  kind: 'assignRole',
  principalId: idUnused.principalId,
  role: { name: 'AcrPull' },
  scope: acr,
} as const;
const connect: Change = {
  kind: 'createCredential',
  identityId: idUnused.id,
  namespace: 'shop',
  serviceAccount: 'cart',
  clusterId: uami.id,
};
const toIdB = { kind: 'userAssigned', identityId: idB.id } as const;
const controlPlane = (clusterId: string): Change => ({ kind: 'setControlPlane', clusterId, controlPlane: toIdB });
const remove = (role: typeof pull): Change => ({ kind: 'removeRole', roleAssignmentId: idOfRole(role) });
const undoOf = async ({ service }: Bench) => (await service.activity())[0]?.undo;

describe('what takes back a change', () => {
  it.each<[string, readonly Change[], (readonly (typeof pull)[])?]>([
    ['a role', [assign]],
    ['several roles', [assign, { ...assign, role: { name: 'Reader' }, scope: uami.id }]],
    ['a new identity', [newIdentity]],
    [
      'a new identity with a role',
      [newIdentity, { ...assign, principalId: idUnused.id.replace('id-unused', 'id-new') }],
    ],
    ['a registry that was attached', [{ kind: 'attachRegistry', clusterId: uami.id, registryId: acr }]],
    ['a registry that was detached', [{ kind: 'detachRegistry', clusterId: own.id, registryId: acr }]],
    ['a connected workload', [connect]],
    ['a workload that was connected with a role', [connect, assign]],
    ['a removed role', [remove(pull)], [pull]],
    ['several removed roles', [remove(pull), remove(read)], [pull, read]],
  ])('of %s leaves everything as it was', async (_, changes, roles) => {
    const bench = benchWith(roles);
    const before = await stateOf(bench);
    expect(await bench.service.apply(changes)).toMatchObject({ status: 'succeeded' });
    expect(await stateOf(bench)).not.toEqual(before);
    const undo = await undoOf(bench);
    expect(undo).not.toHaveProperty('isPartial');
    expect(await bench.service.apply(undo!.changes)).toMatchObject({ status: 'succeeded' });
    expect(await stateOf(bench)).toEqual(before);
    // It was done, and is not offered twice.
    expect((await bench.service.activity())[1]).not.toHaveProperty('undo');
  });

  it.each<[string, Change, Change]>([
    [
      'the kubelet',
      { kind: 'setKubelet', clusterId: own.id, identityId: idKubelet2.id },
      { kind: 'setKubelet', clusterId: own.id, identityId: idKubelet.id },
    ],
    [
      'a user-assigned control plane',
      controlPlane(uami.id),
      { ...controlPlane(uami.id), controlPlane: { kind: 'userAssigned', identityId: idA.id } } as Change,
    ],
    [
      'a system-assigned control plane',
      controlPlane(sami.id),
      { ...controlPlane(sami.id), controlPlane: { kind: 'systemAssigned' } } as Change,
    ],
  ])(
    'of another identity for %s brings the old one back, and leaves the roles of the new one',
    async (_, change, back) => {
      const bench = benchWith();
      await bench.service.apply([change]);
      expect((await undoOf(bench))?.changes).toEqual([back]);
      expect((await bench.service.plan([back])).checks.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    },
  );

  it.each<[string, readonly Change[], (readonly object[])?]>([
    ['a role that had a condition', [remove(pull)], [{ ...pull, condition, conditionVersion: '2.0' }]],
    [
      'a role beside one that had a condition',
      [remove(pull), remove(read)],
      [{ ...pull, condition, conditionVersion: '2.0' }, read],
    ],
    ['the kubelet identity that AKS made', [{ kind: 'setKubelet', clusterId: uami.id, identityId: idKubelet2.id }]],
    ['a service principal', [controlPlane(sp.id)]],
    ['a deleted identity', [{ kind: 'deleteIdentity', identityId: idUnused.id, removeRoles: true }], [pull]],
    ['node images', [{ kind: 'upgradeNodeImages', clusterId: own.id }]],
  ])('is not offered for %s', async (_, changes, roles = []) => {
    const bench = benchWith(roles as (typeof pull)[]);
    expect(await bench.service.apply(changes)).toMatchObject({ status: 'succeeded' });
    expect(await undoOf(bench)).toBeUndefined();
  });

  const pathContains = 'uami-weu/providers/Microsoft.Authorization/roleAssignments';
  const twoRoles = [assign, { ...assign, role: { name: 'Reader' }, scope: uami.id }];

  it('takes back what was done before a step failed', async () => {
    const bench = benchWith();
    const before = await stateOf(bench);
    await bench.fault({ match: { method: 'PUT', pathContains }, status: 403, code: 'AuthorizationFailed', times: 99 });
    expect(await bench.service.apply(twoRoles)).toMatchObject({ status: 'failed' });
    const undo = await undoOf(bench);
    expect(undo?.changes).toHaveLength(1);
    await bench.noFaults();
    await bench.service.apply(undo!.changes);
    expect(await stateOf(bench)).toEqual(before);
  });

  it('is not offered while it is unknown what Azure has accepted', async () => {
    const bench = benchWith();
    await bench.fault({ match: { method: 'PUT', pathContains }, drop: 'before', times: 99 });
    expect(await bench.service.apply(twoRoles)).toMatchObject({ status: 'failed' });
    expect(await undoOf(bench)).toBeUndefined();
  });

  it('is not offered once a later change has written to the same cluster', async () => {
    const bench = benchWith();
    await bench.service.apply([controlPlane(uami.id)]);
    await bench.service.apply([{ kind: 'setWorkloadIdentity', clusterId: uami.id, enabled: true }]);
    const [later, earlier] = await bench.service.activity();
    expect([later?.undo, earlier?.undo]).toEqual([undefined, undefined]);
  });
});
