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

describe('a link', () => {
  it('a link to a cluster leads back to it, in each tab and in another edition of VS Code', () => {
    for (const tab of tabs) {
      const link = linkToCluster(plainId, { tab, scheme: 'vscode-insiders' });
      expect(link).toMatch(/^vscode-insiders:\/\/aks-identity\.aks-identity\/cluster\?id=/);
      expect(opened(link)).toEqual({ kind: 'cluster', clusterId: plainId, tab });
    }
    expect(opened(linkToCluster(plainId))).toMatchObject({ tab: 'details' });
  });

  it('a link to the report leads back to it, of one subscription or of all that are shown', () => {
    expect(opened(linkToReport())).toEqual({ kind: 'report' });
    expect(opened(linkToReport(guid))).toEqual({ kind: 'report', subscriptionId: guid });
  });

  it('a link stays whole in Markdown and in a sheet, whatever the names in it', () => {
    expect(linkToCluster(plainId)).toMatch(/^[\w:/.?=&%-]+$/);
  });

  it('the place of a link is the publisher and name of package.json', () => {
    const file = join(import.meta.dirname, '../../../package.json');
    const { publisher, name } = JSON.parse(readFileSync(file, 'utf8')) as { publisher: string; name: string };
    expect(extensionId).toBe(`${publisher}.${name}`);
  });

  it.each([
    ['/cluster', '', /is not an ARM resource id/],
    ['/cluster', `id=${encodeURIComponent(clusterId)}`, /is not an ARM resource id/],
    ['/cluster', `id=/subscriptions/x/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c`, /GUID/],
    ['/cluster', `id=/subscriptions/${guid}`, /is of type/],
    ['/cluster', `id=${encodeURIComponent(plainId)}&tab=apply`, /"apply" is no tab/],
    ['/report', 'subscriptionId=all', /"all" is not a subscription id/],
    ['/apply', '', /"\/apply" leads nowhere/],
    ['', '', /leads nowhere/],
  ])('a link to %s?%s is refused, saying what is wrong', (path, query, message) => {
    expect(() => parseLink(path, query)).toThrow(message);
  });

  it('what VS Code or a newer version adds to a link does not matter', () => {
    const query = `id=${encodeURIComponent(plainId)}&windowId=_blank&tab=map`;
    expect(parseLink('/cluster/', query)).toEqual({ kind: 'cluster', clusterId: plainId, tab: 'map' });
  });
});
