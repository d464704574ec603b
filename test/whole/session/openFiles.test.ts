import { inWords } from '../../support/domain/unknowns.ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { openFiles } from '../../../src/session/openConnection.ts';
import { createEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { mapView } from '../../../src/webview/map/mapView.ts';

type Body = Record<string, unknown>;
let folder: string;
let emulator: Emulator;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
  emulator = createEmulator({ world: demoWorld() });
});
afterEach(() => rm(folder, { recursive: true }));

/** ARM's JSON of the demo. */
async function arm(path: string): Promise<Body> {
  const url = `https://management.demo.invalid${path}`;
  const answer = await emulator.handle({ method: 'GET', url, headers: { authorization: 'Bearer t' } });
  if (answer === 'drop') throw new Error('cut');
  return JSON.parse(answer.body) as Body;
}
const subscriptionIds = demoWorld().subscriptions.map(({ subscriptionId }) => subscriptionId);
async function everyCluster(): Promise<readonly Body[]> {
  const lists = await Promise.all(
    subscriptionIds.map((id) =>
      arm(`/subscriptions/${id}/providers/Microsoft.ContainerService/managedClusters?api-version=2026-04-01`),
    ),
  );
  return lists.flatMap(({ value }) => value as Body[]);
}
async function clusterNamed(name: string): Promise<Body> {
  return (await everyCluster()).find((cluster) => cluster['name'] === name)!;
}
async function everyAssignment(): Promise<readonly Body[]> {
  const lists = await Promise.all(
    subscriptionIds.map((id) =>
      arm(`/subscriptions/${id}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01`),
    ),
  );
  return lists.flatMap(({ value }) => value as Body[]);
}

/** As `az` prints: everything of `properties` at the top, some names in its own casing. */
function asAz({ properties, ...top }: Body): Body {
  const text = JSON.stringify({ ...top, resourceGroup: 'rg', ...(properties as Body) });
  return JSON.parse(text.replaceAll('vnetSubnetID', 'vnetSubnetId').replaceAll('issuerURL', 'issuerUrl')) as Body;
}

async function open(...contents: readonly unknown[]): Promise<IdentityService> {
  const paths = await Promise.all(
    contents.map(async (content, index) => {
      const path = join(folder, `file-${index}.json`);
      await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content, undefined, 2));
      return path;
    }),
  );
  const place = { folder, userAgent: 'test', onDamaged: () => undefined };
  return (await openFiles(place, paths)).service;
}

describe('clusters from files, without sign-in', () => {
  it('show the same identities whether az printed them or ARM sent them', async () => {
    const raw = await clusterNamed('shop-weu');
    const id = raw['id'] as string;
    const { cluster: fromArm } = await (await open(raw)).cluster(id);
    const { cluster: fromAz } = await (await open(asAz(raw))).cluster(id);
    expect({ ...fromAz, raw: {} }).toEqual({ ...fromArm, raw: {} });
    expect(fromAz.controlPlane.kind).toBe('userAssigned');
  });

  it('are listed with their subscriptions and the identities that they name', async () => {
    const service = await open((await everyCluster()).map(asAz));
    const clusters = await service.clusters();
    expect(clusters.failures).toEqual([]);
    expect(clusters.items).toHaveLength(21);
    expect((await service.subscriptions()).items.map(({ id }) => id).toSorted()).toEqual(subscriptionIds.toSorted());
    expect((await service.identities()).items.map(({ name }) => name)).toContain('id-shop-weu');
  });

  it('have the findings that their JSON shows, and lack nothing that the file does not mention', async () => {
    const legacy = asAz(await clusterNamed('legacy-neu'));
    const codes = (await (await open(legacy)).diagnose(legacy['id'] as string)).map(({ code }) => code);
    expect(codes).toContain('servicePrincipal');
    const shop = asAz(await clusterNamed('shop-weu'));
    const service = await open(shop);
    const requirements = await service.requirements(shop['id'] as string);
    expect(requirements.length).toBeGreaterThan(3);
    expect(new Set(requirements.map(({ verdict }) => verdict))).toEqual(new Set(['unknown']));
  });

  it('are checked against a list of role assignments, if one is opened with them', async () => {
    const shop = asAz(await clusterNamed('shop-weu'));
    const assignments = (await everyAssignment()).map(asAz);
    for (const list of [assignments, { value: await everyAssignment() }]) {
      const service = await open(shop, list);
      const findings = await service.diagnose(shop['id'] as string);
      expect(findings.map(({ code }) => code)).toContain('missingGrant:P-09');
      const map = mapView(
        await service.cluster(shop['id'] as string),
        await service.requirements(shop['id'] as string),
        findings,
      );
      expect(map.lines.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['granted', 'missing']));
    }
  });

  it('a thing that several files contain counts once, as the last of them has it', async () => {
    const shop = asAz(await clusterNamed('shop-weu'));
    const assignments = (await everyAssignment()).map(asAz);
    const id = shop['id'] as string;
    const one = await open(shop, assignments);
    const two = await open(shop, assignments, assignments.slice(0, 20), {
      ...shop,
      id: id.toUpperCase(),
      location: 'last',
    });
    expect((await two.clusters()).items.map(({ location }) => location)).toEqual(['last']);
    expect((await two.cluster(id)).roleAssignments).toHaveLength((await one.cluster(id)).roleAssignments.length);
  });

  it('lack no grant that a group might give, as the list does not say who is in it', async () => {
    const shop = asAz(await clusterNamed('shop-weu'));
    const group = {
      id: `/subscriptions/${subscriptionIds[0]!}/providers/Microsoft.Authorization/roleAssignments/0d000000-0000-4000-8000-000000000001`,
      principalId: '0d000000-0000-4000-8000-000000000002',
      principalName: 'zone-writers',
      principalType: 'Group',
      scope: '/',
    };
    const requirement = async (role: string) => {
      const roleDefinitionId = `/providers/Microsoft.Authorization/roleDefinitions/${role}`;
      const list = [...(await everyAssignment()).map(asAz), { ...group, roleDefinitionId }];
      const all = await (await open(shop, list)).requirements(shop['id'] as string);
      return all.find(({ id, role: { name } }) => id === 'P-09' && name.startsWith('Private'))!;
    };
    expect(await requirement('b12aa53e-6015-4669-85d0-8515ebb3ae7f')).toMatchObject({
      verdict: 'unknown',
      reason:
        "Granted only if the identity is a member of the group zone-writers. The opened file doesn't list its members.",
      unknown: expect.arrayContaining([
        expect.objectContaining({ cause: 'notOffered', subject: { what: 'groupMembers', of: 'zone-writers' } }),
      ]) as unknown,
    });
    expect(await requirement('acdd72a7-3385-48ef-bd42-f606fba81ae7')).toMatchObject({ verdict: 'missing' });
  });

  it('can be planned for and never changed', async () => {
    const pay = asAz(await clusterNamed('pay-weu'));
    const service = await open(pay);
    const change = { kind: 'upgradeNodeImages', clusterId: pay['id'] as string } as const;
    expect((await service.plan([change])).steps.length).toBeGreaterThan(0);
    await expect(service.apply([change])).rejects.toMatchObject({ code: 'refused' });
  });

  it.each([
    ['no JSON', '{', /file-0\.json: This is not JSON/],
    ['something else', { id: '/subscriptions/x', name: 'y' }, /az aks show/],
    ['an empty list', [], /az aks show/],
    ['a number', 7, /az aks show/],
  ])('are refused in words where the file is %s', async (_, content, message) => {
    await expect(open(content)).rejects.toThrow(message);
  });

  it('files that do not exist, or are folders, are refused in a sentence', async () => {
    const place = { folder, userAgent: 'test', onDamaged: () => undefined };
    await expect(openFiles(place, [join(folder, 'gone.json')])).rejects.toMatchObject({
      code: 'refused',
      message: "gone.json can't be read: there is no such file.",
    });
    await expect(openFiles(place, [folder])).rejects.toMatchObject({ code: 'refused' });
    await expect(openFiles(place, ['a\0b'])).rejects.toMatchObject({ code: 'refused' });
  });

  it('can come with an empty list of role assignments, which says nothing of roles', async () => {
    const service = await open(await clusterNamed('store-weu'), []);
    expect((await service.clusters()).items.map(({ name }) => name)).toEqual(['store-weu']);
  });

  it('are the same where Windows PowerShell has written them, in UTF-16', async () => {
    const path = join(folder, 'powershell.json');
    await writeFile(path, `\uFEFF${JSON.stringify(await clusterNamed('store-weu'))}\r\n`, 'utf16le');
    const place = { folder, userAgent: 'test', onDamaged: () => undefined };
    const { service } = await openFiles(place, [path]);
    expect((await service.clusters()).items.map(({ name }) => name)).toEqual(['store-weu']);
  });

  it('files with role assignments only are refused', async () => {
    await expect(open((await everyAssignment()).map(asAz))).rejects.toThrow('None of these files contains a cluster');
  });

  it('a file does not show which service accounts are trusted, and that does not count as none (W-01)', async () => {
    const service = await open(await clusterNamed('store-weu'));
    const [cluster] = (await service.clusters()).items;
    const { workloads, unknown } = await service.workloads(cluster!.id);
    expect(workloads).toEqual([]);
    expect(String(inWords(unknown))).toContain("Federated credentials: The opened file doesn't contain this.");
  });
});
