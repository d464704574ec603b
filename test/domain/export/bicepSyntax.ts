/** Bicep as a real parser reads it. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';

let parser: Promise<Parser> | undefined;

async function load(): Promise<Parser> {
  await Parser.init();
  const grammar = createRequire(import.meta.url).resolve('tree-sitter-bicep/tree-sitter-bicep.wasm');
  return new Parser().setLanguage(await Language.load(await readFile(grammar)));
}

/** Where a text is no Bicep; `undefined` where it is. The trees live outside of JavaScript and are freed. */
export async function firstBicepError(text: string): Promise<string | undefined> {
  const tree = (await (parser ??= load())).parse(text)!;
  const wrong = tree.rootNode.descendantsOfType('ERROR')[0] ?? (tree.rootNode.hasError ? tree.rootNode : undefined);
  const where = wrong?.text;
  tree.delete();
  return where;
}
