import { describe, expect, it } from 'vitest';
import type { Change, CreateCluster } from '../../../../src/domain/change/change.ts';
import { inOneLine } from '../../../support/domain/inOneLine.ts';
import { planAs } from '../../../../src/domain/export/planAs.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import type { Plan } from '../../../../src/domain/plan/plan.ts';
import { kinds } from '../../../support/domain/plans/identityPlans.ts';
import { network, clusterId, zone, subnet, vnet, cp, all, create, user } from '../../../support/domain/newCluster.ts';
import {
  groupResource,
  guid,
  identityId,
  registryId,
  sub,
  subnetId,
  worldFacts,
} from '../../../support/domain/worldFacts.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';

const planned = (more: Partial<CreateCluster>, resources: readonly JsonObject[] = all): Plan =>
  planChanges([create(more)], worldFacts({ resources }));
const bodyOf = (result: Plan): unknown => result.steps.find(({ kind }) => kind === 'createCluster')?.request.body;

describe('the region of a new cluster', () => {
  it.each([
    ['are not told', { regions: [] }, 'Azure does not say.'],
    ['may not be read', { forbidden: ['regions'] as const }, 'AuthorizationFailed'],
  ])(
    'is unknown to offer AKS where the regions of the provider %s, and nothing is refused (T-30)',
    (_, some, reason) => {
      const { checks, steps } = planChanges([create({ location: 'eastus' })], worldFacts({ resources: all, ...some }));
      expect(checks[0]).toMatchObject({
        title: "Couldn't verify whether AKS is offered in eastus",
        verdict: 'unknown',
        detail: expect.stringContaining(reason) as string,
      });
      expect(steps).toHaveLength(1);
    },
  );
});

describe('the words of a new cluster', () => {
  const own = { plugin: 'azure', subnetId, serviceCidr: '10.2.0.0/24', dnsServiceIP: '10.2.0.10' } as const;

  it('say next where a private cluster is reached, and nothing of identities that it uses already', () => {
    const identity: Change = {
      kind: 'createIdentity',
      subscriptionId: sub,
      resourceGroup: 'rg-shop',
      name: 'id-a',
      location: 'westeurope',
    };
    const change = create({
      controlPlane: { kind: 'userAssigned', identityId: identityId('id-a') },
      network: own,
      privateCluster: {},
    });
    const { nextSteps } = planChanges([identity, change], worldFacts({ resources: all }));
    expect(nextSteps).toEqual([
      { kind: 'credentials', isPrivate: true },
      { kind: 'rolesTakeTime' },
      { kind: 'firstRegistry' },
    ]);
    expect(planChanges([identity], worldFacts({ resources: all })).nextSteps).toMatchObject([{ kind: 'newIdentity' }]);
  });

  it('name what is created with it, and what stays when it is deleted', () => {
    const fresh = (name: string): Change => ({
      kind: 'createIdentity',
      subscriptionId: sub,
      resourceGroup: 'rg-shop',
      name,
      location: 'westeurope',
    });
    const change = create({
      controlPlane: { kind: 'userAssigned', identityId: identityId('id-a') },
      kubelet: { identityId: identityId('id-b') },
      network: own,
    });
    const result = planChanges([fresh('id-a'), fresh('id-b'), change], worldFacts({ resources: all }));
    expect(result).toMatchObject({
      summary: 'Creates the cluster new-weu in westeurope.',
      points: [
        { kind: 'does', text: 'Creates the user-assigned identity id-a in rg-shop.' },
        { kind: 'does', text: 'Creates the user-assigned identity id-b in rg-shop.' },
        { kind: 'does', text: 'Assigns 2 roles.' },
        { kind: 'takes', text: 'Usually takes several minutes.' },
        {
          kind: 'wayBack',
          text: 'You can delete the cluster in the Azure portal, or with az aks delete. Its control plane identity, kubelet identity, and roles must be deleted separately.',
        },
      ],
    });
  });

  it('promise no deletion here, and nothing that stays where nothing does', () => {
    expect(planned({})).toMatchObject({
      summary: 'Creates the cluster new-weu in westeurope.',
      points: [
        { kind: 'takes', text: 'Usually takes several minutes.' },
        { kind: 'wayBack', text: 'You can delete the cluster in the Azure portal, or with az aks delete.' },
      ],
    });
  });
});

describe('how people sign in to a new cluster', () => {
  it('is Microsoft Entra with Azure RBAC, without local accounts, in its request and in every export', () => {
    const result = planned({ signIn: 'entra' });
    expect(bodyOf(result)).toMatchObject({
      properties: { aadProfile: { managed: true, enableAzureRBAC: true }, disableLocalAccounts: true },
    });
    expect(result.steps.at(-1)?.az).toContain('--enable-aad --enable-azure-rbac --disable-local-accounts');
    for (const format of ['bicep', 'arm', 'rest'] as const)
      expect(planAs(result, format)).toMatch(/enableAzureRBAC"?: ?true[\s}]*,?\s*"?disableLocalAccounts"?: ?true/);
    const terraform = planAs(result, 'terraform');
    expect(terraform).toMatch(/local_account_disabled += true/);
    expect(terraform).toMatch(/azure_active_directory_role_based_access_control \{\s+azure_rbac_enabled = true\s+\}/);
  });

  it('says that somebody still needs a Kubernetes role, since nobody is administrator by a credential', () => {
    const { nextSteps, steps } = planned({ signIn: 'entra' });
    expect(nextSteps?.[0]).toEqual({ kind: 'kubernetesRoles' });
    expect(steps.at(-1)?.effect).toContain('People sign in with Microsoft Entra');
  });

  it('is left to AKS where a program does not say it, or wants local accounts', () => {
    for (const more of [{}, { signIn: 'localAccounts' }] as const) {
      const result = planned(more);
      expect(JSON.stringify(bodyOf(result))).not.toMatch(/aadProfile|disableLocalAccounts/);
      expect(result.steps.at(-1)?.az).not.toMatch(/aad|local-accounts/);
      expect(result.nextSteps).not.toContainEqual({ kind: 'kubernetesRoles' });
    }
  });
});

describe('the recipes of the article', () => {
  it('a system-assigned cluster has exactly the parts that were chosen, and no secret (A-04, A-34)', () => {
    const linux = { adminUsername: 'azureuser', sshPublicKey: `ssh-ed25519 AAAA${'C3Nz'.repeat(15)}` };
    const result = planned({ linux, nodePool: { vmSize: 'Standard_D2s_v3' } });
    expect(kinds(result)).toEqual(['createCluster']);
    expect(result.steps[0]?.request).toMatchObject({ method: 'PUT', path: clusterId });
    expect(bodyOf(result)).toEqual({
      location: 'westeurope',
      identity: { type: 'SystemAssigned' },
      properties: {
        dnsPrefix: 'new-weu-rg-shop-111111',
        agentPoolProfiles: [
          { name: 'nodepool1', mode: 'System', count: 3, type: 'VirtualMachineScaleSets', vmSize: 'Standard_D2s_v3' },
        ],
        linuxProfile: { adminUsername: 'azureuser', ssh: { publicKeys: [{ keyData: linux.sshPublicKey }] } },
      },
    });
  });

  it('a user-assigned cluster in an own subnet has its grant first and the network that was chosen (A-63)', () => {
    const result = planned({
      controlPlane: user,
      network: { plugin: 'azure', subnetId, serviceCidr: '10.2.0.0/24', dnsServiceIP: '10.2.0.10' },
    });
    expect(result.steps.map(({ title }) => title)).toEqual([
      'Assign Network Contributor to id-shop on snet-aks',
      'Create cluster new-weu',
    ]);
    expect(bodyOf(result)).toMatchObject({
      identity: { type: 'UserAssigned', userAssignedIdentities: { [identityId('id-shop')]: {} } },
      properties: {
        agentPoolProfiles: [{ vnetSubnetID: subnetId }],
        networkProfile: {
          networkPlugin: 'azure',
          serviceCidr: '10.2.0.0/24',
          dnsServiceIP: '10.2.0.10',
          outboundType: 'loadBalancer',
          loadBalancerSku: 'standard',
        },
      },
    });
  });

  it('both identities: operator and pull roles first, ids of the kubelet as Azure gives them (A-76, D-20)', () => {
    const result = planned({
      controlPlane: user,
      kubelet: { identityId: identityId('id-kubelet') },
      registries: [registryId],
    });
    expect(result.steps.map(({ title }) => title)).toEqual([
      'Assign Managed Identity Operator to id-shop on id-kubelet',
      'Assign AcrPull to id-kubelet on acrshop',
      'Create cluster new-weu',
    ]);
    expect(result.next).toContain('New roles can take up to 60 minutes to take effect.');
    expect(bodyOf(result)).toMatchObject({
      properties: {
        identityProfile: {
          kubeletidentity: { resourceId: identityId('id-kubelet'), clientId: guid(5012), objectId: guid(12) },
        },
      },
    });
  });

  it('a private cluster with an own zone and user-defined routing has its roles on zone and network, not again on the subnet', () => {
    const result = planned({
      controlPlane: user,
      network: { plugin: 'azure', subnetId, outboundType: 'userDefinedRouting' },
      privateCluster: { privateDnsZone: zone },
    });
    const granted = result.steps.flatMap((step) =>
      step.kind === 'assignRole' ? [`${step.roleName} ${step.scope}`] : [],
    );
    expect(granted.toSorted()).toEqual([`Network Contributor ${network}`, `Private DNS Zone Contributor ${zone}`]);
    expect(kinds(result).at(-1)).toBe('createCluster');
    expect(bodyOf(result)).toMatchObject({
      properties: {
        apiServerAccessProfile: { enablePrivateCluster: true, privateDNSZone: zone },
        networkProfile: { outboundType: 'userDefinedRouting' },
      },
    });
    const verdicts = result.checks.map(({ id, verdict }) => `${id} ${verdict}`);
    expect(verdicts).toEqual(expect.arrayContaining(['routeTable fail', 'privateDnsZone pass']));
    expect(result.warnings.some(({ text }) => textOf(text).includes('run kubectl and pipelines there'))).toBe(true);
  });

  it('group and identities are created on the way, each before it is needed', () => {
    const place = { subscriptionId: sub, location: 'westeurope' };
    const names = ['id-a', 'id-b'] as const;
    const idOf = (name: string): string => identityId(name).replace('rg-shop', 'rg-new');
    const changes: Change[] = [
      { kind: 'createResourceGroup', name: 'rg-new', ...place },
      ...names.map((name): Change => ({ kind: 'createIdentity', resourceGroup: 'rg-new', name, ...place })),
      create({
        resourceGroup: 'rg-new',
        controlPlane: { kind: 'userAssigned', identityId: idOf('id-a') },
        kubelet: { identityId: idOf('id-b') },
      }),
    ];
    const result = planChanges(changes, worldFacts({ resources: [] }));
    expect(kinds(result)).toEqual([
      'createResourceGroup',
      'createIdentity',
      'createIdentity',
      'assignRole',
      'createCluster',
    ]);
    expect(result.steps[3]).toMatchObject({
      principal: { kind: 'identity', identityId: idOf('id-a') },
      scope: idOf('id-b'),
    });
    expect(result.steps[4]?.request.body).toMatchObject({
      properties: { identityProfile: { kubeletidentity: { resourceId: idOf('id-b') } } },
    });
  });
});

it.each(['1.33', '1.34', undefined])(
  'a cluster with workload identity asks for its OIDC issuer in every form, in version %s (T-31)',
  (version) => {
    const result = planned({ workloadIdentity: true, ...(version ? { kubernetesVersion: version } : {}) });
    expect(bodyOf(result)).toMatchObject({
      properties: {
        oidcIssuerProfile: { enabled: true },
        securityProfile: { workloadIdentity: { enabled: true } },
      },
    });
    expect(inOneLine(planAs(result, 'az'))).toContain(' --enable-oidc-issuer --enable-workload-identity');
    expect(planAs(result, 'terraform')).toContain('  oidc_issuer_enabled = true\n  workload_identity_enabled = true\n');
    for (const format of ['bicep', 'arm', 'rest'] as const) {
      expect(planAs(result, format)).toMatch(/oidcIssuerProfile"?: \{\s+"?enabled"?: true/);
    }
  },
);

it('words that AKS knows in one casing are sent in it', () => {
  const given = { controlPlane: user, privateCluster: { privateDnsZone: 'None' }, nodePool: { osType: 'linux' } };
  expect(bodyOf(planned(given))).toMatchObject({
    properties: {
      apiServerAccessProfile: { privateDNSZone: 'none' },
      agentPoolProfiles: [{ osType: 'Linux' }],
    },
  });
});

it('system-assigned roles and pull roles of a default kubelet follow the cluster, with advice (A-50)', () => {
  const result = planned({ network: { plugin: 'azure', subnetId }, registries: [registryId] });
  expect(kinds(result)).toEqual(['createCluster', 'assignRole', 'assignRole']);
  expect(result.steps.slice(1).map((step) => step.kind === 'assignRole' && step.principal.kind)).toEqual([
    'controlPlane',
    'kubelet',
  ]);
  expect(result.warnings.some(({ text }) => textOf(text).includes('a user-assigned identity is recommended'))).toBe(
    true,
  );
  // AKS makes a cluster without Microsoft Entra unless it is told otherwise.
  expect(planned({}).warnings.map(({ values }) => values?.[0])).toEqual(['noEntra']);
});

it('the default service range that overlaps the network is warned of', () => {
  const wide = { ...vnet, properties: { addressSpace: { addressPrefixes: ['10.0.0.0/8'] } } };
  const result = planned({ controlPlane: user, network: { subnetId } }, [wide, subnet, cp, groupResource]);
  expect(result.warnings.some(({ text }) => textOf(text).includes('10.0.0.0/16 overlaps 10.0.0.0/8'))).toBe(true);
});

it('a caller who may not join nodes to the subnet gets a failed check (C-3)', () => {
  const caller = [{ actions: ['*'], notActions: ['Microsoft.Network/*'], dataActions: [], notDataActions: [] }];
  const result = planChanges(
    [create({ controlPlane: user, network: { subnetId } })],
    worldFacts({ resources: all, caller }),
  );
  expect(result.checks.filter(({ verdict }) => verdict === 'fail').map(({ title }) => title)).toEqual([
    "You can't join nodes to subnet snet-aks",
  ]);
});
