import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, resolve, sep } from 'node:path';
import ts from 'typescript';

/** An import as it is written. */
export interface Import {
  readonly specifier: string;
  readonly kind: 'static' | 'type' | 'lazy';
}

const root = resolve(import.meta.dirname, '../..');

/** All files below a folder of the project, by their paths inside it. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, folder).length + 1))
    .map((path) => path.split(sep).join('/'))
    .sort();
}

/** The sources of the product. */
export const sources = filesBelow('src').filter((path) => path.endsWith('.ts'));

/** The text of a file of the project. */
export function projectText(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** The text of one of the sources. */
export function textOf(file: string): string {
  return projectText(`src/${file}`);
}

/** Every import of a text, of values, of types and on first use. */
export function importsOf(text: string): readonly Import[] {
  const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest);
  const written = source.statements.flatMap((statement): Import[] => {
    const declares = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
    if (!declares || !statement.moduleSpecifier || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    return [{ specifier: statement.moduleSpecifier.text, kind: isTypeOnly(statement) ? 'type' : 'static' }];
  });
  const scanned = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  const lazy = scanned.filter((name) => !written.some(({ specifier }) => specifier === name));
  return [...written, ...lazy.map((specifier): Import => ({ specifier, kind: 'lazy' }))];
}

/** Every function of a text by its name, or that of what it is assigned to, with its length in lines. */
export function functionsOf(text: string): readonly { readonly name: string; readonly lines: number }[] {
  const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true);
  const lineAt = (at: number): number => source.getLineAndCharacterOfPosition(at).line;
  const found: { name: string; lines: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const { name } = ts.isVariableDeclaration(node.parent) ? node.parent : node;
      found.push({ name: name?.getText(source) ?? '', lines: lineAt(node.end) - lineAt(node.getStart(source)) + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isTypeOnly(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly;
  return statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

/** The file of src that a relative import names; `undefined` outside of src. */
export function targetOf(file: string, specifier: string): string | undefined {
  const target = posix.normalize(posix.join(posix.dirname(file), specifier));
  return target.startsWith('..') ? undefined : target;
}
