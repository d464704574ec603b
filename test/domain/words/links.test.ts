import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { extensionId, linkToCluster, linkToReport, parseLink, tabs } from '../../../src/domain/words/links.ts';

const guid = '11111111-1111-4111-8111-111111111111';
const clusterId = `/subscriptions/${guid}/resourceGroups/rg (a)_é/providers/Microsoft.ContainerService/managedClusters/shop`;
const plainId = clusterId.replace('rg (a)_é', 'rg(a)_é');

/** As VS Code hands a link to the extension. */
function opened(link: string): ReturnType<typeof parseLink> {
  const { pathname, search } = new URL(link);
  return parseLink(pathname, search.slice(1));
}

const idWith = (group: string, name = 'shop', type = 'managedClusters'): string =>
  `/subscriptions/${guid}/resourceGroups/${group}/providers/Microsoft.ContainerService/${type}/${name}`;

/** What Azure allows in the names of groups and clusters, and how ARM and people write them. */
const ids: readonly (readonly [string, string])[] = [
  ['parentheses', idWith('rg(prod)', 'shop-1')],
  ['only parentheses', idWith('()')],
  ['dots, underscores and hyphens', idWith('rg.prod_west-1..2', 'shop_west-1')],
  ['letters of other alphabets', idWith('Größe_данные_資源_مجموعة_é')],
  ['combined and wide letters', idWith('e\u0301_\ud835\udd38')],
  ['digits of other alphabets', idWith('rg٣')],
  ['the longest names', idWith('r'.repeat(90), 's'.repeat(63))],
  ['another case', idWith('RG').toUpperCase()],
  ['segments in small letters', idWith('rg', 'shop').replace('resourceGroups', 'resourcegroups')],
];

describe('a link', () => {
  it('to a cluster leads back to it, in each tab and in another edition of VS Code', () => {
    for (const tab of tabs) {
      const link = linkToCluster(plainId, { tab, scheme: 'vscode-insiders' });
      expect(link).toMatch(/^vscode-insiders:\/\/aks-identity\.aks-identity\/cluster\?id=/);
      expect(opened(link)).toEqual({ kind: 'cluster', clusterId: plainId, tab });
    }
    expect(opened(linkToCluster(plainId))).toMatchObject({ tab: 'details' });
  });

  it('to a finding leads back to it, among the details of its cluster', () => {
    const finding = '0123456789ab';
    expect(opened(linkToCluster(plainId, { finding }))).toEqual({
      kind: 'cluster',
      clusterId: plainId,
      tab: 'details',
      finding,
    });
    expect(opened(linkToCluster(plainId, { finding, tab: 'map' }))).toMatchObject({ tab: 'details' });
    for (const wrong of ['', '0123456789ag', `${finding}0`, '../etc'])
      expect(() => parseLink('/cluster', `id=${plainId}&finding=${wrong}`), wrong).toThrow(/does not name a finding/);
  });

  it('to the report leads back to it, for one subscription or all that are shown', () => {
    expect(opened(linkToReport())).toEqual({ kind: 'report' });
    expect(opened(linkToReport(guid))).toEqual({ kind: 'report', subscriptionId: guid });
  });

  it('stays whole in Markdown and in a sheet, whatever the names in it', () => {
    expect(linkToCluster(plainId)).toMatch(/^[\w:/.?=&%-]+$/);
  });

  it('the place of a link is the publisher and name of package.json', () => {
    const file = join(import.meta.dirname, '../../../package.json');
    const { publisher, name } = JSON.parse(readFileSync(file, 'utf8')) as { publisher: string; name: string };
    expect(extensionId).toBe(`${publisher}.${name}`);
  });

  it.each(ids)('to a cluster with %s leads back to it, however often it was encoded or decoded on its way', (_, id) => {
    const target = { kind: 'cluster', clusterId: id, tab: 'map' };
    const link = linkToCluster(id, { tab: 'map' });
    const query = link.slice(link.indexOf('?') + 1);
    expect(link).toMatch(/^[\w:/.?=&%-]+$/);
    expect(opened(link)).toEqual(target);
    expect(opened(`${link}&utm_source=mail&tab=apply#part`)).toEqual(target);
    // VS Code decodes a query before it hands it over; mail programs encode one again.
    expect(parseLink('/cluster', decodeURIComponent(query))).toEqual(target);
    expect(parseLink('/cluster', decodeURIComponent(query.replaceAll('%', '%25')))).toEqual(target);
    expect(parseLink('/CLUSTER//', query.replace('tab=map', 'tab=MAP'))).toEqual(target);
  });

  it.each([
    ['no id', '', /^This link does not say which cluster it is about\.$/],
    ['an id without a value', 'id=&tab=map', /does not say which cluster/],
    [
      'the id of a node pool',
      `id=${idWith('rg', 'shop/agentPools/one')}`,
      /^The resource ID in this link does not name an AKS cluster\. .* is of type .*agentPools; an id of type/,
    ],
    [
      'the id of a snapshot',
      `id=${idWith('rg', 's', 'snapshots')}`,
      /is of type Microsoft.ContainerService\/snapshots/,
    ],
    [
      'the id of an identity',
      `id=/subscriptions/${guid}/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i`,
      /is of type/,
    ],
    ['a way up', `id=${idWith('..')}`, /is not an ARM resource id/],
    ['an encoded slash that stays', `id=${encodeURIComponent(idWith('rg%252F'))}`, /is not an ARM resource id/],
    ['a broken code', 'id=%E0%A4%A', /is not an ARM resource id/],
    ['a line break', `id=${idWith('rg%0Aname')}`, /^This link has invisible/],
    ['a sign in its id that turns round what is read', `id=${idWith('rg', '\u202eshop')}`, /^This link has invisible/],
    ['a sign in its id that ends texts', `id=${idWith('rg', 'shop\u0000')}`, /^This link has invisible/],
    ['a very long id', `id=${idWith('r'.repeat(100_000))}`, /^The resource ID in this link is too long to be one\.$/],
  ])('with %s is refused in at most a few lines', (_, query, message) => {
    expect(() => parseLink('/cluster', query)).toThrow(message);
    expect(() => parseLink('/cluster', query)).toThrow(/^[^]{1,600}$/);
  });

  it('to a very long place or tab is refused in a few lines', () => {
    const long = 'x'.repeat(100_000);
    for (const [path, query] of [
      [`/${long}`, ''],
      ['/cluster', `id=${plainId}&tab=${long}`],
      ['/report', `subscriptionId=${long}`],
    ] as const)
      expect(() => parseLink(path, query)).toThrow(/^[^]{1,600}$/);
  });

  it.each([
    ['/cluster', `id=${encodeURIComponent(clusterId)}`, /is not an ARM resource id/],
    ['/cluster', `id=/subscriptions/x/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c`, /GUID/],
    ['/cluster', `id=/subscriptions/${guid}`, /is of type/],
    [
      '/cluster',
      `id=${encodeURIComponent(plainId)}&tab=apply`,
      /^A cluster has no tab "apply"\. Its tabs are map, details, workloads and change\.$/,
    ],
    ['/report', 'subscriptionId=all', /^"all" is not a subscription ID\.$/],
    ['/apply', '', /^AKS Identity has no page "apply"\. A link can open a cluster or the report\.$/],
    ['', '', /^This link names no page\. A link can open a cluster or the report\.$/],
  ])('that is wrong is refused, saying what is wrong with it: row %#', (path, query, message) => {
    expect(() => parseLink(path, query)).toThrow(message);
  });

  it('a refusal of a link repeats no sign that turns round what is read', () => {
    for (const [path, query] of [
      ['/\u202eevil', ''],
      ['/cluster', 'id=\u202eshop'],
      ['/cluster', `id=${plainId}&tab=\u202epam`],
      ['/report', 'subscriptionId=\u202ex'],
    ] as const)
      expect(() => parseLink(path, query)).toThrow(/^\P{C}+$/u);
  });

  it('what VS Code or a newer version adds to a link does not matter', () => {
    const query = `id=${encodeURIComponent(plainId)}&windowId=_blank&tab=map`;
    expect(parseLink('/cluster/', query)).toEqual({ kind: 'cluster', clusterId: plainId, tab: 'map' });
  });
});
