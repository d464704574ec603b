import { describe, expect, it } from 'vitest';
import { allTurns } from '../../support/allTurns.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { own } from '../../support/azure/smallWorld.ts';
import { openPanel } from '../panel/panelBench.ts';
import { changedByOthers, worldBefore } from './past.ts';

const said =
  'Local accounts of own-weu are off, but its admin credential was fetched on May 4, 2026, by owner@emulator.local';

describe('an admin credential that works although local accounts are off', () => {
  it('is found in the panel once Azure was asked what changed, with the command that ends it (H-25)', async () => {
    const bench = createBench(worldBefore());
    await changedByOthers(bench);
    const panel = openPanel(bench, { kind: 'cluster', clusterId: own.id });
    const found = (): string[] =>
      panel.state().details?.findings.flatMap(({ text, command = '' }) => (text.startsWith(said) ? [command] : [])) ??
      [];
    await panel.until(({ details, loading }) => details !== undefined && loading === undefined);
    expect(found()).toEqual([]);
    panel.send({ kind: 'tab', tab: 'history' });
    await panel.until(() => found().length > 0);
    expect(found()).toEqual([expect.stringMatching(/^az aks rotate-certs --resource-group \S+ --name own-weu /)]);
  });

  it('stays found when a person looks back less far than where it was found (H-25)', async () => {
    const bench = createBench(worldBefore());
    await changedByOthers(bench);
    bench.emulator.clock.advance(2 * 86_400);
    const panel = openPanel(bench, { kind: 'cluster', clusterId: own.id });
    const isFound = (): boolean => panel.state().details?.findings.some(({ text }) => text.startsWith(said)) === true;
    await panel.until(({ details, loading }) => details !== undefined && loading === undefined);
    panel.send({ kind: 'tab', tab: 'history' });
    await panel.until(isFound);
    panel.send({ kind: 'lookAtHistory', days: 1 });
    await panel.until(
      ({ history }) =>
        history?.days.some(({ days, isOn }) => days === 1 && isOn) === true && history.entries?.length === 0,
    );
    // What was read is judged in the turn after it is shown.
    await allTurns();
    expect(isFound()).toBe(true);
  });
});
