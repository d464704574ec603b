/** Texts as they are written in other languages: what acts in them has to stand there as it is. */
import { describe, expect, it } from 'vitest';
import { harmlessText, inertJson, inertText, inLine, inLines } from '../../../src/domain/arm/inert.ts';
import { bicepString, bicepValue, Expression } from '../../../src/domain/export/bicepText.ts';
import { Block, hclBlock, hclLabel, hclString, Reference } from '../../../src/domain/export/terraformText.ts';
import { shellQuoted } from '../../../src/domain/arm/shellText.ts';

describe('a text in Bicep', () => {
  it.each([
    ['plain', "'plain'"],
    ['', "''"],
    ["it's 'so'", String.raw`'it\'s \'so\''`],
    [String.raw`a\b\c`, String.raw`'a\\b\\c'`],
    ['${a} and ${b} and $c', String.raw`'\${a} and \${b} and $c'`],
    [String.raw`\${a}`, String.raw`'\\\${a}'`],
    ['a\nb\nc\rd\re\tf\tg', String.raw`'a\nb\nc\rd\re\tf\tg'`],
    ['a\u0007b\u202Ec\u2028', String.raw`'a\u{7}b\u{202e}c\u{2028}'`],
    ['\uD800', "'\uFFFD'"],
  ])('acts nowhere: %j', (text, written) => {
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
  ])('is written as Bicep reads it: %j', (value, written) => {
    expect(bicepValue(value as Parameters<typeof bicepValue>[0])).toBe(written);
  });

  it('a number with a fraction, which Bicep has none of, is read from JSON', () => {
    expect(bicepValue(1.5)).toBe("json('1.5')");
    expect(bicepValue(-0.25)).toBe("json('-0.25')");
  });

  it('stands where it is indented to', () => {
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
  ])('acts nowhere: %j', (text, written) => {
    expect(hclString(text)).toBe(written);
  });
});

describe('a block in Terraform', () => {
  it('has its values by name, and blocks within it', () => {
    const block = hclBlock('resource "a" "b"', {
      text: 'x',
      number: 1,
      flag: false,
      left: undefined,
      list: ['a', new Reference('b.id')],
      none: [],
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
    ["it's", `'it'"'"'s'`],
    ["''", `"''"`],
    ['\u2018a\u201B\u2019', `"\u2018"'a'"\u201B\u2019"`],
    ['$a', "'$a'"],
    ['a=b', 'a=b'],
    ['=b', "'=b'"],
    ['a~b', "'a~b'"],
    ['a\nb', String.raw`'a'$'\012''b'`],
    ['\u0007\u202E', String.raw`$'\007\342\200\256'`],
    ['\u2028a\u2029', String.raw`$'\342\200\250''a'$'\342\200\251'`],
    ['a##b', "'a#''#b'"],
    ['##', "'#''#'"],
    ['a#b', "'a#b'"],
    ['#', "'#'"],
    ['a*', "'a*'"],
    ['~', "'~'"],
  ])('is one argument of a shell, as it was: %j', (text, written) => {
    expect(shellQuoted(text)).toBe(written);
  });
});

describe('a text that others read', () => {
  it.each([
    ['a\nb', 'a\nb', 'a b'],
    ['a\tb \r\n c', 'a b  \n c', 'a b c'],
    ['a\u001Bb\u202Ec\u2028d\u2029e', 'a b c d e', 'a b c d e'],
    ['plain', 'plain', 'plain'],
  ])('has no signs that act: %j', (text, lines, line) => {
    expect(inLines(text)).toBe(lines);
    expect(inLine(text)).toBe(line);
  });

  it.each([
    ['::error::x', ': :error::x'],
    ['  ::error\n::x', '  : :error\n: :x'],
    ['a::b', 'a::b'],
    [':a', ':a'],
    ['##vso[task]', '# #vso[task]'],
    ['a ##[group]b ##[x]', 'a # #[group]b # #[x]'],
    ['## heading', '## heading'],
    ['##a b[c]', '##a b[c]'],
    ['\u001B[31m', ' [31m'],
  ])('gives no orders to a pipeline: %j', (text, harmlessly) => {
    expect(harmlessText(text)).toBe(harmlessly);
  });

  it.each([
    ['##vso[x]', String.raw`"#\u0023vso[x]"`],
    ['###', String.raw`"#\u0023\u0023"`],
    ['#', '"#"'],
    ['\u007F\u202E', String.raw`"\u007f\u202e"`],
  ])('is the same once it is read as JSON: %j', (text, json) => {
    expect(inertJson(text)).toBe(json);
    expect(JSON.parse(json)).toBe(text);
  });

  it('keeps the lines of JSON', () => {
    expect(inertJson({ a: '##' }, 2)).toBe('{\n  "a": "#\\u0023"\n}');
    expect(inertText('a\u007F\n"##')).toBe(String.raw`"a\u007f\n\"##"`);
    expect(inertText('\uD800')).toBe('"\uFFFD"');
  });
});
