/** The part of a page about one cluster: its map, and its findings with what they are known by and what fixes them. */
import { unknownBrief, whyNotRead } from '../../arm/unknown.ts';
import { titleOf, type Change } from '../../change/change.ts';
import type { Cluster } from '../../cluster/model.ts';
import { catalogue, kindOf } from '../../findings/catalogue.ts';
import type { Finding } from '../../findings/finding.ts';
import type { Rule } from '../../findings/rule/rule.ts';
import { startFor, type StartedForm } from '../../findings/findingStart.ts';
import { unjudgedRequirements } from '../../needs/notJudged.ts';
import { linkToCluster } from '../../words/links.ts';
import { distinctWords, joinWords, say, type Phrase } from '../../../sentences/words.ts';
import { textOf, textsOf } from '../../../sentences/textOf.ts';
import { pageColumns, type ReportRow } from '../columns.ts';
import { comparedFindings, type ComparedFinding } from '../comparison.ts';
import type { AboutReport } from '../overview.ts';
import { otherUnknownsOf } from '../unknowns.ts';
import { azOf } from './azFixes.ts';
import { findingCells, unjudgedCells } from './findingCells.ts';
import { linesOf, type FoundLine } from './htmlKinds.ts';
import { isMarked, isRowMarked, lineId, markTitle, tableEnd, tableStart } from './htmlTables.ts';
import { htmlText, timeTag, unbroken } from './htmlText.ts';
import { identitiesTable } from './htmlIdentities.ts';
import { identityPicture, reportMap } from './identityPicture.ts';

/** Writes what is known of a cluster. */
export function clusterSection(row: ReportRow, index: number, now: Date, about: AboutReport): string {
  const { cluster } = row;
  const map = reportMap(row, about.subscriptionName);
  const mapTitle = htmlText(`Map of the identities of ${cluster.name}`);
  const lines = linesOf(row);
  const compared = new Map(comparedFindings(row, now, about.comparison).map((one) => [one.finding, one]));
  const texts = lines.map((line, at) => {
    const own = line.finding && compared.get(line.finding);
    return `<tr${line.mark === 'accepted' ? ' class="dim"' : ''} id="${lineId(index, at)}"${isMarked([line.mark])}>${stateOf(line, own)}${cellsOf(row, line, own, about)}</tr>`;
  });
  return [
    `<section class="cluster" id="cluster-${index}"${isRowMarked(row)}>`,
    `<div class="top"><h2>${htmlText(cluster.name)}</h2>`,
    `<p class="id">${unbroken(cluster.id)}<br><a href="${htmlText(linkToCluster(cluster.id))}">Open in VS Code</a> <a class="up" href="#overview">Back to overview</a></p>`,
    `${factsOf(row)}</div>`,
    ...(lines.length === 0
      ? ['<p>No findings.</p>']
      : [tableStart(`Findings of ${cluster.name}`, ['Severity', 'Finding', 'Evidence']), ...texts, tableEnd]),
    ...identitiesTable(row, map),
    // It scrolls within the page where it is wider, also with the keyboard.
    `<details${isMarked([])}><summary>${mapTitle}</summary><figure role="region" aria-label="${mapTitle}" tabindex="0">${identityPicture(map)}</figure></details>`,
    '</section>',
  ].join('\n');
}

function paragraph(text: string): string {
  return text === '' ? '' : `<p>${unbroken(text)}</p>`;
}

function stateOf({ mark }: FoundLine, { state, since }: Partial<ComparedFinding> = {}): string {
  const when = state === 'unchanged' && since !== undefined ? ` since ${timeTag(new Date(since))}` : '';
  return `<td><span class="${mark}">${markTitle(mark)}</span>${state === undefined ? '' : `<p>${state}${when}</p>`}</td>`;
}

function cellsOf(row: ReportRow, line: FoundLine, own: ComparedFinding | undefined, about: AboutReport): string {
  const [, title = '', text = '', evidence = '', controls = '', source] = partsOf(row, line, about);
  const links = [
    ...(source === undefined ? [] : [[source, 'Learn more']]),
    ...(own ? [[linkToCluster(row.cluster.id, { finding: own.fingerprint }), 'Open in VS Code']] : []),
  ].map(([link = '', name]) => `<a href="${htmlText(link)}">${name}</a>`);
  const concerned = controls === '' ? '' : `<p class="dim">Controls: ${unbroken(controls)}</p>`;
  return `<td><strong>${htmlText(title)}</strong>${paragraph(text)}${actionOf(row, line)}<p>${links.join('')}</p></td><td>${paragraph(evidence)}${concerned}</td>`;
}

/** Returns the cells of a line, as `findingHeads` names them, and the page that states the rule. */
export function partsOf(row: ReportRow, line: FoundLine, { subscriptionName }: AboutReport): readonly string[] {
  const { finding, title, of } = line;
  if (finding) {
    // What is said below is not said twice.
    const isAdvised = line.mark !== 'accepted' && wayOf(finding, row.cluster) === undefined;
    const text = isAdvised ? (finding.said ?? finding.text) : finding.text;
    return [...findingCells({ ...finding, text }, subscriptionName, String), finding.source];
  }
  const [roles] = of === 'roles' ? unjudgedRequirements(row.unjudged ?? [], subscriptionName) : [];
  if (roles) return [...unjudgedCells(roles, subscriptionName), roles.source];
  return ['', textOf(title), textOf(joinWords(distinctWords(otherUnknownsOf(row).map(unknownBrief))))];
}

const another = 'Give another identity the roles of the old one, then set it with az aks update.';

/** How those who have no AKS Identity do what a form leads through. */
const byHand: Readonly<Record<StartedForm, string>> = {
  leavePodIdentity: 'Move pods to workload identity, then turn pod identity off.',
  unusedRoles: 'Review its roles in the portal.',
  setControlPlane: another,
  setKubelet: another,
  prepareGateway: 'Move its traffic to Gateway API.',
};

/** What somebody who makes a change without AKS Identity does besides, or has to know. */
const besides: Readonly<Partial<Record<Change['kind'], string>>> = {
  setControlPlane:
    'Run az aks update --enable-managed-identity, give the new identity the roles of the service principal, then upgrade the node images.',
  moveCredentials: 'In the portal, change the issuer in the federated credentials.',
  upgradeNodeImages: 'Nodes are drained and reimaged.',
};

/** The change or the form that leads away from a finding, in words; `undefined` where only advice does. */
function wayOf({ fix, missing, ...finding }: Finding, cluster: Cluster): string | undefined {
  const start = startFor(finding, cluster).start;
  if (fix === undefined) return start && byHand[start];
  const named = fix.kind === 'assignRole' && missing ? { ...fix, role: { name: missing.role.name } } : fix;
  return `${textOf(titleOf(named))}. ${besides[fix.kind] ?? ''}`.trim();
}

/** What is to be done about a finding, and the command of az that does it, where there is one. */
function actionOf({ cluster }: ReportRow, line: FoundLine): string {
  const { finding, mark } = line;
  const [label, text] = toDoOf(line, cluster);
  const az = finding && mark !== 'accepted' ? azOf(finding, cluster) : '';
  const action = `<p><strong>${label}:</strong> ${unbroken(text)}</p>`;
  return `${action}${az === '' ? '' : `<code>${unbroken(az)}</code>`}`;
}

/** Returns what is to be done about a line of a cluster, after what leads it in. */
export function toDoOf(line: FoundLine, cluster: Cluster): readonly [string, string] {
  const { finding, mark } = line;
  if (mark === 'accepted') return ['What to do', 'Nothing while it is accepted.'];
  const way = finding && wayOf(finding, cluster);
  return way === undefined ? ['What to do', adviceOf(line)] : ['Fix', way];
}

/** What a person does about what no change of ours does all of. */
function adviceOf({ mark, finding }: FoundLine): string {
  if (finding?.advice) return textOf(finding.advice);
  if (finding?.command !== undefined) return 'Run this command.';
  if (mark === 'unknown') return 'Check it in Azure, or with an account that may read more.';
  const rule: Rule | undefined = finding && catalogue[kindOf(finding.code)];
  return rule?.needsNothing ? 'Nothing.' : 'Decide; the page below says what is possible.';
}

/** Those who are known, and why there may be more where their number is not known. */
function holdersOf(access: ReportRow['access'], which: 'administrators' | 'canBecomeAdmin'): readonly Phrase[] {
  if (access === undefined) return ['not known'];
  const reasons = access[which] === undefined ? access.unknown.map(whyNotRead) : [];
  return [...(access.who?.[which] ?? []), ...distinctWords(reasons)];
}

/** Those who administer a cluster, and what acts in it, with the IDs by which they are found. */
function factsOf({ access, around }: ReportRow): string {
  const trusted = around?.kinds.find(({ kind }) => kind === 'trustedAccess');
  const facts: Readonly<Record<string, readonly Phrase[]>> = {
    [pageColumns.administrators.title]: holdersOf(access, 'administrators'),
    [pageColumns.canBecomeAdmin.title]: holdersOf(access, 'canBecomeAdmin'),
    'Trusted Access': [
      ...(trusted?.things ?? []).map(({ name, what }) => say`${name}: ${what}`),
      ...(trusted ? trusted.unknown.map(whyNotRead) : ['not looked for']),
    ],
  };
  const items = Object.entries(facts).map(([title, lines]) => {
    const texts = textsOf(lines).map(unbroken);
    const list = texts.join('<br>');
    // More names than are read at a glance are folded.
    const text = texts.length > 5 ? `<details><summary>${texts.length} names</summary>${list}</details>` : list;
    return text === '' ? '' : `<dt>${title}</dt><dd>${text}</dd>`;
  });
  return `<dl>${items.join('')}</dl>`;
}
