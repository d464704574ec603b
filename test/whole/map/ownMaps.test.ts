import { describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import type { MapView } from '../../../src/webview/protocol/map.ts';
import type { PanelState } from '../../../src/webview/protocol/panel.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { altered, differences } from '../../support/azure/randomWorlds.ts';
import { drawn, fc } from '../../support/property.ts';
import { openPanel } from '../panel/panelBench.ts';

const isWhole = ({ map, details, loading }: PanelState): boolean =>
  map !== undefined && details?.workloads?.reading === undefined && loading === undefined;

type Place = MapView['things'][number] | MapView['lines'][number];

/** What stands at a thing or a line, as bad as it is there; what is found of others has no mark at a cluster. */
function keysAt({ marks, problems: own }: Pick<Place, 'marks' | 'problems'>, { problems }: MapView): readonly string[] {
  return own.flatMap((index, at) => {
    const { code, subject = '', tone } = problems[index] ?? {};
    return code === undefined ? [] : [`${marks[at]?.tone ?? tone} ${code} ${subject}`];
  });
}

/** The findings at the boxes of identities, and at what leaves these, by the id of the identity. */
function findingsByIdentity(map: MapView): ReadonlyMap<string, ReadonlySet<string>> {
  const { things, lines } = map;
  const byIdentity = new Map<string, Set<string>>();
  for (const thing of things) {
    const { id, identityId } = thing;
    if (identityId === undefined) continue;
    const leaving = lines.filter(({ from }) => from === id);
    const key = identityId.toLowerCase();
    const all = byIdentity.get(key) ?? new Set();
    byIdentity.set(key, all);
    for (const found of [thing, ...leaving].flatMap((place) => keysAt(place, map))) all.add(found);
  }
  return byIdentity;
}

/** What clusters' maps say of identities and these identities' own maps do not, with the names of both. */
async function lacking(bench: Bench): Promise<{ readonly lacks: readonly string[]; readonly compared: number }> {
  const lacks: string[] = [];
  let compared = 0;
  const ownMaps = new Map<string, MapView | undefined>();
  const visible = new Set((await bench.service.identities()).items.map(({ id }) => id.toLowerCase()));
  for (const { id, name } of (await bench.service.clusters()).items) {
    const { map } = await openPanel(bench, { kind: 'cluster', clusterId: id, tab: 'map' }).until(isWhole);
    for (const [identityId, findings] of findingsByIdentity(map!)) {
      // What was deleted, or is not visible, has no map.
      if (findings.size === 0 || !visible.has(identityId)) continue;
      const seen = ownMaps.has(identityId)
        ? ownMaps.get(identityId)
        : (await openPanel(bench, { kind: 'identity', identityId }).until((state) => state.loading === undefined)).map;
      ownMaps.set(identityId, seen);
      const there = new Set(seen && [...seen.things, ...seen.lines].flatMap((place) => keysAt(place, seen)));
      compared += findings.size;
      for (const finding of findings) {
        if (!there.has(finding)) lacks.push(`${finding}: on ${name}, not on ${identityId.split('/').at(-1)}`);
      }
    }
  }
  return { lacks, compared };
}

describe("every finding about an identity on a cluster's map", () => {
  it("is on the identity's own map, in the demo", async () => {
    const { lacks, compared } = await lacking(createBench(demoWorld()));
    expect(lacks).toEqual([]);
    expect(compared).toBeGreaterThan(10);
  });

  it("is on the identity's own map, in random worlds", async () => {
    await fc.assert(
      fc.asyncProperty(differences, async (different) => {
        expect((await lacking(createBench(altered(different)))).lacks).toEqual([]);
      }),
      { numRuns: drawn(20) },
    );
  });
});
