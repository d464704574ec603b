import { describe, expect, it } from 'vitest';
import { changesOf } from '../../../src/webview/panel/state.ts';
import { resourceType } from '../../../src/domain/arm/resourceId.ts';
import type { ChoiceList, ChoiceRequest, Choices } from '../../../src/webview/forms/lists.ts';
import type { DrawnForm } from '../../../src/webview/forms/parts.ts';
import {
  choices,
  cluster,
  subscription,
  idOf,
  registry,
  subnet,
  farSubnet,
  disabledReason,
  form,
  field,
} from './formBench.ts';

describe('the form of a new cluster', () => {
  const basics = { name: 'web-weu', group: 'rg-shop', location: 'westeurope' };

  it('the quickest recipe asks for no identity, no network and no key (A-34)', () => {
    const [create] = changesOf(form('createCluster', basics))!;
    expect(create).toEqual({
      kind: 'createCluster',
      subscriptionId: subscription,
      resourceGroup: 'rg-shop',
      name: 'web-weu',
      location: 'westeurope',
      controlPlane: { kind: 'systemAssigned' },
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

  it('user-defined routing and an own zone are disabled with their reasons where they cannot be (A-64)', () => {
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

  it('a pre-created kubelet is disabled with a system-assigned control plane (A-74)', () => {
    expect(disabledReason(form('createCluster', basics), 'kubelet', 'preCreated')).toContain('user-assigned');
  });

  it.each([
    ['name', 'web_', 'starts and ends with a letter or digit'],
    ['serviceCidr', '10.2.0.0', 'is not an IPv4 range'],
    ['dnsServiceIP', '10.9.0.10', 'has to lie in the service range'],
    ['count', '0', '1-1000 nodes'],
    ['poolName', 'Pool', 'lower-case'],
    ['sshKey', '-----BEGIN OPENSSH PRIVATE KEY-----', 'Only the public key'],
    ['subnet', farSubnet, "nodes join a network of the cluster's region only"],
  ])('says what is wrong with %s', (name, value, text) => {
    const drawn = form('createCluster', { ...basics, [name]: value });
    expect(field(drawn, name).error).toContain(text);
    expect(changesOf(drawn)).toBeUndefined();
  });

  it('a service range that overlaps the subnet is refused beside the field', () => {
    const values = { ...basics, recipe: 'ownNetwork', identity: idOf('id-other'), subnet };
    expect(field(form('createCluster', values), 'serviceCidr').error).toBe(
      '10.2.0.0/24 overlaps 10.2.0.0/16 of the subnet.',
    );
  });

  describe('a region', () => {
    const drawnWhere = (regions: Readonly<Record<string, ChoiceList<string>>>, values = {}): DrawnForm => {
      const get = (request: ChoiceRequest): ChoiceList<unknown> =>
        (request.kind === 'regionsOf' ? regions[request.type] : undefined) ?? choices.get(request);
      return form('createCluster', { ...basics, ...values }, cluster(), { get: get as Choices['get'] });
    };
    const [ofClusters, ofIdentities] = [resourceType.cluster, resourceType.identity];

    it('that does not offer AKS says so where it is chosen, and no cluster is planned there', () => {
      const drawn = drawnWhere({ [ofClusters]: { loading: false, items: ['northeurope'] } });
      expect(field(drawn, 'location').error).toBe('AKS is not offered in West Europe.');
      expect(disabledReason(drawn, 'location', 'northeurope')).toBeUndefined();
      expect(changesOf(drawn)).toBeUndefined();
    });

    it('that does not offer identities says so where a new one is made', () => {
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
