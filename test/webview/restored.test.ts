import { describe, expect, it } from 'vitest';
import { Panels } from '../../src/webview/panel/panelWindow.ts';
import { createReports } from '../../src/webview/report/reportWindow.ts';
import { Uri } from '../support/vscode/module.ts';
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
