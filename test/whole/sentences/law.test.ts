import { relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { plainStringsIn } from '../../support/plainStrings.ts';
import { readers } from './readers.ts';
import { untranslated } from './untranslated.ts';

const root = resolve(import.meta.dirname, '..', '..', '..');

function once<T>(find: () => T): () => T {
  let found: { readonly value: T } | undefined;
  return () => (found ??= { value: find() }).value;
}

/** Reads sources with the compiler, beside those that tsconfig.json names. */
function programWith(more: readonly string[]): ts.Program {
  const read: { config?: unknown } = ts.readConfigFile(resolve(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { fileNames, options } = ts.parseJsonConfigFileContent(read.config, ts.sys, root);
  const own = fileNames.filter((file) => file.startsWith(resolve(root, 'src')));
  return ts.createProgram([...own, ...more], options);
}

const comparisons = new Set([
  ...[ts.SyntaxKind.EqualsEqualsEqualsToken, ts.SyntaxKind.ExclamationEqualsEqualsToken],
  ...[ts.SyntaxKind.LessThanToken, ts.SyntaxKind.GreaterThanToken, ts.SyntaxKind.PlusToken],
]);
const searches = /^(?:includes|indexOf|lastIndexOf|has|get|groupBy|sort|toSorted|join)$/;

/** Names every place in a source that reads a sentence: compares, searches, sorts or joins it, or makes a key or a text of it. */
function readersIn(source: ts.SourceFile, checker: ts.TypeChecker): readonly string[] {
  const found: string[] = [];
  const isWords = (type: ts.Type): boolean =>
    type.isUnion()
      ? type.types.some(isWords)
      : type.symbol?.name === 'Words' && type.getProperty('template') !== undefined;
  const says = (node: ts.Node): boolean => isWords(checker.getTypeAtLocation(node));
  const isOfWords = (node: ts.Node): boolean =>
    checker
      .getTypeArguments(checker.getTypeAtLocation(node) as ts.TypeReference)
      .slice(0, 1)
      .some(isWords);
  const isPlain = (node: ts.Node): boolean => /^(?:undefined|true|false)$/.test(node.getText());
  const isReader = (node: ts.Node): boolean => {
    if (ts.isBinaryExpression(node) && comparisons.has(node.operatorToken.kind))
      return [node.left, node.right].some(says) && ![node.left, node.right].some(isPlain);
    if (ts.isTemplateSpan(node)) return !ts.isTaggedTemplateExpression(node.parent.parent) && says(node.expression);
    if (ts.isNewExpression(node)) return /^(?:Set|Map)$/.test(node.expression.getText()) && isOfWords(node);
    if (!ts.isPropertyAccessExpression(node)) return false;
    if (/^(?:template|values)$/.test(node.name.text)) return says(node.expression);
    return searches.test(node.name.text) && ts.isCallExpression(node.parent) && isOfWords(node.expression);
  };
  const visit = (node: ts.Node): void => {
    if (isReader(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${relative(root, source.fileName)}:${line + 1} ${node.getText().slice(0, 80)}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Where the English message of a failure is read, and why that is no text for a person. */
const messageReaders: Readonly<Record<string, RegExp>> = {
  'what programs and the command line read': /^src\/(?:cli|agents|emulator)\/|^src\/api\/projection\.ts$/,
  'the log': /^src\/host\/window\/errorReporter\.ts$/,
  'what Azure or kubectl said is told apart by it':
    /^src\/azure\/arm\/armCodes\.ts$|^src\/(?:host\/kubectl|webview\/run\/failureView)\.ts$/,
  'the failures themselves': /^src\/errors\.ts$/,
};
const failures = new Set(['Failure', 'IdentityError', 'SentenceError', 'Refusal', 'ChangedSince']);

/** Names every place that reads the English message of a failure, or copies a failure without the sentence that it was made of. */
function messagesReadIn(source: ts.SourceFile, checker: ts.TypeChecker): readonly string[] {
  const found: string[] = [];
  const isFailure = (type: ts.Type): boolean =>
    type.isUnion()
      ? type.types.some(isFailure)
      : [type.symbol?.name, type.aliasSymbol?.name].some((name) => failures.has(name ?? ''));
  const isOf = (node: ts.Node): boolean => isFailure(checker.getTypeAtLocation(node));
  const isCopy = (node: ts.ObjectLiteralExpression): boolean =>
    !ts.isNewExpression(node.parent) &&
    node.properties.some((one) => ts.isSpreadAssignment(one) && isOf(one.expression)) &&
    checker.getContextualType(node)?.symbol?.name === 'Failure';
  const isReader = (node: ts.Node): boolean => {
    if (ts.isPropertyAccessExpression(node)) return node.name.text === 'message' && isOf(node.expression);
    if (ts.isBindingElement(node)) return (node.propertyName ?? node.name).getText() === 'message' && isOf(node.parent);
    return ts.isObjectLiteralExpression(node) && isCopy(node);
  };
  const visit = (node: ts.Node): void => {
    if (isReader(node)) found.push(`${relative(root, source.fileName)}: ${node.getText().slice(0, 80)}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const probe = resolve(import.meta.dirname, `${readers.name}.ts`);
const program = programWith([probe]);
const checker = program.getTypeChecker();

describe('a sentence', () => {
  it('is read only by the edges, which turn it into text first', () => {
    const sources = program
      .getSourceFiles()
      .filter(({ fileName }) => fileName.startsWith(resolve(root, 'src')) && !/\/src\/sentences\//.test(fileName));
    expect(sources.length).toBeGreaterThan(300);
    expect(sources.flatMap((source) => readersIn(source, checker))).toEqual([]);
  });

  it('of a failure is not lost where a person is told of it', () => {
    const sources = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(resolve(root, 'src')));
    const found = sources.flatMap((source) => messagesReadIn(source, checker));
    const isExcused = (one: string, pattern: RegExp): boolean => pattern.test(one.split(': ')[0] ?? '');
    expect(found.filter((one) => !Object.values(messageReaders).some((pattern) => isExcused(one, pattern)))).toEqual(
      [],
    );
    const idle = Object.entries(messageReaders).filter(([, pattern]) => !found.some((one) => isExcused(one, pattern)));
    expect(idle).toEqual([]);
  });

  it('would be seen to be read, in each of the ways there are', () => {
    const source = program.getSourceFile(probe)!;
    const lines = source.text.split('\n').flatMap((line, index) => (/;\s*\/\/ reads$/.test(line) ? [index + 1] : []));
    const seen = readersIn(source, checker).map((one) => Number(/:(\d+) /.exec(one)?.[1]));
    expect([...new Set(seen)]).toEqual(lines);
  });
});

describe('texts for people', () => {
  const rooms =
    /\/src\/(?:(?:errors|views|extension)\.ts$|(?:webview|tree|commands|domain|app|azure|session|host|agents)\/)/;
  const plain = once(() => {
    const files = program.getSourceFiles().filter(({ fileName }) => rooms.test(fileName) && fileName.startsWith(root));
    return plainStringsIn(files, checker).map(
      ({ file, text }) => `${relative(root, file).replaceAll('\\', '/')}: ${text}`,
    );
  });

  it('go through the language, apart from what stays as it is everywhere', () => {
    const excused = Object.values(untranslated);
    expect(plain().filter((text) => !excused.some((pattern) => pattern.test(text)))).toEqual([]);
  });

  it.each(Object.entries(untranslated))('are excused only where there are some: %s', (_, pattern) => {
    expect(plain().some((text) => pattern.test(text))).toBe(true);
  });
});
