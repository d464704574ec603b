import { describe, expect, it } from 'vitest';
import { names, rows, value } from './shop.ts';

describe('where', () => {
  it.each<[string, string[]]>([
    ["name == 'shop'", ['shop']],
    ["name == 'Shop'", []],
    ["name =~ 'SHOP'", ['shop']],
    ["name != 'shop'", ['Pay', 'legacy']],
    ["name !~ 'PAY'", ['shop', 'legacy']],
    ["name in ('shop', 'pay')", ['shop']],
    ["name in~ ('shop', 'pay')", ['shop', 'Pay']],
    ["name !in ('shop')", ['Pay', 'legacy']],
    ["name !in~ ('SHOP', 'pay')", ['legacy']],
    ["name contains 'A'", ['Pay', 'legacy']],
    ["name !contains 'a'", ['shop']],
    ["name startswith 'P'", ['Pay']],
    ["name endswith 'Y' and not(name =~ 'pay')", ['legacy']],
    ['properties.nodes > 3', ['Pay']],
    ['properties.nodes == 3', ['shop']],
    ['properties.private == true', ['shop']],
    ['properties.nodes >= 3 and (name == "shop" or name == "Pay")', ['shop', 'Pay']],
    ["isnotempty(tags['env'])", ['shop', 'Pay']],
    ['isempty(tags.env)', ['legacy']],
    ["properties.pools[0].name == 'a'", ['shop']],
    ["properties.['pools'][1]['name'] == 'b'", ['shop']],
    ["tags['cost.center'] == '1'", ['shop']],
    ["identity.type in~ ('systemassigned')", ['shop']],
  ])('%s', (predicate, expected) => {
    expect(names(`resources | where ${predicate}`)).toEqual(expected);
  });

  it('drops rows for which the answer is null: a missing property equals nothing and is unlike everything (E-232)', () => {
    expect(names("resources | where properties.state == 'Succeeded'")).toEqual(['shop']);
    expect(names("resources | where properties.state != 'Succeeded'")).toEqual(['Pay', 'legacy']);
    expect(names('resources | where not(properties.nodes > 3)')).toEqual(['shop']);
    expect(names('resources | where properties.nodes > 3 or properties.nodes <= 3')).toEqual(['shop', 'Pay']);
  });

  it('the operator where binds and tighter than or', () => {
    expect(names("resources | where name == 'shop' or name == 'Pay' and location == 'nowhere'")).toEqual(['shop']);
  });

  it('the operator where skips comments and takes quotes of both kinds, escaped and verbatim', () => {
    expect(names(`resources // all of them\n| where name == "shop" // one\n`)).toEqual(['shop']);
    expect(value(String.raw`pack_array('it\'s', "\t", @'c:\d', @"say ""hi""")`)).toEqual([
      "it's",
      '\t',
      'c:\\d',
      'say "hi"',
    ]);
  });

  it('the operator where is about resources where no table is named', () => {
    expect(names("where name == 'shop' | project name")).toEqual(['shop']);
  });
});

describe('expressions', () => {
  it.each<[string, unknown]>([
    ['tostring(properties.nodes)', '3'],
    ['tostring(properties.missing)', ''],
    ['tostring(tags)', '{"env":"prod","cost.center":"1"}'],
    ['1 + 2.5 - 3', 0.5],
    ['strlen(name) - 1', 3],
    ['pack_array(name, properties.none)', ['shop', null]],
    ['properties.pools[2].name', null],
    ["substring('abcdef', 2, 3)", 'cde'],
    ['properties.constructor', null],
  ])('%s', (expression, expected) => {
    expect(value(expression)).toEqual(expected);
  });

  it('are called by where they come from, or by their place', () => {
    expect(
      Object.keys(rows('resources | take 1 | project properties.pools[0].name, tostring(tags.env), tolower(name)')[0]!),
    ).toEqual(['properties_pools_0_name', 'tags_env', 'Column3']);
  });
});
