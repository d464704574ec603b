import { describe, expect, it } from 'vitest';
import type { Filters } from '../../../src/cli/commandLine/arguments.ts';
import { filterOf, mayHavePassedFilters, unmatchedFilters } from '../../../src/cli/commands/filters.ts';
import { unknownTexts } from '../../../src/domain/arm/unknown.ts';
import { textsOf } from '../../../src/sentences/textOf.ts';

const none: Filters = { names: [], resourceGroups: [], tags: [] };
const named = (name: string, resourceGroup: string, tags: Record<string, string> = {}) => ({
  name,
  resourceGroup,
  raw: { tags },
});
const clusters = [
  named('shop-weu', 'rg-shop', { Env: 'prod', team: 'shop' }),
  named('shop-neu', 'rg-shop-neu', { env: 'test', team: '' }),
  named('data-weu', 'RG-Data'),
];
const passing = (filters: Partial<Filters>): readonly string[] =>
  clusters.filter(filterOf({ ...none, ...filters }) ?? (() => true)).map(({ name }) => name);
const unmatched = (filters: Partial<Filters>): readonly string[] =>
  textsOf(unknownTexts(unmatchedFilters({ ...none, ...filters }, clusters)));

describe('a filter', () => {
  it.each<[string, Partial<Filters>, readonly string[]]>([
    ['of nothing', {}, ['shop-weu', 'shop-neu', 'data-weu']],
    ['of a name', { names: ['Shop-WEU'] }, ['shop-weu']],
    ['of a name with a star', { names: ['*-weu'] }, ['shop-weu', 'data-weu']],
    ['of a name with a part that fits', { names: ['shop'] }, []],
    ['of several names', { names: ['shop-neu', 'data*'] }, ['shop-neu', 'data-weu']],
    ['of a group', { resourceGroups: ['rg-data'] }, ['data-weu']],
    ['of a group with a star', { resourceGroups: ['rg-shop*'] }, ['shop-weu', 'shop-neu']],
    ['of a group and a name', { resourceGroups: ['rg-shop*'], names: ['*-weu'] }, ['shop-weu']],
    ['of a tag, whose key has no case', { tags: [{ key: 'ENV' }] }, ['shop-weu', 'shop-neu']],
    ['of a tag with a value', { tags: [{ key: 'env', value: 'prod' }] }, ['shop-weu']],
    ['of a value in another case', { tags: [{ key: 'env', value: 'Prod' }] }, []],
    ['of a tag with an empty value', { tags: [{ key: 'team', value: '' }] }, ['shop-neu']],
    [
      'of several values of a tag',
      {
        tags: [
          { key: 'env', value: 'prod' },
          { key: 'Env', value: 'test' },
        ],
      },
      ['shop-weu', 'shop-neu'],
    ],
    ['of several tags', { tags: [{ key: 'env' }, { key: 'team', value: 'shop' }] }, ['shop-weu']],
    ['of what every object has', { tags: [{ key: 'constructor' }] }, []],
  ])('%s is passed by what has it', (_, filters, names) => {
    expect(passing(filters)).toEqual(names);
  });

  it.each<[string, Partial<Filters>, readonly string[]]>([
    ['of nothing', {}, []],
    ['that some pass', { names: ['shop-*'], resourceGroups: ['rg-shop'] }, []],
    [
      'of two names of which one is nobody’s',
      { names: ['shop-*', 'stor*'] },
      ['No cluster that you can see has the name stor*.'],
    ],
    [
      'whose parts are all passed, and never by the same',
      { names: ['shop-weu'], resourceGroups: ['rg-data'], tags: [{ key: 'env', value: 'test' }] },
      ['No cluster that you can see has the name shop-weu and the resource group rg-data and the tag env=test.'],
    ],
    [
      'of a group and a tag that nobody has',
      { resourceGroups: ['rg-x'], tags: [{ key: 'x' }] },
      ['No cluster that you can see has the resource group rg-x.', 'No cluster that you can see has the tag x.'],
    ],
  ])('%s is told where it matches nothing', (_, filters, sentences) => {
    expect(unmatched(filters)).toEqual(sentences);
  });

  it('tells of a cluster that is gone by its id, masked or not, and never by its tags', () => {
    const id = '/subscriptions/x/resourceGroups/rg-shop/providers/Microsoft.ContainerService/managedClusters/shop-weu';
    const may = (filters: Partial<Filters>): boolean => mayHavePassedFilters(id, { ...none, ...filters });
    expect([may({}), may({ names: ['shop*'] }), may({ tags: [{ key: 'x' }] })]).toEqual([true, true, true]);
    expect([may({ names: ['data*'] }), may({ resourceGroups: ['rg-data'] })]).toEqual([false, false]);
  });
});
