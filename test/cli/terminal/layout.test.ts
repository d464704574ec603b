import { describe, expect, it } from 'vitest';
import {
  hanging,
  painted,
  rowLists,
  tableLines,
  widthFor,
  widthOf,
  wrapped,
} from '../../../src/cli/terminal/layout.ts';
import { markdownPage } from '../../../src/cli/terminal/markdownPage.ts';
import { markdownCell, tableRow } from '../../../src/domain/report/formats/tables.ts';

const id =
  '/subscriptions/71f01a95-8598-4720-a96b-ebe595107d77/resourceGroups/rg-shop/providers/Microsoft.X/y/shop-weu';
const contents: Readonly<Record<string, string>> = {
  nothing: '',
  words: 'A role is missing: Private DNS Zone Contributor; and more of them.',
  'a long name': `${'cluster-'.repeat(7)}weu`,
  'the name of a deep folder': id.replace('/subscriptions', 'subscriptions'),
  'a word without a hyphen': 'x'.repeat(300),
  'wide letters': '\u{1F600}\u4E2D\u6587 '.repeat(40),
  'letters with marks': 'e\u0301'.repeat(100),
};
const widths = [20, 40, 60, 72, 80, 120, 140];

describe('a text at a terminal', () => {
  it.each(Object.entries(contents))('has no line wider than the terminal, and loses nothing: %s', (_, text) => {
    for (const width of widths) {
      const lines = [wrapped(text, width), hanging('- ', text, width)];
      for (const line of lines.flat()) expect(widthOf(line)).toBeLessThanOrEqual(width);
      for (const each of lines) expect(each.join('').replace(/^- |\s/g, '')).toBe(text.replace(/\s/g, ''));
    }
  });

  it.each([
    ['shop', 4],
    ['\u2716 shop', 6],
    ['\u4E2D\u6587', 4],
    ['\u{1F600}', 2],
    ['e\u0301\u200B', 1],
  ])('takes as many columns as it is wide: %s', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  it.each([
    ['a resource ID', id],
    ["a page's address", 'https://learn.microsoft.com/azure/aks/workload-identity-overview'],
  ])('has what a person copies on one line, which the terminal breaks: %s', (_, whole) => {
    expect(wrapped(`ID: ${whole} is read`, 40)).toEqual(['ID:', whole, 'is read']);
    expect(hanging('- ', `See ${whole}`, 40)).toEqual(['- See', `  ${whole}`]);
  });

  it('breaks a long name after a hyphen, a slash or a dot', () => {
    expect(wrapped('partners-production-weu', 12)).toEqual(['partners-', 'production-', 'weu']);
    expect(wrapped('xxxxxxxxxxxxxxx', 12)).toEqual(['xxxxxxxxxxxx', 'xxx']);
  });

  it.each([
    [{}, 80],
    [{ columns: 60 }, 60],
    [{ columns: 5 }, 20],
    [{ columns: 300 }, 140],
    [{ columns: 0 }, 80],
  ])('is as wide as the terminal, and of 80 columns where that is unknown: %j', (screen, width) => {
    expect(widthFor({ isColoured: false, ...screen })).toBe(width);
  });

  it('is coloured only by the signs at the starts of its lines', () => {
    const lines = ['\u2716 a \u2716 b', '  \u26a0 c', '? d'];
    expect(painted(lines, { isColoured: false })).toBe('\u2716 a \u2716 b\n  \u26a0 c\n? d\n');
    expect(painted(lines, { isColoured: true })).toBe(
      '\u001B[31m\u2716\u001B[39m a \u2716 b\n  \u26a0 c\n\u001B[36m?\u001B[39m d\n',
    );
  });
});

describe('a table at a terminal', () => {
  const rows = [
    ['Cluster', 'Errors', 'Note', 'Nothing'],
    ['shop-weu', '2', 'A role is missing', ''],
    ['lab', '10', '', ''],
  ];

  it('has its counts at the right, and no column without texts', () => {
    expect(tableLines(rows, 80)).toEqual([
      'Cluster   Errors  Note',
      'shop-weu       2  A role is missing',
      'lab           10',
    ]);
  });

  it('breaks texts within its columns, and is a list of its cells where words have no room', () => {
    expect(tableLines(rows, 26)).toEqual([
      'Cluster   Errors  Note',
      'shop-weu       2  A role',
      '                  is',
      '                  missing',
      'lab           10',
    ]);
    expect(tableLines(rows, 20)).toBeUndefined();
    expect(rowLists(rows, 20)).toEqual([
      ...['shop-weu', '  Errors: 2', '  Note: A role is', '  missing', ''],
      ...['lab', '  Errors: 10'],
    ]);
  });

  it.each(Object.keys(contents))('has no line wider than the terminal, whatever its cells have: %s', (name) => {
    const table = [
      ['Name', 'Content', 'Same'],
      ...[name, 'other'].map((each) => [each, contents[name] ?? '', contents[name] ?? '']),
    ];
    for (const width of widths)
      for (const line of tableLines(table, width) ?? rowLists(table, width))
        expect(widthOf(line)).toBeLessThanOrEqual(width);
  });
});

describe('a page of Markdown at a terminal', () => {
  const page = [
    '# What changed',
    '',
    markdownCell('a_b <c> & d@e'),
    '',
    tableRow(['Who', 'What']),
    tableRow(['---', '---']),
    tableRow(['a|b', { link: 'https://x.example/y' }]),
    '',
    `- one: \`a_b\` and ${markdownCell('`c`')}`,
    '',
    '',
    '```sh',
    `az ${'x'.repeat(100)}`,
    '```',
    '',
  ].join('\n');

  it('is what it says, without marks and escapes; commands stay whole', () => {
    expect(markdownPage(page, { columns: 60, isColoured: false })).toBe(
      [
        ...[
          'What changed',
          '',
          'a_b <c> & d@e',
          '',
          'Who  What',
          'a|b  https://x.example/y',
          '',
          '- one: a_b and `c`',
          '',
        ],
        ...[`az ${'x'.repeat(100)}`, ''],
      ].join('\n'),
    );
  });

  it('has bold titles where the terminal has colours', () => {
    expect(markdownPage(page, { isColoured: true })).toMatch(/^\u001B\[1mWhat changed\u001B\[22m\n/);
  });
});
