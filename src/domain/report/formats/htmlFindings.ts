/** The part of a page about one cluster: its map, and its findings with what they are known by and what fixes them. */
import { unknownTexts } from '../../arm/unknown.ts';
import { shellQuoted } from '../../arm/shellText.ts';
import { titleOf } from '../../change/change.ts';
import { catalogue, kindOf } from '../../findings/catalogue.ts';
import type { Rule } from '../../findings/rule/rule.ts';
import { startFor, type StartedForm } from '../../findings/findingStart.ts';
import { unjudgedRequirements } from '../../needs/notJudged.ts';
import { linkToCluster } from '../../words/links.ts';
import { joinWords } from '../../../sentences/words.ts';
import { textOf, textsOf } from '../../../sentences/textOf.ts';
import { pageColumns, type ReportRow } from '../columns.ts';
import { comparedFindings, type ComparedFinding } from '../comparison.ts';
import type { AboutReport } from '../overview.ts';
import { otherUnknownsOf } from '../unknowns.ts';
import { findingCells, unjudgedCells } from './findingCells.ts';
import { linesOf, type FoundLine } from './htmlKinds.ts';
import { figure, isMarked, isRowMarked, lineId, markTitle, tableEnd, tableStart, valueOf } from './htmlTables.ts';
import { htmlText, timeTag } from './htmlText.ts';
import { identityPicture } from './identityPicture.ts';

/** Writes what is known of a cluster. */
export function clusterSection(row: ReportRow, index: number, now: Date, about: AboutReport): string {
  const { cluster } = row;
  const { svg, isPlain } = identityPicture(row);
  const lines = linesOf(row);
  const isFine = lines.length === 0;
  const compared = new Map(comparedFindings(row, now, about.comparison).map((one) => [one.finding, one]));
  const texts = lines.map((line, at) => {
    const own = line.finding && compared.get(line.finding);
    return `<tr${line.mark === 'accepted' ? ' class="dim"' : ''} id="${lineId(index, at)}"${isMarked([line.mark])}>${stateOf(line, own)}${cellsOf(row, line, own, about)}</tr>`;
  });
  return [
    `<section class="cluster${isFine ? ' fine' : ''}" id="cluster-${index}"${isRowMarked(row)}>`,
    `<div class="top"><h2>${htmlText(cluster.name)}</h2>`,
    `<p class="id">${broken(cluster.id)}<br><a href="${htmlText(linkToCluster(cluster.id))}">Open in VS Code</a> <a class="up" href="#overview">Back to overview</a></p>`,
    factsOf(row),
    `<details${isFine ? '' : ' open'}><summary>Map of the identities</summary>${figure(`Identities of ${cluster.name}`, svg, isPlain ? ' class="plain"' : '')}</details></div>`,
    ...(isFine
      ? ['<p>No findings.</p>']
      : [tableStart(`Findings of ${cluster.name}`, ['Severity', 'Finding', 'Evidence']), ...texts, tableEnd]),
    '</section>',
  ].join('\n');
}

/** A text that may break after each slash. */
function broken(text: string): string {
  return htmlText(text).replaceAll('/', '/<wbr>');
}

function paragraph(text: string): string {
  return text === '' ? '' : `<p>${broken(text)}</p>`;
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
  const concerned = controls === '' ? '' : `<p class="dim">Controls: ${broken(controls)}</p>`;
  return `<td><strong>${htmlText(title)}</strong>${paragraph(text)}${actionOf(row, line, about)}<p>${links.join('')}</p></td><td>${paragraph(evidence)}${concerned}</td>`;
}

/** The cells of a line, as `findingHeads` names them, and the page that states the rule. */
function partsOf(row: ReportRow, line: FoundLine, { subscriptionName }: AboutReport): readonly string[] {
  const { finding, title, of } = line;
  if (finding) {
    const text = isAdvised(line, row) ? (finding.said ?? finding.text) : finding.text;
    return [...findingCells({ ...finding, text }, subscriptionName, String), finding.source];
  }
  const [roles] = of === 'roles' ? unjudgedRequirements(row.unjudged ?? [], subscriptionName) : [];
  if (roles) return [...unjudgedCells(roles, subscriptionName), roles.source];
  return ['', textOf(title), textOf(joinWords(unknownTexts(otherUnknownsOf(row))))];
}

const startTexts: Readonly<Record<StartedForm, string>> = {
  leavePodIdentity: 'Migrate to workload identity',
  unusedRoles: 'Review its roles',
  setControlPlane: 'Give the control plane another identity',
  setKubelet: 'Give the kubelet another identity',
  prepareGateway: 'Prepare Gateway API',
};

/** Whether the advice of a finding is what is to be done about it. */
function isAdvised({ mark, finding }: FoundLine, { cluster }: ReportRow): boolean {
  if (mark === 'accepted' || !finding) return false;
  return finding.fix === undefined && startFor(finding, cluster).start === undefined;
}

/** What is to be done about a finding, and the command that plans it, or that is it; what is not in Azure or the demo can't be planned by a command alone. */
function actionOf(row: ReportRow, line: FoundLine, { from }: AboutReport): string {
  const { finding, mark } = line;
  if (mark === 'accepted') return toDo('What to do', 'Nothing while it is accepted.');
  const { fix, command, missing } = finding ?? {};
  const start = finding && startFor(finding, row.cluster).start;
  const named = fix?.kind === 'assignRole' && missing ? { ...fix, role: { name: missing.role.name } } : fix;
  const title = named === undefined ? start && startTexts[start] : textOf(titleOf(named));
  const action = title === undefined ? toDo('What to do', adviceOf(line)) : toDo('Fix', `${title}.`);
  const source = from === 'demo' ? ' --demo' : '';
  const canPlan = fix !== undefined && (from === 'azure' || from === 'demo');
  const text = canPlan ? `aks-identity plan${source} ${shellQuoted(JSON.stringify(fix))}` : command;
  if (text === undefined) return action;
  const summary = canPlan ? 'Command that shows the plan' : 'Command that fixes it';
  return `${action}<details><summary>${summary}</summary><code>${htmlText(text)}</code></details>`;
}

function toDo(label: string, text: string): string {
  return `<p><strong>${label}:</strong> ${broken(text)}</p>`;
}

/** What a person does about what no change of ours does all of. */
function adviceOf({ mark, finding }: FoundLine): string {
  if (finding?.advice) return textOf(finding.advice);
  if (finding?.command !== undefined) return 'Run the command below.';
  if (mark === 'unknown') return 'Check it in Azure, or with an account that may read more.';
  const rule: Rule | undefined = finding && catalogue[kindOf(finding.code)];
  return rule?.needsNothing ? 'Nothing.' : 'Decide; the page below says what is possible.';
}

/** The identities of a cluster and those who administer it, with the IDs by which they are found. */
function factsOf(row: ReportRow): string {
  const facts = {
    controlPlane: identityLines(row, 'controlPlane'),
    kubelet: identityLines(row, 'kubelet'),
    ...row.access?.who,
  };
  const items = Object.entries(facts).map(([column, lines]) => {
    const texts = textsOf(lines).map(htmlText);
    const list = texts.join('<br>');
    // More names than are read at a glance are folded.
    const text = texts.length > 5 ? `<details><summary>${texts.length} names</summary>${list}</details>` : list;
    return text === '' ? '' : `<dt>${pageColumns[column as keyof typeof facts].title}</dt><dd>${text}</dd>`;
  });
  return `<dl>${items.join('')}</dl>`;
}

const idNames: Readonly<Record<string, string>> = {
  clientId: 'client ID',
  objectId: 'object ID',
  principalId: 'object ID',
};

function identityLines(row: ReportRow, column: 'controlPlane' | 'kubelet'): readonly string[] {
  const ids = new Map(Object.entries(row.cluster[column]));
  const named = Object.entries(idNames).flatMap(([key, name]) =>
    ids.has(key) ? `${name} ${String(ids.get(key))}` : [],
  );
  return [valueOf(row, column), ...named];
}
