/** A report as GitLab reads code quality. */
import { shortHash } from '../../arm/stableId.ts';
import { topicOf } from '../../findings/finding.ts';
import type { Severity } from '../../findings/rule/weight.ts';
import { textOf } from '../../../sentences/textOf.ts';
import type { ReportRow } from '../columns.ts';
import { fingerprintsOf } from '../fingerprint.ts';
import type { NotRead } from '../notRead.ts';
import { inPieces, jsonPieces } from '../pieces.ts';

const severities: Readonly<Record<Severity, 'critical' | 'major' | 'minor' | 'info'>> = {
  error: 'critical',
  warning: 'major',
  unknown: 'minor',
  info: 'info',
};

/**
 * Writes an entry for each finding that is not accepted, with the id of its cluster as its file, and one for each thing
 * that could not be read.
 * Source: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export function gitlabOf(rows: readonly ReportRow[], notRead: readonly NotRead[]): Iterable<string> {
  const issuesOf = (row: ReportRow): readonly object[] => {
    const prints = fingerprintsOf(row);
    return row.findings.flatMap((finding, index) =>
      finding.accepted
        ? []
        : [
            {
              description: `${row.cluster.name}: ${textOf(topicOf(finding).title)}. ${textOf(finding.text)}`,
              check_name: finding.code,
              fingerprint: prints[index],
              severity: severities[finding.severity],
              location: locationOf(row.cluster.id),
            },
          ],
    );
  };
  const missing = notRead.map(({ cause, text, clusters, key }) => ({
    description: `Not read: ${textOf(text)}`,
    check_name: `notRead:${cause}`,
    fingerprint: shortHash(key),
    severity: 'major',
    location: locationOf(clusters[0]?.id ?? 'clusters'),
  }));
  return inPieces(() =>
    jsonPieces(
      [],
      (function* () {
        yield* missing;
        for (const row of rows) yield* issuesOf(row);
      })(),
      2,
    ),
  );
}

function locationOf(id: string): object {
  return { path: id.replace(/^\/+/, ''), lines: { begin: 1 } };
}
