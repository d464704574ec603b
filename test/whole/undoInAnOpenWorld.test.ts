import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/domain/change/change.ts';
import { assignRole } from '../../src/emulator/scenarios/parts/resources.ts';
import { textOf } from '../../src/sentences/textOf.ts';
import { runOfEntry } from '../../src/webview/run/runModel.ts';
import { runView } from '../../src/webview/run/runView.ts';
import type { Bench } from '../support/azure/azureBench.ts';
import { undoBench as benchWith } from '../support/azure/undoBench.ts';
import {
  idB,
  idKubelet2,
  idUnused,
  legacyRegistry,
  own,
  place,
  smallWorld,
  uami,
} from '../support/azure/smallWorld.ts';

const { subscriptionId, group: resourceGroup, location } = place;
const acr = legacyRegistry.id;
const roles = '?api-version=2022-04-01';
const ids = '?api-version=2024-11-30';
const aks = '?api-version=2025-05-01';
const acrPull = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d`;
const pulling = { roleDefinitionId: acrPull, principalId: idUnused.principalId, principalType: 'ServicePrincipal' };
const pull = assignRole('AcrPull', idUnused.principalId, acr);
const pullId = `${acr}/providers/Microsoft.Authorization/roleAssignments/${pull.name}`;
const newId = idUnused.id.replace('id-unused', 'id-new');
const newIdentity = { kind: 'createIdentity', subscriptionId, resourceGroup, name: 'id-new', location } as const;
const assign = {
  kind: 'assignRole',
  principalId: idUnused.principalId,
  role: { name: 'AcrPull' },
  scope: acr,
} as const;
const removal: Change = { kind: 'removeRole', roleAssignmentId: pullId };
const bind = (identityId: string): Change => ({ kind: 'bindIdentity', clusterId: uami.id, identityId });
const connect = (identityId: string): Change => ({
  kind: 'createCredential',
  identityId,
  namespace: 'shop',
  serviceAccount: 'cart',
  clusterId: uami.id,
});
const controlPlane: Change = {
  kind: 'setControlPlane',
  clusterId: uami.id,
  controlPlane: { kind: 'userAssigned', identityId: idB.id },
};

/** A colleague's write, who doesn't use this extension. */
async function put(bench: Bench, id: string, body: object): Promise<void> {
  expect((await bench.arm('PUT', id, body)).status).toBeLessThan(300);
}

async function take(bench: Bench, id: string): Promise<void> {
  expect((await bench.arm('DELETE', id)).status).toBeLessThan(300);
}

async function switchTo(bench: Bench, identityId: string): Promise<void> {
  const { body } = await bench.arm('GET', uami.id + aks);
  const identity = { type: 'UserAssigned', userAssignedIdentities: { [identityId]: {} } };
  await put(bench, uami.id + aks, { ...body, identity });
  bench.emulator.clock.advance(3600);
}

const entryOf = async ({ service }: Bench, at = 0) => (await service.activity())[at]!;
const credentialId = `${idUnused.id}/federatedIdentityCredentials/uami-weu-shop-cart`;
const bindingId = `${uami.id}/identityBindings/idunused?api-version=2026-04-02-preview`;
const otherTrust = {
  issuer: 'https://issuer.test/pay/',
  subject: 'system:serviceaccount:pay:till',
  audiences: ['api://AzureADTokenExchange'],
};

interface Meanwhile {
  readonly changes: readonly Change[];
  /** What a colleague does after the run. */
  readonly meanwhile: (bench: Bench) => Promise<void>;
}

describe('undo reads first what the run has written', () => {
  const replaced: readonly (readonly [string, Meanwhile])[] = [
    [
      'an identity of the same name that somebody made anew',
      {
        changes: [newIdentity],
        meanwhile: async (bench) => {
          await take(bench, newId + ids);
          await put(bench, newId + ids, { location, tags: { owner: 'colleague' } });
        },
      },
    ],
    [
      'a credential that trusts something else now',
      {
        changes: [connect(idUnused.id)],
        meanwhile: (bench) => put(bench, credentialId + ids, { properties: otherTrust }),
      },
    ],
    [
      'a role that somebody assigned again',
      {
        changes: [assign],
        meanwhile: async (bench) => {
          const [change] = (await entryOf(bench)).undo!.changes;
          const { roleAssignmentId: id } = change as Extract<Change, { kind: 'removeRole' }>;
          await take(bench, id + roles);
          bench.emulator.clock.advance(86_400);
          await put(bench, id + roles, { properties: { ...pulling, description: 'INC-1' } });
        },
      },
    ],
    [
      'a cluster that has another identity since',
      { changes: [controlPlane], meanwhile: (b) => switchTo(b, idUnused.id) },
    ],
  ];

  it.each(replaced)('and leaves %s (S-17)', async (_, { changes, meanwhile }) => {
    const bench = benchWith();
    await bench.service.apply(changes);
    await meanwhile(bench);
    const { activityId } = await entryOf(bench);
    await expect(bench.service.undo(activityId)).rejects.toMatchObject({
      failure: { code: 'conflict', message: expect.stringContaining('Somebody has changed this since') as string },
    });
  });

  it.each<[string, readonly Change[], string]>([
    ['an identity', [newIdentity], newId + ids],
    ['a credential', [connect(idUnused.id)], credentialId + ids],
  ])('and finds that %s is gone, which is no obstacle', async (_, changes, path) => {
    const bench = benchWith();
    await bench.service.apply(changes);
    await take(bench, path);
    const undo = await bench.service.undo((await entryOf(bench)).activityId);
    expect(await bench.service.plan(undo)).toMatchObject({ nothingToDo: true });
  });

  it('and is refused where it is not known which identity the run made', async () => {
    const bench = benchWith();
    await bench.service.apply([newIdentity]);
    // An earlier version did not keep it.
    const kept = (await bench.store.read())!.replace(/,"target":\{[^}]*\}/, '');
    await bench.store.write(kept);
    const again = bench.restarted();
    const { activityId } = await entryOf(again);
    await expect(again.service.undo(activityId)).rejects.toThrow(/isn't known whether this is still/);
  });

  it('and says what could not be read', async () => {
    const bench = benchWith();
    await bench.service.apply([controlPlane]);
    const { activityId } = await entryOf(bench);
    await bench.fault({ match: { method: 'GET', pathContains: 'managedClusters/uami-weu' }, status: 403, times: 99 });
    await expect(bench.service.undo(activityId)).rejects.toMatchObject({ failure: { status: 403 } });
  });

  it('and is refused where the journal no longer has all that ran since', async () => {
    const bench = benchWith();
    await bench.service.apply([assign]);
    const { activityId } = await entryOf(bench);
    await bench.fault({ match: { method: 'PUT', pathContains: 'id-n' }, status: 400, code: 'BadRequest', times: 999 });
    for (let n = 0; n < 201; n++) await bench.service.apply([{ ...newIdentity, name: `id-n${n}` }]);
    await bench.noFaults();
    await expect(bench.service.undo(activityId)).rejects.toThrow(/Not all changes that ran since then are known/);
  });

  it('three days later and after a restart, too', async () => {
    const bench = benchWith();
    await bench.service.apply([newIdentity, connect(newId), controlPlane].slice(0, 2));
    bench.emulator.clock.advance(3 * 86_400);
    const again = bench.restarted();
    const { activityId, undo } = await entryOf(again);
    expect(await again.service.undo(activityId)).toEqual(undo!.changes);
  });
});

describe('undo is not offered', () => {
  it('for a role that was assigned by somebody else after a request was lost', async () => {
    const bench = benchWith();
    await bench.fault({ match: { method: 'PUT', pathContains: 'roleAssignments' }, drop: 'before', times: 99 });
    const { activityId } = await bench.service.apply([assign]);
    await bench.noFaults();
    const { path } = (await bench.requests()).find(({ method }) => method === 'PUT')!;
    await put(bench, path.split('?')[0]! + roles, { properties: pulling });
    await bench.service.resume(activityId);
    expect(await entryOf(bench)).toMatchObject({ status: 'succeeded' });
    expect(await entryOf(bench)).not.toHaveProperty('undo');
  });

  it('for a role that was removed by somebody else after a request was lost', async () => {
    const bench = benchWith([pull]);
    await bench.fault({ match: { method: 'DELETE', pathContains: 'roleAssignments' }, drop: 'before', times: 1 });
    let isGone = false;
    bench.onWait = async () => {
      if (isGone) return;
      isGone = true;
      await take(bench, pullId + roles);
    };
    await bench.service.apply([removal]);
    expect(await entryOf(bench)).not.toHaveProperty('undo');
  });

  it('for the same switch by somebody else after a request was lost', async () => {
    const bench = benchWith();
    await bench.fault({
      match: { method: 'PUT', pathContains: 'managedClusters/uami-weu' },
      drop: 'before',
      times: 99,
    });
    const { activityId } = await bench.service.apply([controlPlane]);
    await bench.noFaults();
    await switchTo(bench, idB.id);
    await bench.service.resume(activityId);
    expect(await entryOf(bench)).not.toHaveProperty('undo');
  });

  it('for a binding that somebody else made while the run was on its way', async () => {
    const bench = benchWith();
    let isMade = false;
    const onProgress = ({ status }: { status: string }): void => {
      if (status !== 'done' || isMade) return;
      isMade = true;
      void put(bench, bindingId, { properties: { managedIdentity: { resourceId: idUnused.id } } });
    };
    await bench.service.apply([newIdentity, bind(idUnused.id)], { onProgress });
    expect((await entryOf(bench)).steps.map(({ status }) => status)).toEqual(['done', 'alreadyDone']);
    expect((await entryOf(bench)).undo?.changes.map(({ kind }) => kind)).toEqual(['deleteIdentity']);
  });

  it('for a role of an identity that the cluster no longer uses', async () => {
    const bench = benchWith();
    await bench.service.apply([{ kind: 'detachRegistry', clusterId: own.id, registryId: acr }]);
    await bench.service.apply([{ kind: 'setKubelet', clusterId: own.id, identityId: idKubelet2.id }]);
    expect(await entryOf(bench, 1)).not.toHaveProperty('undo');
  });
});

describe('the plan of an undo', () => {
  it.each<[string, readonly Change[]]>([
    ['connected', [newIdentity, connect(newId)]],
    ['connected with a role', [newIdentity, connect(newId), { ...assign, principalId: newId }]],
    ['bound', [newIdentity, bind(newId)]],
  ])('deletes a new identity that was %s', async (_, changes) => {
    const bench = benchWith();
    await bench.service.apply(changes);
    const undo = await bench.service.undo((await entryOf(bench)).activityId);
    const plan = await bench.service.plan(undo);
    expect(plan.steps.at(-1)).toMatchObject({ kind: 'deleteIdentity' });
    expect(plan.warnings.map(({ text }) => textOf(text)).join('\n')).not.toContain('stays behind');
    expect(await bench.service.apply(plan)).toMatchObject({ status: 'succeeded' });
    expect((await bench.arm('GET', newId + ids)).status).toBe(404);
  });

  it('is of a part where a role comes back without its description', async () => {
    const bench = benchWith([{ ...pull, description: 'INC-4711' }]);
    await bench.service.apply([removal]);
    expect((await entryOf(bench)).undo).toMatchObject({ isPartial: true });
  });

  it('is of a part where a system-assigned identity comes back, which is another principal', async () => {
    const bench = benchWith();
    const sami = smallWorld().resources.find(({ id }) => id.endsWith('/sami-weu'))!;
    await bench.service.apply([{ ...controlPlane, clusterId: sami.id }]);
    expect((await entryOf(bench)).undo).toMatchObject({ isPartial: true });
  });
});

describe('what is said after a stop', () => {
  const summaryAfter = async (bench: Bench): Promise<string> =>
    runView(runOfEntry(await entryOf(bench.restarted())), { result: '' }).summary;

  it('is that nothing is under way between two steps', async () => {
    const bench = benchWith();
    const abort = new AbortController();
    const onProgress = ({ status }: { status: string }): void => void (status === 'done' && abort.abort());
    await bench.service.apply([assign, controlPlane], { signal: abort.signal, onProgress });
    expect((await bench.writes()).filter(({ path }) => path.includes('managedClusters'))).toEqual([]);
    expect(await summaryAfter(bench)).toBe(
      'Stopped. Nothing is under way in Azure; resume to run the remaining steps.',
    );
  });

  it('is that nothing was sent if VS Code was closed before', async () => {
    const bench = benchWith();
    const onProgress = ({ phase }: { phase?: string }): void =>
      void (phase === 'unsent' && bench.service.stopAll('closed'));
    await bench.service.apply([assign], { onProgress });
    expect(await bench.writes()).toEqual([]);
    expect(await summaryAfter(bench)).toBe('VS Code was closed before anything was sent.');
  });
});
