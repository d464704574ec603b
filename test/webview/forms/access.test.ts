import { describe, expect, it } from 'vitest';
import { clusterSummaryOf } from '../../../src/domain/cluster/clusterSummary.ts';
import type { ChoiceRequest, Choices } from '../../../src/webview/forms/parts/lists.ts';
import { drawChangeForm } from '../../../src/webview/forms/forms.ts';
import { changesOf } from '../../../src/webview/forms/formView.ts';
import type { DrawnForm } from '../../../src/webview/forms/parts/parts.ts';
import {
  group,
  clusterId,
  idOf,
  principal,
  registry,
  subnet,
  userAssigned,
  withLists,
  items,
  disabledReason,
  cluster,
  form,
  field,
  optionsOf,
} from './formBench.ts';
import { say } from '../../../src/sentences/words.ts';

const missing = { kind: 'missing', reason: say`No.` } as const;

describe('forms of access', () => {
  it('a role can be pasted by id or chosen by name, and the scope is checked', () => {
    const values = { principal, role: 'Network Contributor', scope: group };
    expect(field(form('assignRole', values), 'role')).toMatchObject({ value: items.roles[0]!.guid });
    expect(changesOf(form('assignRole', values))).toEqual([
      {
        kind: 'assignRole',
        principalId: principal,
        principalType: 'ServicePrincipal',
        role: { name: 'Network Contributor' },
        scope: group,
      },
    ]);
    expect(changesOf(form('assignRole', { ...values, role: items.roles[0]!.guid }))).toMatchObject([
      { role: { id: items.roles[0]!.guid } },
    ]);
    expect(field(form('assignRole', { ...values, scope: 'rg-shop' }), 'scope').error).toContain(
      'is not an ARM resource id',
    );
    expect(field(form('assignRole', { ...values, principal: 'me' }), 'principal').error).toBe(
      'Enter a principal ID, which is a GUID.',
    );
  });

  it('the form of a role offers the identities of the cluster first', () => {
    expect(optionsOf(form('assignRole'), 'principal')[0]).toMatchObject({ label: 'Control plane of shop-weu' });
  });

  it('scopes begin with what the cluster uses; the whole subscription is last, after the groups of AKS', () => {
    const node = { id: `${group}-nodes` as never, name: 'MC_rg-shop', location: 'westeurope', resourceGroup: 'x' };
    const from = withLists({
      groups: [node, ...items.groups, { ...node, name: 'rg-other' }],
      clusters: [clusterSummaryOf(cluster())],
    });
    const of = cluster({ properties: { agentPoolProfiles: [{ name: 'a', vnetSubnetID: subnet }] } });
    const labels = optionsOf(form('assignRole', {}, of, from), 'scope').map(
      (option) => 'label' in option && option.label,
    );
    expect(labels).toEqual([
      'vnet/snet-aks',
      'shop-weu',
      'rg-shop',
      'rg-other',
      'vnet-neu/snet-aks',
      'acrshop',
      'acrshop',
      'id-now',
      'id-other',
      'MC_rg-shop',
      'The whole subscription',
    ]);
  });

  it.each([
    ['', ['rg-shop', 'rg-other', 'vnet/snet-aks']],
    ['Network Contributor', ['vnet/snet-aks', 'vnet-neu/snet-aks', 'rg-shop']],
    ['AcrPull', ['acrshop', 'rg-shop', 'rg-other']],
    ['Managed Identity Operator', ['id-now', 'id-other', 'rg-shop']],
  ])('scopes of the role "%s" begin with what it is for, then with the group of the identity', (role, first) => {
    const other = { id: `${group}-other` as never, name: 'rg-other', location: 'westeurope', resourceGroup: 'x' };
    const from = withLists({ groups: [other, ...items.groups] });
    const values = { principal: items.identities[0]!.principalId, role };
    const drawn = drawChangeForm('assignRole', { values, choices: from });
    const labels = optionsOf(drawn, 'scope').map((option) => ('label' in option ? option.label : ''));
    expect(labels.slice(0, 3)).toEqual(first);
  });

  describe('scopes of a role that is for certain types of resources', () => {
    const vault = {
      id: `${group}/providers/Microsoft.KeyVault/vaults/kv-shop` as never,
      name: 'kv-shop',
      location: 'westeurope',
      resourceGroup: 'rg-shop',
    };
    const at = (problems = {}): Choices => withLists({ resources: [vault] }, problems);

    it('are such resources and what they lie in, and nothing on which the role would be of no use', () => {
      const options = optionsOf(form('assignRole', { role: 'Key Vault Secrets User' }, cluster(), at()), 'scope');
      expect(options.map((option) => 'description' in option && [option.label, option.description].join(': '))).toEqual(
        ['kv-shop: key vault in rg-shop', 'rg-shop: resource group of shop-weu', 'The whole subscription: Contoso'],
      );
    });

    it('say what could not be listed, and that the ID of another scope can be pasted', () => {
      const values = { role: 'Key Vault Secrets User' };
      const scope = field(form('assignRole', values, cluster(), at({ resources: 'Vaults are hidden.' })), 'scope');
      expect(scope).toMatchObject({ hint: 'Vaults are hidden.', takesId: true });
    });
  });

  describe('registries', () => {
    const kubelet = { resourceId: idOf('id-kubelet'), objectId: principal, clientId: principal };
    const of = cluster({ identity: userAssigned, properties: { identityProfile: { kubeletidentity: kubelet } } });
    const pull = {
      id: `${registry}/providers/Microsoft.Authorization/roleAssignments/1`,
      scope: registry,
      principalId: principal,
      roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d`,
      roleName: 'AcrPull',
      roleId: '7f951dda-4ed3-4680-a7ca-43fe172d538d',
    };
    const legacy = items.resources.map((one) => ({ ...one, roleAssignmentMode: 'LegacyRegistryPermissions' }));
    const byRepository = items.resources.map((one) => ({ ...one, roleAssignmentMode: 'AbacRepositoryPermissions' }));

    it("that are attached already can't be attached again", () => {
      const drawn = form('attachRegistry', { registry }, of, withLists({ held: [pull], resources: legacy }));
      expect(field(drawn, 'registry').error).toBe('Already attached with AcrPull.');
      expect(changesOf(drawn)).toBeUndefined();
    });

    it('are all attached: the form says so, and what else can be done', () => {
      const hintOf = (drawn: DrawnForm): string | undefined => field(drawn, 'registry').hint;
      const left = 'For a registry elsewhere, paste its resource ID.';
      const attached = withLists({ held: [pull], resources: legacy });
      expect(hintOf(form('attachRegistry', {}, of, attached))).toBe(
        `Every registry in Contoso that you can see is attached. ${left}`,
      );
      expect(hintOf(form('attachRegistry', {}, of, withLists({ resources: [] })))).toBe(
        `There is no registry in Contoso that you can see. ${left}`,
      );
      expect(hintOf(form('attachRegistry', {}, of, withLists({ resources: legacy })))).toBe(
        `Lists the registries of Contoso. ${left}`,
      );
    });

    it('of every subscription can be attached, those of the cluster first, and each says where it is', () => {
      const [own] = items.subscriptions;
      const platform = { ...own!, id: '22222222-0000-4000-8000-000000000000', name: 'Platform' };
      const shared = registry.replace(own!.id, platform.id).replace('acrshop', 'acrshared');
      const lists = withLists({ subscriptions: [platform, own!] });
      const choices: Choices = {
        get: ((request: ChoiceRequest) =>
          request.kind === 'resources' && request.subscriptionId === platform.id
            ? { loading: false, items: [{ ...items.resources[0], id: shared, name: 'acrshared' }] }
            : lists.get(request)) as Choices['get'],
      };
      const drawn = form('attachRegistry', {}, of, choices);
      const options = optionsOf(drawn, 'registry') as readonly { label: string; description?: string }[];
      expect(options.at(-1)).toMatchObject({
        label: 'acrshared',
        description: expect.stringMatching(/, Platform$/) as string,
      });
      expect(options.slice(0, -1).map(({ description }) => description)).not.toContain('Platform');
      expect(options.length).toBeGreaterThan(1);
      expect(field(drawn, 'registry').hint).toBe(
        'Lists the registries of Contoso and 1 other subscription. For a registry elsewhere, paste its resource ID.',
      );
    });

    it.each([
      ['in the mode of which the role has no effect', byRepository],
      ['whose mode is not told', items.resources],
    ])('%s can be attached although the kubelet holds AcrPull', (_, resources) => {
      const drawn = form('attachRegistry', { registry }, of, withLists({ held: [pull], resources }));
      expect(JSON.stringify(optionsOf(drawn, 'registry'))).toContain('already has AcrPull');
      expect(changesOf(drawn)).toHaveLength(1);
    });

    it('can be detached only where they are attached', () => {
      const other = { ...items.resources[0]!, id: `${registry}2` as never, name: 'acrshop2' };
      const resources = [...legacy, other];
      const drawn = form('detachRegistry', {}, of, withLists({ held: [pull], resources }));
      expect(optionsOf(drawn, 'registry').map(({ value }) => value)).toEqual([registry]);
      const none = form('detachRegistry', {}, of, withLists({ resources }));
      expect(optionsOf(none, 'registry')).toEqual([]);
      expect(field(none, 'registry').hint).toContain('No registry is attached to shop-weu itself');
    });

    it.each([
      ['the only one that is attached', [pull], {}, {}, registry],
      ['none where several are', [pull, { ...pull, scope: `${registry}2` }], {}, {}, ''],
      ['none where others may be attached that could not be read', [pull], { held: 'Forbidden.' }, {}, ''],
      ['the one that was chosen', [pull], {}, { registry: `${registry}2` }, `${registry}2`],
    ])('offer to detach %s', (_, held, problems, values, chosen) => {
      const drawn = form('detachRegistry', values, of, withLists({ held, resources: legacy }, problems));
      expect(field(drawn, 'registry').value).toBe(chosen);
      expect(changesOf(drawn)).toEqual(chosen === '' ? undefined : [expect.objectContaining({ registryId: chosen })]);
    });

    it("are all offered, and said to be unknown, where it can't be read which are attached", () => {
      const from = withLists({ held: [] }, { held: 'Forbidden.' });
      const drawn = form('detachRegistry', {}, of, from);
      expect(optionsOf(drawn, 'registry')).toMatchObject([
        { value: registry, description: 'rg-shop, not known whether attached' },
      ]);
      expect(field(drawn, 'registry').hint).toBe("It isn't known which registries are attached. Forbidden.");
    });
  });

  it("an identity of workloads is not called unused, and can't be deleted", () => {
    const credential = {
      name: 'iot-ingest',
      issuer: 'https://oidc',
      subject: 'system:serviceaccount:a:b',
      audiences: [],
    };
    const from = withLists({ credentials: [{ ...credential, identityId: idOf('id-other') as never }] });
    const picked = optionsOf(form('setControlPlane', { controlPlane: 'userAssigned' }, cluster(), from), 'identity');
    expect(picked.map((one) => 'description' in one && one.description)).toEqual(
      [
        undefined,
        'rg-shop, same region, not used as a cluster identity, no federated credentials',
        'rg-shop, same region, used by workloads (federated credential iot-ingest)',
      ].map((text) => text ?? false),
    );
    expect(disabledReason(form('deleteIdentity', {}, cluster(), from), 'identity', idOf('id-other'))).toBe(
      'In use: workloads (federated credential iot-ingest).',
    );
    const unread = withLists({ credentials: [] }, { credentials: 'There are too many.' });
    const unknown = optionsOf(form('setControlPlane', {}, cluster(), unread), 'identity');
    expect(JSON.stringify(unknown)).toContain('not used as a cluster identity');
    expect(JSON.stringify(unknown)).not.toContain('no federated credentials');
  });

  it('a registry is attached by list or id', () => {
    expect(changesOf(form('attachRegistry', { registry }))).toEqual([
      { kind: 'attachRegistry', clusterId, registryId: registry },
    ]);
    expect(changesOf(form('detachRegistry', { registry: group }))).toBeUndefined();
  });

  it("an identity in use can't be chosen for deletion (A-03)", () => {
    const used: Choices = {
      get: ({ kind }) => ({
        loading: false,
        items: (kind === 'clusters'
          ? [clusterSummaryOf(cluster({ identity: userAssigned }))]
          : items[kind as ChoiceRequest['kind']]) as never,
      }),
    };
    const drawn = form('deleteIdentity', { identity: idOf('id-now') }, cluster(), used);
    expect(field(drawn, 'identity').error).toBe('In use: the control plane of shop-weu.');
    expect(changesOf(drawn)).toBeUndefined();
    expect(changesOf(form('deleteIdentity', { identity: idOf('id-other') }, cluster(), used))).toEqual([
      { kind: 'deleteIdentity', identityId: idOf('id-other'), removeRoles: true },
    ]);
  });
});

describe('forms of things on their own', () => {
  it('an identity takes the region of its group unless another is chosen (A-59)', () => {
    const values = { group: 'rg-shop', name: 'id-web' };
    expect(changesOf(form('createIdentity', values))).toMatchObject([{ location: 'northeurope' }]);
    expect(changesOf(form('createIdentity', { ...values, location: 'westeurope' }))).toMatchObject([
      { location: 'westeurope' },
    ]);
    expect(field(form('createIdentity', { ...values, name: 'ab' }), 'name').error).toContain('3-128');
  });

  it('a name that is taken is refused while it is typed, in words (A-33)', () => {
    const group = form('createResourceGroup', { name: 'RG-shop' });
    expect(field(group, 'name').error).toBe('rg-shop already exists in northeurope. Enter another name.');
    const identity = form('createIdentity', { group: 'rg-shop', name: 'ID-other' });
    expect(field(identity, 'name').error).toBe('id-other already exists in rg-shop. Enter another name.');
    expect(changesOf(identity)).toBeUndefined();
    const newGroup = form('createIdentity', { group: 'new', groupName: 'rg-shop', name: 'id-web' });
    expect(field(newGroup, 'groupName').error).toContain('already exists in northeurope. Choose it from the list');
  });

  it('the only resource group is proposed, if identities can be created in it', () => {
    expect(field(form('createIdentity', { name: 'id-web' }), 'group').value).toBe('rg-shop');
    const drawn = form('createIdentity', { name: 'id-web' }, cluster(), withLists({ callerCan: [missing] }));
    expect(field(drawn, 'group').value).toBe('');
  });

  it("node pools with the newest image can't be chosen", () => {
    const of = cluster();
    const pools = of.agentPools.map((pool) => ({ ...pool, latestNodeImageVersion: 'img-2' }));
    const drawn = form('upgradeNodeImages', {}, { ...of, agentPools: pools });
    expect(disabledReason(drawn, 'pools', 'new')).toContain('newest image');
    expect(changesOf(drawn)).toEqual([{ kind: 'upgradeNodeImages', clusterId, pools: ['old'] }]);
    expect(changesOf(form('upgradeNodeImages', { pools: [] }))).toBeUndefined();
    expect(drawn.isEmpty).toBeUndefined();
  });

  it('where every node pool has the newest image there is nothing to plan, only to close', () => {
    const of = cluster();
    const pools = of.agentPools.map((pool) => ({ ...pool, latestNodeImageVersion: pool.nodeImageVersion! }));
    expect(form('upgradeNodeImages', {}, { ...of, agentPools: pools }).isEmpty).toBe(true);
  });
});
