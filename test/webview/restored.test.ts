import { describe, expect, it } from 'vitest';
import { Panels } from '../../src/webview/panel/panelWindow.ts';
import { createReports } from '../../src/webview/report/reportWindow.ts';
import { TabInputWebview, Uri } from '../support/vscode/module.ts';
import { until } from '../support/until.ts';
import { code } from '../support/vscode/user.ts';
import { nextPage, openWebview, restorers } from '../support/vscode/views.ts';

const options = {
  extensionUri: Uri.file('/extension') as never,
  shownSubscriptions: () => undefined,
  funnel: { run: async <T>(work: () => Promise<T> | T) => work(), note: () => undefined },
  service: async () => Promise.reject(new Error('not asked')),
  reveal: () => undefined,
};
const clusterId = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/shop';
const kept = { version: 1, clusterId, tab: 'map' };

describe('a window that is closed while VS Code restores it', () => {
  it('a panel that is closed while VS Code restores it leaves its place to the next one', async () => {
    const panels = new Panels(options);
    const { page, view } = openWebview();
    const restoring = restorers.get('aksIdentity.panel')!(view, kept);
    (view as { dispose(): void }).dispose();
    await restoring;
    const loaded = nextPage();
    panels.show({ kind: 'cluster', clusterId });
    await loaded;
    expect([code.pages.filter(({ isClosed }) => !isClosed).length, page.reveals]).toEqual([1, 0]);
    panels.dispose();
  });

  it('a report that is closed while VS Code restores it leaves its place to the next one', async () => {
    const reports = createReports(options);
    const { page, view } = openWebview();
    const restoring = restorers.get('aksIdentity.report')!(view, undefined);
    (view as { dispose(): void }).dispose();
    await restoring;
    const loaded = nextPage();
    reports.show({});
    await loaded;
    expect([code.pages.filter(({ isClosed }) => !isClosed).length, page.reveals]).toEqual([1, 0]);
    reports.dispose();
  });

  it('a panel of another connection closes also while VS Code restores it', async () => {
    const panels = new Panels(options);
    const { page, view } = openWebview();
    const restoring = restorers.get('aksIdentity.panel')!(view, kept);
    panels.closeAll();
    await restoring;
    expect(page.isClosed).toBe(true);
    panels.dispose();
  });
});

describe('a tab that VS Code has not restored yet, as it is out of view', () => {
  const tab = { label: 'shop', input: new TabInputWebview('mainThreadWebview-aksIdentity.panel') };
  const show = (panels: Panels, isPreview?: true): void =>
    panels.show({ kind: 'cluster', clusterId, tab: 'details', ...(isPreview ? { isPreview } : {}) });

  it.each([
    ['in the group in use', 1, undefined, []],
    ['in another group', 2, undefined, ['workbench.action.focusSecondEditorGroup']],
    ['for a look from the tree', 1, true, []],
  ] as const)('is brought into view, and no second one is opened: %s', async (_, viewColumn, isPreview, first) => {
    code.tabs = [
      { label: 'Welcome', input: undefined, viewColumn },
      { ...tab, viewColumn },
    ];
    const panels = new Panels(options);
    show(panels, isPreview);
    expect(code.pages).toEqual([]);
    await until(() =>
      expect(code.executed).toEqual([
        ...first,
        'workbench.action.openEditorAtIndex',
        ...(isPreview ? ['aksIdentity.clusters.focus'] : []),
      ]),
    );
    expect(code.given[first.length]).toEqual([1]);
    const { page, view } = openWebview('shop');
    await restorers.get('aksIdentity.panel')!(view, kept);
    expect([code.pages.length, page.reveals]).toEqual([1, 1]);
    panels.dispose();
  });

  it('leaves its place to another window if it was about another cluster of that name, or can not be restored', async () => {
    for (const memento of [{ ...kept, clusterId: clusterId.replace('/rg/', '/other/') }, undefined]) {
      code.pages.length = 0;
      code.tabs = [tab];
      const panels = new Panels(options);
      show(panels);
      const { view } = openWebview('shop');
      await restorers.get('aksIdentity.panel')!(view, memento);
      expect(code.pages.map(({ isClosed }) => isClosed)).toEqual([memento === undefined, false]);
      panels.dispose();
    }
  });

  it('is no matter to windows of other things', async () => {
    code.tabs = [
      { ...tab, label: 'other' },
      { label: 'shop', input: new TabInputWebview('mainThreadWebview-other') },
    ];
    const panels = new Panels(options);
    show(panels);
    expect(code.pages).toHaveLength(1);
    panels.dispose();
  });
});
