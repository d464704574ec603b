import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { inLine } from '../../domain/arm/inert.ts';
import type { RowKind } from '../../manifest.ts';
import { shownText } from '../../sentences/language.ts';
import { stateAddress } from './decorations.ts';
import type { TooltipFact, Row } from './row.ts';
import { say, type Words, templated } from '../../sentences/words.ts';

/**
 * Makes the item that VS Code draws for a row, without the tooltip, which `withTooltip` adds when the user points at
 * it.
 */
export function treeItemOf(row: Row): TreeItem {
  const item = new TreeItem(inLine(row.label), foldingOf(row));
  item.id = row.key;
  item.contextValue = row.contextValue;
  if (row.description !== undefined) item.description = inLine(row.description);
  if (row.icon) item.iconPath = new ThemeIcon(row.icon.id, row.icon.color ? new ThemeColor(row.icon.color) : undefined);
  if (row.state) item.resourceUri = stateAddress(row.state);
  if (!row.tooltip) item.tooltip = '';
  if (row.click) item.command = { command: row.click, title: row.label, arguments: [row.opens ?? row] };
  item.accessibilityInformation = { label: inLine(screenReaderText(row)) };
  return item;
}

/** Adds the tooltip to the item of a row. */
export function withTooltip(item: TreeItem, { tooltip }: Row): TreeItem {
  if (tooltip) item.tooltip = tooltipOf(tooltip);
  return item;
}

function foldingOf({ children, expanded }: Row): TreeItemCollapsibleState {
  if (children === undefined || (children !== 'later' && children.length === 0)) return TreeItemCollapsibleState.None;
  return expanded ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
}

/** Returns what a screen reader says: the kind of the row, its name, and its icon and description in words. */
function screenReaderText({ kind, label, description, spoken: words = description, icon }: Row): string {
  const kindWord = shownText(kindWords[kind] ?? '');
  // Why a run stopped is in its description.
  const isSaid = kind === 'activity' && icon?.id === 'debug-pause';
  const state = icon && kindsOfIcons.has(kind) && !isSaid ? iconOf(icon.id) : undefined;
  const spoken = [`${kindWord} ${label}`.trim(), state, words?.replaceAll(' \u00b7 ', ', ')];
  return spoken.filter((part) => part !== undefined && part !== '').join(', ');
}

/** What kind of row it is, if its label doesn't begin with that. */
const kindWords: Readonly<Partial<Record<RowKind, Words>>> = {
  subscription: say`Subscription`,
  cluster: say`Cluster`,
  addon: say`Add-on`,
  pool: say`Node pool`,
  workload: say`Service account`,
  binding: say`Identity binding`,
  credential: say`Federated credential`,
  roleAssignment: say`Role`,
  identity: say`Managed identity`,
  finding: say`Finding`,
  accepted: say`Accepted finding`,
  unknown: say`Not checked:`,
  step: say`Step`,
  timer: say`Timer`,
};

/** The kinds of rows whose state only their icon shows. */
const kindsOfIcons: ReadonlySet<RowKind> = new Set(['finding', 'failure', 'decisions', 'activity', 'step']);

const iconWords: Readonly<Record<string, Words>> = {
  error: say`error`,
  warning: say`warning`,
  info: say`information`,
  pass: say`succeeded`,
  check: say`done`,
  'circle-outline': say`waiting`,
  'loading~spin': say`running`,
  'debug-pause': say`stopped`,
};

function iconOf(id: string): string | undefined {
  const words = iconWords[id];
  return words && shownText(words);
}

function tooltipOf(facts: readonly TooltipFact[]): MarkdownString {
  const text = new MarkdownString();
  const [first, ...rest] = facts;
  if (first) text.appendMarkdown(`**${escapeMarkdown(shownLabel(first.label))}:** ${escapeMarkdown(first.value)}\n\n`);
  for (const { label, value } of rest) text.appendMarkdown(`${shownLabel(label)}: ${tooltipValue(label, value)}\n\n`);
  return text;
}

/** The names of lines are texts of ours; what they are decides how a value is shown, so they stay English until here. */
function shownLabel(label: string): string {
  return shownText(templated(label));
}

/** Shows ids as code, so that they can be read letter by letter, and everything else as plain text. */
function tooltipValue(label: string, value: string): string {
  if (/\bID$|^Scope$|^Issuer$/.test(label)) return `\`${inLine(value).replace(/`/g, '')}\``;
  return value.split('\n').map(escapeMarkdown).join('\n\n');
}

/** Keeps the text from being read as markup or a link, with an invisible word joiner. */
function escapeMarkdown(text: string): string {
  return inLine(text)
    .replace(/[\\`*_{}[\]()#+\-.!<>|~&]/g, '\\$&')
    .replace(/\/(?=\/)/g, '/&#8288;');
}
