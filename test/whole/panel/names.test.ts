import { describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { openPanel } from './panelBench.ts';

const clusterId = demoWorld().resources.find(({ name }) => name === 'orders-weu')!.id;
const target = { kind: 'cluster', clusterId, tab: 'access' } as const;
const team = demoWorld().groups!.find(({ displayName }) => displayName === 'Orders Team')!.objectId;

describe('names in the tab Access', () => {
  it('are offered, asked for once the person allows it, and not on the map (H-02)', async () => {
    let isAllowed = false;
    const panel = openPanel(createBench(demoWorld()), target, undefined, { allowNames: async () => isAllowed });
    const { access: before } = await panel.until(({ access }) => access?.rows !== undefined);
    const whoIn = (access = panel.state().access): readonly string[] => access!.rows!.map(({ who }) => who);
    expect(before?.naming).toBe('offered');
    expect(whoIn(before)).toContain(`Group ${team}`);
    panel.send({ kind: 'showNames' });
    expect(panel.state().access?.naming).toBe('offered');
    isAllowed = true;
    panel.send({ kind: 'showNames' });
    const { access } = await panel.until((state) => state.access?.naming === undefined);
    expect(whoIn(access)).toContain(`Group Orders Team (${team})`);
    expect(access!.rows!.find(({ key }) => key === team)?.short).toMatch(/^Group Orders Team \([0-9a-f]{4}.+\)$/);
    panel.send({ kind: 'tab', tab: 'map' });
    panel.send({ kind: 'showAccessOnMap', isShown: true });
    await panel.until(({ map }) => map?.access?.isShown === true);
    expect(JSON.stringify(panel.state().map)).not.toContain('Orders Team');
  });

  it('come without a question where the person has allowed it before (H-02)', async () => {
    const panel = openPanel(createBench(demoWorld(), { asksDirectory: true }), target);
    await panel.until(({ access }) => access?.rows?.some(({ who }) => who.startsWith('Group Orders Team')) === true);
    expect(panel.state().access?.naming).toBeUndefined();
  });

  it('are there for a principal, too, with what it can act on (H-02, H-05)', async () => {
    const panel = openPanel(createBench(demoWorld()), { kind: 'principal', principalId: team });
    await panel.until(({ acts }) => acts?.rows !== undefined);
    expect(panel.state().acts?.naming).toBe('offered');
    panel.send({ kind: 'showNames' });
    const { acts } = await panel.until((state) => state.acts?.naming === undefined);
    expect(acts?.facts).toContainEqual({ label: 'Name', value: 'Orders Team' });
  });

  it('that could not be read are offered again, with the reason (H-02)', async () => {
    const bench = createBench(demoWorld(), {
      between: (emulator) => ({
        async sendRequest(request) {
          const answer = await emulator.sendRequest(request);
          return request.url.endsWith('/getByIds') ? { ...answer, status: 403, bodyAsText: '{}' } : answer;
        },
      }),
    });
    const panel = openPanel(bench, target);
    await panel.until(({ access }) => access?.rows !== undefined);
    panel.send({ kind: 'showNames' });
    const { access } = await panel.until(
      (state) => state.access?.unknown.some((text) => text.startsWith("Names can't be read")) === true,
    );
    expect(access?.naming).toBe('offered');
  });
});
