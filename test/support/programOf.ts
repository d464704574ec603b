import { posix } from 'node:path';
import ts from 'typescript';

const { createSourceFile, ScriptTarget } = ts;
const libraries = new Map<string, ts.SourceFile | undefined>();

/** Compiles sources that are no files; of packages nothing is known. */
export function programOf(sources: Readonly<Record<string, string>>): ts.Program {
  const options: ts.CompilerOptions = { target: ScriptTarget.ES2023, strict: true, allowImportingTsExtensions: true };
  const host = ts.createCompilerHost(options);
  const library = (name: string): ts.SourceFile | undefined => {
    if (!libraries.has(name)) libraries.set(name, host.getSourceFile(name, ScriptTarget.ES2023));
    return libraries.get(name);
  };
  return ts.createProgram(
    Object.keys(sources),
    { ...options, lib: ['lib.es2023.d.ts'], types: [], noEmit: true },
    {
      ...host,
      fileExists: (name) => name in sources,
      getCurrentDirectory: () => '',
      getSourceFile: (name) => {
        const text = sources[name];
        return text === undefined ? library(name) : createSourceFile(name, text, ScriptTarget.ES2023, true);
      },
      resolveModuleNameLiterals: (names, from) =>
        names.map(({ text }) => {
          const resolvedFileName = posix.join(posix.dirname(from), text);
          const isOwn = text.startsWith('.') && resolvedFileName in sources;
          return { resolvedModule: isOwn ? { resolvedFileName, extension: ts.Extension.Ts } : undefined };
        }),
    },
  );
}
