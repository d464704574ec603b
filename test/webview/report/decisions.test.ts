import { expect, it } from 'vitest';
import type { IdentityService, ServiceNews } from '../../../src/app/identityService.ts';
import { clusterOf } from '../../../src/domain/cluster/fromArm.ts';
import type { ReportRow } from '../../../src/domain/report/columns.ts';
import { itemsInStep } from '../../../src/shape/steps.ts';
import { verbatim } from '../../../src/sentences/words.ts';
import type { ReportState } from '../../../src/webview/protocol/report.ts';
import { ReportSession } from '../../../src/webview/report/session.ts';

const group = '/subscriptions/11111111-0000-4000-8000-000000000001/resourceGroups/rg-shop';
const rows = Array.from({ length: 4 * itemsInStep }, (_, index): ReportRow => {
  const name = `shop-${String(index)}`;
  const id = `${group}/providers/Microsoft.ContainerService/managedClusters/${name}`;
  return {
    cluster: clusterOf({ id, name, location: 'westeurope' }),
    findings: [{ code: 'clusterFailed', severity: 'error', text: verbatim('Failed.'), evidence: [], source: 's' }],
  };
});

/** A service that has found the rows, whose findings are decided slowly. */
function slowService() {
  let tell: (news: ServiceNews) => void = () => undefined;
  let decided = 0;
  const service: Partial<IdentityService> = {
    connection: { kind: 'azure' } as IdentityService['connection'],
    onDidChange: (listener) => {
      tell = listener;
      return { dispose: () => undefined };
    },
    subscriptions: async () => ({ items: [], deleted: [], failures: [] }),
    survey: async ({ onFound }) => {
      for (const row of rows) onFound?.(row);
      return { rows, notes: [], unknown: [], listed: [] };
    },
    goneClusters: async () => [],
    decided: (findings) => {
      decided++;
      // So long that no turn has room for two steps.
      const end = performance.now() + 0.03;
      while (performance.now() < end);
      return findings.map((finding) => ({ ...finding, accepted: { reason: 'Known.' } }));
    },
  };
  return { service: service as IdentityService, decide: () => tell({ kind: 'decisions' }), decided: () => decided };
}

it('decisions about thousands of clusters are shown in turns with other work, all of them', async () => {
  const { service, decide, decided } = slowService();
  let state: ReportState | undefined;
  const noted: unknown[] = [];
  let arrived = Promise.withResolvers<void>();
  const session = new ReportSession(
    {},
    {
      service: async () => service,
      shownSubscriptions: () => undefined,
      pickEarlier: async () => undefined,
      post: (next) => {
        state = next;
        arrived.resolve();
      },
      save: () => undefined,
      run: () => undefined,
      copyLink: () => undefined,
      note: (error) => noted.push(error),
      now: () => new Date('2026-12-01T12:00:00Z'),
    },
  );
  const shown = async (isSo: (now: ReportState) => boolean): Promise<void> => {
    for (; state === undefined || !isSo(state); arrived = Promise.withResolvers()) await arrived.promise;
  };
  session.receive({ kind: 'ready' });
  await shown(({ phase, counts }) => phase === 'ready' && counts.error === rows.length);
  let [before, most, isOver] = [0, 0, false];
  const look = (): void => {
    [before, most] = [decided(), Math.max(most, decided() - before)];
    if (!isOver) setImmediate(look);
  };
  setImmediate(look);
  decide();
  look();
  await shown(({ counts }) => counts.accepted === rows.length);
  isOver = true;
  session.dispose();
  expect(decided()).toBe(rows.length);
  expect(most).toBeLessThanOrEqual(itemsInStep);
  expect(noted).toEqual([]);
});
