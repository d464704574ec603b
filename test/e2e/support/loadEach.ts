/**
 * `node loadEach.ts FOLDER`: loads each file of the folder as the first of all, in a thread of its own, and writes what could not
 * be loaded, a line each. In the place of the module `vscode` is one whose every member is a class that does nothing.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

const filesOf = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .map((name) => join(folder, name));

/** A module with each name that a file of the folder takes from `vscode`. */
function double(folder: string): string {
  const taken = filesOf(folder).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/import\{([^}]*)\}from["'`]vscode["'`]/g)].flatMap(([, names = '']) =>
      names.split(',').map((name) => name.split(' as ')[0] ?? name),
    ),
  );
  return [...new Set(taken)].map((name) => `export class ${name} {}`).join('\n');
}

async function failureOf(file: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const thread = new Worker(import.meta.filename, { workerData: file });
    thread.once('error', (error) => resolve(String(error)));
    thread.once('exit', () => resolve(undefined));
  });
}

if (isMainThread) {
  for (const file of filesOf(process.argv[2] ?? '')) {
    const failure = await failureOf(file);
    if (failure !== undefined) console.log(`${file}: ${failure}`);
  }
} else {
  const file = workerData as string;
  const source = double(dirname(file));
  registerHooks({
    resolve: (name, context, next) =>
      name === 'vscode' ? { url: 'double:vscode', shortCircuit: true } : next(name, context),
    load: (url, context, next) =>
      url === 'double:vscode' ? { format: 'module', source, shortCircuit: true } : next(url, context),
  });
  await import(pathToFileURL(file).href);
  process.exit();
}
