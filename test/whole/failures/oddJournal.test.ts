import { expect, it } from 'vitest';
import { activityRows } from '../../../src/tree/activity/activityRows.ts';
import { runsByCluster } from '../../../src/tree/loading/clusterRuns.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { toUserAssigned } from '../../support/azure/changes.ts';
import { idB, idUnused, own, sami, smallWorld } from '../../support/azure/smallWorld.ts';

type Path = readonly (string | number)[];

/** All places in what a JSON text has become, with the entry and the step at the front. */
function placesIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const keys = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value);
  return [path, ...keys.flatMap((key) => placesIn((value as Record<string | number, unknown>)[key], [...path, key]))];
}

function spoiled(good: object, path: Path, wrong: unknown): string {
  const all: unknown = structuredClone(good);
  let at = all as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as typeof at;
  const last = path.at(-1)!;
  if (wrong === undefined) delete at[last];
  else at[last] = wrong;
  return JSON.stringify(all);
}

it('no wrong value anywhere in the journal takes Activity away', async () => {
  const bench = createBench(smallWorld());
  const no = { status: 403, code: 'AuthorizationFailed', message: 'No.', times: 1 };
  await bench.service.apply([toUserAssigned(sami.id, idB.id)]);
  await bench.fault({ match: { method: 'POST', pathContains: 'upgradeNodeImageVersion' }, ...no });
  await bench.service.apply([{ kind: 'upgradeNodeImages', clusterId: own.id }]);
  await bench.service.apply([{ kind: 'deleteIdentity', identityId: idUnused.id }]);
  expect(await bench.restarted().service.activity()).toHaveLength(3);
  const good = JSON.parse((await bench.store.read())!) as object;
  const places = placesIn(good).filter((path) => path.length > 1);
  expect(places.length).toBeGreaterThan(200);
  for (const path of places) {
    for (const wrong of [undefined, null, 5, 'x', {}, []]) {
      await bench.store.write(spoiled(good, path, wrong));
      const shown = await bench.restarted().service.activity();
      expect(shown.length, path.join('.')).toBeGreaterThanOrEqual(path[0] === 'entries' ? 2 : 0);
      activityRows(shown, new Date());
      runsByCluster(shown);
    }
  }
});

it('an identity to delete that was spoiled in the journal is not sent as a DELETE of another path', async () => {
  const bench = createBench(smallWorld());
  const no = { status: 409, code: 'Conflict', message: 'No.', times: 1 };
  await bench.fault({ match: { method: 'DELETE', pathContains: idUnused.name }, ...no });
  const { activityId } = await bench.service.apply([{ kind: 'deleteIdentity', identityId: idUnused.id }]);
  const text = (await bench.store.read())!;
  await bench.store.write(text.replaceAll(`"identityId":"${idUnused.id}"`, `"identityId":"${sami.id}"`));
  expect(await bench.store.read()).not.toBe(text);
  const again = bench.restarted();
  await bench.forget();
  await expect(again.service.resume(activityId)).rejects.toMatchObject({ code: 'notFound' });
  expect(await bench.writes()).toEqual([]);
});
