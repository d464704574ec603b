/** Prints the milliseconds that a fresh Node needs to load dist/extension.js, with a stand-in for `vscode`. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../scripts/project.ts';
import { anything, provideVscode } from '../vscodeModule.ts';

provideVscode({ anything });
await import('vscode');
const bundle = pathToFileURL(join(projectRoot, 'dist', 'extension.js')).href;
const started = performance.now();
await import(bundle);
console.log(performance.now() - started);
process.exit(0);
