import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../project.ts';

/** Where the list of what the package is made from is written. */
export const sbomFile = join(projectRoot, 'aks-identity.cdx.json');

/** Writes the packages whose code or pictures may be in the extension, as npm lists them from the lock file (CycloneDX); returns how many there are. */
export async function writeSbom(): Promise<number> {
  const flags = ['--omit=dev', '--package-lock-only', '--sbom-format=cyclonedx', '--sbom-type=application'];
  const { stdout } = await promisify(execFile)('npm', ['sbom', ...flags], {
    cwd: projectRoot,
    maxBuffer: 50_000_000,
    shell: process.platform === 'win32',
  });
  const sbom = JSON.parse(stdout) as Sbom;
  // npm takes the name of the folder.
  const component = { ...sbom.metadata.component, name: 'aks-identity' };
  const content = { ...sbom, metadata: { ...sbom.metadata, component } };
  await writeFile(sbomFile, `${JSON.stringify(content, undefined, 2)}\n`);
  return sbom.components.length;
}

interface Sbom {
  readonly metadata: { readonly component: object };
  readonly components: readonly object[];
}
