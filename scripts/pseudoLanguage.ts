/**
 * Makes a language that nobody speaks of all texts that people see: every letter has an accent, and everything is a third longer. What
 * is still plain in it was not translated, and what breaks would break in a real language. It goes to `out/`, never into the package.
 */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { verbs, plannedVerbs } from '../src/domain/change/tenses.ts';
import { nounFor } from '../src/domain/words/counts.ts';
import type { Words } from '../src/sentences/words.ts';
import { projectRoot } from './project.ts';

/** VS Code's name for a language that was made for tests. */
export const pseudoCode = 'qps-ploc';

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const accented = 'åƀçđéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ';
/** What is no text: places for values, commands, icons, code and addresses. */
const kept = /\{\d+\}|\]\([^)]*\)|\$\([\w~-]+\)|`[^`]*`|#[\w.]+#|<[^>]*>|https?:\S+/;

/** Returns a text in the language that nobody speaks, between brackets; the blanks around it stay outside. */
export function pseudoText(text: string): string {
  const [, before = '', words = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text) ?? [];
  const parts = words.split(new RegExp(`(${kept.source})`));
  const marked = parts.map((part, index) => (index % 2 === 1 ? part : part.replaceAll(/[a-z]/gi, accent))).join('');
  const length = parts.filter((_, index) => index % 2 === 0).join('').length;
  return `${before}[${marked}${'·'.repeat(Math.ceil(length * 0.3))}]${after}`;
}

function accent(letter: string): string {
  return accented.charAt(letters.indexOf(letter));
}

/** Returns every template that VS Code and the pages show, as the compiler finds them in the sources. */
export function sourceTemplates(): readonly string[] {
  const found = new Set<string>(templatesOfVerbs());
  for (const file of globSync('src/**/*.ts', { cwd: projectRoot, exclude: ['src/emulator/**', 'src/cli/**'] })) {
    const text = readFileSync(join(projectRoot, file), 'utf8');
    visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true), found);
  }
  return [...found].filter((template) => /[a-z]/i.test(template.replaceAll(/\{\d+\}/g, ''))).toSorted();
}

const counting: ReadonlySet<string> = new Set(['countWithNoun', 'moreOf', 'fewOf', 'counted']);

function visit(node: ts.Node, found: Set<string>): void {
  if (ts.isTaggedTemplateExpression(node)) {
    if (/^(?:say|t|toText|evidence)$/.test(node.tag.getText())) found.add(templateOf(node.template));
  } else if (ts.isStringLiteral(node)) {
    if (/\{0\}/.test(node.text) || isLabelOfTooltip(node) || isTitle(node) || isWantedByShape(node))
      found.add(node.text);
  } else if (ts.isCallExpression(node) && counting.has(node.expression.getText())) {
    const noun = node.arguments[1];
    if (noun !== undefined && ts.isStringLiteral(noun))
      for (const count of [1, 2])
        for (const more of ['', 'more ']) found.add(`{0} ${more}${nounFor(count, noun.text)}`);
  } else if (ts.isIdentifier(node) && isLabelOfTooltip(node)) found.add(node.text);
  ts.forEachChild(node, (child) => visit(child, found));
}

function templateOf(template: ts.TemplateLiteral): string {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  const rest = template.templateSpans.map(({ literal }, index) => `{${index}}${literal.text}`);
  return `${template.head.text}${rest.join('')}`;
}

/** The names of the lines of a tooltip, and of what can be copied, are keys of an object. */
function isLabelOfTooltip(node: ts.Node): boolean {
  const property = node.parent;
  if (!ts.isPropertyAssignment(property) || property.name !== node) return false;
  const call = property.parent.parent;
  return ts.isCallExpression(call) && /^(?:tooltipLines|copyFacts|factLines)$/.test(call.expression.getText());
}

/** The titles of columns are the same in files, where they stay English; those of forms are checked against their commands. */
function isTitle(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isCallExpression(parent))
    return parent.arguments[1] === node && /^\w+Column$/.test(parent.expression.getText());
  if (!ts.isPropertyAssignment(parent)) return false;
  const { parent: record } = parent.parent;
  return parent.name.getText() === 'title' || (ts.isVariableDeclaration(record) && record.name.getText() === 'titles');
}

/** What a shape wants stands in sentences about a broken file with decisions. */
function isWantedByShape(node: ts.Node): boolean {
  const { parent } = node;
  return ts.isCallExpression(parent) && parent.arguments[0] === node && parent.expression.getText() === 'defineShape';
}

function templatesOfVerbs(): readonly string[] {
  return [...Object.values(verbs), ...Object.values(plannedVerbs)].flatMap((verb) =>
    Object.values<Words>({ ...verb('') }).map(({ template }) => template),
  );
}

/** Returns the texts of the language by their English ones, as VS Code's bundle has them. */
export function pseudoBundle(): Readonly<Record<string, string>> {
  return Object.fromEntries(sourceTemplates().map((template) => [template, pseudoText(template)]));
}

/** Writes the texts of package.json and those of the sources into a folder, as VS Code looks for them in an extension. */
export function writePseudoLanguage(folder: string): void {
  const nls = JSON.parse(readFileSync(join(projectRoot, 'package.nls.json'), 'utf8')) as Record<string, string>;
  const translated = Object.fromEntries(Object.entries(nls).map(([key, text]) => [key, pseudoText(text)]));
  mkdirSync(join(folder, 'l10n'), { recursive: true });
  writeFileSync(join(folder, `package.nls.${pseudoCode}.json`), JSON.stringify(translated, undefined, 2));
  writeFileSync(join(folder, 'l10n', `bundle.l10n.${pseudoCode}.json`), JSON.stringify(pseudoBundle(), undefined, 2));
}

if (process.argv[1] === import.meta.filename) writePseudoLanguage(join(projectRoot, 'out', 'pseudo'));
