import { describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import type { PanelState } from '../../../src/webview/protocol/panel.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { openedFile } from '../../support/azure/openedFile.ts';
import { openPanel } from './panelBench.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { foundIn } from '../../../src/app/judgements.ts';
import { clusterSummaryOf } from '../../../src/domain/cluster/clusterSummary.ts';
import { lacksOf } from '../../../src/domain/cluster/notInFile.ts';
import { countNotChecked } from '../../../src/domain/report/unknowns.ts';
import { clusterRow, marksOfCheck } from '../../../src/tree/clusters/clusterRow.ts';
import { findingsIn } from '../../../src/webview/report/groups.ts';
import { fleetRow } from '../../../src/webview/report/rows.ts';

const bench = createBench(demoWorld());

/** The panel of a cluster of the demo from a file, with a list of role assignments or without. */
async function opened(name: string, hasRoles: boolean): Promise<PanelState> {
  const { service, id } = await fileOf(name, hasRoles);
  return panelOf(service, id);
}

async function fileOf(
  name: string,
  hasRoles: boolean,
): Promise<{ readonly service: IdentityService; readonly id: string }> {
  const { id } = (await bench.service.clusters()).items.find((one) => one.name === name)!;
  return { service: await openedFile(bench, id, hasRoles), id };
}

async function panelOf(service: IdentityService, id: string): Promise<PanelState> {
  const panel = openPanel(bench, { kind: 'cluster', clusterId: id, tab: 'change' }, () => Promise.resolve(service));
  return panel.until(
    ({ details, loading, file }) =>
      details?.workloads?.reading === undefined &&
      loading === undefined &&
      file?.lacks.includes('what surrounds it (node machines, backup, Fleets)') === true,
  );
}

describe('the panel of a cluster from a file', () => {
  it('shows what the file has, and offers no change', async () => {
    const { details, map, starts, file, tabs, tab } = await opened('shop-weu', true);
    expect(details!.identities[0]).toMatchObject({ title: 'Control plane', state: 'User-assigned: id-shop-weu' });
    expect(map!.things.length).toBeGreaterThan(0);
    expect(starts).toEqual([]);
    expect(details!.workloads!.starts).toEqual([]);
    expect(details!.findings.filter(({ fixKey, start }) => fixKey !== undefined || start !== undefined)).toEqual([]);
    expect([tabs, tab]).toEqual([['details', 'workloads', 'access', 'map'], 'details']);
    expect(file).toEqual({
      name: 'shop-weu.json, roles.json',
      lacks: [
        'deny assignments',
        'federated credentials',
        'the resources the cluster uses',
        'what surrounds it (node machines, backup, Fleets)',
      ],
    });
  });

  it.each(['shop-weu', 'store-weu', 'legacy-neu', 'dev-weu'])(
    'says once what the file of %s lacks, and how its roles can be checked',
    async (name) => {
      const state = await opened(name, false);
      expect(state.file!.rolesCommand).toMatch(
        /^az role assignment list --all --subscription [0-9a-f-]{36} --output json$/,
      );
      expect(state.file!.lacks).toEqual([...new Set(state.file!.lacks)]);
      expect(JSON.stringify(state)).not.toMatch(/file doesn't contain this/);
      expect(JSON.stringify(state.details!.pools)).not.toMatch(/not known/i);
      expect(state.details!.workloads).not.toHaveProperty('rows');
    },
  );

  it('lists the roles that it leaves open, and draws them as unknown without counting them as problems', async () => {
    const { details, map } = await opened('shop-weu', false);
    expect(details!.unchecked).toHaveLength(5);
    expect(details!.unchecked![0]).toMatchObject({ identity: 'Control plane', lacks: 'role assignments' });
    const controlPlane = details!.identities.find(({ title }) => title === 'Control plane');
    expect(controlPlane).toMatchObject({ tone: 'unknown', lacking: 'not checked: 5 roles' });
    expect(map!.problems).toEqual([]);
    const kubelet = details!.identities.find(({ title }) => title === 'Kubelet');
    expect(kubelet).toMatchObject({ tone: 'unknown', lacking: 'its roles are unknown' });
    const open = map!.lines.filter(({ isOpen }) => isOpen);
    expect(open.map(({ kind, label }) => `${label}: ${kind}`).toSorted()).toEqual([
      'Contributor: unknown',
      'Managed Identity Operator: unknown',
      'Network Contributor: unknown',
      'Network Contributor: unknown',
      'Private DNS Zone Contributor: unknown',
    ]);
  });

  it.each(['shop-weu', 'orders-weu', 'store-weu'])(
    'counts and names what is open of %s as tree and report do',
    async (name) => {
      const { service, id } = await fileOf(name, false);
      const { details, file } = await panelOf(service, id);
      const { rows, notes } = await service.survey({});
      const [row] = rows;
      const found = foundIn(row!);
      const check = { ...found, allOtherUnknowns: found.otherUnknowns };
      expect([marksOfCheck(check).unknown, countNotChecked(row!)]).toEqual(
        Array<number>(2).fill(details!.unchecked!.length),
      );
      expect(lacksOf(found.otherUnknowns)).toEqual(file!.lacks);
      const shown = clusterRow(clusterSummaryOf(row!.cluster), { check });
      expect(shown.description).toMatch(/^\d roles? not checked \u00b7 /);
      expect(shown.tooltip!.find(({ label }) => label === 'Not checked')!.value).toBe(
        `Not in the file: ${file!.lacks.join(', ')}.`,
      );
      const lines = findingsIn(fleetRow(row!, undefined), () => undefined);
      expect(lines.map(({ text }) => text).at(-1)).toBe(`Not in the file: ${file!.lacks.join(', ')}.`);
      expect(JSON.stringify([shown, lines.map(({ evidence }) => evidence), notes])).not.toMatch(/doesn't contain this/);
    },
  );

  it('keeps what its roles leave open, and what Azure shows to no one', async () => {
    const shop = await opened('shop-weu', true);
    expect(shop.details!.roles).toHaveLength(4);
    expect(shop.details!.unchecked!.map(({ lacks }) => lacks)).toContain('deny assignments');
    const legacy = await opened('legacy-neu', true);
    expect(JSON.stringify(legacy.details!.findings)).toMatch(/Azure doesn't show the service principal's object ID/);
  });
});
