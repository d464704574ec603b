/** The part of a page about one cluster: its map, and its findings with what they are known by and what fixes them. */
import { unknownTexts } from '../../arm/unknown.ts';
import { shellQuoted } from '../../arm/shellText.ts';
import { titleOf } from '../../change/change.ts';
import type { Finding } from '../../findings/finding.ts';
import { unjudgedRequirements } from '../../needs/notJudged.ts';
import { linkToCluster } from '../../words/links.ts';
import { joinWords } from '../../../sentences/words.ts';
import { textOf } from '../../../sentences/textOf.ts';
import type { ReportRow } from '../columns.ts';
import { comparedFindings, type ComparedFinding } from '../comparison.ts';
import type { AboutReport } from '../overview.ts';
import { otherUnknownsOf } from '../unknowns.ts';
import { findingCells, unjudgedCells } from './findingCells.ts';
import { linesOf, type FoundLine } from './htmlKinds.ts';
import { figure, isMarked, isRowMarked, lineId, markTitle, tableEnd, tableStart } from './htmlTables.ts';
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
    `<p class="id">${broken(cluster.id)}<br><a href="${htmlText(linkToCluster(cluster.id))}">Open in VS Code</a></p>`,
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
  return `<td><strong>${htmlText(title)}</strong>${paragraph(text)}${fixOf(line.finding, about)}<p>${links.join('')}</p></td><td>${paragraph(evidence)}${concerned}</td>`;
}

/** The cells of a line, as `findingHeads` names them, and the page that states the rule. */
function partsOf(row: ReportRow, line: FoundLine, { subscriptionName }: AboutReport): readonly string[] {
  const { finding, title, of } = line;
  if (finding) return [...findingCells(finding, subscriptionName, String), finding.source];
  const [roles] = of === 'roles' ? unjudgedRequirements(row.unjudged ?? [], subscriptionName) : [];
  if (roles) return [...unjudgedCells(roles, subscriptionName), roles.source];
  return ['', textOf(title), textOf(joinWords(unknownTexts(otherUnknownsOf(row))))];
}

/** What the fix of a finding changes, and the command that plans it, or that is it; what is not in Azure or the demo can't be planned by a command alone. */
function fixOf({ fix, command, missing }: Partial<Finding> = {}, { from }: AboutReport): string {
  const source = from === 'demo' ? ' --demo' : '';
  const canPlan = fix !== undefined && (from === 'azure' || from === 'demo');
  const text = canPlan ? `aks-identity plan${source} ${shellQuoted(JSON.stringify(fix))}` : command;
  const named = fix?.kind === 'assignRole' && missing ? { ...fix, role: { name: missing.role.name } } : fix;
  const title = named === undefined ? '' : paragraph(`Fix: ${textOf(titleOf(named))}.`);
  if (text === undefined) return title;
  const summary = canPlan ? 'Command that shows the plan' : 'Command that fixes it';
  return `${title}<details><summary>${summary}</summary><code>${htmlText(text)}</code></details>`;
}
