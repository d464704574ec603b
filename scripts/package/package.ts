/** `npm run package`: writes aks-identity.vsix and says what is in it. */
import { packExtension, vsixLimit } from './vsix.ts';

try {
  const { size, entries } = await packExtension();
  for (const entry of entries) console.log(`${String(entry.compressedSize).padStart(8)}  ${entry.path}`);
  console.log(
    `aks-identity.vsix: ${(size / 1000).toFixed(1)} kB of ${vsixLimit / 1000} kB without pictures, ${entries.length} files`,
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
