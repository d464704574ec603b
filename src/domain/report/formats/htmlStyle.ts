/** The style of a report as a page: light or dark like the reader's system, and light in print. */
export const htmlStyle = `
:root { color-scheme: light dark; --ink: #1f1f1f; --dim: #5a5a5a; --ground: #ffffff; --line: #d4d4d4; --box: #f5f7fa;
  --error: #b01011; --warning: #8a5700; --info: #005fb8; --link: #005fb8; --noEffect: #8f2bb3; --border: #c4c9cf; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #e4e4e4; --dim: #b0b0b0; --ground: #1b1b1b; --line: #454545;
  --box: #262626; --error: #ff8f8f; --warning: #ffc76b; --info: #7cc0ff; --link: #7cc0ff; --noEffect: #d8a0f0; --border: #4b4f55; } }
:root { --soft: var(--dim); --unknown: var(--dim); --missing: var(--error); --tooWide: var(--warning); --notUsed: var(--info); --eligible: var(--dim); }
svg { --line: var(--dim); }
* { box-sizing: border-box; }
body { margin: 0; padding: 24px; background: var(--ground); color: var(--ink);
  font: 14px/1.45 "Segoe UI", system-ui, sans-serif; }
h1 { font-size: 26px; font-weight: 600; margin: 0; }
h2 { font-size: 18px; font-weight: 600; margin: 28px 0 8px; }
a { color: var(--link); }
.wide { overflow-x: auto; margin: 0 0 12px; }
p, ul, .cluster { max-width: 1500px; }
table { border-collapse: collapse; }
.cluster table { min-width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: 6px 12px 6px 0; text-align: left; vertical-align: top; }
thead th { color: var(--dim); font-weight: 600; vertical-align: bottom; }
tbody th { font-weight: 600; white-space: nowrap; }
td { max-width: 460px; overflow-wrap: break-word; }
.cluster td { min-width: 90px; }
td span { white-space: nowrap; }
td.number { text-align: right; }
th.number { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; padding: 6px 0 0 12px; }
.cluster { border-top: 2px solid var(--line); margin-top: 28px; }
.cluster td:first-child, .cluster td:last-child { white-space: nowrap; }
.id { color: var(--dim); margin: 0 0 10px; overflow-wrap: anywhere; }
tr.error td:first-child { color: var(--error); } tr.warning td:first-child { color: var(--warning); }
tr.info td:first-child { color: var(--info); } tr.accepted { color: var(--dim); }
svg { display: block; font: 12px "Segoe UI", system-ui, sans-serif; }
@page { size: landscape; }
@media print { body { padding: 0; font-size: 9px; } svg { max-width: 100%; height: auto; } .cluster { break-inside: avoid-page; } .wide { overflow: visible; } }
`;
