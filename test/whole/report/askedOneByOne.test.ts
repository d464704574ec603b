import { describe, expect, it } from 'vitest';
import type { AskingProgress } from '../../../src/app/identityService.ts';
import { countNotChecked, notReadOf } from '../../../src/domain/report/unknowns.ts';
import { unknownText } from '../../../src/domain/arm/unknown.ts';
import { fleetWorld } from '../../../src/emulator/scenarios/fleet.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { createBench } from '../../support/azure/azureBench.ts';

const singles = /federatedIdentityCredentials|identityBindings|trustedAccessRoleBindings/;

describe('what Resource Graph does not have', () => {
  it('is left out where it takes a request for each of many clusters, which is unknown then', async () => {
    const bench = createBench(fleetWorld(60, 3, 24));
    await bench.forget();
    const { rows } = await bench.service.survey({});
    const unread = (name: string): readonly string[] =>
      rows
        .filter(({ cluster }) => cluster.name === name)
        .flatMap((row) => notReadOf(row).map((one) => textOf(unknownText(one))));
    expect(unread('aks-00032')).toEqual([
      expect.stringMatching(
        /Pods can act as the cluster itself.*They were not listed: that takes a request for each of 84/,
      ),
    ]);
    expect(unread('aks-00002')).toEqual([expect.stringMatching(/^Federated credentials: They were not listed/)]);
    expect(rows.filter((row) => countNotChecked(row) > 0)).toHaveLength(48);
    const leftOut = /federatedIdentityCredentials|trustedAccessRoleBindings/;
    expect((await bench.requests()).filter(({ path }) => leftOut.test(path))).toEqual([]);
  });

  it('is asked of each of them on request, at the pace that Azure sets, and nothing is unknown then (C-01)', async () => {
    const bench = createBench(fleetWorld(150, 3, 60), { throttle: true });
    await bench.forget();
    const progress: AskingProgress[] = [];
    const { rows, unknown } = await bench.service.survey({
      asksEach: true,
      onAsking: (one) => void progress.push(one),
    });
    expect(unknown).toEqual([]);
    expect(rows).toHaveLength(150);
    expect(rows.flatMap(notReadOf)).toEqual([]);
    const asked = (await bench.requests()).filter(({ path }) => singles.test(path));
    const refused = asked.filter(({ status }) => status === 429);
    const answered = asked.filter(({ status }) => status === 200).map(({ path }) => path.toLowerCase());
    expect(new Set(answered).size).toBe(answered.length);
    expect(refused.length).toBeLessThan(answered.length / 5);
    expect(progress[0]).toMatchObject({ done: 0 });
    // A few clusters are asked for what Resource Graph lists none of.
    expect(progress.at(-1)!.done - answered.length).toBeLessThanOrEqual(5);
    expect(progress.at(-1)!.done).toBeGreaterThanOrEqual(answered.length);
    expect(progress.every(({ done, all }) => done <= all)).toBe(true);
    expect(progress.at(-1)!.all).toBeLessThanOrEqual(answered.length * 1.2);
  });
});
