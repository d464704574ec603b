import { describe, expect, it } from 'vitest';
import type { Funnel } from '../../src/host/window/errorReporter.ts';
import { Panels } from '../../src/webview/panel/panelWindow.ts';
import { Uri } from '../support/vscode/module.ts';
import { code } from '../support/vscode/user.ts';

const funnel: Pick<Funnel, 'run' | 'note'> = { run: async (work) => work(), note: () => undefined };
const options = {
  ...{ extensionUri: Uri.file('/extension') as never, funnel },
  service: async () => Promise.reject(new Error('not asked')),
};
const idOf = (name: string): string =>
  `/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/${name}`;
const preview = (name: string) =>
  ({ kind: 'cluster', clusterId: idOf(name), tab: 'details', isPreview: true }) as const;
const open = (): readonly string[] => code.pages.filter(({ isClosed }) => !isClosed).map(({ title }) => title);

describe('a look at one cluster after the other', () => {
  it('a preview takes the place of the one before, and comes back where it is open', async () => {
    const panels = new Panels(options);
    panels.show(preview('one'));
    panels.show(preview('two'));
    panels.show(preview('two'));
    expect(open()).toEqual(['two']);
    expect(code.pages.at(-1)!.reveals).toBe(1);
    panels.dispose();
  });

  it('a preview stays once somebody has asked for it by a command', async () => {
    const panels = new Panels(options);
    panels.show(preview('one'));
    panels.show({ kind: 'cluster', clusterId: idOf('one'), tab: 'map' });
    panels.show(preview('two'));
    expect(open()).toEqual(['one', 'two']);
    panels.dispose();
  });

  it('a preview stays once somebody has worked in it, and not because its page has loaded', async () => {
    const panels = new Panels(options);
    const loaded = Promise.withResolvers<void>();
    code.onPageLoaded = () => loaded.resolve();
    panels.show(preview('one'));
    await loaded.promise;
    code.pages[0]!.send({ kind: 'ready' });
    panels.show(preview('two'));
    expect(open()).toEqual(['two']);
    const again = Promise.withResolvers<void>();
    code.onPageLoaded = () => again.resolve();
    panels.show(preview('three'));
    await again.promise;
    code.pages.at(-1)!.send({ kind: 'tab', tab: 'map' });
    panels.show(preview('four'));
    expect(open()).toEqual(['three', 'four']);
    panels.dispose();
  });
});
