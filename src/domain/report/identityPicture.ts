/** Draws a cluster's identities and what is wrong with each, as SVG without scripts, fonts or links. */
import { lastSegment } from '../arm/resourceId.ts';
import { scopeWithKind } from '../arm/scopeWords.ts';
import type { Cluster } from '../cluster/model.ts';
import { identitySummary } from '../identityTable/identityTable.ts';
import { topicOf, type Finding } from '../findings/finding.ts';
import { openOf, type Severity } from '../findings/rule/weight.ts';
import { describeControlPlane } from '../words/describe.ts';
import { countWithNoun } from '../words/counts.ts';
import { defined } from '../../shape/defined.ts';
import { textOf } from '../../sentences/textOf.ts';
import type { ReportRow } from './columns.ts';
import { htmlText } from './htmlText.ts';

const boxHeight = 42;
const gap = 12;
const margin = 6;
/** The space between two columns, for the lines. */
const lane = 56;
const narrowest = 150;
const widest = 400;
/** The average width of a letter in the font of the page, in pixels. */
const letter = 6.9;
const padding = 26;

interface Box {
  readonly label: string;
  readonly caption: string;
  readonly tone?: Severity;
}

/** Something that belongs to the cluster, with what is wrong with it: an identity, or a finding about the cluster itself. */
interface Branch {
  readonly box: Box;
  readonly problems: readonly Box[];
}

/** Draws the cluster, its identities, and the findings about each; roles that are as they should be are not drawn. */
export function identityPicture({ cluster, findings }: Pick<ReportRow, 'cluster' | 'findings'>): string {
  const { identities, own } = branchesOf(cluster, openOf(findings));
  const branches = [...identities, ...own];
  const root: Box = { label: cluster.name, caption: describeControlPlane(cluster.controlPlane) };
  const problems = branches.flatMap((branch) => branch.problems);
  const rootWidth = widthOf([root]);
  const middleWidth = widthOf(branches.map(({ box }) => box));
  const problemWidth = widthOf(problems);
  const middleX = margin + rootWidth + lane;
  const problemX = middleX + middleWidth + lane;
  const width = problems.length === 0 ? problemX - lane + margin : problemX + problemWidth + margin;
  const lines = branches.map((branch) => Math.max(1, branch.problems.length));
  const height = yOf(Math.max(1, sum(lines))) - gap + margin;
  const rootY = (height - boxHeight) / 2;

  const parts = branches.flatMap(({ box, problems: some }, index) => {
    const first = sum(lines.slice(0, index));
    const y = yOf(first + ((lines[index] ?? 1) - 1) / 2);
    return [
      curve({ x: margin + rootWidth, y: rootY }, { x: middleX, y }, box.tone),
      drawBox(box, middleX, y, middleWidth),
      ...some.flatMap((problem, position) => {
        const to = { x: problemX, y: yOf(first + position) };
        return [curve({ x: middleX + middleWidth, y }, to, problem.tone), drawBox(problem, to.x, to.y, problemWidth)];
      }),
    ];
  });
  const summary = `${cluster.name}: ${countWithNoun(identities.length, 'identity')}, ${countWithNoun(problems.length + own.length, 'finding')}. The table below has the details.`;
  return [
    `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${htmlText(summary)}">`,
    ...parts,
    drawBox(root, margin, rootY, rootWidth),
    '</svg>',
  ].join('');
}

function branchesOf(
  cluster: Cluster,
  findings: readonly Finding[],
): { readonly identities: readonly Branch[]; readonly own: readonly Branch[] } {
  const present = identitySummary(cluster).filter(
    ({ actual }) => actual.kind === 'identity' || actual.kind === 'servicePrincipal',
  );
  const byPart = Map.groupBy(findings, partOf);
  const parts = new Set(present.map(({ id, part = id }) => part));
  const drawn = new Set<string>();
  const identities = present.flatMap(({ id, part = id, identity, actual }): readonly Branch[] => {
    const some = byPart.get(part) ?? [];
    // An identity that several features share is drawn once, unless something is wrong with one of them.
    const key = actual.kind === 'servicePrincipal' ? actual.kind : (actual.identityId ?? actual.principalId ?? id);
    if (drawn.has(key.toLowerCase()) && some.length === 0) return [];
    drawn.add(key.toLowerCase());
    const box = { label: actual.name ?? textOf(actual.text), caption: identity, ...defined({ tone: worstOf(some) }) };
    return [{ box, problems: some.map(problemOf) }];
  });
  const own = findings.filter((finding) => !parts.has(partOf(finding) ?? ''));
  return { identities, own: own.map((finding) => ({ box: problemOf(finding), problems: [] })) };
}

/** The identity that a finding is about, as the cluster calls it. */
function partOf({ missing, about = [] }: Finding): string | undefined {
  return missing?.identity ?? about[0];
}

function problemOf(finding: Finding): Box {
  const { missing, grant, subject, severity } = finding;
  const place = missing?.scope ?? grant?.scope;
  const caption = place === undefined ? (subject === undefined ? '' : lastSegment(subject)) : scopeWithKind(place);
  return { label: textOf(topicOf(finding).title), caption, tone: severity };
}

const order: readonly Severity[] = ['error', 'warning', 'unknown', 'info'];

function worstOf(findings: readonly Finding[]): Severity | undefined {
  return order.find((severity) => findings.some((one) => one.severity === severity));
}

function widthOf(boxes: readonly Box[]): number {
  const longest = Math.max(0, ...boxes.flatMap(({ label, caption }) => [label.length, caption.length]));
  return Math.round(Math.min(widest, Math.max(narrowest, longest * letter + padding)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

function yOf(line: number): number {
  return margin + line * (boxHeight + gap);
}

const signs: Readonly<Record<Severity, string>> = { error: '\u2716', warning: '\u26a0', unknown: '?', info: '\u2139' };

function drawBox({ label, caption, tone }: Box, x: number, y: number, width: number): string {
  const most = Math.round((width - padding) / letter);
  const text = (words: string, top: number, style: string): string =>
    `<text x="${x + 10}" y="${y + top}"${style}>${htmlText(shortened(words, most))}</text>`;
  const sign = tone && `<text class="sign" x="${x + width - 18}" y="${y + 17}">${signs[tone]}</text>`;
  return [
    `<g${tone ? ` class="${tone}"` : ''}>`,
    `<title>${htmlText(caption === '' ? label : `${label}: ${caption}`)}</title>`,
    `<rect x="${x}" y="${y}" width="${width}" height="${boxHeight}" rx="4"/>`,
    text(label, caption === '' ? 25 : 17, ''),
    ...(caption === '' ? [] : [text(caption, 33, ' class="dim"')]),
    ...(sign ? [sign] : []),
    '</g>',
  ].join('');
}

/** A line from the right side of one box to the left side of another, horizontal at both ends. */
function curve(from: { x: number; y: number }, to: { x: number; y: number }, tone: Severity | undefined): string {
  const [y1, y2] = [from.y + boxHeight / 2, to.y + boxHeight / 2];
  const bend = (to.x - from.x) / 2;
  const style = tone ? ` class="${tone}"` : '';
  return `<path${style} d="M ${from.x} ${y1} C ${from.x + bend} ${y1} ${to.x - bend} ${y2} ${to.x} ${y2}"/>`;
}

/** Shortens a text in the middle, because names often differ at their ends. */
function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = Math.floor((most - 3) / 3);
  return `${text.slice(0, most - 3 - end)}...${text.slice(-end)}`;
}
