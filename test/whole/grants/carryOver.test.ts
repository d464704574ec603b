import { inWords } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import { planAs } from '../../../src/domain/export/planAs.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import type { WorldFile, WorldResource, WorldRoleAssignment } from '../../../src/emulator/arm/worldFile.ts';
import { makeAccessOfNodes } from '../../support/azure/accessOfNodes.ts';
import {
  assignRole,
  groupId,
  guidOf,
  makeResource,
  tenantId,
} from '../../../src/emulator/scenarios/parts/resources.ts';
import { keyVault, storageAccount } from '../../../src/emulator/scenarios/parts/services.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { succeed, toUserAssigned } from '../../support/azure/changes.ts';
import {
  idA,
  idB,
  idKubelet,
  idKubelet2,
  own,
  place,
  sami,
  smallWorld,
  sp,
  uami,
} from '../../support/azure/smallWorld.ts';
import { textOf, textsOf } from '../../../src/sentences/textOf.ts';

const swapKubelet: Change = { kind: 'setKubelet', clusterId: own.id, identityId: idKubelet2.id };
const swapControlPlane = toUserAssigned(uami.id, idB.id);
const account = storageAccount(place, 'stshop');
const part = makeAccessOfNodes(place, idKubelet.principalId);
const gmsa = { windowsProfile: { adminUsername: 'azureuser', gmsaProfile: { enabled: true } } };

/** The small world with more in it. */
function worldWith(
  more: { resources?: readonly WorldResource[]; roleAssignments?: readonly WorldRoleAssignment[] },
  of?: { id: string; properties: object },
  rest: Partial<WorldFile> = {},
): WorldFile {
  const base = smallWorld();
  const resources = base.resources.map((each) =>
    each.id === of?.id ? { ...each, properties: { ...(each['properties'] as object), ...of.properties } } : each,
  );
  return {
    ...base,
    resources: [...resources, ...(more.resources ?? [])],
    roleAssignments: [...(base.roleAssignments ?? []), ...(more.roleAssignments ?? [])],
    ...rest,
  };
}

async function held(bench: Bench, principalId: string): Promise<readonly string[]> {
  const all = bench.emulator.snapshot().emulator.assignments.filter((each) => each.principalId === principalId);
  const names = new Map(bench.emulator.snapshot().emulator.assignments.map((each) => [each.role, each.role]));
  return all.map(({ role, scope, condition }) => [names.get(role), scope, condition ?? ''].join(' | ')).toSorted();
}

const idOf = ({ scope, name }: WorldRoleAssignment): string =>
  `${scope}/providers/Microsoft.Authorization/roleAssignments/${name ?? ''}`;
const titles = ({ steps }: Plan): readonly string[] => steps.map(({ title }) => textOf(title));
const warned = ({ warnings }: Plan): string => textsOf(warnings.map(({ text }) => text)).join('\n');

async function policiesOf(bench: Bench, name: string): Promise<unknown> {
  const id = `${groupId(place)}/providers/Microsoft.KeyVault/vaults/${name}`;
  const { body } = await bench.arm('GET', `${id}?api-version=2023-07-01`);
  return (body['properties'] as { accessPolicies: unknown }).accessPolicies;
}

describe('a swap of the kubelet identity', () => {
  it('carries over what nodes are documented to use, and names the rest (R-19)', async () => {
    const bench = createBench(worldWith(part));
    const plan = await bench.service.plan([swapKubelet]);
    expect(titles(plan)).toEqual([
      'Assign Managed Identity Operator to id-a on id-kubelet2',
      'Assign AcrPull to id-kubelet2 on acrlegacy',
      'Assign Contributor to id-kubelet2 on stshop',
      'Assign DNS Zone Contributor to id-kubelet2 on shop.example',
      'Add an access policy for id-kubelet2 to kv-gmsa',
      "Update the cluster's kubelet identity",
    ]);
    expect(warned(plan)).toContain(
      "id-kubelet also has Reader on storage account stshop (under a condition), User Access Administrator on storage account stshop, and Virtual Machine Contributor on resource group rg-shop. id-kubelet2 doesn't get that",
    );
    expect((await bench.service.apply(plan)).status).toBe('succeeded');
    const before = await held(bench, idKubelet.principalId);
    const after = await held(bench, idKubelet2.principalId);
    expect(after).toHaveLength(3);
    expect(before).toEqual(expect.arrayContaining(after as string[]));
    expect(await policiesOf(bench, 'kv-gmsa')).toEqual(
      [idKubelet, idKubelet2].map(({ principalId }) => ({
        tenantId,
        objectId: principalId,
        permissions: { secrets: ['get'] },
      })),
    );
  });

  it('carries over what was chosen, each under its own condition (R-19)', async () => {
    const bench = createBench(worldWith(part));
    const limited = part.roleAssignments.find(({ condition }) => condition !== undefined)!;
    const plan = await bench.service.plan([{ ...swapKubelet, carry: { kubelet: [idOf(limited).toUpperCase()] } }]);
    expect(titles(plan)).toContain('Assign Reader to id-kubelet2 on stshop');
    expect(titles(plan).join()).not.toContain('DNS');
    expect((await bench.service.apply(plan)).status).toBe('succeeded');
    expect((await held(bench, idKubelet2.principalId)).filter((each) => each.includes('stshop'))).toEqual([
      expect.stringContaining(limited.condition!) as string,
    ]);
  });

  it('carries nothing over where nothing is chosen, and says what is missing then', async () => {
    const bench = createBench(worldWith(part));
    const plan = await bench.service.plan([{ ...swapKubelet, carry: { kubelet: [] } }]);
    expect(titles(plan).filter((title) => /stshop|shop\.example|kv-gmsa/.test(title))).toEqual([]);
    expect(warned(plan)).toContain('Contributor on storage account stshop');
    expect(warned(plan)).toContain('an access policy of key vault kv-gmsa (secrets: get)');
  });

  it.each(['Owner', 'User Access Administrator', 'Role Based Access Control Administrator'])(
    'never carries %s over, and refuses to where it is chosen (R-19)',
    async (roleName) => {
      const grants = [assignRole(roleName, idKubelet.principalId, account.id)];
      const bench = createBench(worldWith({ resources: [account], roleAssignments: grants }));
      const plan = await bench.service.plan([swapKubelet]);
      expect(titles(plan).join()).not.toContain('stshop');
      expect(warned(plan)).toContain(`${roleName} on storage account stshop`);
      const chosen = { ...swapKubelet, carry: { kubelet: grants.map(idOf) } } as Change;
      await expect(bench.service.plan([chosen])).rejects.toMatchObject({ code: 'refused' });
    },
  );

  it('refuses what the old identity does not have', async () => {
    const bench = createBench(worldWith(part));
    const foreign = idOf(assignRole('Reader', idB.principalId, account.id));
    const chosen = { ...swapKubelet, carry: { kubelet: [foreign] } } as Change;
    await expect(bench.service.plan([chosen])).rejects.toMatchObject({ code: 'refused' });
  });

  it('lists what names the old one inside the cluster, if its roles suggest that (R-21)', async () => {
    const told = async (world: WorldFile): Promise<readonly string[]> =>
      textsOf((await createBench(world).service.plan([swapKubelet])).next).filter((text) =>
        /old (client|object) ID/.test(text),
      );
    expect(await told(smallWorld())).toEqual([]);
    const [inside, spec] = await told(worldWith(part, { id: own.id, properties: gmsa }));
    expect(inside).toContain(String((idKubelet.resource['properties'] as { clientId: string }).clientId));
    expect(inside).toContain('clientID of storage classes');
    expect(inside).toContain('userAssignedIdentityID of SecretProviderClasses');
    expect(spec).toContain(`GMSACredentialSpec that names the old object ID ${idKubelet.principalId}`);
  });

  it('continues without what the person may not assign, and says whom to ask (R-19)', async () => {
    const caller = {
      objectId: guidOf('ada'),
      displayName: 'Ada',
      roles: [
        { roleName: 'Contributor', scope: `/subscriptions/${place.subscriptionId}` },
        ...[
          idKubelet2.id,
          ...smallWorld()
            .resources.filter(({ name }) => name === 'acrlegacy')
            .map(({ id }) => id),
        ].map((scope) => ({ roleName: 'User Access Administrator', scope })),
      ],
    };
    const world = worldWith(
      { resources: [account], roleAssignments: [assignRole('Contributor', idKubelet.principalId, account.id)] },
      undefined,
      { caller },
    );
    const bench = createBench(world);
    const plan = await bench.service.plan([swapKubelet]);
    expect(titles(plan).join()).not.toContain('stshop');
    expect(plan.checks).toContainEqual(
      expect.objectContaining({
        title: "You can't give id-kubelet2 Contributor on storage account stshop",
        verdict: 'unknown',
        request: expect.objectContaining({
          command: expect.stringContaining('az role assignment create') as string,
        }) as object,
      }),
    );
    expect(warned(plan)).toContain('Contributor on storage account stshop');
    expect((await bench.service.apply(plan)).status).toBe('succeeded');
  });

  it('whose carried grant is refused changes no cluster, and continues when it is accepted', async () => {
    const bench = createBench(worldWith(part));
    const plan = await bench.service.plan([swapKubelet]);
    await bench.fault({
      match: { pathContains: 'accessPolicies/add', method: 'PUT' },
      status: 403,
      code: 'AuthorizationFailed',
      message: 'No.',
      times: 1,
    });
    const broken = await bench.service.apply(plan);
    expect(broken.status).toBe('failed');
    expect((await bench.writes()).filter(({ path }) => /managedClusters\/[^/]+$/i.test(path))).toEqual([]);
    const again = await bench.service.resume(broken.activityId);
    expect(again.status).toBe('succeeded');
    expect(await held(bench, idKubelet2.principalId)).toHaveLength(3);
  });

  it('sends an access policy once, also where the answer gets lost (R-20)', async () => {
    const bench = createBench(worldWith(part));
    const plan = await bench.service.plan([swapKubelet]);
    await bench.fault({ match: { pathContains: 'accessPolicies/add', method: 'PUT' }, drop: 'after', times: 1 });
    expect((await bench.service.apply(plan)).status).toBe('succeeded');
    expect((await bench.writes()).filter(({ path }) => path.includes('accessPolicies'))).toHaveLength(1);
  });

  it('forty roles of the old identity fold in the warning, and are all in what is copied (R-19)', async () => {
    const groups = Array.from({ length: 40 }, (_, index) =>
      makeResource(place, 'Microsoft.Compute/disks', `disk-${index}`),
    );
    const roleAssignments = groups.map(({ id }) => assignRole('Reader', idKubelet.principalId, id));
    const plan = await createBench(worldWith({ resources: groups, roleAssignments })).service.plan([swapKubelet]);
    expect(warned(plan)).toContain('and 35 more');
    for (const format of ['az', 'rest', 'arm', 'bicep', 'terraform'] as const) {
      const text = planAs(plan, format);
      expect(roleAssignments.filter((each) => !text.includes(each.name ?? ''))).toEqual([]);
    }
  });

  it("roles through a group and places that can't be read are said to be unknown (R-19)", async () => {
    const group = guidOf('group');
    const world = worldWith(
      {
        resources: [account],
        roleAssignments: [{ ...assignRole('Contributor', group, account.id), principalType: 'Group' }],
      },
      undefined,
      { groups: [{ objectId: group, displayName: 'Nodes', members: [idKubelet.principalId] }] },
    );
    const bench = createBench(world);
    const plan = await bench.service.plan([swapKubelet]);
    expect(plan.held).toContainEqual(
      expect.objectContaining({ fate: 'named', what: 'Contributor on storage account stshop' }),
    );
    await bench.fault({
      match: { pathContains: 'resourceGraph' },
      status: 403,
      code: 'AuthorizationFailed',
      message: 'No.',
      times: 99,
    });
    await bench.fault({
      match: { pathContains: 'Microsoft.KeyVault/vaults' },
      status: 403,
      code: 'AuthorizationFailed',
      message: 'No.',
      times: 99,
    });
    const blind = await bench.service.plan([swapKubelet]);
    expect(blind.checks).toContainEqual(
      expect.objectContaining({ title: 'Not everything that id-kubelet has is known', verdict: 'unknown' }),
    );
  });
});

describe('a swap of the control plane identity', () => {
  it('carries over storage and networks, says who else uses the old one, and leaves the rest', async () => {
    const network = smallWorld().resources.find(({ name }) => name === 'vnet-shop')!;
    const grants = [
      assignRole('Contributor', idA.principalId, account.id),
      assignRole('Network Contributor', idA.principalId, network.id),
      assignRole('Reader', idA.principalId, groupId(place)),
    ];
    const plan = await createBench(worldWith({ resources: [account], roleAssignments: grants })).service.plan([
      swapControlPlane,
    ]);
    expect(titles(plan)).toEqual(
      expect.arrayContaining([
        'Assign Contributor to id-b on stshop',
        'Assign Network Contributor to id-b on vnet-shop',
      ]),
    );
    expect(warned(plan)).toContain('id-a also has Reader on resource group rg-shop.');
    expect(warned(plan)).toContain('id-a is also used by control plane of own-weu');
  });

  it('a system-assigned identity leaves the list of what it held in the journal, since its principal is gone', async () => {
    const grants = [
      assignRole('Contributor', sami.principalId, account.id),
      assignRole('Reader', sami.principalId, groupId(place)),
    ];
    const bench = createBench(worldWith({ resources: [account], roleAssignments: grants }));
    await succeed(bench, toUserAssigned(sami.id, idB.id));
    const kept = JSON.parse((await bench.store.read()) ?? '{}') as unknown;
    expect(JSON.stringify(kept)).toContain('"what":"Contributor on storage account stshop"');
    expect(JSON.stringify(kept)).toContain('"what":"Reader on resource group rg-shop"');
    expect((await held(bench, idB.principalId)).filter((each) => each.includes('stshop'))).toHaveLength(1);
  });

  it('the roles of a service principal go to the identity that usually needs them, once both identities are there', async () => {
    const principalId = guidOf('object', 'sp');
    const zone = makeResource(place, 'Microsoft.Network/dnszones', 'shop.example', {
      location: 'global',
      properties: {},
    });
    const network = smallWorld().resources.find(({ name }) => name === 'vnet-shop')!;
    const grants = [
      assignRole('Contributor', principalId, account.id),
      assignRole('DNS Zone Contributor', principalId, zone.id),
      assignRole('Network Contributor', principalId, network.id),
      assignRole('Reader', principalId, groupId(place)),
    ];
    const bench = createBench(worldWith({ resources: [account, zone], roleAssignments: grants }));
    const plan = await bench.service.plan([
      { kind: 'setControlPlane', clusterId: sp.id, controlPlane: { kind: 'systemAssigned' } },
    ]);
    const [put, ...after] = titles(plan);
    expect(put).toBe("Update the cluster's identity");
    expect(after.filter((title) => /stshop|shop\.example|vnet-shop/.test(title)).toSorted()).toEqual([
      'Assign Contributor to the control plane of sp-weu on stshop',
      'Assign Contributor to the kubelet of sp-weu on stshop',
      'Assign DNS Zone Contributor to the kubelet of sp-weu on shop.example',
      'Assign Network Contributor to the control plane of sp-weu on vnet-shop',
    ]);
    expect(warned(plan)).toContain('Reader on resource group rg-shop');
    expect((await bench.service.apply(plan)).status).toBe('succeeded');
  });
});

describe('keys for Kubernetes secrets', () => {
  const key = 'https://kv-shop.vault.azure.net/keys/etcd';
  const rbac = keyVault(place, 'kv-shop');
  const kms = (keyId: string, vault: WorldResource, more: object = {}): { id: string; properties: object } => ({
    id: uami.id,
    properties: {
      securityProfile: {
        azureKeyVaultKms: { enabled: true, keyId, keyVaultNetworkAccess: 'Public', keyVaultResourceId: vault.id },
        ...more,
      },
    },
  });
  const dataEncryption = { kubernetesResourceObjectEncryptionProfile: { infrastructureEncryption: 'Enabled' } };

  it.each([
    ['with a version', `${key}/1`, {}, ['Key Vault Crypto User']],
    ['without a version', key, {}, ['Key Vault Crypto User', 'Key Vault Contributor']],
    ['of data encryption', `${key}/1`, dataEncryption, ['Key Vault Crypto User', 'Key Vault Contributor']],
  ])(
    'a key %s gets its roles before the control plane is swapped, so that Azure takes it (R-22)',
    async (_, keyId, more, roles) => {
      const given = roles.map((name) => assignRole(name, idA.principalId, rbac.id));
      const world = worldWith({ resources: [rbac], roleAssignments: given }, kms(keyId, rbac, more));
      const bench = createBench(world);
      const plan = await bench.service.plan([swapControlPlane]);
      expect(titles(plan)).toEqual([
        ...roles.map((name) => `Assign ${name} to id-b on kv-shop`),
        "Update the cluster's identity",
      ]);
      expect((await bench.service.apply(plan)).status).toBe('succeeded');
    },
  );

  it('a key in a vault with access policies goes over as one, so that Azure takes the identity (R-22)', async () => {
    const vault = keyVault(place, 'kv-shop', [
      { tenantId, objectId: idA.principalId, permissions: { keys: ['encrypt', 'decrypt', 'get'] } },
    ]);
    const bench = createBench(worldWith({ resources: [vault] }, kms(`${key}/1`, vault)));
    const plan = await bench.service.plan([swapControlPlane]);
    expect(titles(plan)).toEqual(['Add an access policy for id-b to kv-shop', "Update the cluster's identity"]);
    expect((await bench.service.apply(plan)).status).toBe('succeeded');
  });
});

describe('the clean-up after a swap', () => {
  const vaultId = `${groupId(place)}/providers/Microsoft.KeyVault/vaults/kv-gmsa`;
  const removal: Change = { kind: 'removeAccessPolicy', vaultId, principalId: idKubelet.principalId };
  const only = { tenantId, objectId: idKubelet2.principalId, permissions: { secrets: ['get'] } };

  it('takes the access policy from the old identity only, and is offered once nothing uses it (R-20)', async () => {
    const bench = createBench(worldWith(part));
    await succeed(bench, swapKubelet);
    expect(await policiesOf(bench, 'kv-gmsa')).toHaveLength(2);
    const { holders } = await bench.service.unusedRoles(own.id);
    const old = holders.find(({ principalId }) => principalId === idKubelet.principalId);
    expect(old?.policies).toMatchObject({ kind: 'found', value: [{ permissions: { secrets: ['get'] } }] });
    await succeed(bench, removal);
    expect(await policiesOf(bench, 'kv-gmsa')).toEqual([only]);
    await bench.forget();
    expect((await bench.service.plan([removal])).nothingToDo).toBe(true);
  });

  it('lists an old identity that has access policies alone, and says where they could not be read', async () => {
    const world = worldWith(part);
    const without = (world.roleAssignments ?? []).filter(({ principalId }) => principalId !== idKubelet.principalId);
    const bench = createBench({ ...world, roleAssignments: without });
    await succeed(bench, { ...swapKubelet, carry: { kubelet: [] } });
    const { holders, unknown } = await bench.service.unusedRoles(own.id);
    expect(unknown).toEqual([]);
    expect(holders.find(({ principalId }) => principalId === idKubelet.principalId)).toMatchObject({
      roles: [],
      policies: { kind: 'found', value: [{ vaultId }] },
    });
    await bench.forget();
    await bench.fault({
      match: { pathContains: '/Microsoft.ResourceGraph' },
      status: 403,
      code: 'AuthorizationFailed',
      message: 'No vaults for you.',
      times: 999,
    });
    await bench.fault({
      match: { method: 'GET', pathContains: '/vaults' },
      status: 403,
      code: 'AuthorizationFailed',
      message: 'No vaults for you.',
      times: 999,
    });
    const unread = await bench.service.unusedRoles(own.id);
    expect(unread.holders).toEqual([]);
    expect(String(inWords(unread.unknown))).toMatch(/Access policies of .*id-kubelet.*: /);
  });

  it('an access policy of an identity that a cluster uses is taken away only once its name was typed (R-20)', async () => {
    const plan = await createBench(worldWith(part)).service.plan([removal]);
    expect(plan.confirmName).toBe('own-weu');
    expect(warned(plan)).toContain('id-kubelet is used by kubelet of own-weu');
  });

  it('an access policy that says something else by the time of the request stays as it is', async () => {
    const bench = createBench(worldWith(part));
    await succeed(bench, swapKubelet);
    const plan = await bench.service.plan([removal]);
    await bench.arm('PUT', `${vaultId}/accessPolicies/add?api-version=2023-07-01`, {
      properties: { accessPolicies: [{ tenantId, objectId: idKubelet.principalId, permissions: { keys: ['sign'] } }] },
    });
    await expect(bench.service.apply(plan)).rejects.toMatchObject({ code: 'conflict' });
  });
});
