import { expect, it } from 'vitest';
import { whyNoRoles } from '../../../src/webview/page/panel/details/whyNoRoles.ts';

it.each([
  ['Azure', undefined, "No role assignments of this cluster's identities are visible to you."],
  [
    'a file without roles',
    { name: 'a.json', rolesCommand: 'az', lacks: [] },
    'The opened file has no role assignments.',
  ],
  [
    'files with roles',
    { name: 'a.json, b.json', lacks: [] },
    "No role assignments of this cluster's identities are visible to you.",
  ],
])('a cluster from %s says why no role assignments are shown', (_from, file, words) => {
  expect(whyNoRoles(file)).toBe(words);
});
