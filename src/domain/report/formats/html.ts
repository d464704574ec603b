/** A report as a single page without dependencies: it can be mailed, and opened offline. */
import type { Finding } from '../../findings/finding.ts';
import { unjudgedRequirements } from '../../needs/notJudged.ts';
import { shellQuoted } from '../../arm/shellText.ts';
import { idKey } from '../../arm/resourceId.ts';
import { fewOf } from '../../words/counts.ts';
import { dateTimeAndZone } from '../../words/dateTime.ts';
import { linkToCluster } from '../../words/links.ts';
import { eachInSteps } from '../../../shape/steps.ts';
import { textOf, toText } from '../../../sentences/textOf.ts';
import type { ReportRow } from '../columns.ts';
import { comparedFindings } from '../comparison.ts';
import { lagText, stateCells, summaryOf, type AboutReport, type WithNotRead } from '../overview.ts';
import { inEmptyPieces, inPieces, joinedLines } from '../pieces.ts';
import { countNotChecked } from '../unknowns.ts';
import { version } from '../version.ts';
import { findingCells, findingHeads, unjudgedCells } from './findingCells.ts';
import { kindsAmong, lineMarks, type FoundKind } from './htmlKinds.ts';
import { htmlMarks, htmlStyle } from './htmlStyle.ts';
import {
  clustersTable,
  isMarked,
  isRowMarked,
  kindsTable,
  lineId,
  markTitle,
  tableEnd,
  tableStart,
} from './htmlTables.ts';
import { htmlText } from './htmlText.ts';
import { identityPicture } from './identityPicture.ts';

/** Writes the kinds of findings and the clusters as tables, and of each cluster a picture of its identities and what was found. */
export function htmlOf(rows: readonly ReportRow[], now: Date, about: AboutReport & WithNotRead): Iterable<string> {
  const { notes = [], filter, notRead, from } = about;
  return inPieces(function* () {
    const { counts, sentences } = yield* inEmptyPieces(summaryOf(rows, now, about));
    const kinds = yield* inEmptyPieces(kindsAmong(rows));
    const names = new Map<string, string>();
    yield* inEmptyPieces(
      eachInSteps(rows, ({ cluster: { subscriptionId: id }, subscriptionName: name }) =>
        names.set(idKey(id), name ?? about.subscriptionName?.(id) ?? id),
      ),
    );
    const subscriptions =
      names.size === 0
        ? ''
        : toText`Subscriptions with clusters: ${fewOf([...names.values()].sort(), 'subscription')}.`;
    const start = [
      '<!doctype html>',
      '<html lang="en">',
      '<head>',
      '<meta charset="utf-8">',
      '<meta name="viewport" content="width=device-width, initial-scale=1">',
      // Even if a name escaped the escaping, nothing could be loaded or run.
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
      '<title>AKS identity report</title>',
      `<style>${htmlStyle}</style>`,
      '</head>',
      '<body>',
      '<header>',
      '<h1>AKS identity report</h1>',
      `<p>${htmlText(textOf(dateTimeAndZone(now)))}. ${counts}.${htmlText(lagText(about))}</p>`,
      `<p class="dim">${htmlText([from && origins[from], subscriptions, filter, times, `Written by AKS Identity ${version}.`].filter(Boolean).join(' '))}</p>`,
      '</header>',
      '<main>',
      ...section('Not read', bulletList(notRead.map(({ text }) => textOf(text)))),
      ...section(
        'Notes',
        bulletList([...notes.map((note) => textOf(note)), ...sentences, ...(rows.length === 0 ? [] : [mapNote])]),
      ),
      ...filterOf(kinds),
    ];
    yield joinedLines(start);
    if (kinds.length > 0) yield* kindsTable(kinds);
    if (rows.length > 0) yield* clustersTable(rows);
    for (const [index, row] of rows.entries()) yield joinedLines([details(row, index, now, about)]);
    yield joinedLines(['</main>', '</body>', '</html>']);
  });
}

const origins: Readonly<Record<NonNullable<AboutReport['from']>, string>> = {
  azure: 'From Azure.',
  demo: 'From the demo: these clusters do not exist.',
  emulator: 'From an emulator of Azure.',
  file: 'From files.',
};

const times = 'All times are in the time zone of the first line.';

const mapNote =
  'Each map shows the identities of a cluster, of its add-ons and of its workloads; of their roles only those that a finding is about.';

function section(title: string, content: string): readonly string[] {
  return content === '' ? [] : [`<section><h2>${title}</h2>`, content, '</section>'];
}

function bulletList(texts: readonly string[]): string {
  return texts.length === 0 ? '' : `<ul>${texts.map((text) => `<li>${htmlText(text)}</li>`).join('')}</ul>`;
}

/** Lets a reader see one severity alone; nothing where there is only one. */
function filterOf(kinds: readonly FoundKind[]): readonly string[] {
  const choices = htmlMarks.flatMap((mark): [string, string][] => {
    const count = kinds.reduce((sum, kind) => sum + (kind.mark === mark ? kind.count : 0), 0);
    return count === 0 ? [] : [[mark, `${markTitle(mark)} (${count})`]];
  });
  if (choices.length < 2) return [];
  const inputs = [['all', 'All'] as const, ...choices].map(
    ([id, text]) =>
      `<label><input type="radio" name="show" id="${id}"${id === 'all' ? ' checked' : ''}> <span class="${id}">${text}</span></label>`,
  );
  return [`<fieldset><legend>Show</legend>${inputs.join('')}</fieldset>`];
}

function details(row: ReportRow, index: number, now: Date, about: AboutReport): string {
  const { cluster } = row;
  const { svg, isPlain } = identityPicture(row);
  const findingTexts = findingLines(row, index, now, about);
  const isFine = findingTexts.length === 0 && countNotChecked(row) === 0;
  const heads = [...(about.comparison ? ['State', 'Since'] : []), ...findingHeads, 'Next'];
  return [
    `<section class="cluster${isFine ? ' fine' : ''}" id="cluster-${index}"${isRowMarked(row)}>`,
    `<div class="top"><h2>${htmlText(cluster.name)}</h2>`,
    `<p class="id">${htmlText(cluster.id)}<br><a href="${htmlText(linkToCluster(cluster.id))}">Open in VS Code</a></p>`,
    `<figure class="wide${isPlain ? ' plain' : ''}" role="region" aria-label="${htmlText(`Identities of ${cluster.name}`)}" tabindex="0">${svg}</figure></div>`,
    ...(findingTexts.length === 0
      ? [isFine ? '<p>No findings.</p>' : '<p>Nothing was found, but not everything could be checked.</p>']
      : [tableStart(`Findings of ${cluster.name}`, heads), ...findingTexts, tableEnd]),
    '</section>',
  ].join('\n');
}

function findingLines(row: ReportRow, index: number, now: Date, about: AboutReport): readonly string[] {
  const { comparison, subscriptionName } = about;
  const { id } = row.cluster;
  const compared = new Map(comparedFindings(row, now, comparison).map((one) => [one.finding, one]));
  const [unjudged] = unjudgedRequirements(row.unjudged ?? [], subscriptionName);
  return lineMarks(row).map(({ mark, finding }, at) => {
    const own = finding && compared.get(finding);
    const cells = [
      ...stateCells(comparison, own),
      ...(finding
        ? findingCells(finding, subscriptionName, String)
        : unjudged
          ? unjudgedCells(unjudged, subscriptionName)
          : []),
    ];
    const source = finding?.source ?? unjudged?.source ?? '';
    const texts = cells.map((cell, column) => {
      const text = htmlText(cell).replaceAll('/', '/<wbr>');
      return column === cells.length - findingHeads.length ? `<td class="${mark}">${text}</td>` : `<td>${text}</td>`;
    });
    const next = [
      `<a href="${htmlText(source)}">Learn more</a>`,
      ...(own ? [`<a href="${htmlText(linkToCluster(id, { finding: own.fingerprint }))}">Open in VS Code</a>`] : []),
      ...fixOf(finding, about),
    ];
    return `<tr${mark === 'accepted' ? ' class="dim"' : ''} id="${lineId(index, at)}"${isMarked([mark])}>${texts.join('')}<td>${next.join('<br>')}</td></tr>`;
  });
}

/** The command that plans the fix of a finding, or that is the fix; what is not in Azure or the demo can't be planned by a command alone. */
function fixOf(finding: Finding | undefined, { from }: AboutReport): readonly string[] {
  const { fix, command } = finding ?? {};
  const source = from === 'demo' ? ' --demo' : '';
  const canPlan = from === 'azure' || from === 'demo';
  const text =
    fix === undefined || !canPlan ? command : `aks-identity plan${source} ${shellQuoted(JSON.stringify(fix))}`;
  return text === undefined ? [] : [`<details><summary>Fix</summary><code>${htmlText(text)}</code></details>`];
}
