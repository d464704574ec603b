import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { formCommands } from '../src/commands/changes.ts';

interface Item {
  readonly command: string;
  readonly when?: string;
}

const { contributes } = JSON.parse(await readFile('package.json', 'utf8')) as {
  readonly contributes: { readonly menus: Readonly<Record<string, readonly Item[]>> };
};

describe('a command that changes something', () => {
  it.each(formCommands)('%s is offered nowhere for clusters from a file', (command) => {
    const items = Object.values(contributes.menus)
      .flat()
      .filter((item) => item.command === command && item.when !== 'false');
    const conditions = items.flatMap(({ when = '' }) => when.split(' || '));
    expect(conditions.length).toBeGreaterThan(0);
    expect(conditions.filter((when) => !when.includes('aksIdentity.connection != file'))).toEqual([]);
  });
});
