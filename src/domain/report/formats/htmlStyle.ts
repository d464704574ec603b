/** By what a page can be filtered, the worst first: the severities, and what is accepted. */
export const htmlMarks = ['error', 'warning', 'unknown', 'info', 'accepted'] as const;

/** The severity of a finding on a page, or that it is accepted. */
export type HtmlMark = (typeof htmlMarks)[number];

/** The style of a report as a page: light or dark like the reader's system, and light in print. */
export const htmlStyle = `
:root { color-scheme: light dark; --ink: #1f1f1f; --dim: #5a5a5a; --ground: #ffffff; --line: #d4d4d4; --box: #f5f7fa;
  --error: #b01011; --warning: #8a5700; --info: #005fb8; --link: #005fb8; --noEffect: #8f2bb3; --border: #c4c9cf; scroll-padding-top: 84px; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #e4e4e4; --dim: #b0b0b0; --ground: #1b1b1b; --line: #454545;
  --box: #262626; --error: #ff8f8f; --warning: #ffc76b; --info: #7cc0ff; --link: #7cc0ff; --noEffect: #d8a0f0; --border: #4b4f55; } }
:root { --soft: var(--dim); --unknown: var(--dim); --missing: var(--error); --tooWide: var(--warning); --notUsed: var(--info); --eligible: var(--dim); }
svg { --line: var(--dim); }
* { box-sizing: border-box; }
body { margin: 0; padding: 24px; background: var(--ground); color: var(--ink); overflow-wrap: anywhere;
  font: 14px/1.45 "Segoe UI", system-ui, sans-serif; }
header, main { max-width: 1360px; margin: auto; }
h1 { font-size: 26px; } h2 { font-size: 18px; margin: 28px 0 8px; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.bar { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; gap: 4px 24px; padding: 8px 0; border-bottom: 1px solid var(--line); background: var(--ground); }
h1, fieldset, dd, td ul, td > :first-child { margin: 0; padding: 0; border: 0; } fieldset { flex: auto; }
legend { float: left; margin-right: 16px; padding: 4px 0; font-weight: 600; } .bar > a { padding: 4px 0; } :is(td, .id) a + a { margin-left: 16px; }
label { display: inline-block; margin-right: 16px; padding: 4px 0; white-space: nowrap; }
${htmlMarks.map((mark) => `body:has(#${mark}:checked) [data-is]:not([data-is~=${mark}], :target, .cluster:target *)`).join()}, main:has(> .cluster:target) > :not(:target, .bar),
.bar:has(~ .cluster:target) fieldset { display: none; }
tr:target, code { background: var(--box); outline: 1px solid var(--line); }
table { border-spacing: 0; width: 100%; font-size: 13px; }
th, td { border-bottom: 1px solid var(--line); padding: 6px 12px 6px 0; text-align: left; vertical-align: top; }
thead th { color: var(--dim); overflow-wrap: normal; } th, th a { font-weight: 600; } th[scope=row] { width: 25%; font-weight: 400; }
td:first-child { width: 100px; } :is(tr, dd) span, td li, header li a { display: inline-block; } td li { margin-right: 16px; }
td p, code { margin: 4px 0 0; }
.cluster { border-top: 2px solid var(--line); margin-top: 28px; } tr[id] > td:last-child { width: 32%; } .cluster th[scope=row] { width: 46%; } #clusters td + td { width: 32%; }
summary { width: fit-content; cursor: pointer; } li :is(details, summary) { display: inline; } li [open]::details-content { display: inline; } li summary { color: var(--link); text-decoration: underline; } table, figure { margin: 8px 0; overflow-x: auto; }
code { display: block; padding: 8px; user-select: all; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; } .cluster dt { color: var(--dim); }
.id { color: var(--dim); margin: 0 0 10px; }
.error { color: var(--error); } .warning { color: var(--warning); } .info { color: var(--info); } .dim, .accepted { color: var(--dim); }
svg { display: block; max-width: 100%; height: auto; font: 12px "Segoe UI", system-ui, sans-serif; }
@media screen and (max-width: 759px) { :root { scroll-padding-top: 12px; } body { padding: 16px; } .bar { position: static; } thead { display: none; }
  table, tr, tbody, th, td { display: block; width: auto !important; border: 0; padding: 2px 0; } tr { padding: 6px 0; border-bottom: 1px solid var(--line); }
  label, :is(td, .id) a, summary { padding: 6px 0; } :is(td, .id) a { display: inline-block; } [type=radio] { width: 20px; height: 20px; vertical-align: middle; }
  svg { min-width: 730px; } figure { border: 1px solid var(--line); } .cluster > [open] > summary::after { content: " (scroll it sideways to see all of it)"; color: var(--dim); }
  .cluster dl { display: block; } header ul { line-height: 2; padding-left: 20px; } legend { float: none; }
  tr[id] > td:last-child:not(:empty)::before { content: "Evidence"; color: var(--dim); } }
@page { margin: 12mm; }
@media print { body { padding: 0; } body, table { font-size: 10pt; line-height: 1.3; } svg { max-height: 250mm; } figure { overflow: visible; }
  th, td { padding: 3px 8px 3px 0; } th .dim { font-size: 8pt; } .bar { position: static; border: 0; }
  fieldset:has(#all:checked), .bar a, input, label:not(:has(:checked)), dd summary, .cluster > details:not([open]), .up, [href^=vscode] { display: none; }
  dd details::details-content { content-visibility: visible; } td a[href^=http]::after { content: ": " attr(href); }
  tr, .top, .cluster > details { break-inside: avoid; } h2, .top, thead { break-after: avoid; } .cluster, h2 { margin-top: 10px; } }
`;
