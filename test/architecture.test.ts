import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, resolve, sep } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** The import rules of docs/architecture.md. A room may import itself and what is listed here. */
interface Room {
  /** Files of the room: a file, or a folder with a slash at its end. The longest match decides. */
  readonly files: readonly string[];
  /** Other rooms whose values and types it may use. */
  readonly uses?: readonly string[];
  /** Other rooms of which it may use types only. */
  readonly usesTypesOf?: readonly string[];
  /** Packages it may use. */
  readonly packages?: readonly RegExp[];
  /** Other rooms that it may load on first use only. */
  readonly usesLazily?: readonly string[];
}

const shown = ['app', 'identity', 'errors', 'manifest', 'host', 'contract'];
const rooms: Readonly<Record<string, Room>> = {
  identity: { files: ['identity/'] },
  errors: { files: ['errors.ts'] },
  manifest: { files: ['manifest.ts'], usesTypesOf: ['identity'] },
  azure: { files: ['azure/'], uses: ['identity', 'errors'], packages: [/^@azure(-rest)?\//, /^node:async_hooks$/] },
  app: { files: ['app/'], uses: ['azure', 'identity', 'errors'] },
  host: {
    files: ['host/'],
    uses: ['errors', 'manifest', 'identity'],
    usesLazily: ['vscodeAccounts', 'fallbackAccounts'],
    packages: [/^vscode$/, /^node:/, /^yaml$/, /^@azure\/core-auth$/],
  },
  vscodeAccounts: {
    files: ['host/accounts/vscodeAccounts.ts'],
    uses: ['host', 'errors', 'manifest'],
    packages: [
      /^vscode$/,
      /^node:/,
      /^@azure\/core-auth$/,
      /^@microsoft\/vscode-azext-azureauth\/dist\/esm\/src\/getSessionFromVSCode.js$/,
    ],
  },
  fallbackAccounts: {
    files: ['host/accounts/fallbackAccounts.ts', 'host/accounts/fallbackCredential.ts'],
    uses: ['host', 'errors', 'manifest'],
    packages: [/^vscode$/, /^@azure\/core-auth$/, /^@azure\/identity$/],
  },
  tree: { files: ['tree/'], uses: shown, packages: [/^vscode$/] },
  commands: { files: ['commands/'], uses: shown, packages: [/^vscode$/] },
  webview: { files: ['webview/'], uses: shown, packages: [/^vscode$/] },
  contract: {
    files: ['contract', 'formContract', 'guard', 'messages', 'reportContract', 'reportMessages'].map(
      (name) => `webview/${name}.ts`,
    ),
    usesTypesOf: ['identity'],
  },
  panelPage: { files: ['webview/ui/'], uses: ['contract'], packages: [/^@dagrejs\/dagre$/, /^lit-html(\/|$)/] },
  toolkit: {
    files: ['webview/page/drawing/toolkit.ts'],
    packages: [/^@vscode\/webview-ui-toolkit(\/|$)/, /^lit-html(\/|$)/],
  },
  emulator: { files: ['emulator/'], packages: [/^node:/] },
  demo: { files: ['demo.ts'], uses: ['emulator', 'azure', 'errors'], packages: [/^@azure\//, /^node:/] },
  extension: {
    files: [
      'extension',
      'connections',
      'remembered',
      'viewer',
      'lastSession',
      'connect',
      'sharedJournal',
      'views',
      'api',
    ].map((name) => `${name}.ts`),
    uses: [...shown, 'azure', 'tree', 'commands', 'webview', 'emulator', 'demo'],
    packages: [/./],
  },
};
/** The page's factories are a room of their own, so that only one file names the toolkit. */
const neighbours: readonly (readonly [string, string])[] = [['panelPage', 'toolkit']];

const src = resolve(import.meta.dirname, '../src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((path) => path.split(sep).join('/'))
  .filter((path) => path.endsWith('.ts'))
  .sort();
const textOf = (file: string): string => readFileSync(join(src, file), 'utf8');

interface Import {
  readonly specifier: string;
  readonly kind: 'static' | 'type' | 'lazy';
}

function importsOf(text: string): readonly Import[] {
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

function isTypeOnly(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly;
  return statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

function roomOf(file: string): string | undefined {
  const matches = Object.entries(rooms).flatMap(([name, room]) =>
    room.files
      .filter((pattern) => (pattern.endsWith('/') ? file.startsWith(pattern) : file === pattern))
      .map((pattern) => ({ name, length: pattern.length })),
  );
  return matches.sort((a, b) => b.length - a.length)[0]?.name;
}

function isAllowed(file: string, { specifier, kind }: Import): boolean {
  const from = roomOf(file);
  const room = from === undefined ? undefined : rooms[from];
  if (from === undefined || room === undefined) return false;
  if (!specifier.startsWith('.')) {
    const may = (patterns: readonly RegExp[] | undefined): boolean => (patterns ?? []).some((p) => p.test(specifier));
    return may(room.packages);
  }
  const target = posix.normalize(posix.join(posix.dirname(file), specifier));
  const to = target.startsWith('..') ? undefined : roomOf(target);
  if (to === undefined) return false;
  if (to === from || (room.uses ?? []).includes(to)) return true;
  if (neighbours.some(([one, other]) => one === from && other === to)) return true;
  if (kind === 'lazy' && (room.usesLazily ?? []).includes(to)) return true;
  return kind === 'type' && (room.usesTypesOf ?? []).includes(to);
}

/** Lines that hold code: neither blank nor comment. */
function codeLines(text: string): number {
  const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true);
  const lines = new Set<number>();
  const mark = (node: ts.Node): void => {
    if (node.getChildCount(source) === 0 && node.getWidth(source) > 0 && node.kind !== ts.SyntaxKind.JSDoc) {
      const first = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
      const last = source.getLineAndCharacterOfPosition(node.getEnd()).line;
      for (let line = first; line <= last; line++) lines.add(line);
    }
    for (const child of node.getChildren(source)) if (child.kind !== ts.SyntaxKind.JSDoc) mark(child);
  };
  mark(source);
  return lines.size;
}

const filesNaming = (word: string): readonly string[] => files.filter((file) => textOf(file).includes(word));

describe('the house', () => {
  it('has a room for every file of src', () => {
    expect(files.filter((file) => roomOf(file) === undefined)).toEqual([]);
    expect(files.length).toBeGreaterThan(0);
  });

  it('lets every room import only what its row in the table allows', () => {
    const broken = files.flatMap((file) =>
      importsOf(textOf(file))
        .filter((found) => !isAllowed(file, found))
        .map(({ specifier, kind }) => `${file} > ${specifier} (${kind})`),
    );
    expect(broken).toEqual([]);
  });

  it('would notice an import against the rules', () => {
    expect(isAllowed('domain/planners/planChanges.ts', { specifier: '../errors.ts', kind: 'static' })).toBe(false);
    expect(isAllowed('domain/planners/planChanges.ts', { specifier: 'node:crypto', kind: 'static' })).toBe(false);
    expect(isAllowed('azure/arm/arm.ts', { specifier: 'vscode', kind: 'static' })).toBe(false);
    expect(isAllowed('tree/clusters/subscriptionRows.ts', { specifier: '../commands/index.ts', kind: 'type' })).toBe(
      false,
    );
    expect(isAllowed('manifest.ts', { specifier: './identity/model.ts', kind: 'static' })).toBe(false);
    expect(isAllowed('manifest.ts', { specifier: './identity/model.ts', kind: 'type' })).toBe(true);
    expect(isAllowed('host/accounts/accounts.ts', { specifier: './fallbackAccounts.ts', kind: 'static' })).toBe(false);
    expect(isAllowed('host/accounts/accounts.ts', { specifier: './fallbackAccounts.ts', kind: 'lazy' })).toBe(true);
    expect(isAllowed('app/cache.ts', { specifier: './e2e/host/server.ts', kind: 'static' })).toBe(false);
    const text = "import type { A } from './a.ts';\nexport { b } from './b.ts';\nvoid import('./c.ts');";
    expect(importsOf(text).map(({ kind }) => kind)).toEqual(['type', 'static', 'lazy']);
  });

  it('writes the ending .ts in every relative import, so that Node runs any file as it is', () => {
    const broken = files.flatMap((file) =>
      importsOf(textOf(file))
        .filter(({ specifier }) => specifier.startsWith('.') && !specifier.endsWith('.ts'))
        .map(({ specifier }) => `${file} > ${specifier}`),
    );
    expect(broken).toEqual([]);
  });

  it('keeps every file below 251 lines of code', () => {
    expect(files.filter((file) => codeLines(textOf(file)) > 250)).toEqual([]);
    expect(codeLines('// a comment\n\nconst a = `x\ny`;\n/** promise */\nexport { a };\n')).toBe(3);
  });

  it('goes at most two folders deep and names nothing utils, helpers, common or manager', () => {
    expect(files.filter((file) => file.split('/').length > 3)).toEqual([]);
    expect(files.filter((file) => /(^|[/.])(utils?|helpers?|common|manager)([/.]|$)/i.test(file))).toEqual([]);
  });

  it('names the toolkit in one file only', () => {
    expect(filesNaming('@vscode/webview-ui-toolkit')).toEqual(['webview/page/drawing/toolkit.ts']);
  });

  it('shows errors in one place only', () => {
    expect(filesNaming('showErrorMessage')).toEqual(['host/window/errorReporter.ts']);
  });
});
