import { describe, expect, it } from 'vitest';
import { clusterSummaryOf } from '../../../src/domain/cluster/clusterSummary.ts';
import { changesOf } from '../../../src/webview/forms/formView.ts';
import { resourceType } from '../../../src/domain/arm/resourceId.ts';
import type { ChoiceList, ChoiceRequest, Choices } from '../../../src/webview/forms/parts/lists.ts';
import { fieldsOf, type DrawnForm } from '../../../src/webview/forms/parts/parts.ts';
import {
  choices,
  cluster,
  items,
  optionsOf,
  withLists,
  subscription,
  group,
  idOf,
  registry,
  subnet,
  farSubnet,
  disabledReason,
  form,
  field,
} from './formBench.ts';
import { say } from '../../../src/sentences/words.ts';

const zone = `${group}/providers/Microsoft.Network/privateDnsZones/privatelink.northeurope.azmk8s.io`;

describe('the form of a new cluster', () => {
  const basics = { name: 'web-weu', group: 'rg-shop', location: 'westeurope' };

  it('proposes the name of a new resource group after that of the cluster, until another one is entered', () => {
    const nameOf = (values: Record<string, string>): unknown =>
      field(form('createCluster', { group: 'new', ...values }), 'groupName').value;
    expect([nameOf({}), nameOf({ name: 'web-weu' }), nameOf({ name: 'web-weu', groupName: '' })]).toEqual([
      '',
      'rg-web-weu',
      '',
    ]);
  });

  it('is not offered in a subscription that Azure has disabled', () => {
    const [own] = items.subscriptions;
    const disabled = { ...own!, id: '22222222-0000-4000-8000-000000000000', name: 'Old', isReadOnly: true } as const;
    const drawn = form('createCluster', basics, undefined, withLists({ subscriptions: [disabled, own!] }));
    expect(optionsOf(drawn, 'subscription').map(({ value }) => value)).toEqual([own!.id]);
    expect(field(drawn, 'subscription').value).toBe(own!.id);
  });

  it('the quickest recipe asks for no identity, no network and no key (A-34)', () => {
    const [create] = changesOf(form('createCluster', basics))!;
    expect(create).toEqual({
      kind: 'createCluster',
      subscriptionId: subscription,
      resourceGroup: 'rg-shop',
      name: 'web-weu',
      location: 'westeurope',
      controlPlane: { kind: 'systemAssigned' },
      signIn: 'entra',
      nodePool: { name: 'nodepool1', count: 3 },
    });
  });

  it('the recipe with an own network suggests plugin, ranges and load balancer (A-63)', () => {
    const values = {
      ...basics,
      recipe: 'ownNetwork',
      identity: idOf('id-other'),
      subnet: farSubnet,
      location: 'northeurope',
    };
    const [create] = changesOf(form('createCluster', values))!;
    expect(create).toMatchObject({
      controlPlane: { kind: 'userAssigned', identityId: idOf('id-other') },
      network: {
        plugin: 'azure',
        subnetId: farSubnet,
        serviceCidr: '10.2.0.0/24',
        dnsServiceIP: '10.2.0.10',
        outboundType: 'loadBalancer',
      },
    });
  });

  it('the recipe with both identities makes the new ones, and a new group, each once and first (A-76)', () => {
    const values = {
      ...basics,
      recipe: 'preCreated',
      group: 'new',
      groupName: 'rg-web',
      identity: 'new',
      kubeletIdentity: 'new',
      subnet: 'none',
      registries: [registry],
    };
    const changes = changesOf(form('createCluster', values))!;
    expect(changes.map(({ kind }) => kind)).toEqual([
      'createResourceGroup',
      'createIdentity',
      'createIdentity',
      'createCluster',
    ]);
    expect(changes.at(-1)).toMatchObject({
      registries: [registry],
      kubelet: { identityId: expect.stringContaining('id-web-weu-kubelet') as string },
    });
  });

  it("user-defined routing and an own zone are disabled with their reasons where they can't be (A-64)", () => {
    const drawn = form('createCluster', {
      ...basics,
      outboundType: 'userDefinedRouting',
      private: true,
      zoneKind: 'own',
    });
    expect(disabledReason(drawn, 'outboundType', 'userDefinedRouting')).toContain('own subnet');
    expect(disabledReason(drawn, 'zoneKind', 'own')).toContain('user-assigned');
    expect(changesOf(drawn)).toBeUndefined();
  });

  it('what needs a user-assigned control plane can be chosen as soon as that kind is, before the identity is', () => {
    const drawn = form('createCluster', { ...basics, recipe: 'private' });
    expect(disabledReason(drawn, 'zoneKind', 'own')).toBeUndefined();
    expect(disabledReason(drawn, 'kubelet', 'preCreated')).toBeUndefined();
    expect(changesOf(drawn)).toBeUndefined();
  });

  it('offers subnets that fit before others, and no network of AKS where traffic leaves through a route table', () => {
    const [near, far] = items.subnets;
    const delegated = {
      ...near!,
      id: `${subnet}-alb` as never,
      name: 'snet-alb',
      delegatedTo: 'Microsoft.Web/serverFarms',
    };
    const subnets = withLists({ subnets: [delegated, near!, far!] });
    const offered = (recipe: string): readonly string[] =>
      optionsOf(form('createCluster', { ...basics, location: '', recipe }, cluster(), subnets), 'subnet').map(
        ({ label, disabled }) => [label, disabled].filter(Boolean).join(': '),
      );
    const taken = "vnet/snet-alb: Delegated to Microsoft.Web/serverFarms; nodes can't join it.";
    expect(offered('ownNetwork')).toEqual(['vnet/snet-aks', 'vnet-neu/snet-aks', 'Created by AKS', taken]);
    expect(offered('private')).toEqual([
      'vnet-neu/snet-aks',
      taken,
      'vnet/snet-aks: No route table, which user-defined routing needs.',
      'Created by AKS: User-defined routing needs your own subnet.',
    ]);
  });

  const zoneOf = (name: string): string => `${group}/providers/Microsoft.Network/privateDnsZones/${name}`;
  const zones = ['internal.contoso.com', 'privatelink.northeurope.azmk8s.io', 'a.privatelink.westeurope.azmk8s.io'];
  const withZones = withLists({
    resources: zones.map((name) => ({ id: zoneOf(name) as never, name, location: 'global', resourceGroup: 'rg-dns' })),
  });

  it('offers private DNS zones that AKS accepts first, and says why it would refuse the others', () => {
    const drawn = form('createCluster', { ...basics, recipe: 'private' }, cluster(), withZones);
    expect(optionsOf(drawn, 'zone').map(({ value, disabled }) => [value.split('/').at(-1), disabled])).toEqual([
      ['a.privatelink.westeurope.azmk8s.io', undefined],
      ['internal.contoso.com', 'AKS accepts only a zone such as privatelink.westeurope.azmk8s.io, or a subzone of it.'],
      [
        'privatelink.northeurope.azmk8s.io',
        'This zone is for clusters in northeurope. Use privatelink.westeurope.azmk8s.io, or a subzone of it.',
      ],
    ]);
  });

  it('refuses a private DNS zone that was pasted as well as one from the list', () => {
    for (const zone of ['internal.contoso.com', 'other.contoso.com']) {
      const drawn = form('createCluster', { ...basics, recipe: 'private', zone: zoneOf(zone) }, cluster(), withZones);
      expect(field(drawn, 'zone').error).toContain('AKS accepts only a zone such as');
    }
  });

  it.each([
    ['userDefinedRouting', 'No route table, which user-defined routing needs.'],
    ['loadBalancer', undefined],
  ])('marks a subnet without a route table, as %s needs it', (outboundType, reason) => {
    const drawn = form('createCluster', { ...basics, recipe: 'private', outboundType });
    expect(disabledReason(drawn, 'subnet', subnet)).toBe(reason);
  });

  it('a pre-created kubelet is disabled with a system-assigned control plane (A-74)', () => {
    expect(disabledReason(form('createCluster', basics), 'kubelet', 'preCreated')).toContain('user-assigned');
  });

  it.each([
    ['name', 'web_', 'start and end with a letter or digit'],
    ['serviceCidr', '10.2.0.0', 'Enter an IPv4 range'],
    ['dnsServiceIP', '10.9.0.10', 'inside the Service CIDR 10.0.0.0/16'],
    ['count', '0', 'from 1 to 1000'],
    ['poolName', 'Pool', 'lowercase'],
    ['sshKey', '-----BEGIN OPENSSH PRIVATE KEY-----', 'Only the public key'],
    ['subnet', farSubnet, "nodes can only join a network in the cluster's region"],
    ['vmSize', 'D4 v5', 'Enter a VM size such as Standard_D4ds_v5.'],
    ['version', 'latest', 'Enter a version such as 1.33'],
  ])('says what is wrong with %s', (name, value, text) => {
    const drawn = form('createCluster', { ...basics, [name]: value });
    expect(field(drawn, name).error).toContain(text);
    expect(changesOf(drawn)).toBeUndefined();
  });

  it('a Service CIDR that overlaps the network is refused at the field, and another one is proposed', () => {
    const values = { ...basics, recipe: 'ownNetwork', subnet };
    const drawn = form('createCluster', values);
    expect(field(drawn, 'serviceCidr').value).toBe('10.100.0.0/24');
    expect(field(drawn, 'dnsServiceIP').value).toBe('10.100.0.10');
    expect(field(form('createCluster', { ...values, serviceCidr: '10.2.0.0/24' }), 'serviceCidr').error).toBe(
      'Overlaps 10.2.0.0/16 of your virtual network. Enter another range.',
    );
  });

  it('a Pod CIDR that overlaps the Service CIDR is refused at both fields', () => {
    const drawn = form('createCluster', { ...basics, podCidr: '10.5.0.0/16', serviceCidr: '10.5.0.0/24' });
    expect(field(drawn, 'podCidr').error).toBe('Overlaps the Service CIDR 10.5.0.0/24. Enter another range.');
    expect(field(drawn, 'serviceCidr').error).toBe('Overlaps the Pod CIDR 10.5.0.0/16. Enter another range.');
    const usual = form('createCluster', { ...basics, podCidr: '10.0.0.0/12' });
    expect(field(usual, 'podCidr').error).toBe('Overlaps the Service CIDR 10.0.0.0/16. Enter another range.');
  });

  it('the name of a cluster that exists in the resource group is refused while it is typed', () => {
    const from = withLists({ clusters: [clusterSummaryOf(cluster())] });
    const drawn = form('createCluster', { ...basics, name: 'SHOP-weu' }, cluster(), from);
    expect(field(drawn, 'name').error).toBe('A cluster named shop-weu already exists in rg-shop. Enter another name.');
    const elsewhere = form('createCluster', { ...basics, group: 'rg-web', name: 'shop-weu' }, cluster(), from);
    expect(field(elsewhere, 'name').error).toBeUndefined();
  });

  it('a name for which AKS makes up too long a node resource group is refused at that field', () => {
    const drawn = form('createCluster', { ...basics, name: 'x'.repeat(62) });
    expect(field(drawn, 'nodeGroup').error).toContain('has more than 80 characters');
    const same = form('createCluster', { ...basics, nodeGroup: 'RG-shop' });
    expect(field(same, 'nodeGroup').error).toContain("another name than that of the cluster's resource group");
  });

  describe('recipes', () => {
    const shown = (drawn: DrawnForm) => drawn.sections.filter(({ folded }) => !folded).flatMap(({ fields }) => fields);

    it.each(['simplest', 'ownNetwork', 'preCreated', 'private'])('%s shows at most six fields at first', (recipe) => {
      const fields = shown(form('createCluster', { recipe }));
      expect(fields.length).toBeLessThanOrEqual(6);
      const folded = form('createCluster', { recipe }).sections.filter((section) => section.folded);
      expect(folded.map(({ title }) => title)).toEqual([
        'Identities',
        'Network',
        'Nodes',
        'Access and registries',
        'More',
      ]);
      for (const { summary } of folded) expect(summary).toMatch(/\w/);
    });

    it.each([
      ['simplest', {}],
      ['ownNetwork', { subnet: farSubnet }],
      ['preCreated', { subnet: farSubnet }],
      ['private', { subnet: farSubnet, zone }],
    ])('%s needs nothing but name, resource group and what its title says', (recipe, values) => {
      const drawn = form('createCluster', { recipe, name: 'web-weu', group: 'rg-shop', ...values });
      expect(fieldsOf(drawn.sections).filter(({ error }) => error !== undefined)).toEqual([]);
      expect(changesOf(drawn)?.at(-1)).toMatchObject({ kind: 'createCluster', location: 'northeurope' });
    });

    it('name new identities after the cluster, and take another name where that one is taken', () => {
      const named = (name: string) => form('createCluster', { recipe: 'preCreated', group: 'rg-shop', name });
      expect(field(named('web-weu'), 'identityName').value).toBe('id-web-weu');
      expect(field(named('web-weu'), 'kubeletIdentityName').value).toBe('id-web-weu-kubelet');
      expect(field(named('other'), 'identityName').value).toBe('id-other-2');
      const typed = form('createCluster', { recipe: 'ownNetwork', ...basics, identityName: 'id-other' });
      expect(field(typed, 'identityName').error).toBe(
        'id-other already exists in rg-shop. Choose it from the list, or enter another name.',
      );
    });

    it("propose no new identity in a group where the user can't create one", () => {
      const cannot = withLists({ callerCan: [{ kind: 'missing', reason: say`No.` }] });
      const drawn = form('createCluster', { ...basics, recipe: 'ownNetwork' }, cluster(), cannot);
      expect(field(drawn, 'identity').value).toBe('');
      expect(field(drawn, 'identity').hint).toContain("You can't create identities in rg-shop");
      expect(field(drawn, 'identity').error).toBe(field(drawn, 'identity').hint);
    });

    it('leave the group of new identities to the field of the cluster while it is empty', () => {
      const two = [...items.groups, { ...items.groups[0]!, name: 'rg-web' }];
      const drawn = form('createCluster', { recipe: 'preCreated', name: 'a' }, cluster(), withLists({ groups: two }));
      const wrong = fieldsOf(drawn.sections).filter(({ error }) => error !== undefined);
      expect(wrong.map(({ name }) => name)).toEqual(['group', 'subnet']);
      const isolated = form('createCluster', { recipe: 'private', name: 'a', group: 'rg-shop' });
      const open = fieldsOf(isolated.sections).filter(({ error }) => error !== undefined);
      expect(open.map(({ name }) => name)).toEqual(['subnet', 'zone']);
    });
  });

  it('sizes and versions are lists, and any other can be entered', () => {
    const drawn = form('createCluster', { ...basics, vmSize: 'Standard_NC24', version: '1.33.5' });
    expect(optionsOf(drawn, 'vmSize')).toMatchObject([{ label: 'AKS default' }, { description: '4 vCPUs, 16 GiB' }]);
    expect(optionsOf(drawn, 'version').map(({ value }) => value)).toEqual(['', '1.34', '1.33']);
    expect(changesOf(drawn)).toMatchObject([{ kubernetesVersion: '1.33.5', nodePool: { vmSize: 'Standard_NC24' } }]);
  });

  it("a resource group that can't be seen can be pasted, and is not proposed", () => {
    const pasted = form('createCluster', { ...basics, group: 'rg-pay' });
    expect(field(pasted, 'group').hint).toContain("rg-pay isn't among the resource groups that you can see");
    expect(changesOf(pasted)).toHaveLength(1);
    const elsewhere = { ...cluster(), resourceGroup: 'rg-pay' };
    const drawn = form('setControlPlane', { controlPlane: 'userAssigned', identity: 'new' }, elsewhere);
    expect(field(drawn, 'identityGroup')).toMatchObject({
      value: '',
      hint: "You don't have access to resource group rg-pay. Choose another or paste its name.",
    });
  });

  describe('a region', () => {
    const drawnWhere = (regions: Readonly<Record<string, ChoiceList<string>>>, values = {}): DrawnForm => {
      const get = (request: ChoiceRequest): ChoiceList<unknown> =>
        (request.kind === 'regionsOf' ? regions[request.type] : undefined) ?? choices.get(request);
      return form('createCluster', { ...basics, ...values }, cluster(), { get: get as Choices['get'] });
    };
    const ofClusters = resourceType.cluster;
    const ofIdentities = resourceType.identity;

    it('that does not offer AKS has a note at its field, and no cluster is planned there', () => {
      const drawn = drawnWhere({ [ofClusters]: { loading: false, items: ['northeurope'] } });
      expect(field(drawn, 'location').error).toBe('AKS is not offered in West Europe.');
      expect(disabledReason(drawn, 'location', 'northeurope')).toBeUndefined();
      expect(changesOf(drawn)).toBeUndefined();
    });

    it('that does not offer identities has a note at the field of a new one', () => {
      const regions = {
        [ofClusters]: { loading: false, items: ['westeurope'] },
        [ofIdentities]: { loading: false, items: ['northeurope'] },
      };
      const drawn = drawnWhere(regions, { controlPlane: 'userAssigned', identity: 'new' });
      expect(field(drawn, 'identityLocation').error).toBe('Managed identities are not offered in West Europe.');
      expect(field(drawn, 'location').error).toBeUndefined();
    });

    it.each([
      ['not read yet', { loading: true, items: [] }],
      ['unknown, because the provider may not be read', { loading: false, items: [], problem: 'Forbidden.' }],
    ])('can be chosen while what it offers is %s', (_, list) => {
      const drawn = drawnWhere({ [ofClusters]: list });
      expect(field(drawn, 'location').error).toBeUndefined();
      expect(disabledReason(drawn, 'location', 'northeurope')).toBeUndefined();
    });
  });

  it('workload identity turns the OIDC issuer on', () => {
    const [create] = changesOf(form('createCluster', { ...basics, workloadIdentity: true }))!;
    expect(create).toMatchObject({ oidcIssuer: true, workloadIdentity: true });
  });
});
