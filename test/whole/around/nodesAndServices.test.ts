/** Node machines, Application Gateway for Containers, backup and gating, from Azure to plans and findings. */
import { inWords } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import type { WorldFile, WorldRoleAssignment } from '../../../src/emulator/arm/worldFile.ts';
import { makeExtension } from '../../../src/emulator/scenarios/parts/around.ts';
import { backupInstance, backupPolicy } from '../../../src/emulator/scenarios/parts/backups.ts';
import { makeCluster, type ClusterSpec } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { gatewayForContainers } from '../../../src/emulator/scenarios/parts/gateways.ts';
import { userAssignedIdentity } from '../../../src/emulator/scenarios/parts/identities.ts';
import { provisionedMachine, scaleSet } from '../../../src/emulator/scenarios/parts/machines.ts';
import {
  assignRole,
  groupId,
  guidOf,
  makeResource,
  makeResourceGroup,
} from '../../../src/emulator/scenarios/parts/resources.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { idA, idB, idUnused, ids, legacyRegistry, place, sami, smallWorld } from '../../support/azure/smallWorld.ts';
import { openPanel } from '../panel/panelBench.ts';
import { vault } from './aroundWorld.ts';

const nodesOf = (name: string) => ({ ...place, group: `MC_${place.group}_${name}_${place.location}` });

const spec: ClusterSpec = {
  place,
  name: 'edge-weu',
  controlPlane: { kind: 'userAssigned', identity: idA },
  pools: [{ name: 'np1', subnetId: ids.subnet }],
  addons: { azurepolicy: {} },
  workloadIdentity: true,
};
const edge = makeCluster(spec);
const nodes = nodesOf('edge-weu');
const mine = userAssignedIdentity(place, 'id-mine');
const alb = userAssignedIdentity(place, 'azure-alb-identity');
const albCredential = {
  id: `${alb.id}/federatedIdentityCredentials/azure-alb-identity`,
  name: 'azure-alb-identity',
  type: 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials',
  properties: {
    issuer: edge.issuer,
    subject: 'system:serviceaccount:azure-alb-system:alb-controller-sa',
    audiences: ['api://AzureADTokenExchange'],
  },
};
const snapshots = { ...place, group: 'rg-snapshots' };
const account = makeResource(place, 'Microsoft.Storage/storageAccounts', 'stbackup', { properties: {} });
const backupPrincipal = guidOf('backup extension');
const backup = makeExtension(edge.id, 'azure-aks-backup', {
  type: 'microsoft.dataprotection.kubernetes',
  identity: { type: 'SystemAssigned', principalId: backupPrincipal, tenantId: guidOf('contoso.com') },
  settings: {
    'configuration.backupStorageLocation.config.storageAccount': 'stbackup',
    'configuration.backupStorageLocation.config.resourceGroup': place.group,
    'configuration.backupStorageLocation.config.subscriptionId': place.subscriptionId,
  },
});
const policy = backupPolicy(vault.id, 'daily', false);
const instance = backupInstance(vault.id, {
  clusterId: edge.id,
  policyId: policy.id,
  snapshotGroup: groupId(snapshots),
});
const vaultPrincipal = (vault['identity'] as { principalId: string }).principalId;
const backupRoles = [
  assignRole('Storage Blob Data Contributor', backupPrincipal, account.id),
  assignRole('Contributor', idA.principalId, groupId(snapshots)),
  assignRole('Reader', vaultPrincipal, edge.id),
  assignRole('Reader', vaultPrincipal, groupId(snapshots)),
];

function world(roles: readonly WorldRoleAssignment[] = [], more: Partial<WorldFile> = {}): WorldFile {
  const small = smallWorld(more);
  return {
    ...small,
    resources: [
      ...small.resources,
      ...edge.resources,
      ...[mine, alb].map(({ resource: each }) => each),
      albCredential,
      scaleSet(nodes, 'np1', [edge.kubelet!, edge.addonIdentity('azurepolicy'), mine]),
      provisionedMachine(nodes, 'aks-default-a', [edge.kubelet!]),
      ...gatewayForContainers(place, 'alb-shop', ids.newSubnet),
      ...[makeResourceGroup(snapshots), account, vault, backup, policy, instance],
    ],
    roleAssignments: [...small.roleAssignments, ...edge.roleAssignments, ...roles],
  };
}

describe('the machines of nodes', () => {
  it('are shown with the uses of their identities, and several of them are reported once (R-17)', async () => {
    const { service } = createBench(world());
    const kind = (await service.around(edge.id)).kinds.find((each) => each.kind === 'nodes')!;
    expect(kind.things.map(({ what }) => what)).toEqual([
      '3 identities (kubelet, Azure Policy, id-mine)',
      '1 identity (kubelet)',
    ]);
    expect(kind.unknown).toEqual([]);
    const [finding] = kind.findings;
    expect(finding).toMatchObject({ code: 'nodesCarrySeveral', severity: 'info' });
    expect(finding!.text).toContain(edge.kubelet!.clientId);
    expect(finding!.subject!.toLowerCase()).toContain('aks-np1-12345678-vmss');
  });

  it('are shown with their pool in the details, once they have been read (Q-08)', async () => {
    const panel = openPanel(createBench(world()), { kind: 'cluster', clusterId: edge.id });
    const { details } = await panel.until((state) => state.details?.pools[0]?.identities.startsWith('3') === true);
    expect(details!.pools.map(({ name, identities }) => [name, identities])).toEqual([
      ['np1', '3 identities (kubelet, Azure Policy, id-mine)'],
    ]);
    panel.session.dispose();
  });

  it('that can’t be read leave their pool unknown, with the reason (Q-08)', async () => {
    const bench = createBench(world());
    const match = { pathContains: '/virtualMachineScaleSets' };
    await bench.fault({ match, status: 403, code: 'AuthorizationFailed', message: 'No.', times: 9 });
    const panel = openPanel(bench, { kind: 'cluster', clusterId: edge.id });
    const { details } = await panel.until(
      (state) => state.details?.pools[0]?.identities.startsWith('Unknown') === true,
    );
    expect(details!.pools[0]!.identities).toMatch(/^Unknown\. Scale sets: .*No\./);
    panel.session.dispose();
  });

  it.each(['azurepolicy', 'ingressApplicationGateway', 'omsagent'])(
    'carry one more while the add-on %s is on, and the details say so (Q-08)',
    async (addon) => {
      const bench = createBench(smallWorld());
      const address = `${sami.id}?api-version=2026-04-01`;
      const { body } = await bench.arm('GET', address);
      const properties = { ...(body['properties'] as object), addonProfiles: { [addon]: { enabled: true } } };
      expect((await bench.arm('PUT', address, { ...body, properties })).status).toBe(200);
      bench.emulator.clock.advance(60);
      const panel = openPanel(bench, { kind: 'cluster', clusterId: sami.id });
      const { details } = await panel.until((state) => /^\d/.test(state.details?.pools[0]?.identities ?? ''));
      expect(details!.pools[0]!.identities).toMatch(/^2 identities \(kubelet, /);
      panel.session.dispose();
    },
  );

  it('come to carry two when an add-on is switched on, and the finding names it (R-17)', async () => {
    const bench = createBench(smallWorld());
    const found = async () => (await bench.api.diagnose(sami.id)).filter(({ code }) => code === 'nodesCarrySeveral');
    expect(await found()).toEqual([]);
    const address = `${sami.id}?api-version=2026-04-01`;
    const { body } = await bench.arm('GET', address);
    const properties = { ...(body['properties'] as object), addonProfiles: { azurepolicy: { enabled: true } } };
    expect((await bench.arm('PUT', address, { ...body, properties })).status).toBe(200);
    bench.emulator.clock.advance(60);
    const [finding] = await found();
    expect(finding!.text).toContain('The nodes of sami-weu have 2 identities (kubelet and Azure Policy)');
  });

  it('keep an identity that a user attached from being deleted (R-17)', async () => {
    const { api } = createBench(world());
    await expect(api.plan({ kind: 'deleteIdentity', identityId: mine.id })).rejects.toThrow(/scale set aks-np1/i);
    await expect(api.plan({ kind: 'deleteIdentity', identityId: idUnused.id })).resolves.toBeDefined();
  });

  it('are read with one query for all clusters of a report, and never one by one', async () => {
    const bench = createBench(world());
    const { clusters } = JSON.parse(await bench.service.report({ format: 'json' })) as {
      clusters: readonly { id: string; nodes?: readonly { what: string }[] }[];
    };
    const found = clusters.find(({ id }) => id.toLowerCase() === edge.id.toLowerCase());
    expect(found?.nodes?.map(({ what }) => what)).toEqual([
      '3 identities (kubelet, Azure Policy, id-mine)',
      '1 identity (kubelet)',
    ]);
    expect(clusters.find(({ id }) => id.toLowerCase() === sami.id.toLowerCase())?.nodes).toEqual([]);
    const asked = await bench.requests();
    expect(asked.filter(({ path }) => /virtualMachine/i.test(path))).toEqual([]);
    const queries = asked.filter(({ body }) => JSON.stringify(body ?? '').includes('virtualMachineScaleSets'));
    expect(queries.length).toBeLessThanOrEqual(2);
  });

  it('that can’t be read are unknown in the row, with the reason', async () => {
    const bench = createBench(world());
    await bench.fault({
      match: { pathContains: '/virtualMachineScaleSets' },
      status: 403,
      code: 'AuthorizationFailed',
      message: 'No.',
      times: 9,
    });
    const kind = (await bench.service.around(edge.id)).kinds.find((each) => each.kind === 'nodes')!;
    expect(inWords(kind.unknown)).toEqual([expect.stringMatching(/^Scale sets: .*No\./)]);
  });
});

describe('Application Gateway for Containers', () => {
  it('installed with Helm is shown with its gateway; it lacks the subnet, is granted it, and has it (R-15)', async () => {
    const { service, api } = createBench(world());
    const kind = (await service.around(edge.id)).kinds.find((each) => each.kind === 'loadBalancer')!;
    expect(kind.things.map(({ name }) => name)).toEqual(['azure-alb-identity', 'alb-shop']);
    const missing = (await api.diagnose(edge.id)).filter(({ code }) => code === 'missingGrant:P-64');
    expect(missing.map(({ text }) => /is missing (.*) on/.exec(text)?.[1])).toEqual([
      'Network Contributor',
      'AppGw for Containers Configuration Manager',
    ]);
    for (const { fix } of missing) {
      const outcome = await service.apply(await service.plan([fix!]));
      expect(outcome.status).toBe('succeeded');
    }
    const codes = (await api.diagnose(edge.id)).map(({ code }) => code);
    expect(codes).not.toContain('missingGrant:P-64');
  });

  it('keeps its roles unaccused weeks later, and its identity from being deleted (R-15)', async () => {
    const roles = [
      assignRole('Network Contributor', alb.principalId, ids.newSubnet),
      assignRole('Network Contributor', alb.principalId, groupId(nodes)),
      assignRole('AppGw for Containers Configuration Manager', alb.principalId, ids.group),
    ];
    const bench = createBench(world(roles));
    bench.emulator.clock.advance(8 * 7 * 86_400);
    const accused = (await bench.api.diagnose(edge.id)).filter(({ code }) =>
      ['leftoverGrant', 'oldIdentityInUse', 'missingGrant:P-64'].includes(code),
    );
    expect(accused).toEqual([]);
    await expect(bench.api.plan({ kind: 'deleteIdentity', identityId: alb.id })).rejects.toThrow(/edge-weu/);
  });
});

describe('backup', () => {
  const codesOf = async (bench: ReturnType<typeof createBench>) =>
    (await bench.api.diagnose(edge.id)).map(({ code }) => code).filter((code) => /P-6[35]|extensionRole/.test(code));

  it('with all roles is shown without a finding (R-16)', async () => {
    const bench = createBench(world(backupRoles));
    const kind = (await bench.service.around(edge.id)).kinds.find((each) => each.kind === 'backup')!;
    expect(kind).toMatchObject({ unknown: [], things: [{ name: 'vault-shop', state: { words: 'protected' } }] });
    expect(await codesOf(bench)).toEqual([]);
    expect(await codesOf(createBench(world()))).toEqual([
      ...['extensionRoleMissing', 'missingGrant:P-63', 'missingGrant:P-65', 'missingGrant:P-65'],
    ]);
  });

  it('continues after the control plane has another identity: its role on the snapshot group is carried over (R-16)', async () => {
    const { api } = createBench(world(backupRoles));
    const plan = await api.plan({
      kind: 'setControlPlane',
      clusterId: edge.id,
      controlPlane: { kind: 'userAssigned', identityId: idB.id },
    });
    expect(plan.steps.map(({ title }) => title).join('\n')).toMatch(/Contributor.*rg-snapshots/);
  });

  it('is named where a role of the vault is to be removed (R-16)', async () => {
    const bench = createBench(world(backupRoles));
    const [reader] = backupRoles.filter(({ roleName, scope }) => roleName === 'Reader' && scope === edge.id);
    const roleAssignmentId = `${edge.id}/providers/Microsoft.Authorization/roleAssignments/${reader!.name ?? ''}`;
    const plan = await bench.api.plan({ kind: 'removeRole', roleAssignmentId });
    expect(plan.warnings.map(({ text }) => text).join('\n')).toContain(
      "edge-weu's Backup vault vault-shop needs Reader",
    );
  });
});

describe('Defender gating and image pulls', () => {
  const gate = userAssignedIdentity(place, 'id-gate');
  const securityProfile = {
    defender: {
      securityGating: {
        enabled: true,
        identities: [{ azureContainerRegistry: legacyRegistry.id, identity: { resourceId: gate.id } }],
      },
    },
    serviceAccountImagePullProfile: { enabled: true, defaultManagedIdentityId: gate.id },
    workloadIdentity: { enabled: true },
  };
  const gated = makeCluster({ ...spec, properties: { securityProfile } });
  const gatedWorld = (more: WorldFile['resources'] = []): WorldFile => {
    const base = world();
    const others = base.resources.filter(({ id }) => id !== edge.id);
    const own = gated.resources.filter(({ id }) => id === gated.id);
    // Gating is shown by versions that are newer than the one in which clusters are changed.
    const propertyVersions = { 'properties.securityProfile.serviceAccountImagePullProfile': '2026-04-01' };
    return { ...base, propertyVersions, resources: [...others, ...own, ...more] };
  };

  it('say what their identities lack: it is gone, may not pull, is not trusted, is not bound (R-05)', async () => {
    const codes = async (more: WorldFile['resources']) =>
      (await createBench(gatedWorld(more)).api.diagnose(gated.id))
        .map(({ code }) => code)
        .filter((code) => /gating|imagePull/.test(code))
        .sort();
    expect(await codes([])).toEqual(['gatingIdentityGone', 'imagePullIdentityUnbound']);
    expect(await codes([gate.resource])).toEqual([
      ...['gatingIdentityCantPull', 'gatingIdentityUntrusted', 'imagePullIdentityUnbound'],
    ]);
  });
});
