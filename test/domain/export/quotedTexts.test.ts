/** Texts as they are written in other languages: what acts in them has to stand there as it is. */
import { describe, expect, it } from 'vitest';
import { bicepString, bicepValue, Expression } from '../../../src/domain/export/bicepText.ts';
import { Block, hclBlock, hclLabel, hclString, Reference } from '../../../src/domain/export/terraformText.ts';
import { quoted } from '../../../src/domain/plan/azCommand.ts';

describe('a text in Bicep', () => {
  it.each([
    ['plain', "'plain'"],
    ['', "''"],
    ["it's 'so'", String.raw`'it\'s \'so\''`],
    [String.raw`a\b\c`, String.raw`'a\\b\\c'`],
    ['${a} and ${b} and $c', String.raw`'\${a} and \${b} and $c'`],
    [String.raw`\${a}`, String.raw`'\\\${a}'`],
    ['a\nb\nc\rd\re\tf\tg', String.raw`'a\nb\nc\rd\re\tf\tg'`],
  ])('a text in Bicep acts nowhere: %j', (text, written) => {
    expect(bicepString(text)).toBe(written);
  });
});

describe('a value in Bicep', () => {
  it.each<[unknown, string]>([
    [new Expression('step1.id'), 'step1.id'],
    ["it's", String.raw`'it\'s'`],
    [true, 'true'],
    [false, 'false'],
    [null, 'null'],
    [0, '0'],
    [-3, '-3'],
    [[], '[]'],
    [{}, '{}'],
    [['a', 1], "[\n  'a'\n  1\n]"],
    [{ a: 1, _b2: 'x', left: undefined }, "{\n  a: 1\n  _b2: 'x'\n}"],
    [{ 'a-b': 1, '2a': 2, 'a.b': 3 }, "{\n  'a-b': 1\n  '2a': 2\n  'a.b': 3\n}"],
    [{ a: [{ b: ['c'] }] }, "{\n  a: [\n    {\n      b: [\n        'c'\n      ]\n    }\n  ]\n}"],
  ])('a value in Bicep is written as Bicep reads it: %j', (value, written) => {
    expect(bicepValue(value as Parameters<typeof bicepValue>[0])).toBe(written);
  });

  it('a number with a fraction, which Bicep has none of, is read from JSON', () => {
    expect(bicepValue(1.5)).toBe("json('1.5')");
    expect(bicepValue(-0.25)).toBe("json('-0.25')");
  });

  it('a value in Bicep stands where it is indented to', () => {
    expect(bicepValue({ a: ['b'] }, '    ')).toBe("{\n      a: [\n        'b'\n      ]\n    }");
  });
});

describe('a text in Terraform', () => {
  it.each([
    ['plain', '"plain"'],
    ['say "so"', String.raw`"say \"so\""`],
    ['${a} and ${b}, %{c} and %{d}, $e %f', '"$${a} and $${b}, %%{c} and %%{d}, $e %f"'],
    [String.raw`a\b\f\n`, String.raw`"a\\b\\f\\n"`],
    ['a\bb\fc\bd', String.raw`"a\u0008b\u000cc\u0008d"`],
    ['a\nb\tc', String.raw`"a\nb\tc"`],
  ])('a text in Terraform acts nowhere: %j', (text, written) => {
    expect(hclString(text)).toBe(written);
  });
});

describe('a block in Terraform', () => {
  it('a block in Terraform has its values by name, and blocks within it', () => {
    const block = hclBlock('resource "a" "b"', {
      ...{ text: 'x', number: 1, flag: false, left: undefined, list: ['a', new Reference('b.id')], none: [] },
      map: { 'a b': '${c}', more: { d: 1 }, left: undefined },
      inner: new Block({ e: true }),
    });
    expect(block).toBe(
      [
        'resource "a" "b" {',
        '  text = "x"',
        '  number = 1',
        '  flag = false',
        '  list = ["a", b.id]',
        '  none = []',
        '  map = {',
        '    "a b" = "$${c}"',
        '    "more" = {',
        '      "d" = 1',
        '    }',
        '  }',
        '  inner {',
        '    e = true',
        '  }',
        '}',
        '',
      ].join('\n'),
    );
    expect(hclBlock('a', {}, '  ')).toBe('  a {\n  }\n');
  });

  it.each([
    ['shop', 'shop'],
    ['Shop-WEU.2', 'shop_weu_2'],
    ['a..b', 'a_b'],
    ['2nd', '_2nd'],
    ['_a', '_a'],
    ['a2_', 'a2_'],
    ['-a', '_a'],
  ])('a label in Terraform is made of letters, digits and _: %s', (name, label) => {
    expect(hclLabel(name)).toBe(label);
  });
});

describe('an argument of a command', () => {
  it.each([
    ['plain', 'plain'],
    ['/a/b_c-d.e:f,g@h', '/a/b_c-d.e:f,g@h'],
    ['', "''"],
    ['a b', "'a b'"],
    ["it's", String.raw`'it'\''s'`],
    ["''", String.raw`''\'''\'''`],
    ['$a', "'$a'"],
    ['a=b', 'a=b'],
    ['=b', "'=b'"],
    ['a~b', "'a~b'"],
    ['a\nb', "'a\nb'"],
    ['a*', "'a*'"],
    ['~', "'~'"],
  ])('an argument of a command is one argument of a shell, as it was: %j', (text, written) => {
    expect(quoted(text)).toBe(written);
  });
});
