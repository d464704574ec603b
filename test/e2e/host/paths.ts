import { join, resolve } from 'node:path';

/** The project's folder. */
export const projectRoot = resolve(import.meta.dirname, '../../..');

/** Everything that is installed to run VS Code without a desktop lies here; it may be deleted at any time. */
export const workbenchHome = join(projectRoot, '.vscode-test', 'workbench');

/** The Node 24 that comes as a development dependency; the VS Code server needs it. */
export const node24 = join(projectRoot, 'node_modules', '.bin', 'node');
