import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Funnel } from '../../src/host/window/errorReporter.ts';
import { Panels } from '../../src/webview/panel/panelWindow.ts';
import { createReports } from '../../src/webview/report/reportWindow.ts';
import { Uri } from '../support/vscode/module.ts';
import { code } from '../support/vscode/user.ts';
import { openWebview, restorers } from '../support/vscode/views.ts';
import { until } from '../support/until.ts';

// As after an update of the extension took its files away.
vi.mock('../../src/webview/panel/beginSession.ts', () => Promise.reject(new Error('Cannot find module')));
vi.mock('../../src/webview/report/beginReport.ts', () => Promise.reject(new Error('Cannot find module')));

const told: unknown[] = [];
const funnel: Pick<Funnel, 'run' | 'note'> = {
  run: async (work) => {
    try {
      return await work();
    } catch (error) {
      told.push(error);
      return undefined;
    }
  },
  note: () => undefined,
};
const options = {
  extensionUri: Uri.file('/extension') as never,
  funnel,
  shownSubscriptions: () => undefined,
  service: async () => Promise.reject(new Error('not asked')),
  reveal: () => undefined,
};
const clusterId = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/shop';

beforeEach(() => void (told.length = 0));

describe("a window whose code can't be loaded", () => {
  it('the window of a cluster closes with one message', async () => {
    const panels = new Panels(options);
    panels.show({ kind: 'cluster', clusterId });
    panels.show({ kind: 'cluster', clusterId, tab: 'map' });
    await until(() => expect(told).toHaveLength(1));
    expect(code.pages.map(({ isClosed }) => isClosed)).toEqual([true]);
    panels.dispose();
  });

  it('the window of the report closes with one message', async () => {
    const reports = createReports(options);
    reports.show({});
    reports.show({ subscriptionId: 's' });
    reports.follow();
    await until(() => expect(told).toHaveLength(1));
    expect(code.pages.map(({ isClosed }) => isClosed)).toEqual([true]);
    reports.dispose();
  });

  it('the window of the report that VS Code restores closes with one message', async () => {
    const reports = createReports(options);
    const { page, view } = openWebview();
    await restorers.get('aksIdentity.report')!(view, undefined);
    await until(() => expect([page.isClosed, told.length]).toEqual([true, 1]));
    reports.dispose();
  });
});
