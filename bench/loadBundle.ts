/** Prints the milliseconds that a fresh Node needs to load dist/extension.js, with a stand-in for `vscode`. */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const projectRoot = resolve(import.meta.dirname, '..');
const declarations = readFileSync(join(projectRoot, 'node_modules/@types/vscode/index.d.ts'), 'utf8');
const names = new Set(
  [...declarations.matchAll(/^(?:\t| {4})export (?:abstract )?(?:class|enum|namespace|const|function) (\w+)/gm)].map(
    ([, name]) => name,
  ),
);
const standIn = [
  'const anything = new Proxy(class {}, { get: (_, key) => key === "prototype" ? Object.prototype : anything, apply: () => anything });',
  ...[...names].map((name) => `export { anything as ${name} };`),
].join('\n');
const vscodeUrl = `data:text/javascript,${encodeURIComponent(standIn)}`;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode' ? { url: vscodeUrl, shortCircuit: true } : next(specifier, context),
});
await import('vscode');
const bundle = pathToFileURL(join(projectRoot, 'dist', 'extension.js')).href;
const started = performance.now();
await import(bundle);
console.log(performance.now() - started);
process.exit(0);
