import { describe, expect, it } from 'vitest';
import { roleByName } from '../../../src/domain/access/roles.ts';
import { explainingEntry } from '../../../src/domain/history/explained.ts';
import type { History } from '../../../src/domain/history/model.ts';
import { neverShownTexts } from '../../../src/domain/history/text/footLines.ts';
import { clientText, whatText, whoText } from '../../../src/domain/history/text/historyLines.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { idOf } from '../../support/azure/idOf.ts';
import { createBench, tokenOf, type Bench } from '../../support/azure/azureBench.ts';
import { ids, idKubelet, legacyRegistry, own, sami } from '../../support/azure/smallWorld.ts';
import { changedByOthers, operatorId, pullId, worldBefore } from './past.ts';

const clusterId = own.id;
const day = 86_400_000;

const historyOf = (bench: Bench, id: string = clusterId, days = 14): Promise<History> =>
  bench.service.history(id, new Date(bench.emulator.clock.now() - days * day));

const lines = ({ entries }: History): readonly string[] =>
  entries.map((entry) => `${whoText(entry)} | ${clientText(entry)} | ${whatText(entry)}`);

describe('the history of a cluster', () => {
  it('has what others did, the newest first, with values before and after (H-20, H-25)', async () => {
    const bench = createBench(worldBefore());
    await changedByOthers(bench);
    const history = await historyOf(bench);
    expect(history.entries.map(({ kinds, sources }) => [kinds, sources])).toEqual([
      [['access'], ['resourceChanges', 'activityLog']],
      [['credentials'], ['activityLog']],
      [['roles'], ['activityLog']],
    ]);
    expect(lines(history)).toEqual([
      expect.stringContaining('changed cluster own-weu: local accounts turned off'),
      expect.stringContaining('fetched the admin credential of cluster own-weu'),
      expect.stringContaining('removed AcrPull from the kubelet identity on registry acrlegacy'),
    ]);
  });

  it('knows its own change in the log, and shows it once (H-20)', async () => {
    const bench = createBench(worldBefore());
    const { activityId } = await bench.service.apply([{ kind: 'upgradeNodeImages', clusterId, pools: ['nodepool1'] }]);
    bench.emulator.clock.advance(900);
    const { entries, sources } = await historyOf(bench);
    expect(entries.flatMap(({ run }) => run?.activityId ?? [])).toEqual([activityId]);
    expect(entries.find(({ run }) => run !== undefined)?.sources).toContain('activityLog');
    expect(sources.map(({ source }) => source)).toEqual(['resourceChanges', 'activityLog', 'journal']);
  });

  it('tells by object IDs what its reader did here or elsewhere, and what another one did at the same minute (H-20)', async () => {
    const me = '99999999-1111-4111-8111-111111111111';
    const bench = createBench(worldBefore(), { token: tokenOf(me) });
    await bench.service.apply([{ kind: 'upgradeNodeImages', clusterId, pools: ['nodepool1'] }]);
    await bench.arm('POST', `${clusterId}/listClusterAdminCredential?api-version=2026-04-01`);
    await bench.emulator.handle({
      method: 'POST',
      url: `https://x${clusterId}/listClusterUserCredential?api-version=2026-04-01`,
      headers: { authorization: `Bearer ${tokenOf(me)}` },
    });
    bench.emulator.clock.advance(900);
    const { entries } = await historyOf(bench);
    const acts = entries.filter(({ action }) => action.endsWith('/action'));
    const told = acts.map(({ you, run, action }) => [action.split('/').at(-2), you, run !== undefined]);
    expect(told.toSorted()).toEqual([
      ['listClusterAdminCredential', undefined, false],
      ['listClusterUserCredential', 'certain', false],
      ['upgradeNodeImageVersion', 'certain', true],
    ]);
    expect(bench.store).toMatchObject({ text: expect.stringContaining(`"sentBy":"${me}"`) as string });
  });

  it('tells a role once whose holder only an earlier step made, before and after the logs have it (H-20)', async () => {
    const bench = createBench(demoWorld(), { activitySeconds: 300, indexSeconds: 300 });
    const legacyId = await idOf(bench, 'legacy-neu');
    const { status } = await bench.service.apply([
      { kind: 'setControlPlane', clusterId: legacyId, controlPlane: { kind: 'systemAssigned' } },
    ]);
    expect(status).toBe('succeeded');
    const told = async (): Promise<readonly string[]> => {
      const { entries } = await historyOf(bench, legacyId);
      const ofRoles = entries.filter(({ kinds }) => kinds.includes('roles'));
      expect(ofRoles.map(({ resourceId }) => resourceId).join()).not.toContain('{');
      return ofRoles.map((entry) => `${clientText(entry)} | ${whatText(entry)}`).toSorted();
    };
    const before = await told();
    bench.emulator.clock.advance(900);
    expect(before.length).toBeGreaterThan(0);
    expect(await told()).toEqual(before);
    for (const line of before) expect(line).toMatch(/^AKS Identity \| assigned .* to the .*identity/);
  });

  it('names the role of its own removal at once, before the log has it, and explains what is missing by it (H-20, H-22)', async () => {
    const bench = createBench(worldBefore(), { activitySeconds: 600 });
    await bench.service.apply([{ kind: 'removeRole', roleAssignmentId: pullId }]);
    bench.emulator.clock.advance(60);
    const history = await historyOf(bench);
    expect(lines(history)[0]).toContain('removed AcrPull from the kubelet identity on registry acrlegacy');
    const found = await bench.service.diagnose(clusterId);
    const missing = found.find(({ missing: lack }) => lack?.role.name === 'AcrPull')!;
    expect(explainingEntry(missing, history.entries)?.run?.title).toBeDefined();
  });

  it('is there for a cluster that was deleted, whose principals are unknown then (H-20)', async () => {
    const bench = createBench(worldBefore());
    await changedByOthers(bench);
    await bench.arm('DELETE', `${clusterId}?api-version=2026-04-01`);
    bench.emulator.clock.advance(3600);
    const history = await historyOf(bench);
    expect(lines(history)[0]).toContain('deleted cluster own-weu');
    expect(history.unknown).toHaveLength(1);
  });

  it('of an identity has its roles anywhere, and nothing of other principals (H-20)', async () => {
    const bench = createBench(worldBefore());
    await changedByOthers(bench);
    const entries = lines(await historyOf(bench, idKubelet.id));
    expect(entries).toEqual([expect.stringContaining('removed AcrPull from id-kubelet on registry acrlegacy')]);
    expect((await historyOf(bench, `${ids.group}`)).entries.length).toBeGreaterThan(0);
  });

  it('of an identity tells when a cluster got it and let go of it, with who did that, and nothing else of that cluster (H-20)', async () => {
    const bench = createBench(worldBefore());
    const put = async (ids: readonly string[]): Promise<void> => {
      const { body } = await bench.arm('GET', `${clusterId}?api-version=2026-04-01`);
      const identity = { type: 'UserAssigned', userAssignedIdentities: Object.fromEntries(ids.map((id) => [id, {}])) };
      await bench.arm('PUT', `${clusterId}?api-version=2026-04-01`, { ...body, identity });
      bench.emulator.clock.advance(900);
    };
    const { body: before } = await bench.arm('GET', `${clusterId}?api-version=2026-04-01`);
    const assigned = Object.keys(
      (before['identity'] as { userAssignedIdentities?: object }).userAssignedIdentities ?? {},
    );
    const other = idKubelet.id.replace(/[^/]+$/, 'id-other');
    const made = await bench.arm('PUT', `${other}?api-version=2023-01-31`, { location: 'westeurope' });
    bench.emulator.clock.advance(60);
    const { principalId } = made.body['properties'] as { principalId: string };
    const role = roleByName('Managed Identity Operator')?.guid;
    await bench.arm('PUT', `${operatorId.replace(/[^/]+$/, principalId)}?api-version=2022-04-01`, {
      properties: {
        principalId,
        principalType: 'ServicePrincipal',
        roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      },
    });
    bench.emulator.clock.advance(60);
    await put([other]);
    await put(assigned);
    await changedByOthers(bench);
    const history = await historyOf(bench, other);
    const told = lines(history).map((line) => line.replace(/^.* \| /, ''));
    expect(told).toEqual([
      expect.stringMatching(/^changed cluster own-weu: control plane identity from id-other to id-a/),
      expect.stringMatching(/^changed cluster own-weu: control plane identity from id-a to id-other/),
      'assigned Managed Identity Operator to id-other on identity id-kubelet',
      'created identity id-other',
    ]);
    expect(history.entries[0]?.sources).toEqual(['resourceChanges', 'activityLog']);
    // The names of others begin alike.
    const alike = other.replace(/id-other$/, 'id-oth');
    await bench.arm('PUT', `${alike}?api-version=2023-01-31`, { location: 'westeurope' });
    bench.emulator.clock.advance(900);
    expect(lines(await historyOf(bench, alike))).toEqual([expect.stringContaining('created identity id-oth')]);
  });

  it('of an identity has the creation and the deletion of a cluster that had it, each once, and by whom (H-20)', async () => {
    const bench = createBench(worldBefore());
    const { body: cluster } = await bench.arm('GET', `${clusterId}?api-version=2026-04-01`);
    const { id: _, identity, ...rest } = cluster;
    const [used = ''] = Object.keys((identity as { userAssignedIdentities: object }).userAssignedIdentities);
    const [pool] = (rest['properties'] as { agentPoolProfiles: readonly object[] }).agentPoolProfiles;
    const two = clusterId.replace(/[^/]+$/, 'own-two');
    const other = clusterId.replace(/[^/]+$/, 'own-three');
    for (const [id, type] of [
      [two, { type: 'UserAssigned', userAssignedIdentities: { [used]: {} } }],
      [other, { type: 'SystemAssigned' }],
    ] as const) {
      await bench.arm('PUT', `${id}?api-version=2026-04-01`, {
        location: 'westeurope',
        identity: type,
        properties: { dnsPrefix: 'own', agentPoolProfiles: [pool ?? {}] },
      });
      bench.emulator.clock.advance(900);
    }
    const created = /^owner.* \| created cluster own-two: identity id-a assigned to it/;
    expect(lines(await historyOf(bench, used))).toEqual([expect.stringMatching(created)]);
    expect(lines(await historyOf(bench, two)).filter((line) => / cluster own-two/.test(line))).toEqual([
      expect.stringMatching(created),
    ]);
    for (const id of [two, other]) {
      await bench.arm('DELETE', `${id}?api-version=2026-04-01`);
      bench.emulator.clock.advance(900);
    }
    const history = await historyOf(bench, used);
    expect(lines(history).filter((line) => / cluster own-/.test(line))).toEqual([
      expect.stringMatching(/^owner.* \| deleted cluster own-two$/),
      expect.stringMatching(created),
    ]);
    expect(neverShownTexts(history.subject).join()).toContain('which identities a cluster had');
    expect(neverShownTexts({ ...history.subject, kind: 'cluster' }).join()).not.toContain(
      'which identities a cluster had',
    );
  });

  it('of a group names the identities that got or lost roles, and what has an identity of its own (H-20)', async () => {
    const bench = createBench(worldBefore());
    await changedByOthers(bench);
    const role = roleByName('Reader')?.guid ?? '';
    const gone = '99999999-2222-4222-8222-222222222222';
    const { body } = await bench.arm('GET', `${sami.id}?api-version=2026-04-01`);
    const own = (body['identity'] as { readonly principalId?: string } | undefined)?.principalId;
    for (const principalId of [own, gone].flatMap((id) => id ?? []))
      await bench.arm(
        'PUT',
        `${ids.group}/providers/Microsoft.Authorization/roleAssignments/${principalId}?api-version=2022-04-01`,
        {
          properties: {
            principalId,
            principalType: 'ServicePrincipal',
            roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${role}`,
          },
        },
      );
    bench.emulator.clock.advance(900);
    const told = lines(await historyOf(bench, ids.group)).join('\n');
    expect(told).toContain('removed AcrPull from id-kubelet on registry acrlegacy');
    expect(told).toContain(`assigned Reader to ${gone} on`);
    expect(told).toContain('assigned Reader to the identity of cluster sami-weu');
  });

  it('says since when changes may be missing, because the logs are late (H-21)', async () => {
    const bench = createBench(worldBefore(), { activitySeconds: 300, indexSeconds: 300 });
    await bench.arm('POST', `${clusterId}/listClusterAdminCredential?api-version=2026-04-01`);
    bench.emulator.clock.advance(5);
    const { entries, sources, until } = await historyOf(bench);
    expect(entries).toEqual([]);
    const minutes = sources.map(({ source, mayLackSince }) => [
      source,
      mayLackSince === undefined ? undefined : (Date.parse(until) - Date.parse(mayLackSince)) / 60_000,
    ]);
    expect(minutes).toEqual([
      ['resourceChanges', 5],
      ['activityLog', 20],
      ['journal', undefined],
    ]);
  });

  it('asks three lists of the subscription and one query, and no more (H-26)', async () => {
    const bench = createBench(worldBefore());
    await bench.service.clusterNow(clusterId);
    await bench.forget();
    await historyOf(bench);
    const asked = await bench.requests();
    const lists = asked.filter(({ path }) => /eventtypes\/management\/values$/i.test(path));
    expect(lists).toHaveLength(3);
    expect(asked.filter(({ path }) => /resourcegraph/i.test(path))).toHaveLength(1);
  });

  it('is refused above all subscriptions, where no log is read (H-21)', async () => {
    const bench = createBench(worldBefore());
    const group = '/providers/Microsoft.Management/managementGroups/mg1';
    await expect(historyOf(bench, group)).rejects.toMatchObject({ failure: { code: 'refused' } });
  });

  it('says of a subscription that is not visible that nothing was read, not that nothing changed (H-21)', async () => {
    const bench = createBench(worldBefore());
    const { sources, entries } = await historyOf(bench, `/subscriptions/${'9'.repeat(8)}${ids.group.slice(23)}`);
    const logs = sources.filter(({ source }) => source !== 'journal');
    expect([entries, logs.map(({ from, unknown }) => [from, unknown.length > 0])]).toEqual([
      [],
      [
        [undefined, true],
        [undefined, true],
      ],
    ]);
  });

  it.each([
    ['a cluster', clusterId.replace(/own-weu$/, 'own-wue')],
    ['a resource group', `${ids.group}-x`],
    ['a registry', legacyRegistry.id.replace(/acrlegacy$/, 'acrlegcy')],
  ])('of %s that is not there, and that no log tells of, is none (H-21)', async (_, id) => {
    const bench = createBench(worldBefore());
    await expect(historyOf(bench, id)).rejects.toMatchObject({ failure: { code: 'notFound' } });
    await bench.fault({ match: { pathContains: 'eventtypes' }, status: 403, code: 'AuthorizationFailed', times: 3 });
    expect((await historyOf(bench, id)).entries).toEqual([]);
  });

  it('of a node pool does not say that nothing changed: much of it changes with its cluster (H-21)', async () => {
    const bench = createBench(worldBefore());
    expect((await historyOf(bench, `${clusterId}/agentPools/nodepool1`)).unknown).toHaveLength(1);
  });

  it('ends when it is stopped (H-26)', async () => {
    const bench = createBench(worldBefore());
    await expect(bench.service.history(clusterId, new Date(0), AbortSignal.abort())).rejects.toMatchObject({
      failure: { code: 'cancelled' },
    });
  });
});

describe('a source that fails', () => {
  it.each([
    ['the log', 'eventtypes', 'activityLog', 'Microsoft.Insights/eventtypes/values/read', 2],
    ['the changes', 'ResourceGraph', 'resourceChanges', undefined, 3],
  ] as const)('is unknown, and the others stay: %s (H-21)', async (_, pathContains, source, right, left) => {
    const bench = createBench(worldBefore());
    await changedByOthers(bench);
    await bench.fault({ match: { pathContains }, status: 403, code: 'AuthorizationFailed', times: 99 });
    const { sources, entries } = await historyOf(bench);
    const unread = sources.filter(({ from }) => from === undefined);
    expect(unread.map((reading) => [reading.source, reading.right])).toEqual([[source, right]]);
    const log = sources.find((reading) => reading.source === 'activityLog');
    expect(log?.subscriptionName).toBe('Small');
    // Three lists that are refused for one reason are one thing that is unknown.
    expect(unread.map(({ unknown }) => unknown.length)).toEqual([1]);
    expect(entries).toHaveLength(left);
  });

  it('in one list only leaves the other lists of the log (H-21)', async () => {
    const bench = createBench(worldBefore());
    await changedByOthers(bench);
    await bench.fault({ match: { pathContains: 'eventtypes' }, status: 403, code: 'AuthorizationFailed', times: 1 });
    const { sources } = await historyOf(bench);
    const log = sources.find(({ source }) => source === 'activityLog');
    expect([log?.from === undefined, log?.unknown.length]).toEqual([false, 1]);
  });

  it('waits and asks again when Azure asks for it (H-26)', async () => {
    const bench = createBench(worldBefore());
    await changedByOthers(bench);
    const retryAfter = 7;
    await bench.fault({
      match: { pathContains: 'eventtypes' },
      status: 429,
      code: 'TooManyRequests',
      retryAfter,
      times: 1,
    });
    const { sources } = await historyOf(bench);
    expect(sources.flatMap(({ unknown }) => unknown)).toEqual([]);
    expect(bench.waits.some((wait) => wait >= retryAfter * 1000)).toBe(true);
  });
});
