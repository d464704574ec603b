import type { TreeItem } from 'vscode';
import { describe, expect, it } from 'vitest';
import { treeItemOf, withTooltip } from '../../../src/tree/row/treeItem.ts';
import type { Row } from '../../../src/tree/row/row.ts';
import { speak } from '../../../src/sentences/language.ts';
import { anyLanguage } from '../../support/anyLanguage.ts';

const hostile =
  '`x`\r\n\r\n[Click](command:workbench.action.terminal.new) ![](https://evil.example/x.png) <img src=x> $(check)';
const row: Row = {
  key: 'k',
  kind: 'cluster',
  label: hostile,
  description: hostile,
  contextValue: 'cluster:',
  tooltip: [
    { label: 'Cluster', value: hostile },
    { label: 'State', value: hostile },
    { label: 'Resource ID', value: hostile },
  ],
};

describe('a row of what somebody else has named', () => {
  it('has a tooltip without links, pictures and markup', () => {
    const { tooltip } = withTooltip(treeItemOf(row), row) as TreeItem & {
      tooltip: { value: string; isTrusted?: boolean };
    };
    const [first = '', ...others] = tooltip.value.split('Resource ID: ');
    expect(first).not.toMatch(/(?<!\\)[[\]<>!]/);
    expect(others).toHaveLength(1);
    expect(others[0]).toMatch(/^`[^`\r\n]*`\n\n$/);
    expect(tooltip.isTrusted ?? false).toBe(false);
  });

  it('has a tooltip whose every line begins with its name and a colon, the first one in bold', () => {
    const plain = {
      ...row,
      tooltip: [
        { label: 'Plan', value: 'Change it' },
        { label: 'State', value: 'succeeded' },
      ],
    };
    const { tooltip } = withTooltip(treeItemOf(plain), plain) as TreeItem & { tooltip: { value: string } };
    expect(tooltip.value).toBe('**Plan:** Change it\n\nState: succeeded\n\n');
  });

  it('takes its command and its context from us alone', () => {
    const item = treeItemOf(row);
    expect([item.command, item.contextValue, item.id]).toEqual([undefined, 'cluster:', 'k']);
  });
});

describe('what a screen reader says of a row', () => {
  const said = (more: Partial<Row>): string | undefined =>
    treeItemOf({ key: 'k', kind: 'cluster', label: 'lab-weu', contextValue: 'cluster:', ...more })
      .accessibilityInformation?.label;

  it('a row says its kind, its name, and how many errors and warnings it has', () => {
    const spoken = 'user-assigned, 1 error, 2 warnings';
    const description = '1 error, 2 warnings \u00b7 user-assigned';
    expect(said({ description, spoken })).toBe('Cluster lab-weu, user-assigned, 1 error, 2 warnings');
    expect(said({ kind: 'subscription', label: 'Contoso', description: '3 clusters \u00b7 1 with errors' })).toBe(
      'Subscription Contoso, 3 clusters, 1 with errors',
    );
    expect(said({ kind: 'addons', label: 'Add-ons', description: '1 error \u00b7 2' })).toBe('Add-ons, 1 error, 2');
  });

  it('a row whose icon alone shows its state says the state', () => {
    const missing = { kind: 'finding', label: 'Missing: AcrPull', description: 'acrshop' } as const;
    expect(said({ ...missing, icon: { id: 'error' } })).toBe('Finding Missing: AcrPull, error, acrshop');
    expect(said({ kind: 'activity', label: 'Create', description: '2 min ago', icon: { id: 'pass' } })).toBe(
      'Create, succeeded, 2 min ago',
    );
    const failed = { kind: 'activity', label: 'Create', icon: { id: 'error' } } as const;
    expect(said({ ...failed, description: 'failed: Conflict' })).toBe('Create, error, failed: Conflict');
  });

  it.each([['English', undefined] as const, ['another language', anyLanguage] as const])(
    'a run that was stopped says so once, in its description: %s',
    (_, language) => {
      speak(language);
      const stopped = { kind: 'activity', label: 'Create', icon: { id: 'debug-pause' } } as const;
      const texts = ['stopped \u00b7 2 h ago', 'can be resumed \u00b7 interrupted'].map((description) =>
        said({ ...stopped, description }),
      );
      const step = said({ kind: 'step', label: 'Update', icon: { id: 'debug-pause' }, description: 'not tracked' });
      speak();
      expect(texts).toEqual(['Create, stopped, 2 h ago', 'Create, can be resumed, interrupted']);
      expect(step?.split(', ')).toHaveLength(3);
    },
  );
});
