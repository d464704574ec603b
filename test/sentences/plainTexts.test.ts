/** Tests what finds texts on pages that stayed untranslated. */
import { describe, expect, it } from 'vitest';
import { sourceTemplates } from '../../scripts/pseudoLanguage.ts';
import { controls, type Control } from '../../src/domain/findings/rule/controls.ts';
import { plainIn } from '../page/support/plainTexts.ts';
import { plainWordsBeside } from '../support/plainWords.ts';

/** What is no text of ours, although it stands in our sources as one does: products, roles, controls and commands. */
const same = new Set<string | undefined>([
  ...['AKS Identity', 'Application Gateway for Containers', 'Application routing', 'Azure', 'Azure Policy'],
  ...['Azure Policy ({0})', 'HTTP application routing', 'Kubernetes {0}', 'Microsoft Entra', 'NGINX', 'Reader'],
  ...['kubelet', 'kubelet > {0}', 'true', '{0}, {1} UTC'],
  ...Object.values<Control>(controls).map(({ title }) => title),
]);

describe('a text of ours that stayed untranslated', () => {
  it.each(['7', 'shop-weu', '[Ŵöŕđš·]', 'Reader'])('is found wherever it has %s in its places', (value) => {
    const isTime = (template: string): boolean => /^(?:\{\d\} [dhms] ?)+$/.test(template);
    const hidden = sourceTemplates()
      .filter((template) => !same.has(template) && !template.startsWith('aksIdentity.'))
      .filter((template) => value === '7' || !isTime(template))
      .filter((template) => plainIn(template.replaceAll(/\{\d+\}/g, value)).length === 0);
    expect(hidden).toEqual([]);
  });
});

describe('a name in the data', () => {
  const data = { name: 'new', properties: { mode: 'Failed', 'status text': 'New', roleName: 'Web App Owner' } };

  it.each([
    ['[Ŕöļé·] new', []],
    ['[Ŕöļé·] new, Web App Owner [öñ ŵéþ·]', []],
    ['New.', ['New']],
    ['Failed', ['Failed']],
    ['status text', ['status text']],
    ['one new role', ['one new role']],
    ['Web App Owner is gone', ['Web App Owner is gone']],
    ['7 d', ['d']],
  ])('counts as one only as a whole, in its own letters: %s', (text, found) => {
    expect(plainWordsBeside(data)(text)).toEqual(found);
  });
});
