import type { Uri, WebviewPanel } from 'vscode';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChangeKind } from '../../../src/domain/change/change.ts';
import type { PanelTarget } from '../../../src/manifest.ts';
import type { PanelState } from '../../../src/webview/protocol/panel.ts';
import { createPanels } from '../../../src/webview/panel/panelWindow.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { place, sami, smallWorld } from '../../support/azure/smallWorld.ts';

/** A window as the panels see it. */
interface Shown {
  readonly title: string;
  readonly states: PanelState[];
  readonly say: (message: unknown) => void;
  revealed: number;
}

const world = vi.hoisted(() => ({
  windows: [] as Shown[],
  questions: [] as string[],
  answer: undefined as string | undefined,
}));

vi.mock('vscode', () => ({
  ...{ ViewColumn: { Active: -1 }, Uri: { joinPath: () => 'uri' }, commands: {}, env: {}, workspace: {} },
  window: {
    createWebviewPanel: (_type: string, title: string): WebviewPanel => {
      const heard: ((message: unknown) => void)[] = [];
      const shown: Shown = {
        ...{ title, states: [], revealed: 0 },
        say: (message) => heard.forEach((hear) => hear(message)),
      };
      world.windows.push(shown);
      const view = {
        onDidDispose: () => undefined,
        reveal: () => (shown.revealed += 1),
        dispose: () => undefined,
        webview: {
          ...{ asWebviewUri: String, cspSource: 'self' },
          postMessage: (state: PanelState) => shown.states.push(state),
          onDidReceiveMessage: (hear: (message: unknown) => void) => heard.push(hear),
          set html(_page: string) {
            shown.say({ kind: 'ready' });
          },
        },
      };
      return view as unknown as WebviewPanel;
    },
    registerWebviewPanelSerializer: () => ({ dispose: () => undefined }),
    showWarningMessage: async (question: string) => {
      world.questions.push(question);
      return world.answer;
    },
  },
}));

const bench = createBench(smallWorld());
const { subscriptionId } = place;
const newOf = (kind: 'createCluster' | 'createIdentity' | 'createResourceGroup'): PanelTarget => ({
  kind: 'change',
  draft: { kind, subscriptionId },
});
const ofCluster = (kind: 'setControlPlane' | 'setKubelet'): PanelTarget => ({
  kind: 'change',
  draft: { kind, clusterId: sami.id },
});

function open(...targets: readonly PanelTarget[]) {
  const panels = createPanels({
    extensionUri: 'uri' as unknown as Uri,
    funnel: { run: async (work) => work(), note: () => undefined },
    service: async () => bench.service,
  });
  for (const target of targets) panels.show(target);
  return panels;
}

const kindOf = (shown: Shown | undefined): ChangeKind | undefined => shown?.states.at(-1)?.flow?.kind;
const shows = (at: number, kind: ChangeKind): Promise<void> =>
  vi.waitFor(() => expect(kindOf(world.windows[at])).toBe(kind));

beforeEach(() => {
  world.windows.length = world.questions.length = 0;
  world.answer = undefined;
});

describe('panels of new things', () => {
  it('are one for each kind, told apart by their titles, so that a half-filled one stays when another thing is begun', async () => {
    const panels = open(newOf('createCluster'));
    await shows(0, 'createCluster');
    world.windows[0]!.say({ kind: 'edit', seq: 1, field: 'name', value: 'my-new-cluster' });
    panels.show(newOf('createIdentity'));
    await shows(1, 'createIdentity');
    expect(world.windows.map(({ title }) => title)).toEqual(['Create cluster', 'Create managed identity']);
    expect(world.windows[0]!.states.at(-1)!.memento.values).toMatchObject({ name: 'my-new-cluster' });
    panels.show(newOf('createCluster'));
    await vi.waitFor(() => expect(world.windows[0]!.states.at(-1)!.banner).toBeDefined());
    expect(world.windows[0]!.states.at(-1)!.memento.values).toMatchObject({ name: 'my-new-cluster' });
    expect([world.windows.length, world.windows[0]!.revealed, world.questions]).toEqual([2, 1, []]);
  });
});

describe('the panel of a cluster', () => {
  it.each([
    ['keeps what was typed unless the person discards it', undefined, 'setControlPlane'],
    ['starts the other change once the person discards what was typed', 'Discard', 'setKubelet'],
  ] as const)('%s', async (_, answer, kind) => {
    world.answer = answer;
    const panels = open(ofCluster('setControlPlane'));
    await shows(0, 'setControlPlane');
    world.windows[0]!.say({ kind: 'edit', seq: 1, field: 'controlPlane', value: 'userAssigned' });
    panels.show(ofCluster('setKubelet'));
    await vi.waitFor(() => expect(world.questions).toEqual(['Discard what you entered?']));
    await shows(0, kind);
    expect(world.windows).toHaveLength(1);
  });
});
