import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npm } from '../npm/npm.ts';
import { projectRoot } from '../project.ts';

/** Where the list of what the package is made from is written. */
export const sbomFile = join(projectRoot, 'aks-identity.cdx.json');

/** The part of CycloneDX that is checked; a `ref` is `name@version`. */
interface Sbom {
  readonly metadata: { readonly component: { readonly 'bom-ref': string } };
  readonly components: readonly { readonly 'bom-ref': string }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/**
 * Writes the packages that the extension may hold code or pictures of, as npm lists them from the lock file (CycloneDX); returns
 * how many there are. What is left out is left out here: `npm sbom --omit=dev` also omits what a dependency and a tool have in common.
 */
export async function writeSbom(): Promise<number> {
  const flags = ['--package-lock-only', '--sbom-format=cyclonedx', '--sbom-type=application'];
  const listed = await npm(['sbom', ...flags]);
  const all = JSON.parse(listed) as Sbom;
  const shipped = new Set([all.metadata.component['bom-ref'], ...(await shippedPackages())]);
  const components = all.components.filter((component) => shipped.has(component['bom-ref']));
  const dependencies = all.dependencies
    .filter(({ ref }) => shipped.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => shipped.has(one)) }));
  // npm takes the name of the folder.
  const metadata = { ...all.metadata, component: { ...all.metadata.component, name: 'aks-identity' } };
  await writeFile(sbomFile, `${JSON.stringify({ ...all, metadata, components, dependencies }, undefined, 2)}\n`);
  return components.length;
}

/** The packages of the lock file that are not for development only, as `name@version`. */
async function shippedPackages(): Promise<readonly string[]> {
  const { packages } = JSON.parse(await readFile(join(projectRoot, 'package-lock.json'), 'utf8')) as Lock;
  return Object.entries(packages).flatMap(([path, { version, dev }]) => {
    const [, name] = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path) ?? [];
    return name === undefined || dev === true ? [] : [`${name}@${version ?? ''}`];
  });
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly dev?: boolean }>>;
}
