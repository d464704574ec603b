import { describe, expect, it } from 'vitest';
import { undecided } from '../../../src/app/decisionSource.ts';
import { createEmitter } from '../../../src/async/emitter.ts';
import type { Decisions } from '../../../src/domain/decisions/decisions.ts';
import type { FindingCode } from '../../../src/domain/findings/catalogue.ts';
import { assignRole } from '../../../src/emulator/scenarios/parts/resources.ts';
import type { PanelState } from '../../../src/webview/protocol/panel.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { intercept, isList } from '../../support/azure/grantBench.ts';
import { idA, idKubelet, legacyRegistry, own, smallWorld } from '../../support/azure/smallWorld.ts';
import { apply, openPanel, planned, type PanelBench } from '../panel/panelBench.ts';

/** Nobody may list role assignments once something has been deleted. */
function refuseListsAfterRemoval({ emulator }: Bench): void {
  let isGone = false;
  const body = JSON.stringify({ error: { code: 'AuthorizationFailed', message: 'No list.' } });
  intercept(emulator, ({ method, url }) => {
    isGone ||= method === 'DELETE';
    return isGone && method === 'GET' && isList(url) ? { status: 403, headers: {}, body } : undefined;
  });
}

describe('the result of a removal that was started from the row of its role', () => {
  const operator = assignRole('Managed Identity Operator', idA.principalId, idKubelet.id);
  const roleAssignmentId = `${operator.scope}/providers/Microsoft.Authorization/roleAssignments/${operator.name ?? ''}`;
  const foundIn = ({ flow }: PanelState) => flow?.run?.found;

  async function removed(bench: Bench): Promise<PanelBench> {
    const panel = openPanel(bench, { kind: 'change', draft: { kind: 'removeRole', roleAssignmentId } });
    await planned(panel);
    apply(panel, 'own-weu');
    await panel.until((state) => foundIn(state) !== undefined);
    return panel;
  }

  it('names what is missing now, with the change that fixes it, also after a reload', async () => {
    const bench = createBench(smallWorld());
    const first = await removed(bench);
    const panel = openPanel(bench, first.state().memento);
    await panel.until((state) => foundIn(state) !== undefined);
    for (const each of [first, panel]) {
      const { run } = each.state().flow!;
      expect(run!.next.map(({ text }) => text).join(' ')).not.toMatch(/missing/);
      expect(foundIn(each.state())).toMatchObject({
        title: '1 role is missing now',
        tone: 'error',
        items: [{ text: "Managed Identity Operator of own-weu's control plane on identity id-kubelet is missing." }],
      });
      each.send({ kind: 'fix', of: { kind: 'finding' }, fixKey: foundIn(each.state())!.items[0]!.fixKey! });
      expect(each.opened).toEqual(['fix']);
    }
  });

  it('can be accepted for the cluster that lacks it, and is silent from then on', async () => {
    const accepted = createEmitter<void>();
    let current: Decisions = {};
    const decisions = {
      ...undecided,
      current: () => current,
      onDidChange: (listener: () => void) => accepted.on(listener),
    };
    const bench = createBench(smallWorld(), { decisions });
    const panel = await removed(bench);
    const { code, subject, clusterId } = foundIn(panel.state())!.items[0]!;
    expect(clusterId).toBe(own.id);
    panel.send({ kind: 'decide', code: code!, subject: subject!, clusterId: clusterId!, stop: false });
    expect([panel.opened, panel.targets]).toEqual([['accept'], [{ finding: code, clusterId, subject }]]);
    const reported = (await bench.service.check(own.id)).findings;
    expect(reported).toContainEqual(expect.objectContaining({ code, subject }));
    const acceptance = { about: subject!, reason: 'Meant', by: 'me', expires: '2999-12-31' };
    current = { accept: [{ finding: code as FindingCode, scope: own.id, ...acceptance }] };
    accepted.emit();
    await panel.until((state) => foundIn(state) === undefined);
  });

  it('is silent once someone has granted the role again', async () => {
    const bench = createBench(smallWorld());
    const panel = await removed(bench);
    const { lost = [] } = (await bench.service.activity())[0]!;
    await bench.service.apply([lost[0]!.fix]);
    await panel.until((state) => foundIn(state) === undefined);
  });

  it('says that it is unknown, with the reason', async () => {
    const bench = createBench(smallWorld());
    refuseListsAfterRemoval(bench);
    const panel = await removed(bench);
    expect(foundIn(panel.state())).toMatchObject({
      title: "It isn't known whether anything is wrong now",
      items: [],
      more: "It isn't known whether Managed Identity Operator of own-weu's control plane on identity id-kubelet is missing: Role assignments can't be read: No list.",
    });
  });
});

describe('the result of a change of a cluster of which nothing can be told any more', () => {
  it('says what was known before and is not now', async () => {
    const bench = createBench(smallWorld());
    refuseListsAfterRemoval(bench);
    const panel = openPanel(bench, { kind: 'cluster', clusterId: own.id });
    await panel.until((state) => state.details !== undefined && state.loading === undefined);
    panel.session.show({
      kind: 'change',
      draft: { kind: 'detachRegistry', clusterId: own.id, registryId: legacyRegistry.id },
    });
    await planned(panel);
    apply(panel, 'own-weu');
    const { flow } = await panel.until((state) => state.flow?.run?.found !== undefined);
    expect(flow!.run!.found!.more).toMatch(/Role assignments can't be read: No list\./);
  });
});
