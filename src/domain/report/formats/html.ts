/** A report as a single page without dependencies: it can be mailed, and opened offline. */
import { textOf, withZones } from '../../../sentences/textOf.ts';
import type { ReportRow } from '../columns.ts';
import { lagText, summaryOf, type AboutReport, type WithNotRead } from '../overview.ts';
import { inEmptyPieces, inPieces, joinedLines } from '../pieces.ts';
import { version } from '../version.ts';
import { clusterSection } from './htmlFindings.ts';
import { guide } from './htmlGuide.ts';
import { kindsAmong, type FoundKind } from './htmlKinds.ts';
import { htmlMarks, htmlStyle } from './htmlStyle.ts';
import { clustersTable, kindsTable, markTitle } from './htmlTables.ts';
import { summaryList, summaryOfPage } from './htmlSummary.ts';
import { htmlText, timeTag } from './htmlText.ts';

/** Writes the kinds of findings and the clusters as tables, and of each cluster a picture of its identities and what was found. */
export function htmlOf(rows: readonly ReportRow[], now: Date, about: AboutReport & WithNotRead): Iterable<string> {
  const { notes = [], filter, notRead, from } = about;
  return inPieces(function* () {
    const { counts, changes, ingress } = yield* inEmptyPieces(summaryOf(rows, now, about));
    const kinds = yield* inEmptyPieces(kindsAmong(rows));
    const summary = yield* inEmptyPieces(summaryOfPage(rows));
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
      '<header id="overview">',
      '<h1>AKS identity report</h1>',
      `<p>The managed identities of AKS clusters, what is wrong with them, and what fixes it. As of ${timeTag(now)}.</p>`,
      `<p><strong>${counts}.</strong></p>`,
    ];
    yield joinedLines(start);
    yield* summaryList(summary);
    yield joinedLines([
      ...changes.map((text) => `<p>${htmlText(text)}</p>`),
      `<p class="dim">${htmlText([from && origins[from], filter, lagText(about).trim(), `Written by AKS Identity ${version}.`].filter(Boolean).join(' '))}${rows.length === 0 ? '' : ' <a href="#guide">How to read this report</a>'}</p>`,
      '</header>',
      '<main>',
      ...section('Not read', bulletList(notRead.map(({ text }) => htmlText(textOf(text))))),
      ...section('Notes', bulletList(notes.map((note) => htmlText(textOf(note))))),
      ...barOf(kinds, rows),
    ]);
    if (kinds.length > 0) yield* kindsTable(kinds);
    if (rows.length > 0) yield* clustersTable(rows);
    yield joinedLines(section('How traffic comes in: NGINX and Gateway API', bulletList(ingress.map(htmlText))));
    for (const [index, row] of rows.entries())
      yield withZones(() => joinedLines([clusterSection(row, index, now, about)]));
    if (rows.length > 0) yield guide();
    yield joinedLines(['</main>', '</body>', '</html>']);
  });
}

const origins: Readonly<Record<NonNullable<AboutReport['from']>, string>> = {
  azure: 'From Azure.',
  demo: 'From the demo: these clusters do not exist.',
  emulator: 'From an emulator of Azure.',
  file: 'From files.',
};

function section(title: string, content: string): readonly string[] {
  return content === '' ? [] : [`<section><h2>${title}</h2>`, content, '</section>'];
}

function bulletList(items: readonly string[]): string {
  return items.length === 0 ? '' : `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
}

/** Lets a reader see one severity, or one cluster, alone; nothing where there is only one. */
function barOf(kinds: readonly FoundKind[], rows: readonly ReportRow[]): readonly string[] {
  const choices = htmlMarks.flatMap((mark): [string, string][] => {
    const count = kinds.reduce((sum, kind) => sum + (kind.mark === mark ? kind.count : 0), 0);
    return count === 0 ? [] : [[mark, `${markTitle(mark)} (${count})`]];
  });
  const inputs = [['all', 'All'] as const, ...choices].map(
    ([id, text]) =>
      `<label><input type="radio" name="show" id="${id}"${id === 'all' ? ' checked' : ''}> <span class="${id}">${text}</span></label>`,
  );
  const bar = [
    ...(choices.length < 2 ? [] : [`<fieldset><legend>Show</legend>${inputs.join('')}</fieldset>`]),
    ...(rows.length < 2 ? [] : ['<a href="#clusters">All clusters</a>']),
  ];
  return bar.length === 0 ? [] : [`<div class="bar">${bar.join('')}</div>`];
}
