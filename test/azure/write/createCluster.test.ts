import type { PipelineRequest } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { runStep, stepHolds, stepSettled, stepStands } from '../../../src/azure/write/runStep.ts';
import type { StepContext } from '../../../src/azure/write/stepContext.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import { createClusterStep } from '../../../src/domain/plan/steps.ts';
import type { Scripted } from '../../support/httpDouble.ts';
import { refusal, writeStage } from '../../support/azure/writeStage.ts';
import { say } from '../../../src/sentences/words.ts';

const group = '/subscriptions/s/resourceGroups/rg';
const clusterId = `${group}/providers/Microsoft.ContainerService/managedClusters/new` as ArmId;
const idA = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-a`;
const idNodes = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-nodes`;
const subnet = `${group}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/aks`;

const properties: JsonObject = {
  dnsPrefix: 'new',
  kubernetesVersion: '',
  agentPoolProfiles: [{ name: 'np1', count: 3, vnetSubnetID: subnet }, { name: 'np2' }],
  oidcIssuerProfile: { enabled: true },
};
const body: JsonObject = {
  location: 'westeurope',
  identity: { type: 'UserAssigned', userAssignedIdentities: { [idA]: {} } },
  properties,
};
const step = createClusterStep(clusterId, body, { effect: say``, az: '' });
/** The cluster as Azure shows it, with more than was asked for, and with its own casing. */
const made: JsonObject = {
  id: clusterId,
  name: 'new',
  eTag: '1',
  location: 'West Europe',
  identity: { type: 'UserAssigned', userAssignedIdentities: { [idA.toUpperCase()]: { principalId: 'p' } } },
  properties: {
    ...properties,
    provisioningState: 'Succeeded',
    kubernetesVersion: '1.33',
    DNSPrefix: 'new',
    agentPoolProfiles: [
      { name: 'np1', count: 3, vnetSubnetID: subnet.toUpperCase(), osType: 'Linux' },
      { name: 'np2' },
      { name: 'more' },
    ],
  },
};
const withProperties = (more: JsonObject): JsonObject => ({
  ...made,
  properties: { ...(made['properties'] as JsonObject), ...more },
});
const inState = (provisioningState: string): JsonObject => withProperties({ provisioningState });
const system: JsonObject = { ...made, identity: { type: 'SystemAssigned' } };
const withB: JsonObject = { ...made, identity: { type: 'UserAssigned', userAssignedIdentities: { [`${idA}b`]: {} } } };

/** AKS without the cluster, or with what is there; a PUT makes it, unless something is answered in its place. */
function aks(
  options: {
    readonly there?: JsonObject | undefined;
    readonly onPut?: (write: number) => Scripted | undefined;
    readonly makes?: JsonObject;
    readonly onRead?: (read: number) => JsonObject | undefined;
    readonly isTakenThoughAnswered?: boolean;
  } = {},
  more: Partial<StepContext> = {},
) {
  const { onPut, makes = made, onRead, isTakenThoughAnswered } = options;
  let there = options.there;
  let reads = 0;
  const stage = writeStage((request, writes) => {
    if (request.method === 'GET') {
      there = onRead?.(++reads) ?? there;
      return there === undefined ? refusal(404, 'ResourceNotFound') : { body: there };
    }
    const answer = onPut?.(writes);
    if (answer === undefined || isTakenThoughAnswered) there = makes;
    return answer ?? { body: makes };
  }, more);
  return { ...stage, put: (cluster: JsonObject | undefined) => (there = cluster) };
}
const header = (request: PipelineRequest | undefined, name: string): string | undefined => request?.headers.get(name);
const bodyOf = (request: PipelineRequest | undefined): JsonObject => JSON.parse(request!.body as string) as JsonObject;

describe('a new cluster', () => {
  it('is made as the plan says, and only where nothing has its name', async () => {
    const { context, writes, events } = aks();
    expect(await runStep(step, context)).toBe('done');
    expect(events()).toEqual(['note', 'PUT new']);
    expect(bodyOf(writes[0])).toEqual(body);
    expect([header(writes[0], 'if-none-match'), header(writes[0], 'if-match')]).toEqual(['*', undefined]);
    expect(new URL(writes[0]!.url).searchParams.get('api-version')).toBe('2026-04-01');
  });

  it('is not made where one of its name exists, even one that is just the same', async () => {
    for (const there of [made, system]) {
      const { context, writes } = aks({ there });
      await expect(runStep(step, context)).rejects.toMatchObject({
        code: 'conflict',
        message: 'A cluster named new already exists in rg.',
      });
      expect(writes).toEqual([]);
    }
  });

  it('whose name is taken at the last moment fails with that, or because someone is making it', async () => {
    for (const [there, message] of [
      [system, 'A cluster named new already exists in rg.'],
      [inState('Creating'), 'new is Creating: another operation is running on it.'],
    ] as const) {
      const stage = aks({
        onPut: () => {
          stage.put(there);
          return refusal(412, 'PreconditionFailed');
        },
      });
      await expect(runStep(step, stage.context)).rejects.toMatchObject({ code: 'conflict', message });
    }
  });

  it('that Azure refuses fails with what Azure says, also where nothing is there after a 412', async () => {
    for (const [status, code] of [
      [412, 'PreconditionFailed'],
      [400, 'QuotaExceeded'],
    ] as const) {
      const { context } = aks({ onPut: () => refusal(status, code) });
      await expect(runStep(step, context)).rejects.toMatchObject({ armCode: code });
    }
    const stage = aks({
      onPut: () => {
        stage.put(system);
        return refusal(400, 'QuotaExceeded');
      },
    });
    await expect(runStep(step, stage.context)).rejects.toMatchObject({ armCode: 'QuotaExceeded' });
  });

  it('that ends with another identity, in another place, or failed is no success', async () => {
    for (const [makes, message] of [
      [system, 'Azure reports success, but new does not have the requested identity.'],
      [withB, 'Azure reports success, but new does not have the requested identity.'],
      [{ ...made, location: 'eastus' }, 'Azure reports success, but new does not have the requested identity.'],
    ] as const) {
      await expect(runStep(step, aks({ makes }).context)).rejects.toMatchObject({ code: 'unexpected', message });
    }
    const failing = aks({
      onPut: () => ({ body: made }),
      onRead: (read) => (read > 2 ? inState('Failed') : undefined),
    });
    await expect(runStep(step, failing.context)).rejects.toThrow('The operation ended, and new is Failed.');
  });

  it.each([
    { fresh: idA, isTriedAgain: true },
    { fresh: idNodes, isTriedAgain: true },
    { fresh: subnet, isTriedAgain: false },
  ])(
    'whose identity $fresh was granted a role a moment ago is tried again: $isTriedAgain',
    async ({ fresh, isTriedAgain }) => {
      const identityProfile = { kubeletidentity: { resourceId: idNodes } };
      const withNodes = createClusterStep(
        clusterId,
        { ...body, properties: { ...properties, identityProfile } },
        { effect: say``, az: '' },
      );
      const { context, writes } = aks(
        {
          makes: withProperties({ identityProfile }),
          onPut: (write) => (write === 0 ? refusal(400, 'MissingPermission') : undefined),
        },
        { fresh: [{ principal: { kind: 'identity', identityId: fresh as ArmId }, isGranted: true }] },
      );
      const end = await runStep(withNodes, context).catch((error: { armCode?: string }) => error.armCode);
      expect([end, writes.length]).toEqual(isTriedAgain ? ['done', 2] : ['MissingPermission', 1]);
    },
  );
});

describe('a new cluster whose request may have been taken', () => {
  it.each(['Succeeded', 'Creating', 'Failed'])(
    'whose answer got lost, and that is %s, is not made twice',
    async (state) => {
      let reads = 0;
      const { context, writes } = aks({
        makes: inState(state),
        onPut: (write) => (write === 0 ? { broken: 'ECONNRESET' } : undefined),
        isTakenThoughAnswered: true,
        onRead: () => (state === 'Creating' && ++reads > 4 ? made : undefined),
      });
      const end = await runStep(step, context).catch((error: Error) => error.message);
      expect(end).toBe(
        state === 'Failed' ? 'Azure accepted the request, but its operation ended with status Failed.' : 'done',
      );
      expect(writes).toHaveLength(1);
    },
  );

  it('whose request got lost on the way is sent again on the same condition', async () => {
    const { context, writes } = aks({ onPut: (write) => (write === 0 ? { broken: 'ECONNRESET' } : undefined) });
    expect(await runStep(step, context)).toBe('done');
    expect(writes.map((write) => header(write, 'if-none-match'))).toEqual(['*', '*']);
  });

  it('that an earlier run has made is done, and one that it is making is waited for', async () => {
    for (const there of [made, inState('Creating')]) {
      let reads = 0;
      const { context, writes, details } = aks(
        { there, onRead: () => (++reads > 3 ? made : undefined) },
        { sent: true },
      );
      expect(await runStep(step, context)).toBe('done');
      expect(writes).toEqual([]);
      expect(details.includes('Found the operation of the earlier run; waiting for it to end')).toBe(there !== made);
    }
  });

  it('that failed is made again as it is now, on its eTag, so that additions to it are kept', async () => {
    const failed = withProperties({ provisioningState: 'Failed', extra: { kept: true } });
    const { context, writes } = aks({ there: failed }, { sent: true });
    expect(await runStep(step, context)).toBe('done');
    expect([header(writes[0], 'if-match'), header(writes[0], 'if-none-match')]).toEqual(['1', undefined]);
    expect(bodyOf(writes[0])).toMatchObject({ properties: { extra: { kept: true }, kubernetesVersion: '1.33' } });
    expect(bodyOf(writes[0])).not.toHaveProperty('eTag');
    const { eTag: _, ...without } = failed;
    const plain = aks({ there: without }, { sent: true });
    expect(await runStep(step, plain.context)).toBe('done');
    expect(header(plain.writes[0], 'if-match')).toBeUndefined();
  });

  it('that failed and was repeated counts as taken only once its eTag is another', async () => {
    const { context, writes } = aks(
      {
        there: inState('Failed'),
        onPut: (write) => (write === 0 ? { broken: 'ECONNRESET' } : undefined),
      },
      { sent: true },
    );
    expect(await runStep(step, context)).toBe('done');
    expect(writes).toHaveLength(2);
    const taken = aks(
      {
        there: inState('Failed'),
        makes: { ...made, eTag: '2' },
        onPut: () => ({ broken: 'ECONNRESET' }),
        isTakenThoughAnswered: true,
      },
      { sent: true },
    );
    expect(await runStep(step, taken.context)).toBe('done');
    expect(taken.writes).toHaveLength(1);
  });

  it('that failed and has changed since is not overwritten', async () => {
    for (const { there, message } of [
      {
        there: { ...system, properties: inState('Failed')['properties']! },
        message: 'A cluster named new already exists in rg.',
      },
      {
        there: withProperties({ provisioningState: 'Failed', oidcIssuerProfile: { enabled: false } }),
        message: 'new was changed by someone else after the plan was made. Nothing was overwritten.',
      },
    ]) {
      const { context, writes } = aks({ there }, { sent: true });
      await expect(runStep(step, context)).rejects.toMatchObject({ code: 'conflict', message });
      expect(writes).toEqual([]);
    }
  });

  it("that can't be read is not made", async () => {
    const { context, writes } = writeStage(() => refusal(403, 'AuthorizationFailed'), { sent: true });
    await expect(runStep(step, context)).rejects.toMatchObject({ code: 'forbidden' });
    expect(writes).toEqual([]);
  });
});

describe('what is there of a new cluster', () => {
  const pools = (...agentPoolProfiles: JsonObject[]): JsonObject => withProperties({ agentPoolProfiles });
  const cases: readonly {
    readonly name: string;
    readonly there: JsonObject | undefined;
    readonly holds: boolean | 'running';
    readonly stands: boolean;
  }[] = [
    { name: 'nothing', there: undefined, holds: false, stands: false },
    { name: 'all of it', there: made, holds: true, stands: true },
    { name: 'all of it, at work', there: inState('Creating'), holds: 'running', stands: true },
    { name: 'all of it, failed', there: inState('Failed'), holds: false, stands: true },
    { name: 'it in another place', there: { ...made, location: 'eastus' }, holds: false, stands: false },
    { name: 'it with another kind of identity', there: system, holds: false, stands: false },
    { name: 'it with another identity', there: withB, holds: false, stands: false },
    {
      name: 'it with fewer nodes',
      there: pools({ name: 'np1', count: 1, vnetSubnetID: subnet }, { name: 'np2' }),
      holds: true,
      stands: true,
    },
    {
      name: 'it in another subnet',
      there: pools({ name: 'np1', count: 3, vnetSubnetID: `${subnet}2` }, { name: 'np2' }),
      holds: false,
      stands: true,
    },
    {
      name: 'it with another pool',
      there: pools({ name: 'np1', count: 3, vnetSubnetID: subnet }, { name: 'np3' }),
      holds: false,
      stands: true,
    },
    { name: 'it without pools', there: pools(), holds: false, stands: true },
    {
      name: 'it with something else in the place of pools',
      there: withProperties({ agentPoolProfiles: { 0: {} } }),
      holds: false,
      stands: true,
    },
    {
      name: 'it with something else in the place of a switch',
      there: withProperties({ oidcIssuerProfile: 'on' }),
      holds: false,
      stands: true,
    },
    {
      name: 'it with a switch turned off',
      there: withProperties({ oidcIssuerProfile: { enabled: false } }),
      holds: false,
      stands: true,
    },
    {
      name: 'it without its version, which was left to Azure',
      there: withProperties({ kubernetesVersion: null }),
      holds: true,
      stands: true,
    },
  ];

  it.each(cases)('$name: holds $holds, exists $stands', async ({ there, holds, stands }) => {
    const { context, writes } = aks({ there });
    expect(await stepHolds(step, context)).toBe(holds);
    expect(await stepStands(step, context)).toBe(stands);
    let reads = 0;
    const later = aks({ there, onRead: () => (++reads > 2 && holds === 'running' ? made : undefined) }, { sent: true });
    expect(await stepSettled(step, later.context)).toBe(holds === false ? undefined : 'done');
    expect([...writes, ...later.writes]).toEqual([]);
  });

  /** The step with one pool more or less as given, and the cluster with it as Azure shows it. */
  const holdsWith = (asked: JsonObject, shows: JsonObject, more: readonly [JsonObject, JsonObject] = [{}, {}]) => {
    const wanted = { ...properties, ...more[0], agentPoolProfiles: [{ name: 'np1', ...asked }] };
    const there = withProperties({ ...more[1], agentPoolProfiles: [{ name: 'np1', ...shows }] });
    const own = createClusterStep(clusterId, { ...body, properties: wanted }, { effect: say``, az: '' });
    return stepHolds(own, aks({ there }).context);
  };

  it.each([
    { key: 'count', asked: 3, shows: 5 },
    { key: 'minCount', asked: 1, shows: 2 },
    { key: 'maxCount', asked: 3, shows: 9 },
    { key: 'enableAutoScaling', asked: true, shows: false },
    { key: 'nodeLabels', asked: { tier: 'front' }, shows: {} },
    { key: 'nodeTaints', asked: ['a=b:NoSchedule'], shows: [] },
    { key: 'mode', asked: 'System', shows: 'User' },
    { key: 'orchestratorVersion', asked: '1.32', shows: '1.33' },
  ])('$key of a pool of a new cluster may have changed since it was made', async ({ key, asked, shows }) => {
    expect(await holdsWith({ [key]: asked }, { [key]: shows })).toBe(true);
  });

  it('the version of a new cluster may have changed since it was made', async () => {
    const versions = [{ kubernetesVersion: '1.32' }, { kubernetesVersion: '1.33' }] as const;
    expect(await holdsWith({}, {}, versions)).toBe(true);
  });

  it.each([
    { shows: ['1', '2'], holds: true },
    { shows: ['1', '2', '3'], holds: true },
    { shows: ['1'], holds: false },
    { shows: ['1', '3'], holds: false },
    { shows: { 0: '1', 1: '2' }, holds: false },
    { shows: undefined, holds: false },
  ])('zones 1 and 2 of a pool of a new cluster are there where it shows $shows: $holds', async ({ shows, holds }) => {
    const zones = shows === undefined ? {} : { availabilityZones: shows };
    expect(await holdsWith({ availabilityZones: ['1', '2'] }, zones)).toBe(holds);
  });

  it('a text of a new cluster that is left empty is left to Azure', async () => {
    expect(await holdsWith({}, {}, [{ nodeResourceGroup: '' }, { nodeResourceGroup: 'MC_rg_new' }])).toBe(true);
    expect(await holdsWith({}, {}, [{ nodeResourceGroup: 'own' }, { nodeResourceGroup: 'MC_rg_new' }])).toBe(false);
    expect(await holdsWith({}, {}, [{ nodeResourceGroup: 'own' }, {}])).toBe(false);
  });

  it('a system-assigned identity is as good as another, whatever its principal', async () => {
    const plain = createClusterStep(
      clusterId,
      { ...body, identity: { type: 'SystemAssigned' } },
      { effect: say``, az: '' },
    );
    expect(
      await stepHolds(
        plain,
        aks({ there: { ...made, identity: { type: 'SystemAssigned', principalId: 'p' } } }).context,
      ),
    ).toBe(true);
    expect(await stepHolds(plain, aks({ there: made }).context)).toBe(false);
  });
});
