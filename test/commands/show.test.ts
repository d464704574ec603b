import { describe, expect, it } from 'vitest';
import { asPanelTarget, asTarget, type CommandContext } from '../../src/commands/context.ts';
import { copyLink } from '../../src/commands/copy.ts';
import { openLink, showIdentityMap, showPrincipalAccess } from '../../src/commands/show.ts';
import type { ConnectionKind } from '../../src/manifest.ts';
import { user } from '../support/vscode/user.ts';

const guid = '11111111-1111-4111-8111-111111111111';
const clusterId = `/subscriptions/${guid}/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/shop`;
const toMap = { path: '/cluster', query: `id=${clusterId}&tab=map` };

function contextOn(
  kind: ConnectionKind,
  isRemembered = true,
): { readonly context: CommandContext; readonly done: unknown[] } {
  const done: unknown[] = [];
  const context = {
    connections: {
      kind,
      open: async () => (isRemembered ? {} : undefined),
      signIn: async () => void done.push('signed in'),
      service: async () => void done.push('connected'),
    },
    panels: { open: async (target: unknown) => void done.push(target) },
    reports: { show: (target: unknown) => void done.push(target) },
  } as unknown as CommandContext;
  return { context, done };
}

describe('the command for a map', () => {
  const identityId = `/subscriptions/${guid}/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id`;
  it.each([
    [{ identityId }, { kind: 'identity', identityId }],
    [{ clusterId }, { kind: 'cluster', clusterId, tab: 'map' }],
    [
      { clusterId, identityId },
      { kind: 'cluster', clusterId, tab: 'map' },
    ],
  ])('shows an identity across its clusters, unless it is called on a cluster: row %#', async (target, shown) => {
    const { context, done } = contextOn('azure');
    await showIdentityMap(context, target);
    expect(done).toEqual([shown]);
  });
});

describe('the command for what a principal can act on', () => {
  const identityId = `/subscriptions/${guid}/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id`;
  it.each([
    [
      { identityId, principalId: guid },
      { kind: 'identity', identityId, tab: 'access' },
    ],
    [{ principalId: guid }, { kind: 'principal', principalId: guid }],
  ])('shows it of the row that it is called on: row %# (H-05)', async (target, shown) => {
    const { context, done } = contextOn('azure');
    await showPrincipalAccess(context, target);
    expect(done).toEqual([shown]);
  });

  it('shows in a panel of its own whom another panel leads to (H-05)', () => {
    const target = { kind: 'principal', principalId: guid, name: 'Team' };
    expect(asPanelTarget(target)).toEqual(target);
    expect(asPanelTarget({ kind: 'principal', name: 'Team' })).toEqual({});
  });

  it('offers identities and system-assigned control planes, and takes an object ID of anybody else (H-05)', async () => {
    const place = { resourceGroup: 'rg', location: 'westeurope', subscriptionId: guid };
    const service = {
      identities: async () => ({ items: [{ id: identityId, name: 'id', principalId: guid, ...place }], failures: [] }),
      clusters: () => Promise.reject(new Error('refused')),
    };
    const { context, done } = contextOn('azure');
    Object.assign(context.connections, { service: async () => service, shownSubscriptions: () => undefined });
    user.picks.push('id');
    await showPrincipalAccess(context, {});
    user.picks.push('Enter an object ID...');
    user.types.push(guid);
    await showPrincipalAccess(context, {});
    expect(done).toEqual([
      { kind: 'identity', identityId, tab: 'access' },
      { kind: 'principal', principalId: guid },
    ]);
    for (const { items } of user.lists)
      expect(items[0]).toMatchObject({
        detail: 'Not everything could be listed, so an identity may be missing below.',
      });
  });

  it('says nothing about gaps where everything could be listed', async () => {
    const { context } = contextOn('azure');
    const list = async () => ({ items: [], failures: [] });
    const service = { identities: list, clusters: list };
    Object.assign(context.connections, { service: async () => service, shownSubscriptions: () => undefined });
    await expect(showPrincipalAccess(context, {})).rejects.toMatchObject({ code: 'cancelled' });
    expect(user.lists.map(({ items }) => items)).toEqual([
      [{ label: 'Enter an object ID...', alwaysShow: true, value: 'other' }],
    ]);
  });
});

describe('opening a link', () => {
  it('a link shows its cluster on the connection that is open, without a question', async () => {
    const { context, done } = contextOn('azure');
    await openLink(context, toMap);
    expect(done).toEqual(['connected', { kind: 'cluster', clusterId, tab: 'map' }]);
    expect(user.notifications).toEqual([]);
  });

  it('a link shows the report of its subscription', async () => {
    const { context, done } = contextOn('demo');
    await openLink(context, { path: '/report', query: `subscriptionId=${guid}` });
    expect(done).toEqual(['connected', { subscriptionId: guid }]);
  });

  it('where nothing is connected, a link asks first, and connects nothing where the user leaves the question', async () => {
    const { context, done } = contextOn('none');
    await expect(openLink(context, toMap)).rejects.toMatchObject({ code: 'cancelled' });
    expect(done).toEqual([]);
    expect(user.notifications.map(({ text }) => text)).toEqual(['Connect and show the identities of shop?']);
    user.presses.push('Connect');
    await openLink(context, toMap);
    expect(done).toEqual(['connected', { kind: 'cluster', clusterId, tab: 'map' }]);
  });

  it('a link continues once the user has signed in, if there is no connection to return to', async () => {
    const { context, done } = contextOn('none', false);
    user.presses.push('Connect');
    await openLink(context, toMap);
    expect(done).toEqual(['signed in', 'connected', { kind: 'cluster', clusterId, tab: 'map' }]);
  });

  it('a link that is none is refused before anybody is asked', async () => {
    const { context, done } = contextOn('none');
    await expect(openLink(context, { path: '/apply', query: '' })).rejects.toMatchObject({ code: 'refused' });
    expect([...done, ...user.notifications]).toEqual([]);
  });

  it('the link that a row copies opens its cluster in the same edition of VS Code', async () => {
    const { context, done } = contextOn('demo');
    await copyLink(context, { clusterId });
    const [link = ''] = user.copied;
    expect(link).toMatch(/^code-double:\/\//);
    const { pathname, search } = new URL(link);
    await openLink(context, { path: pathname, query: search.slice(1) });
    expect(done.at(-1)).toEqual({ kind: 'cluster', clusterId, tab: 'details' });
  });
});

describe('a row of another extension', () => {
  const rows = {
    'Azure Resources': { id: `/accounts/a/tenants/t${clusterId}`, resource: { id: clusterId, name: 'shop' } },
    'the cloud explorer of Kubernetes': { nodeType: 'contributed', provider: {}, value: { armId: clusterId } },
  };

  it.each(Object.entries(rows))('of %s counts as its cluster', (_, row) => {
    expect(asTarget(row)).toEqual({ clusterId });
    expect(asPanelTarget(row)).toEqual({ clusterId });
  });

  it('of something else, or one that is built in another way, counts as nothing', () => {
    const registry = `/subscriptions/${guid}/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/acr`;
    const others = [
      ...[{ resource: { id: registry } }, { resource: { id: 7 } }, { resource: null }, { value: [clusterId] }],
      ...[undefined, null, 'text', [], { value: { armId: `${clusterId}/agentPools/np` } }],
    ];
    for (const row of others) expect(asTarget(row)).toEqual({});
  });

  it('what a row of ours says of itself comes first', () => {
    expect(asTarget({ subscriptionId: 's', resource: { id: clusterId } })).toEqual({ subscriptionId: 's' });
  });
});
