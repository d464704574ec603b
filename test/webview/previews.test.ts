import { describe, expect, it } from 'vitest';
import type { Funnel } from '../../src/host/window/errorReporter.ts';
import { Panels } from '../../src/webview/panel/panelWindow.ts';
import { Uri } from '../support/vscode/module.ts';
import { code } from '../support/vscode/user.ts';
import { nextPage, openWebview, restorers } from '../support/vscode/views.ts';

const funnel: Pick<Funnel, 'run' | 'note'> = { run: async (work) => work(), note: () => undefined };
const options = {
  extensionUri: Uri.file('/extension') as never,
  funnel,
  service: async () => Promise.reject(new Error('not asked')),
  reveal: () => undefined,
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

  it('a preview stays once the user has asked for it by a command', async () => {
    const panels = new Panels(options);
    panels.show(preview('one'));
    panels.show({ kind: 'cluster', clusterId: idOf('one'), tab: 'map' });
    panels.show(preview('two'));
    expect(open()).toEqual(['one', 'two']);
    panels.dispose();
  });

  it('a preview stays once the user has worked in it, and not because its page has loaded', async () => {
    const panels = new Panels(options);
    const loaded = nextPage();
    panels.show(preview('one'));
    await loaded;
    code.pages[0]!.send({ kind: 'ready' });
    panels.show(preview('two'));
    expect(open()).toEqual(['two']);
    const again = nextPage();
    panels.show(preview('three'));
    await again;
    code.pages.at(-1)!.send({ kind: 'tab', tab: 'map' });
    panels.show(preview('four'));
    expect(open()).toEqual(['three', 'four']);
    panels.dispose();
  });
});

describe('a page that VS Code has left without the focus', () => {
  const unfocused = { kind: 'unfocused' };
  const working = { kind: 'tab', tab: 'map' };
  const asked = { kind: 'cluster', clusterId: idOf('one') } as const;
  const kept = { version: 1, clusterId: idOf('one'), tab: 'details' };

  it.each([
    { which: 'of a command', from: asked, says: [unfocused], reveals: 1 },
    { which: 'of a command that says so twice', from: asked, says: [unfocused, unfocused], reveals: 1 },
    { which: 'of a command in which somebody works', from: asked, says: [working, unfocused], reveals: 0 },
    { which: 'of a command behind another editor', from: asked, says: [unfocused], reveals: 0, isBehind: true },
    { which: 'of a preview', from: preview('one'), says: [unfocused], reveals: 0 },
    { which: 'that comes back with the window', from: kept, says: [unfocused], reveals: 0 },
  ])('the page $which gets it $reveals times', async ({ from, says, reveals, isBehind = false }) => {
    const panels = new Panels(options);
    const loaded = nextPage();
    if ('version' in from) await restorers.get('aksIdentity.panel')!(openWebview().view, from);
    else panels.show(from);
    await loaded;
    const page = code.pages.at(-1)!;
    page.isActive = !isBehind;
    for (const message of [{ kind: 'ready' }, ...says]) page.send(message);
    expect(page.reveals).toBe(reveals);
    panels.dispose();
  });

  it('a preview stays a preview even if its page reports the focus', async () => {
    const panels = new Panels(options);
    const loaded = nextPage();
    panels.show(preview('one'));
    await loaded;
    const page = code.pages.at(-1)!;
    page.isActive = true;
    page.send(unfocused);
    panels.show(preview('two'));
    expect([page.isClosed, page.reveals]).toEqual([true, 0]);
    panels.dispose();
  });
});

describe('a panel that VS Code restores', () => {
  it.each(
    [undefined, null, 5, 'x', {}, { version: 2, tab: 'map' }, { version: 1, tab: 'map', clusterId: 5 }].map((kept) => [
      kept,
    ]),
  )('closes quietly where what it kept is not of this version: %j', async (kept) => {
    const told: unknown[] = [];
    const panels = new Panels({ ...options, funnel: { ...funnel, note: (error) => void told.push(error) } });
    const { page, view } = openWebview();
    await restorers.get('aksIdentity.panel')!(view, kept);
    expect([page.isClosed, told]).toEqual([true, []]);
    panels.dispose();
  });
});
