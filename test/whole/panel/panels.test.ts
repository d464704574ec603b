import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChangeKind } from '../../../src/domain/change/change.ts';
import type { PanelTarget } from '../../../src/manifest.ts';
import { IdentityError } from '../../../src/errors.ts';
import { say } from '../../../src/sentences/words.ts';
import type { Field } from '../../../src/webview/protocol/form.ts';
import type { PanelState } from '../../../src/webview/protocol/panel.ts';
import { Panels } from '../../../src/webview/panel/panelWindow.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { idA, idB, place, sami, smallWorld } from '../../support/azure/smallWorld.ts';
import { Uri } from '../../support/vscode/module.ts';
import { code, user } from '../../support/vscode/user.ts';
import { allTurns } from '../../support/allTurns.ts';
import { until } from '../../support/until.ts';
import { openPanel } from './panelBench.ts';

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

async function open(targets: readonly PanelTarget[], service = bench.service) {
  return openWith(targets, async () => service);
}

async function openWith(targets: readonly PanelTarget[], service: () => Promise<typeof bench.service>) {
  const panels = new Panels({
    extensionUri: Uri.file('/extension') as never,
    funnel: { run: async (work) => work(), note: () => undefined },
    reveal: () => undefined,
    service,
  });
  for (const target of targets) panels.show(target);
  return panels;
}

const stateOf = (at: number): PanelState | undefined => code.pages[at]?.received.at(-1) as PanelState | undefined;
/** What its lists offer, as far as they have been read. */
const choicesOf = (fields: readonly Field[]): readonly string[] | undefined => {
  const read = fields.flatMap((field) => ('options' in field ? (field.options ?? []) : [])).map(({ value }) => value);
  return read.length > 0 ? read : undefined;
};
const shows = (at: number, kind: ChangeKind): Promise<void> => until(() => expect(stateOf(at)?.flow?.kind).toBe(kind));

beforeEach(() => void (code.onPageLoaded = (page) => page.send({ kind: 'ready' })));

describe('panels of new things', () => {
  it('are one for each kind, distinguished by their titles, so that a half-filled one stays when another thing is begun', async () => {
    const panels = await open([newOf('createCluster')]);
    await shows(0, 'createCluster');
    code.pages[0]!.send({ kind: 'edit', seq: 1, field: 'name', value: 'my-new-cluster' });
    panels.show(newOf('createIdentity'));
    await shows(1, 'createIdentity');
    expect(code.pages.map(({ title }) => title)).toEqual(['Create cluster', 'Create managed identity']);
    expect(stateOf(0)!.memento.values).toMatchObject({ name: 'my-new-cluster' });
    panels.show(newOf('createCluster'));
    await until(() => expect(stateOf(0)!.banner).toBeDefined());
    expect(stateOf(0)!.memento.values).toMatchObject({ name: 'my-new-cluster' });
    expect([code.pages.length, code.pages[0]!.reveals, user.notifications]).toEqual([2, 1, []]);
  });
});

describe('a run of Activity', () => {
  it('is shown beside a form or plan that is open, and in the panel that shows it already', async () => {
    const own = createBench(smallWorld());
    const draft = { kind: 'createResourceGroup', subscriptionId, name: 'rg-ran', location: 'westeurope' } as const;
    await own.service.apply([draft]);
    const [{ activityId } = { activityId: '' }] = await own.service.activity();
    const panels = await open([newOf('createResourceGroup')], own.service);
    await shows(0, 'createResourceGroup');
    const run: PanelTarget = { kind: 'change', draft, activityId };
    panels.show(run);
    await until(() => expect(stateOf(1)?.flow?.stage).toBe('result'));
    expect(stateOf(0)?.flow?.stage).toBe('choose');
    panels.show(run);
    await until(() => expect(code.pages[1]!.reveals).toBe(1));
    expect(code.pages).toHaveLength(2);
  });
});

describe('the panel of a cluster', () => {
  it.each([
    ['keeps what was typed unless the person discards it', undefined, 'setControlPlane'],
    ['starts the other change once the person discards what was typed', 'Discard', 'setKubelet'],
  ] as const)('%s', async (_, answer, kind) => {
    user.presses = [answer];
    const panels = await open([ofCluster('setControlPlane')]);
    await shows(0, 'setControlPlane');
    code.pages[0]!.send({ kind: 'edit', seq: 1, field: 'controlPlane', value: 'userAssigned' });
    panels.show(ofCluster('setKubelet'));
    await until(() => expect(user.notifications).toMatchObject([{ text: 'Discard what you entered?' }]));
    await shows(0, kind);
    expect(code.pages).toHaveLength(1);
  });
});

describe('the panel of a cluster that someone else is changing', () => {
  afterEach(() => void vi.useRealTimers());

  it('shows the end of that without being asked, while it is visible', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const busy = createBench(smallWorld());
    const details = await busy.service.cluster(sami.id);
    let state = 'Updating';
    const clusterNow = async () => ({ ...details.cluster, provisioningState: state });
    const cluster = async () => ({ ...details, cluster: await clusterNow() });
    const service = { ...busy.service, clusterNow, cluster };
    const panels = await open([{ kind: 'cluster', clusterId: sami.id }], service);
    const badges = (): readonly string[] => stateOf(0)?.badges.map(({ text }) => text) ?? [];
    await until(() => expect([badges().at(-1), stateOf(0)?.loading]).toEqual(['Updating', undefined]));
    state = 'Succeeded';
    await vi.advanceTimersByTimeAsync(10_000);
    await until(() => expect(badges()).toEqual(['system-assigned']));
    panels.dispose();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a panel that was opened while no one was signed in', () => {
  it.each<[string, PanelTarget, (state: PanelState) => unknown]>([
    ['a cluster', { kind: 'cluster', clusterId: sami.id }, ({ loading, badges }) => !loading && badges[0]?.text],
    ['an identity', { kind: 'identity', identityId: idA.id }, ({ map }) => map?.title],
    ['a principal', { kind: 'principal', principalId: idA.principalId }, ({ acts }) => acts?.rows?.length],
    [
      'a new thing',
      newOf('createIdentity'),
      ({ flow }) => choicesOf(flow?.form.sections.flatMap(({ fields }) => fields) ?? []),
    ],
  ])('of %s shows it once someone is, without being asked', async (_, target, seenIn) => {
    const present = await open([target]);
    await until(() => expect(stateOf(0) && seenIn(stateOf(0)!)).toBeTruthy());
    present.dispose();
    let isSignedIn = false;
    let asked = 0;
    const panels = await openWith([target], async () => {
      asked += 1;
      if (isSignedIn) return bench.service;
      throw new IdentityError({ code: 'signedOut', message: say`You're not signed in.`, notConnected: true });
    });
    await until(() => expect([asked > 0, stateOf(1) !== undefined]).toEqual([true, true]));
    await allTurns();
    isSignedIn = true;
    panels.follow();
    await until(() => expect(seenIn(stateOf(1)!)).toEqual(seenIn(stateOf(0)!)));
    expect(stateOf(1)!.banner).toBeUndefined();
    await allTurns();
    const soFar = asked;
    panels.follow();
    await allTurns();
    expect(asked).toBe(soFar);
    panels.dispose();
  });
});

describe('the panel of an identity', () => {
  it('is one for each identity, and is restored with its map after a reload', async () => {
    const panels = await open([
      { kind: 'identity', identityId: idA.id },
      { kind: 'identity', identityId: idB.id },
    ]);
    panels.show({ kind: 'identity', identityId: idA.id });
    expect(code.pages.map(({ title, reveals }) => [title, reveals])).toEqual([
      ['id-a', 1],
      ['id-b', 0],
    ]);
    await until(() => expect(stateOf(0)?.map?.title).toBe('Identity map of id-a'));
    const kept = stateOf(0)!.memento;
    expect(kept).toMatchObject({ identityId: idA.id, tab: 'map' });
    const again = openPanel(bench, kept);
    await again.until(({ map }) => map?.title === 'Identity map of id-a');
  });
});
