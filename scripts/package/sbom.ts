import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npm } from '../npm/npm.ts';
import { projectRoot } from '../project.ts';
import { bundledPackages, bundleFile, type Bundled } from './chunks.ts';

/** Where the list of what the package is made from is written. */
export const sbomFile = join(projectRoot, 'aks-identity.cdx.json');

/** The part of CycloneDX that is checked; a `ref` is `name@version`. */
interface Sbom {
  readonly metadata: { readonly component: { readonly 'bom-ref': string } };
  readonly components: readonly { readonly 'bom-ref': string }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/**
 * Writes the packages of which the last build holds something, as npm describes them (CycloneDX); returns how many there are. Rejects if
 * npm does not know one. What package.json calls a tool may be bundled, and a dependency may not, so that `npm sbom --omit=dev` does not tell.
 */
export async function writeSbom(): Promise<number> {
  const flags = ['--package-lock-only', '--sbom-format=cyclonedx', '--sbom-type=application'];
  const listed = await npm(['sbom', ...flags]);
  const all = JSON.parse(listed) as Sbom;
  const bundled = new Set(await bundledRefs());
  const components = all.components.filter((component) => bundled.has(component['bom-ref']));
  const known = new Set(components.map((component) => component['bom-ref']));
  const missing = [...bundled].filter((ref) => !known.has(ref));
  if (missing.length > 0) throw new Error(`package-lock.json does not have ${missing.join(', ')}.`);
  const shipped = new Set([all.metadata.component['bom-ref'], ...bundled]);
  const dependencies = all.dependencies
    .filter(({ ref }) => shipped.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => shipped.has(one)) }));
  // npm takes the name of the folder.
  const metadata = { ...all.metadata, component: { ...all.metadata.component, name: 'aks-identity' } };
  await writeFile(sbomFile, `${JSON.stringify({ ...all, metadata, components, dependencies }, undefined, 2)}\n`);
  return components.length;
}

/** The packages of which something is in the last build, as `name@version`. */
async function bundledRefs(): Promise<readonly string[]> {
  const folders = bundledPackages(JSON.parse(await readFile(bundleFile, 'utf8')) as readonly Bundled[]);
  return Promise.all(
    folders.map(async (folder) => {
      const manifest = JSON.parse(await readFile(join(projectRoot, folder, 'package.json'), 'utf8')) as Manifest;
      return `${manifest.name}@${manifest.version}`;
    }),
  );
}

interface Manifest {
  readonly name: string;
  readonly version: string;
}
