import type { TreeItem } from 'vscode';
import { describe, expect, it, vi } from 'vitest';
import { render, withTooltip } from '../../../src/tree/row/treeItem.ts';
import type { Row } from '../../../src/tree/row/row.ts';

vi.mock('vscode', () => import('../../support/vscodeDouble.ts'));

const hostile =
  '`x`\r\n\r\n[Click](command:workbench.action.terminal.new) ![](https://evil.example/x.png) <img src=x> $(check)';
const row: Row = {
  ...{ key: 'k', kind: 'cluster', label: hostile, description: hostile, contextValue: 'cluster:' },
  tooltip: [
    { label: 'Cluster', value: hostile },
    { label: 'State', value: hostile },
    { label: 'Resource ID', value: hostile },
  ],
};

describe('a row of what somebody else has named', () => {
  it('a row has a tooltip without links, pictures and markup', () => {
    const { tooltip } = withTooltip(render(row), row) as TreeItem & { tooltip: { value: string; isTrusted?: boolean } };
    const [first = '', ...others] = tooltip.value.split('Resource ID: ');
    expect(first).not.toMatch(/(?<!\\)[[\]<>!]/);
    expect(others).toHaveLength(1);
    expect(others[0]).toMatch(/^`[^`\r\n]*`\n\n$/);
    expect(tooltip.isTrusted ?? false).toBe(false);
  });

  it('a row takes its command and its context from us alone', () => {
    const item = render(row);
    expect([item.command, item.contextValue, item.id]).toEqual([undefined, 'cluster:', 'k']);
  });
});
