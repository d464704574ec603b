/** What a page says of all clusters together: each kind of finding, with links to where it was found. */
import { severities, type Severity } from '../../findings/rule/weight.ts';
import { findingTitle, kindOf } from '../../findings/catalogue.ts';
import { worstFirstAcceptedLast, type Finding } from '../../findings/finding.ts';
import { notJudgedTitle } from '../../needs/notJudged.ts';
import { compareText } from '../../../shape/compareText.ts';
import { eachInSteps, type Stepwise } from '../../../shape/steps.ts';
import { keyOfWords } from '../../../sentences/words.ts';
import { textOf } from '../../../sentences/textOf.ts';
import type { ReportRow } from '../columns.ts';

/** The severity of a finding on a page, or that it is accepted. */
export type HtmlMark = Severity | 'accepted';

/** The findings of a cluster in the order of its table; what could not be judged comes last, as one without a finding. */
export function lineMarks(row: ReportRow): readonly { readonly mark: HtmlMark; readonly finding?: Finding }[] {
  const isOpen = (row.unjudged ?? []).some(({ verdict }) => verdict === 'unknown');
  return [
    ...worstFirstAcceptedLast(row.findings).map((finding) => ({
      mark: finding.accepted ? ('accepted' as const) : finding.severity,
      finding,
    })),
    ...(isOpen ? [{ mark: 'unknown' as const }] : []),
  ];
}

/** A kind of finding with one severity. */
export interface FoundKind {
  readonly mark: HtmlMark;
  readonly title: string;
  count: number;
  clusters: number;
  /** The first clusters that have it: their places in the report, that of the first such finding, and the roles that are missing. */
  readonly links: {
    readonly row: number;
    readonly line: number;
    readonly name: string;
    count: number;
    readonly roles: string[];
  }[];
}

/** So many clusters of a kind are named; the table of the clusters has the others. */
const mostLinks = 40;

/** Returns the kinds of findings that clusters have, the worst first, then the most frequent; of each only the first clusters are kept. */
export function* kindsAmong(rows: readonly ReportRow[]): Stepwise<readonly FoundKind[]> {
  const kinds = new Map<string, FoundKind>();
  yield* eachInSteps(rows, (row, at) => {
    const own = new Map<string, FoundKind['links'][number]>();
    for (const [line, { mark, finding }] of lineMarks(row).entries()) {
      const title = finding === undefined ? notJudgedTitle : findingTitle(kindOf(finding.code));
      const key = `${mark} ${keyOfWords(title)}`;
      const kind = kinds.get(key) ?? { mark, title: textOf(title), count: 0, clusters: 0, links: [] };
      kinds.set(key, kind);
      kind.count++;
      const link = own.get(key) ?? { row: at, line, name: row.cluster.name, count: 0, roles: [] };
      if (link.count++ === 0) {
        own.set(key, link);
        kind.clusters++;
        if (kind.links.length < mostLinks) kind.links.push(link);
      }
      if (finding?.missing) link.roles.push(finding.missing.role.name);
    }
  });
  const rank = ({ mark }: FoundKind): number => (mark === 'accepted' ? severities.length : severities.indexOf(mark));
  return [...kinds.values()].sort((a, b) => rank(a) - rank(b) || b.count - a.count || compareText(a.title, b.title));
}
