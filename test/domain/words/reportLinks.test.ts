import { describe, expect, it } from 'vitest';
import { linkToReport, parseLink } from '../../../src/domain/words/links.ts';
import { firstLook, reportColumns, type ReportSight } from '../../../src/domain/words/reportLook.ts';

const guid = '11111111-1111-4111-8111-111111111111';
const idOf = (name: string): string =>
  `/subscriptions/${guid}/resourceGroups/rg(a)/providers/Microsoft.ContainerService/managedClusters/${name}`;
const sightOf = (look: Partial<ReportSight['look']> = {}, unfolded: readonly string[] = []): ReportSight => ({
  look: { ...firstLook, ...look },
  unfolded,
});

/** As VS Code hands a link to the extension. */
function opened(link: string): ReturnType<typeof parseLink> {
  const { pathname, search } = new URL(link);
  return parseLink(pathname, search.slice(1));
}

describe('a link to the report', () => {
  it.each([
    ['a filter', sightOf({ text: 'group:"rg (a)" r\u00e9gion:west & so=on' })],
    ['severities', sightOf({ marks: ['error', 'none'] })],
    ['findings with their clusters', sightOf({ group: 'finding' })],
    ['an order', sightOf({ by: 'region', descending: false })],
    ['the first order turned round', sightOf({ descending: false })],
    ['no further columns', sightOf({ columns: [] })],
    ['all columns', sightOf({ columns: reportColumns })],
    ['unfolded rows', sightOf({}, [idOf('shop'), idOf('web'), 'missingGrant:Network Contributor'])],
  ])('with %s leads back to them', (_, sight) => {
    const link = linkToReport(guid, { sight });
    expect(link).toMatch(/^[\w:/.?=&%,-]+$/);
    expect(opened(link)).toEqual({ kind: 'report', subscriptionId: guid, sight });
    expect(opened(linkToReport(undefined, { sight }))).toEqual({ kind: 'report', sight });
  });

  it('is as short as ever for the first look, and never has a page', () => {
    expect(linkToReport(undefined, { sight: sightOf({ page: 3 }) })).toBe(linkToReport());
  });

  it('has as many unfolded rows as fit into 2,000 characters', () => {
    const all = Array.from({ length: 50 }, (_, index) => idOf(`aks-${index}`));
    const link = linkToReport(guid, { sight: sightOf({ text: 'shop' }, all) });
    expect(link.length).toBeLessThanOrEqual(2000);
    const target = opened(link);
    const { unfolded } = target.kind === 'report' ? target.sight! : sightOf();
    expect(unfolded.length).toBeGreaterThan(5);
    expect(unfolded).toEqual(all.slice(0, unfolded.length));
  });

  it.each([
    ['show=errors', /^"errors" is no value of "show" in a link to the report\. It takes error, warning, /],
    ['group=subscription', /^"subscription" is no value of "group" .* It takes cluster and finding\.$/],
    ['sort=-colour', /^"colour" is no value of "sort" .* It takes name, findings, /],
    ['columns=region,price', /^"price" is no value of "columns" /],
    [`columns=${'x'.repeat(10_000)}`, /^"x{100}\.\.\." is no value/],
    [`filter=${'x'.repeat(501)}`, /^The filter in this link is longer than 500 characters\.$/],
    ['open=/subscriptions/x', /^A row that this link opens does not name an AKS cluster\. /],
    [`open=${'x'.repeat(201)}`, /^A row that this link opens is not named properly\.$/],
    ['filter=\u202ex', /^This link has invisible characters/],
  ])('that is wrong is refused in a few words: row %#', (query, message) => {
    expect(() => parseLink('/report', query)).toThrow(message);
    expect(() => parseLink('/report', query)).toThrow(/^[^]{1,600}$/);
  });

  it('is read whatever the case of its names', () => {
    expect(parseLink('/report', 'show=ERROR&sort=-Region')).toMatchObject({
      sight: { look: { marks: ['error'], by: 'region', descending: true } },
    });
  });
});
