/** A stand-in for the module `vscode`, so that the built extension runs in a plain Node. */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { projectRoot } from '../scripts/project.ts';

const place = Symbol.for('aks-identity.bench.vscode');

/** From now on `vscode` is what is given; everything else of it takes any call and does nothing. */
export function provideVscode(given: Readonly<Record<string, unknown>>): void {
  Object.assign(globalThis, { [place]: given });
  const url = `data:text/javascript,${encodeURIComponent(moduleText())}`;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'vscode' ? { url, shortCircuit: true } : next(specifier, context),
  });
}

/** What the extension does not wait for, and does not look at. */
export const anything: unknown = new Proxy(class {}, {
  get: (target, key) => (key === 'prototype' ? target.prototype : isAsked(key) ? undefined : anything),
  set: () => true,
  apply: () => anything,
  construct: () => anything as object,
});

/** Languages ask these of every value: whether it can be awaited, iterated, written as text. */
function isAsked(key: string | symbol): boolean {
  return typeof key === 'symbol' || key === 'then';
}

function moduleText(): string {
  const declarations = readFileSync(join(projectRoot, 'node_modules/@types/vscode/index.d.ts'), 'utf8');
  const exported = /^(?:\t| {4})export (?:abstract )?(?:class|enum|namespace|const|function) (\w+)/gm;
  const names = new Set([...declarations.matchAll(exported)].map(([, name]) => name ?? ''));
  return [
    `const given = globalThis[Symbol.for('${place.description ?? ''}')];`,
    ...[...names].map((name) => `const $${name} = given.${name} ?? given.anything; export { $${name} as ${name} };`),
  ].join('\n');
}
