import { cp, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

const notShipped = new Set([
  'node_modules',
  'src',
  'test',
  'test-results',
  'bench',
  'scripts',
  'docs',
  'out',
  'coverage',
]);

/**
 * Installs extensions from their folders, as a package would: copies of what is built there. Unlike an extension under
 * development, an installed one runs in a workbench that shows notifications.
 */
export async function installFolders(extensionsDir: string, folders: readonly string[]): Promise<void> {
  const installed = await Promise.all(folders.map((folder) => installFolder(extensionsDir, folder)));
  if (installed.length > 0) await writeFile(join(extensionsDir, 'extensions.json'), JSON.stringify(installed));
}

async function installFolder(extensionsDir: string, folder: string): Promise<unknown> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
  const id = `${manifest['publisher']}.${manifest['name']}`;
  const version = manifest['version'] ?? '0.0.0';
  const name = `${id}-${version}`;
  const target = join(extensionsDir, name);
  await cp(folder, target, {
    recursive: true,
    dereference: true,
    filter: (source) => isShipped(relative(folder, source)),
  });
  return {
    identifier: { id },
    version,
    location: { $mid: 1, path: pathToFileURL(target).pathname, scheme: 'file' },
    relativeLocation: name,
    metadata: { installedTimestamp: Date.now(), pinned: true, source: 'vsix' },
  };
}

function isShipped(path: string): boolean {
  const [top = ''] = path.split(/[\\/]/);
  return path === '' || (!top.startsWith('.') && !notShipped.has(top) && !top.endsWith('.vsix'));
}
