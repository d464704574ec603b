import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../src/domain/arm/refusal.ts';
import type { Acceptance } from '../../../src/domain/decisions/decisions.ts';
import {
  lineFinder,
  parseDecisions,
  withAcceptance,
  withoutAcceptance,
} from '../../../src/domain/decisions/decisionsText.ts';

const cluster =
  '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/shop';

const whole = `# Reviewed each quarter.
version: 1
accept:
  - finding: tooWideGrant # the platform team knows
    scope: /subscriptions/*/resourceGroups/rg
    reason: Moves next quarter
    by: ana
    expires: 2026-12-31
  - { finding: "missingGrant:N-01", scope: "*", reason: r, by: b, expires: "2026-01-01" }
severities:
  leftoverGrant: warning
  missingGrant:P-01: off
expectedGrants:
  - role: Contributor
    scope: /subscriptions/1
    reason: Deploys
`;

const entry: Acceptance = { finding: 'halfMigrated', scope: '*', reason: 'Soon', by: 'kim', expires: '2030-01-01' };

const problemOf = (text: string) => {
  const parsed = parseDecisions(text);
  return 'problem' in parsed ? parsed.problem : undefined;
};

describe('a file with decisions', () => {
  it('that has only comments is right with its first entry, and keeps them', () => {
    const text = withAcceptance('# Reviewed by kim.\n', entry);
    expect(text).toMatch(/^# Reviewed by kim\.\n/);
    expect(parseDecisions(text)).toMatchObject({ decisions: { accept: [entry] } });
  });

  it('keeps its line ends and its byte order mark, which are no part of a column', () => {
    const text = `\uFEFF${whole}`.replaceAll('\n', '\r\n');
    const more = withAcceptance(text, entry);
    const same = withoutAcceptance(text, { code: 'halfMigrated' }, cluster);
    expect(more.match(/\n/g)).toHaveLength(more.match(/\r\n/g)!.length);
    for (const one of [more, same]) expect(one).toMatch(/^\uFEFF# Reviewed each quarter\.\r\nversion: 1\r\n/);
    expect(problemOf('\uFEFFversion: 2\r\n')).toMatchObject({ at: { line: 1, column: 10 } });
    expect(parseDecisions('\uFEFF')).toEqual({ decisions: {} });
  });

  it.each([
    ['version: 1\n---\nversion: 1\n', 2, /more than one YAML document: remove the line ---/],
    ['['.repeat(20_000), 1, /^This is nested too deeply/],
    ['version: 1\nversion: 1\n', 2, /^This name is used twice\.$/],
    ['version: 1\naccept: *list\n', 1, /^There is no anchor &list before this \*list\.$/],
  ])('that YAML does not allow is refused in our words: %.20s', (text, line, words) => {
    expect(problemOf(text)).toMatchObject({ message: expect.stringMatching(words) as string, at: { line } });
  });

  it('is not changed where it would be wrong afterwards', () => {
    const two = ['halfMigrated, reason: &r Known', 'servicePrincipal, reason: *r'].map(
      (start) => `  - { finding: ${start}, scope: "*", by: a, expires: 2030-01-01 }\n`,
    );
    const shared = `version: 1\naccept:\n${two.join('')}`;
    expect(() => withoutAcceptance(shared, { code: 'halfMigrated' }, cluster)).toThrow(Refusal);
    expect(() => withAcceptance('', { ...entry, by: '' })).toThrow(Refusal);
  });

  it('says what is accepted, which severities are set and which grants are expected', () => {
    const parsed = parseDecisions(whole);
    expect('decisions' in parsed && parsed.decisions).toMatchObject({
      accept: [{ finding: 'tooWideGrant', by: 'ana', expires: '2026-12-31' }, { finding: 'missingGrant:N-01' }],
      severities: { leftoverGrant: 'warning', 'missingGrant:P-01': 'off' },
      expectedGrants: [{ role: 'Contributor', reason: 'Deploys' }],
    });
    expect(parseDecisions('')).toEqual({ decisions: {} });
    expect(parseDecisions('# Nothing yet.\n')).toEqual({ decisions: {} });
  });

  it.each<readonly [string, string, string, { line: number; column: number; message: RegExp }]>([
    [
      'a code that no finding has',
      'tooWideGrant #',
      'tooWide #',
      { line: 4, column: 14, message: /no findings with the code "tooWide"\. All codes: https:\/\/\S+findings\.md$/ },
    ],
    [
      'a code with a slip of the pen',
      'tooWideGrant #',
      'toWideGrants #',
      { line: 4, column: 14, message: /no findings with the code "toWideGrants"\. Did you mean tooWideGrant\?/ },
    ],
    [
      'a detail that no such finding has',
      'tooWideGrant #',
      'tooWideGrant:x #',
      { line: 4, column: 14, message: /Did you mean tooWideGrant\?/ },
    ],
    [
      'a key that is not known',
      '    by: ana',
      '    bye: ana',
      { line: 4, column: 5, message: /accept\[0\]\.by is missing/ },
    ],
    [
      'one key too many',
      '    by: ana',
      '    by: ana\n    team: x',
      { line: 8, column: 5, message: /"team" is not known here\. Known are finding, / },
    ],
    ['a key at the top', 'severities:', 'severity:', { line: 10, column: 1, message: /"severity" is not known here/ }],
    ['a day that is none', '2026-12-31', '2026-02-30', { line: 8, column: 14, message: /expires must be a day/ }],
    [
      'a severity that is none',
      'leftoverGrant: warning',
      'leftoverGrant: bad',
      { line: 11, column: 18, message: /must be error, warning, info, or off/ },
    ],
    [
      'a severity of no finding',
      'leftoverGrant: warning',
      'leftGrant: warning',
      { line: 11, column: 3, message: /no findings with the code "leftGrant"/ },
    ],
    ['another version', 'version: 1', 'version: 2', { line: 2, column: 10, message: /version must be 1/ }],
    [
      'no reason',
      'reason: Moves next quarter',
      'reason: ""',
      { line: 6, column: 13, message: /reason must be a text that is not empty/ },
    ],
    [
      'a scope that is no id',
      'scope: /subscriptions/1',
      'scope: subscriptions/1',
      { line: 15, column: 12, message: /scope must be a resource ID/ },
    ],
    ['no YAML', 'version: 1', 'version: [1', { line: 3, column: 1, message: /flow/i }],
  ])('are refused as a whole for %s, with its line and column', (_what, from, to, { line, column, message }) => {
    const problem = problemOf(whole.replace(from, to));
    expect(problem?.message).toMatch(message);
    expect(problem?.at).toEqual({ line, column });
  });

  it('have a line for each entry, and the first one for what is not there', () => {
    const lineOf = lineFinder(whole);
    const places = [
      ['accept', 0],
      ['accept', 1],
      ['severities', 'leftoverGrant'],
      ['expectedGrants', 0],
      ['accept', 9],
    ];
    const starts = [/finding: tooWideGrant/, /missingGrant:N-01/, /leftoverGrant: /, /role: Contributor/, /./];
    const lines = whole.split('\n');
    expect(places.map((place) => lines[lineOf(place) - 1])).toEqual(
      starts.map((start) => lines.find((line) => start.test(line))),
    );
  });

  it('are refused as a whole if the file is no list of decisions', () => {
    expect(problemOf('- 1')?.message).toMatch(/^The file must be/);
    expect(problemOf('version: 1\naccept: *lost')).toMatchObject({ at: { line: 1, column: 1 } });
  });

  it('gets an entry more without losing its comments, and the first one where there is none', () => {
    const entry = {
      finding: 'halfMigrated',
      scope: cluster,
      reason: 'Soon: really',
      by: 'ben',
      expires: '2027-01-01',
    } as const;
    const more = withAcceptance(whole, entry);
    expect(more).toContain('# Reviewed each quarter.');
    expect(more).toContain('tooWideGrant # the platform team knows');
    expect(parseDecisions(more)).toMatchObject({ decisions: { accept: [{}, {}, entry] } });
    expect(withAcceptance('', entry)).toBe(
      `version: 1\naccept:\n  - finding: halfMigrated\n    scope: ${cluster}\n    reason: "Soon: really"\n    by: ben\n    expires: 2027-01-01\n`,
    );
    expect(() => withAcceptance('version: 3', entry)).toThrow(
      /^Nothing was changed: \.aks-identity\.yaml, line 1, column 10: /,
    );
  });

  it('loses the entries of one finding, and no others', () => {
    const less = withoutAcceptance(whole, { code: 'tooWideGrant' }, cluster);
    expect(parseDecisions(less)).toMatchObject({ decisions: { accept: [{ finding: 'missingGrant:N-01' }] } });
    expect(less).toContain('# Reviewed each quarter.');
    expect(withoutAcceptance(less, { code: 'missingGrant:N-01' }, cluster)).not.toContain('accept');
    expect(withoutAcceptance(whole, { code: 'halfMigrated' }, cluster)).toContain('tooWideGrant');
  });

  it('stays as it is, letter by letter, where it does not accept a finding that is to count again', () => {
    for (const text of [
      '',
      '# Nothing yet.\n',
      'version:   1\naccept: []\n',
      'version: 1\nseverities:\n    missingGrant:   off\n',
      whole,
    ])
      expect(withoutAcceptance(text, { code: 'halfMigrated' }, cluster)).toBe(text);
  });
});
