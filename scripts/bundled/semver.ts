/**
 * Stands in for the package `semver` where the extension is bundled: jsonwebtoken, its only user there, asks whether Node is at
 * least 8, 15.7 and 16.9, and VS Code 1.105 brings Node 22.
 */
export function satisfies(): boolean {
  return true;
}
