import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Fact, Row } from './row.ts';

/**
 * Makes the item that VS Code draws for a row, without the tooltip, which `withTooltip` adds when the user points at
 * it.
 */
export function render(row: Row): TreeItem {
  const item = new TreeItem(row.label, foldingOf(row));
  item.id = row.key;
  item.contextValue = row.contextValue;
  if (row.description !== undefined) item.description = row.description;
  if (row.icon) item.iconPath = new ThemeIcon(row.icon.id, row.icon.color ? new ThemeColor(row.icon.color) : undefined);
  if (!row.tooltip) item.tooltip = '';
  if (row.click) item.command = { command: row.click, title: row.label, arguments: [row] };
  item.accessibilityInformation = { label: spoken(row) };
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

/** Returns what a screen reader says: signs are put into words. */
function spoken({ label, description, icon }: Row): string {
  const words = description?.replace(/\u26a0 (\d+)/, '$1 findings').replaceAll(' \u00b7 ', ', ');
  const severity = icon && ['error', 'warning', 'info'].includes(icon.id) ? `${icon.id}: ` : '';
  return `${severity}${label}${words ? `, ${words}` : ''}`;
}

function tooltipOf(facts: readonly Fact[]): MarkdownString {
  const text = new MarkdownString();
  const [first, ...rest] = facts;
  if (first) text.appendMarkdown(`**${escaped(first.label)}** ${escaped(first.value)}\n\n`);
  for (const { label, value } of rest) text.appendMarkdown(`${label}: ${shown(label, value)}\n\n`);
  return text;
}

/** Shows ids as code, so that they can be read letter by letter, and everything else as plain text. */
function shown(label: string, value: string): string {
  if (/\bID$|^Scope$/.test(label)) return `\`${value.replace(/[`\r\n]/g, '')}\``;
  return value.split('\n').map(escaped).join('\n\n');
}

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!<>|~]/g, '\\$&');
}
