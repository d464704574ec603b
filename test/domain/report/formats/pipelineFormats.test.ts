import { describe, expect, it } from 'vitest';
import { annotationsOf, type Annotator } from '../../../../src/domain/report/formats/annotations.ts';
import { fingerprintsOf } from '../../../../src/domain/report/fingerprint.ts';
import { notReadIn } from '../../../../src/domain/report/notRead.ts';
import { reportOf } from '../../../../src/domain/report/formats/report.ts';
import type { Finding } from '../../../../src/domain/findings/finding.ts';
import { verbatim } from '../../../../src/sentences/words.ts';
import { cluster } from '../../../support/domain/clusterFixture.ts';
import { unknown } from '../../../support/domain/unknowns.ts';

const now = new Date('2026-09-01T12:00:00Z');
const finding = (severity: Finding['severity'], text: string, more: Partial<Finding> = {}): Finding => ({
  code: 'clusterFailed',
  severity,
  text: verbatim(text),
  evidence: [],
  source: 'https://learn.microsoft.com/x',
  ...more,
});
const rows = [
  {
    cluster: cluster(),
    findings: [
      finding('info', 'An info.'),
      finding('error', 'An error.'),
      finding('error', 'Known.', { accepted: { reason: 'Known.' }, subject: 'other' }),
    ],
  },
];

describe('code quality for GitLab', () => {
  const entries = JSON.parse(reportOf(rows, 'gitlab', now, { unknown: [unknown('Forbidden.')] })) as readonly Record<
    string,
    unknown
  >[];

  it('has an entry for what was not read and for each open finding, each with a fingerprint of its own', () => {
    expect(entries.map(({ description, severity }) => [description, severity])).toEqual([
      ['Not read: Forbidden.', 'major'],
      ['shop: The last operation failed. An info.', 'info'],
      ['shop: The last operation failed. An error.', 'critical'],
    ]);
    expect(entries.slice(1).map(({ fingerprint }) => fingerprint)).toEqual(fingerprintsOf(rows[0]!).slice(0, 2));
    expect(new Set(entries.map(({ fingerprint }) => fingerprint)).size).toBe(3);
  });

  it('has a relative path and a line for each entry, without which GitLab takes none', () => {
    for (const { location } of entries)
      expect(location).toEqual({ path: expect.stringMatching(/^[^/]/) as string, lines: { begin: 1 } });
  });
});

describe('annotations', () => {
  const lines = (annotator: Annotator, text = 'An error.'): readonly string[] => {
    const some = [{ cluster: cluster(), findings: [finding('info', 'An info.'), finding('error', text)] }];
    return annotationsOf(some, notReadIn([], [unknown('Forbidden.')]), annotator)
      .trimEnd()
      .split('\n');
  };

  it('begin with the worst, and leave out nothing that is open', () => {
    expect(lines('github')).toEqual([
      '::error title=Not read::Forbidden.',
      '::error title=shop%3A The last operation failed::An error. https://learn.microsoft.com/x',
      '::notice title=shop%3A The last operation failed::An info. https://learn.microsoft.com/x',
    ]);
    expect(lines('azurePipelines')).toEqual([
      '##vso[task.logissue type=error]Not read. Forbidden.',
      '##vso[task.logissue type=error]shop: The last operation failed. An error. https://learn.microsoft.com/x',
      'shop: The last operation failed. An info. https://learn.microsoft.com/x',
    ]);
  });

  it.each(['a\n::error::b', 'a\r##vso[task.setvariable variable=x]y', '100% ::add-mask::x', '##[error]z'])(
    'hold %j as text: one line, and no command but their own',
    (text) => {
      for (const annotator of ['github', 'azurePipelines'] as const) {
        const all = lines(annotator, text);
        expect(all).toHaveLength(3);
        for (const line of all) {
          expect(line.replace(/^::\w+ title=[^:]*::/, '').replace(/^##vso\[task\.logissue type=\w+\]/, '')).not.toMatch(
            /^::|##\w*\[/,
          );
        }
      }
    },
  );
});
