/**
 * `npm run package`: writes aks-identity.vsix and aks-identity.cdx.json, the list of what it is made from, and says what is in
 * it. With `-- --published` the README shows the pictures of the public repository.
 */
import { parseArgs } from 'node:util';
import { buildExtension } from '../build.ts';
import { writeSbom } from './sbom.ts';
import { packExtension, vsixLimit } from './vsix.ts';

try {
  await buildExtension();
  const { values } = parseArgs({ options: { published: { type: 'boolean', default: false } } });
  const { size, files } = await packExtension({ isPublished: values.published });
  for (const file of files) console.log(`${String(file.size).padStart(8)}  ${file.path}`);
  console.log(
    `aks-identity.vsix: ${(size / 1000).toFixed(1)} kB of ${vsixLimit / 1000} kB without pictures, ${files.length} files`,
  );
  console.log(`aks-identity.cdx.json: ${await writeSbom()} packages`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
