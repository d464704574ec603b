import { strict as assert } from 'node:assert';
import { commands } from 'vscode';
import type { AksIdentityApi } from '../../../src/api/contract.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { activated, listening, type Listening } from '../extension.ts';

let api: AksIdentityApi;
let emulator: Listening;

/** The id of a cluster or identity of the demo's company. */
function idOf(name: string): string {
  const found = demoWorld().resources.find(({ id }) => id.endsWith(`/${name}`));
  assert.ok(found, `There is ${name}.`);
  return found.id;
}
const subscriptionId = (): string => idOf('pay-weu').split('/')[2]!;

/** Runs a change twice: the second time nothing is left to do and nothing is written. */
async function applyTwice(change: Change): Promise<readonly string[]> {
  const { steps } = await api.plan(change);
  await emulator.forget();
  const outcome = await api.apply(change);
  assert.equal(outcome.status, 'succeeded', JSON.stringify(outcome.steps));
  assert.deepEqual(
    outcome.steps.map(({ id }) => id),
    steps.map(({ id }) => id),
  );
  const writes = await emulator.writes();
  await emulator.forget();
  const again = await api.apply(change);
  assert.equal(again.status, 'succeeded');
  assert.deepEqual(await emulator.writes(), []);
  return writes;
}

describe('connected to an emulator', () => {
  before(async () => {
    emulator = await listening(demoWorld());
    api = await activated();
    await api.connect(emulator.url);
  });
  after(async () => {
    await commands.executeCommand('aksIdentity.disconnect');
    await emulator.close();
  });

  describe('one change of each kind, through the API inside VS Code', () => {
    it('creates a resource group', async () => {
      const change = {
        kind: 'createResourceGroup',
        subscriptionId: subscriptionId(),
        name: 'rg-new',
        location: 'westeurope',
      } as const;
      assert.deepEqual(await applyTwice(change), ['PUT resourceGroups']);
    });

    it('creates an identity, and deletes it again', async () => {
      const where = { subscriptionId: subscriptionId(), resourceGroup: 'rg-new', name: 'id-new' } as const;
      assert.deepEqual(await applyTwice({ kind: 'createIdentity', ...where, location: 'westeurope' }), [
        'PUT userAssignedIdentities',
      ]);
      const identityId = `/subscriptions/${where.subscriptionId}/resourceGroups/rg-new/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-new`;
      assert.deepEqual(await applyTwice({ kind: 'deleteIdentity', identityId }), ['DELETE userAssignedIdentities']);
    });

    it('moves a cluster from its system-assigned identity to an own one, the grant first', async () => {
      const clusterId = idOf('pay-weu');
      const identityId = idOf('id-pay-weu');
      const change = {
        kind: 'setControlPlane',
        clusterId,
        controlPlane: { kind: 'userAssigned', identityId },
      } as const;
      assert.deepEqual(await applyTwice(change), ['PUT roleAssignments', 'PUT managedClusters']);
      assert.equal((await api.cluster(clusterId)).controlPlane.kind, 'userAssigned');
    });

    it('leaves a service principal, and upgrades the node images', async () => {
      const clusterId = idOf('legacy-neu');
      const change = { kind: 'setControlPlane', clusterId, controlPlane: { kind: 'systemAssigned' } } as const;
      const writes = await applyTwice(change);
      assert.equal(writes[0], 'PUT managedClusters');
      assert.equal((await api.cluster(clusterId)).usesServicePrincipal, false);
      await emulator.forget();
      const upgraded = await api.apply({ kind: 'upgradeNodeImages', clusterId });
      assert.equal(upgraded.status, 'succeeded');
      assert.deepEqual(await emulator.writes(), ['POST nodepool1']);
    });

    it('gives a cluster its own kubelet identity', async () => {
      const change = { kind: 'setKubelet', clusterId: idOf('pay-weu'), identityId: idOf('id-old') } as const;
      const writes = await applyTwice(change);
      assert.equal(writes.at(-1), 'PUT managedClusters');
      assert.ok(writes.slice(0, -1).every((write) => write === 'PUT roleAssignments'));
    });

    it('assigns a role and removes it', async () => {
      const { controlPlane } = await api.cluster(idOf('batch-neu'));
      const scope = idOf('batch-neu');
      const change = {
        kind: 'assignRole',
        principalId: controlPlane.principalId!,
        role: { name: 'Reader' },
        scope,
      } as const;
      assert.deepEqual(await applyTwice(change), ['PUT roleAssignments']);
      const { roleAssignments } = await api.cluster(scope);
      const made = roleAssignments.find(
        (one) => one.roleName === 'Reader' && one.scope.toLowerCase() === scope.toLowerCase(),
      );
      assert.ok(made);
      assert.deepEqual(await applyTwice({ kind: 'removeRole', roleAssignmentId: made.id }), ['DELETE roleAssignments']);
    });

    it('attaches a registry and detaches it', async () => {
      const change = { clusterId: idOf('spare-neu'), registryId: idOf('acrbuild') };
      assert.deepEqual(await applyTwice({ kind: 'attachRegistry', ...change }), ['PUT roleAssignments']);
      assert.deepEqual(await applyTwice({ kind: 'detachRegistry', ...change }), ['DELETE roleAssignments']);
    });

    it('creates a cluster', async () => {
      const change: Change = {
        kind: 'createCluster',
        subscriptionId: subscriptionId(),
        resourceGroup: 'rg-new',
        name: 'new-weu',
        location: 'westeurope',
        controlPlane: { kind: 'systemAssigned' },
      };
      await emulator.forget();
      assert.equal((await api.apply(change)).status, 'succeeded');
      assert.deepEqual(await emulator.writes(), ['PUT managedClusters']);
      await assert.rejects(api.plan(change), { code: 'refused' });
      assert.equal((await api.clusters()).find(({ name }) => name === 'new-weu')?.kubelet.kind, 'default');
    });
  });

  describe('what is refused, and what goes wrong', () => {
    it('the API refuses another machine, an id of the wrong type and a bad name, before anything is sent', async () => {
      await emulator.forget();
      await assert.rejects(api.connect('http://example.com:8080'), { code: 'refused' });
      const wrong: Change = { kind: 'setKubelet', clusterId: idOf('pay-weu'), identityId: idOf('acrbuild') };
      await assert.rejects(api.apply(wrong), { code: 'refused' });
      const name: Change = {
        kind: 'createResourceGroup',
        subscriptionId: subscriptionId(),
        name: 'ends.',
        location: 'westeurope',
      };
      await assert.rejects(api.plan(name), { code: 'refused' });
      await assert.rejects(api.plan({ kind: 'nonsense' } as unknown as Change), { code: 'refused' });
      assert.deepEqual(await emulator.writes(), []);
    });

    it('the API ends a change that Azure forbids as failed, keeps it in Activity, and continues from there when resumed', async () => {
      const name = 'rg-retried';
      const change = {
        kind: 'createResourceGroup',
        subscriptionId: subscriptionId(),
        name,
        location: 'westeurope',
      } as const;
      await emulator.fault({
        match: { method: 'PUT', pathContains: name },
        status: 403,
        code: 'AuthorizationFailed',
        message: 'No.',
        times: 1,
      });
      const failed = await api.apply(change);
      assert.equal(failed.status, 'failed');
      assert.deepEqual(
        failed.steps.map(({ error }) => [error?.code, error?.armCode]),
        [['forbidden', 'AuthorizationFailed']],
      );
      const entry = (await api.activity()).find(({ activityId }) => activityId === failed.activityId);
      assert.equal(entry?.resumable, true);
      const resumed = await api.resume(failed.activityId);
      assert.equal(resumed.status, 'succeeded');
      assert.equal((await api.activity())[0]?.status, 'succeeded');
    });

    it('the API forgets the runs of one connection while another one is current', async () => {
      assert.ok((await api.activity()).length > 5);
      await commands.executeCommand('aksIdentity.startDemo');
      const names = (await api.activity()).map(({ title }) => title);
      assert.ok(!names.includes('Create resource group rg-retried'));
      await api.connect(emulator.url);
      assert.ok((await api.activity()).some(({ title }) => title === 'Create resource group rg-retried'));
    });
  });
});
