import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtInRoleFiles } from '../../../scripts/builtInRoles.ts';

const root = new URL('../../../', import.meta.url);

describe('the built-in roles', () => {
  it('are on both sides what scripts/builtInRoles.ts makes of their one source', async () => {
    for (const [path, text] of await builtInRoleFiles()) expect(readFileSync(new URL(path, root), 'utf8')).toBe(text);
  });
});
