import { describe, expect, it } from 'vitest';
import { rulesText } from '../../../src/cli/commands/rules.ts';
import { catalogue } from '../../../src/domain/findings/catalogue.ts';
import { controlWords } from '../../../src/domain/report/controls.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

interface ListedRule {
  readonly code: keyof typeof catalogue;
  readonly severity: string;
  readonly otherwise?: { readonly severity: string; readonly when: string };
  readonly title: string;
  readonly source: string;
  readonly controls: readonly { readonly framework: string; readonly id: string; readonly when?: string }[];
}
const rules = JSON.parse(rulesText('json')) as readonly ListedRule[];

describe('the list of rules', () => {
  it('has every kind of finding of the catalogue, in its order, with what the catalogue says', () => {
    expect(rules.map(({ code }) => code)).toEqual(Object.keys(catalogue));
    for (const { code, ...rule } of rules) {
      const { title, severity, source } = catalogue[code];
      expect(rule).toMatchObject({ severity, source, title: textOf(title) });
      expect(rule.controls).toHaveLength(controlWords(code).length);
    }
  });

  it('says when a finding has another severity, and when it bears on a control', () => {
    expect(rules.find(({ code }) => code === 'missingGrant')?.otherwise?.severity).toBe('warning');
    const conditions = rules.flatMap(({ controls }) => controls.flatMap(({ when }) => when ?? []));
    expect(conditions).toContain('retiredAddon:httpApplicationRouting');
  });

  it.each(['markdown', 'csv'] as const)('as %s has a line for each kind of finding', (format) => {
    const lines = rulesText(format).trim().split(/\r?\n/);
    expect(lines).toHaveLength(rules.length + (format === 'csv' ? 1 : 4));
    for (const { source } of rules) expect(rulesText(format)).toContain(source);
  });
});
