/** What a page says of all clusters together: each kind of finding, with links to where it was found. */
import { findingTitle, kindOf } from '../../findings/catalogue.ts';
import type { Finding } from '../../findings/finding.ts';
import { distinctRoles } from '../../needs/need.ts';
import { notJudgedTitle } from '../../needs/notJudged.ts';
import { compareText } from '../../../shape/compareText.ts';
import { eachInSteps, type Stepwise } from '../../../shape/steps.ts';
import { keyOfWords, say, type Words } from '../../../sentences/words.ts';
import { textOf } from '../../../sentences/textOf.ts';
import type { ReportRow } from '../columns.ts';
import { countNotChecked } from '../unknowns.ts';
import { consequenceOf, consequences } from './consequence.ts';
import { htmlMarks, type HtmlMark } from './htmlStyle.ts';

/** A line in the table of a cluster. */
export interface FoundLine {
  readonly mark: HtmlMark;
  readonly title: Words;
  /** For how many it counts: only what could not be checked may be several in a line. */
  readonly count: number;
  /** The place of what it leads to among the consequences. */
  readonly leadsTo: number;
  readonly finding?: Finding;
  /** What it is about, if not a finding or the rest that could not be checked. */
  readonly of?: 'roles';
}

/** The lines of a cluster, the worst first; what could not be checked counts as in `countNotChecked`. */
export function linesOf(row: ReportRow): readonly FoundLine[] {
  const roles = distinctRoles((row.unjudged ?? []).filter(({ verdict }) => verdict === 'unknown')).length;
  const rest = countNotChecked(row) - roles - row.findings.filter(({ severity }) => severity === 'unknown').length;
  const lines: readonly FoundLine[] = [
    ...row.findings.map((finding) => ({
      mark: finding.accepted && finding.severity !== 'unknown' ? ('accepted' as const) : finding.severity,
      title: findingTitle(kindOf(finding.code)),
      count: 1,
      leadsTo: consequenceOf(finding),
      finding,
    })),
    { mark: 'unknown', title: notJudgedTitle, count: roles, leadsTo: consequences.length, of: 'roles' },
    { mark: 'unknown', title: restTitle, count: rest, leadsTo: consequences.length },
  ];
  return lines.filter(({ count }) => count > 0).sort(byRank);
}

type LineRank = Pick<FoundLine, 'mark' | 'leadsTo'>;

function byRank(a: LineRank, b: LineRank): number {
  return htmlMarks.indexOf(a.mark) - htmlMarks.indexOf(b.mark) || a.leadsTo - b.leadsTo;
}

const restTitle = say`Not everything could be checked`;

/** A kind of finding with one severity. */
export interface FoundKind {
  readonly mark: HtmlMark;
  /** What the first of them leads to. */
  readonly leadsTo: number;
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

/** Returns the kinds of findings that clusters have, the worst first, then by what they lead to, then the most frequent; of each only the first clusters are kept. */
export function* kindsAmong(rows: readonly ReportRow[]): Stepwise<readonly FoundKind[]> {
  const kinds = new Map<string, FoundKind>();
  yield* eachInSteps(rows, (row, at) => {
    const own = new Map<string, FoundKind['links'][number]>();
    for (const [line, { mark, title, count, finding, leadsTo }] of linesOf(row).entries()) {
      const key = `${mark} ${keyOfWords(title)}`;
      const kind = kinds.get(key) ?? { mark, leadsTo, title: textOf(title), count: 0, clusters: 0, links: [] };
      kinds.set(key, kind);
      kind.count += count;
      const link = own.get(key) ?? { row: at, line, name: row.cluster.name, count: 0, roles: [] };
      link.count += count;
      if (!own.has(key)) {
        own.set(key, link);
        kind.clusters++;
        if (kind.links.length < mostLinks) kind.links.push(link);
      }
      if (finding?.missing) link.roles.push(finding.missing.role.name);
    }
  });
  return [...kinds.values()].sort((a, b) => byRank(a, b) || b.count - a.count || compareText(a.title, b.title));
}
