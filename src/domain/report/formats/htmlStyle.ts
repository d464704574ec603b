/** By what a page can be filtered: the severities, and what is accepted. */
export const htmlMarks = ['error', 'warning', 'unknown', 'info', 'accepted'] as const;

/** The style of a report as a page: light or dark like the reader's system, and light in print. */
export const htmlStyle = `
:root { color-scheme: light dark; --ink: #1f1f1f; --dim: #5a5a5a; --ground: #ffffff; --line: #d4d4d4; --box: #f5f7fa;
  --error: #b01011; --warning: #8a5700; --info: #005fb8; --link: #005fb8; --noEffect: #8f2bb3; --border: #c4c9cf; scroll-padding-top: 52px; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #e4e4e4; --dim: #b0b0b0; --ground: #1b1b1b; --line: #454545;
  --box: #262626; --error: #ff8f8f; --warning: #ffc76b; --info: #7cc0ff; --link: #7cc0ff; --noEffect: #d8a0f0; --border: #4b4f55; } }
:root { --soft: var(--dim); --unknown: var(--dim); --missing: var(--error); --tooWide: var(--warning); --notUsed: var(--info); --eligible: var(--dim); }
svg { --line: var(--dim); }
* { box-sizing: border-box; }
body { margin: 0; padding: 24px; background: var(--ground); color: var(--ink);
  font: 14px/1.45 "Segoe UI", system-ui, sans-serif; }
header, main { max-width: 1760px; margin: auto; }
h1 { font-size: 26px; font-weight: 600; margin: 0; }
h2 { font-size: 18px; font-weight: 600; margin: 28px 0 8px; }
a { color: var(--link); }
fieldset { position: sticky; top: 0; z-index: 2; margin: 12px 0; padding: 8px 0; border: 0; border-bottom: 1px solid var(--line);
  background: var(--ground); }
legend { float: left; margin-right: 16px; padding: 0; font-weight: 600; }
label { margin-right: 16px; white-space: nowrap; }
${htmlMarks.map((mark) => `body:has(#${mark}:checked) [data-is]:not([data-is~=${mark}])`).join()} { display: none; }
.wide { overflow-x: auto; margin: 0 0 12px; background: linear-gradient(90deg, var(--ground) 50%, transparent) 0/60px 100% no-repeat local,
  linear-gradient(270deg, var(--ground) 50%, transparent) 100%/60px 100% no-repeat local,
  linear-gradient(90deg, var(--border), transparent) 0/16px 100% no-repeat, linear-gradient(270deg, var(--border), transparent) 100%/16px 100% no-repeat; }
table { border-spacing: 0; min-width: 100%; font-size: 13px; }
th, td { border-bottom: 1px solid var(--line); padding: 6px 12px 6px 0; text-align: left; vertical-align: top; }
thead th { color: var(--dim); font-weight: 600; vertical-align: bottom; }
tbody th { position: sticky; left: 0; background: var(--ground); font-weight: 600; white-space: nowrap; }
td { max-width: 460px; overflow-wrap: break-word; }
td span, .links li { white-space: nowrap; } td:first-child { white-space: nowrap; } th + td + td { min-width: 130px; } th + td + td + td { min-width: 150px; }
td ul { margin: 0; padding: 0; list-style: none; }
.links li { display: inline-block; margin-right: 16px; }
.cluster { border-top: 2px solid var(--line); margin-top: 28px; }
.cluster td { min-width: 90px; overflow-wrap: anywhere; } .cluster td:nth-last-child(5) { min-width: 120px; } .cluster td:nth-last-child(4) { min-width: 260px; } .cluster td:nth-last-child(3), .cluster td:nth-last-child(2):not(:empty) { min-width: 160px; }
.cluster td:last-child { white-space: nowrap; } tr:target { display: table-row !important; background: var(--box); }
code { display: block; width: 320px; white-space: normal; overflow-wrap: anywhere; user-select: all; }
.id { color: var(--dim); margin: 0 0 10px; overflow-wrap: anywhere; }
.error { color: var(--error); } .warning { color: var(--warning); } .info { color: var(--info); } .dim, .accepted { color: var(--dim); }
svg { display: block; max-width: 100%; min-width: 640px; height: auto; font: 12px "Segoe UI", system-ui, sans-serif; }
@page { size: landscape; margin: 10mm; }
@media print { body { padding: 0; } body, table { font: 10pt/1.3 "Segoe UI", system-ui, sans-serif; } svg { max-height: 140mm; } .wide { overflow: visible; background: none; }
  th, td { padding: 3px 8px 3px 0; } .cluster td { max-width: none; } fieldset, tbody th { position: static; }
  fieldset:has(#all:checked), label:not(:has(:checked)), details, .fine figure, .plain, [href^=vscode] { display: none; }
  tr, .top, .fine { break-inside: avoid; } h2, .top { break-after: avoid; } .cluster, h2 { margin-top: 10px; } .id, .wide { margin-bottom: 4px; } }
`;
