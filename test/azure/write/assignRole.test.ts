import { describe, expect, it } from 'vitest';
import { runStep, stepHolds, stepSettled, stepStands } from '../../../src/azure/write/runStep.ts';
import type { StepContext } from '../../../src/azure/write/stepContext.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import { roleAssignmentName } from '../../../src/domain/arm/stableId.ts';
import type { Step } from '../../../src/domain/plan/plan.ts';
import type { PrincipalRef } from '../../../src/domain/plan/stepActions.ts';
import { contentOfRole } from '../../../src/domain/plan/steps.ts';
import type { Scripted } from '../../support/httpDouble.ts';
import { refusal, stepOf, writeStage } from '../../support/azure/writeStage.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

const scope = '/subscriptions/s/resourceGroups/rg';
const guid = 'b24988ac-6180-42a0-ab88-20f7382dd24c';
const roleDefinitionId = `/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
const clusterId = `${scope}/providers/Microsoft.ContainerService/managedClusters/shop` as ArmId;
const identityId = `${scope}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-a` as ArmId;
const nodeIdentity =
  '/subscriptions/s/resourceGroups/MC_rg_shop_westeurope/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shop-agentpool';
const grant = {
  kind: 'assignRole',
  principal: { kind: 'principal', principalId: 'p-1' },
  roleDefinitionId,
  roleName: 'Contributor',
  scope,
} as const;
const step = stepOf(grant);
const stepFor = (principal: PrincipalRef): Step => stepOf({ ...grant, principal });
const name = roleAssignmentName(scope, guid, 'p-1');

interface Assignment {
  readonly id: string;
  readonly name: string;
  readonly properties: JsonObject;
}
const assignment = (more: JsonObject = {}, called = name): Assignment => ({
  id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${called}`,
  name: called,
  properties: { scope, principalId: 'P-1', roleDefinitionId: roleDefinitionId.toUpperCase(), ...more },
});
const narrowed = { condition: 'only reads', conditionVersion: '2.0' };

/** A scope with assignments, which the list may not show yet; and a role, a cluster and an identity that are read. */
function azure(
  options: {
    readonly there?: readonly Assignment[];
    readonly isListed?: boolean;
    readonly list?: () => Scripted | undefined;
    readonly named?: () => Scripted | undefined;
    readonly onPut?: (
      write: number,
      state: { there: readonly Assignment[]; isListed: boolean },
    ) => Scripted | undefined;
    readonly permissions?: readonly JsonObject[];
    readonly cluster?: JsonObject;
    readonly onRead?: (read: number, state: { there: readonly Assignment[]; isListed: boolean }) => void;
  } = {},
  more: Partial<StepContext> = {},
) {
  const state = { there: options.there ?? [], isListed: options.isListed ?? true };
  let reads = 0;
  const stage = writeStage((request, writes) => {
    const { pathname } = new URL(request.url);
    if (request.method === 'GET') {
      if (/roleDefinitions/i.test(pathname))
        return {
          body: {
            name: guid,
            properties: { roleName: 'Contributor', permissions: options.permissions ?? [{ actions: ['*'] }] },
          },
        };
      if (/managedClusters/i.test(pathname))
        return {
          body: {
            id: clusterId,
            name: 'shop',
            location: 'westeurope',
            properties: { provisioningState: 'Succeeded' },
            ...options.cluster,
          },
        };
      if (/userAssignedIdentities/i.test(pathname))
        return { body: { id: identityId, properties: { principalId: 'p-1' } } };
      options.onRead?.(++reads, state);
      if (/roleAssignments$/i.test(pathname))
        return options.list?.() ?? { body: { value: state.isListed ? state.there : [] } };
      const found = state.there.find(({ id }) => id === pathname);
      return options.named?.() ?? (found ? { body: found } : refusal(404, 'RoleAssignmentNotFound'));
    }
    const answer = options.onPut?.(writes, state);
    if (answer === undefined) state.there = [assignment()];
    return answer ?? { status: 201, body: assignment() };
  }, more);
  return { ...stage, state };
}
const inTheWay = { failure: { code: 'conflict', status: 409 } };

describe('a grant', () => {
  it('is sent under the name that it has each time, to exactly the planned principal', async () => {
    const { context, writes, events } = azure();
    expect(await runStep(step, context)).toBe('done');
    expect(events()).toEqual(['note', `PUT ${name}`]);
    expect(new URL(writes[0]!.url).pathname).toBe(assignment().id);
    expect(JSON.parse(writes[0]!.body as string)).toEqual({
      properties: { roleDefinitionId, principalId: 'p-1', principalType: 'ServicePrincipal' },
    });
  });

  it('that is there needs no request, whatever its name', async () => {
    for (const sent of [false, true]) {
      const { context, log } = azure({ there: [assignment({}, 'theirs')] }, { sent });
      expect(await runStep(step, context)).toBe(sent ? 'done' : 'alreadyDone');
      expect(log).toEqual(['GET roleAssignments']);
    }
  });

  it('that the list does not show yet is found by its name', async () => {
    for (const sent of [false, true]) {
      const { context, writes } = azure({ there: [assignment()], isListed: false }, { sent });
      expect(await runStep(step, context)).toBe(sent ? 'done' : 'alreadyDone');
      expect(writes).toEqual([]);
    }
  });

  it.each([
    { what: 'with a condition, in the list', there: assignment(narrowed, 'theirs'), isListed: true },
    { what: 'with a condition, by its name only', there: assignment(narrowed), isListed: false },
    { what: 'to somebody else under its name', there: assignment({ principalId: 'p-2' }), isListed: false },
  ])('is never written over an assignment $what', async ({ there, isListed }) => {
    const { context, writes } = azure({ there: [there], isListed });
    await expect(runStep(step, context)).rejects.toMatchObject(inTheWay);
    await expect(runStep(step, context)).rejects.toThrow(/Contributor/);
    await expect(runStep(step, context)).rejects.toMatchObject({
      source: expect.stringContaining('learn.microsoft.com') as string,
    });
    expect(writes).toEqual([]);
  });

  it('does not overwrite what someone makes right before it', async () => {
    for (const [there, end] of [
      [assignment(), 'alreadyDone'],
      [assignment(narrowed), 'conflict'],
    ] as const) {
      const { context, writes, events } = azure({
        onRead: (read, state) => void (read === 2 && (state.there = [there])),
      });
      expect(await runStep(step, context).catch(({ code }: { code: string }) => code)).toBe(end);
      expect(writes).toEqual([]);
      expect(events()).toEqual(['note', 'take back']);
    }
  });

  it.each([
    { from: 'list', status: 400, code: 'PrincipalNotFound', isSent: true },
    { from: 'list', status: 404, code: 'NotFound', isSent: true },
    { from: 'list', status: 403, code: 'AuthorizationFailed', isSent: false },
    { from: 'named', status: 404, code: 'NotFound', isSent: true },
    { from: 'named', status: 400, code: 'BadRequest', isSent: false },
    { from: 'named', status: 403, code: 'AuthorizationFailed', isSent: false },
  ])('is sent though the $from answers $status: $isSent', async ({ from, status, code, isSent }) => {
    const { context, writes } = azure({ [from]: () => refusal(status, code) });
    const end = await runStep(step, context).catch((error: { armCode: string }) => error.armCode);
    expect([end, writes.length]).toEqual(isSent ? ['done', 1] : [code, 0]);
  });

  it('whose answer got lost is not sent twice', async () => {
    const { context, writes } = azure({
      onPut: (_, state) => {
        state.there = [assignment()];
        state.isListed = false;
        return { broken: 'ECONNRESET' };
      },
    });
    expect(await runStep(step, context)).toBe('done');
    expect(writes).toHaveLength(1);
  });

  it('that someone else makes while Azure asks to slow down is alreadyDone', async () => {
    const { context, writes } = azure({
      onPut: (_, state) => {
        state.there = [assignment()];
        return refusal(429, 'TooManyRequests');
      },
    });
    expect(await runStep(step, context)).toBe('alreadyDone');
    expect(writes).toHaveLength(1);
  });
});

describe('a grant that Azure refuses', () => {
  it('to a principal that Entra does not know yet is tried for two minutes', async () => {
    const late = azure({ onPut: (write) => (write === 0 ? refusal(400, 'principalnotfound') : undefined) });
    expect(await runStep(step, late.context)).toBe('done');
    expect(late.details).toEqual(['Microsoft Entra does not know the new principal yet; retrying in 2 s']);
    const { context, log } = azure({ onPut: () => refusal(400, 'PrincipalNotFound') });
    await expect(runStep(step, context)).rejects.toMatchObject({ armCode: 'PrincipalNotFound' });
    expect(log.filter((event) => event.startsWith('wait')).map((event) => Number(event.slice(5)))).toEqual([
      2, 4, 8, 15, 30, 30, 30,
    ]);
  });

  it('that exists, as Azure says, is looked for until it shows', async () => {
    let looks = 0;
    const { context, writes, details } = azure({
      onPut: () => refusal(409, 'RoleAssignmentExists'),
      onRead: (_, state) => void (++looks > 6 && (state.there = [assignment({}, 'theirs')])),
    });
    expect(await runStep(step, context)).toBe('alreadyDone');
    expect(writes).toHaveLength(1);
    expect(details[0]).toBe('Azure says that the role is assigned but does not show it yet; checking again in 2 s');
  });

  it('that exists, as Azure says, and never shows, fails with what Azure said', async () => {
    const { context, writes, log } = azure({ onPut: () => refusal(409, 'RoleAssignmentExists', 'It exists.') });
    await expect(runStep(step, context)).rejects.toMatchObject({
      armCode: 'RoleAssignmentExists',
      message: 'It exists.',
    });
    expect(log.filter((event) => event.startsWith('wait')).map((event) => Number(event.slice(5)))).toEqual([
      2, 5, 10, 15,
    ]);
    expect(writes).toHaveLength(1);
  });

  it('that exists with a condition is in the way', async () => {
    const { context } = azure({
      onPut: (_, state) => {
        state.there = [assignment(narrowed, 'theirs')];
        return refusal(409, 'RoleAssignmentExists');
      },
    });
    await expect(runStep(step, context)).rejects.toMatchObject({
      ...inTheWay,
      message: expect.stringContaining('only reads') as string,
    });
  });

  it('that is refused otherwise fails at once', async () => {
    const { context, writes } = azure({ onPut: () => refusal(403, 'AuthorizationFailed') });
    await expect(runStep(step, context)).rejects.toMatchObject({ code: 'forbidden' });
    expect(writes).toHaveLength(1);
    const silent = azure({ onPut: () => ({ status: 409, body: {} }) });
    await expect(runStep(step, silent.context)).rejects.toMatchObject({ failure: { code: 'conflict', status: 409 } });
    expect(silent.writes).toHaveLength(1);
  });
});

describe('a grant of a role that somebody chose', () => {
  const basis = contentOfRole({
    guid,
    name: 'Contributor',
    permissions: [{ actions: ['*'], notActions: [], dataActions: [], notDataActions: [] }],
  });

  it('of a role that allows something else now is not sent', async () => {
    for (const sent of [false, true]) {
      const { context, writes } = azure({ permissions: [{ actions: ['*', 'more'] }] }, { sent });
      const end = runStep({ ...step, basis }, context);
      await expect(end).rejects.toMatchObject({ failure: { code: 'conflict', changedSince: true } });
      await expect(end).rejects.toThrow(
        `since you confirmed it: ${textOf(step.title)}.${sent ? '' : ' This step changed nothing.'}`,
      );
      expect(writes).toEqual([]);
    }
  });

  it('of a role that is what it was is sent', async () => {
    const { context, log } = azure();
    expect(await runStep({ ...step, basis }, context)).toBe('done');
    expect(log).toContain(`GET ${guid}`);
  });

  it('of a role that the plan chose does not read it', async () => {
    const { context, log } = azure();
    expect(await runStep(step, context)).toBe('done');
    expect(log).not.toContain(`GET ${guid}`);
  });
});

describe('a grant under a condition', () => {
  const limited = stepOf({ ...grant, condition: narrowed.condition });

  it('is sent with it, and never without', async () => {
    const { context, writes } = azure();
    expect(await runStep(limited, context)).toBe('done');
    expect(writes.map(({ body }) => JSON.parse(body as string) as unknown)).toEqual([
      { properties: { roleDefinitionId, principalId: 'p-1', principalType: 'ServicePrincipal', ...narrowed } },
    ]);
  });

  it.each([
    { what: 'the same condition', there: assignment(narrowed, 'theirs') },
    { what: 'no condition', there: assignment({}, 'theirs') },
  ])('is there already under $what', async ({ there }) => {
    const { context, writes } = azure({ there: [there] });
    expect(await runStep(limited, context)).toBe('alreadyDone');
    expect(writes).toEqual([]);
  });

  it('does not replace one under another', async () => {
    const { context, writes } = azure({ there: [assignment({ ...narrowed, condition: 'only writes' }, 'theirs')] });
    await expect(runStep(limited, context)).rejects.toMatchObject(inTheWay);
    expect(writes).toEqual([]);
  });
});

describe('a grant in a subscription that another directory manages', () => {
  const named = `${identityId}-named` as ArmId;
  const ofIdentity = { kind: 'identity', identityId } as const;
  const kubelet = { identityProfile: { kubeletidentity: { resourceId: nodeIdentity, objectId: 'p-1' } } };
  const addon = { addonProfiles: { azurePolicy: { enabled: true, identity: { objectId: 'p-1', resourceId: named } } } };
  const ownIdentity = { identity: { type: 'SystemAssigned', principalId: 'p-1' } };
  const cases: readonly {
    readonly what: string;
    readonly principal: PrincipalRef;
    readonly delegated?: { readonly resourceId?: ArmId };
    readonly cluster?: JsonObject;
    readonly sent?: string;
  }[] = [
    { what: 'that the plan names', principal: ofIdentity, delegated: { resourceId: named }, sent: named },
    { what: 'of the identity', principal: ofIdentity, delegated: {}, sent: identityId },
    { what: 'only where it is managed so', principal: ofIdentity },
    {
      what: 'of the nodes',
      principal: { kind: 'kubelet', clusterId },
      delegated: {},
      cluster: { ...ownIdentity, properties: kubelet },
      sent: nodeIdentity,
    },
    {
      what: 'of the add-on',
      principal: { kind: 'addon', clusterId, addon: 'azurePolicy' },
      delegated: {},
      cluster: { properties: addon },
      sent: named,
    },
    {
      what: 'that is the cluster itself',
      principal: { kind: 'controlPlane', clusterId },
      delegated: {},
      cluster: ownIdentity,
      sent: clusterId,
    },
  ];

  it.each(cases)('names the resource $what', async (each) => {
    const { principal, delegated, cluster = {}, sent } = each;
    const managed = delegated === undefined ? {} : { delegated };
    const step = stepOf({ ...grant, principal, ...managed });
    const { context, writes } = azure({ cluster });
    expect(await runStep(step, context)).toBe('done');
    const { properties } = JSON.parse(writes[0]!.body as string) as { properties: JsonObject };
    expect(properties['delegatedManagedIdentityResourceId']).toBe(sent);
  });
});

describe('who gets a role', () => {
  const system = { identity: { type: 'SystemAssigned', principalId: 'p-1' } };
  const nodes = (objectId: string | undefined, resourceId = nodeIdentity): JsonObject => ({
    ...system,
    properties: {
      identityProfile: { kubeletidentity: { resourceId, ...(objectId === undefined ? {} : { objectId }) } },
    },
  });
  const addon = (identity: JsonObject): JsonObject => ({
    properties: { addonProfiles: { azurePolicy: { enabled: true, identity } } },
  });
  const replaced = 'shop has been given another';
  const cases: readonly {
    readonly principal: PrincipalRef;
    readonly cluster?: JsonObject;
    readonly what: string;
    /** What it fails with, where it does. */
    readonly fails?: { readonly code: string; readonly message: string };
  }[] = [
    { what: 'a user-assigned identity', principal: { kind: 'identity', identityId } },
    { what: 'the control plane', principal: { kind: 'controlPlane', clusterId }, cluster: system },
    {
      what: 'the control plane, which shows no principal',
      principal: { kind: 'controlPlane', clusterId },
      cluster: { identity: { type: 'SystemAssigned' } },
      fails: { code: 'unexpected', message: 'shop shows no control plane identity that could get a role.' },
    },
    {
      what: 'the control plane, which somebody has given an identity',
      principal: { kind: 'controlPlane', clusterId },
      cluster: { identity: { type: 'UserAssigned', userAssignedIdentities: { [identityId]: { principalId: 'p-1' } } } },
      fails: {
        code: 'conflict',
        message: `${replaced} control plane identity since the plan was made. Nothing was granted to it.`,
      },
    },
    { what: 'the nodes', principal: { kind: 'kubelet', clusterId }, cluster: nodes('p-1') },
    {
      what: 'the nodes, which show no principal',
      principal: { kind: 'kubelet', clusterId },
      cluster: nodes(undefined),
      fails: { code: 'unexpected', message: 'shop shows no kubelet identity that could get a role.' },
    },
    {
      what: 'the nodes, which somebody has given an identity',
      principal: { kind: 'kubelet', clusterId },
      cluster: nodes('p-1', identityId),
      fails: {
        code: 'conflict',
        message: `${replaced} kubelet identity since the plan was made. Nothing was granted to it.`,
      },
    },
    {
      what: 'an add-on',
      principal: { kind: 'addon', clusterId, addon: 'AzurePolicy' },
      cluster: addon({ objectId: 'p-1', resourceId: identityId }),
    },
    {
      what: 'an add-on without an identity',
      principal: { kind: 'addon', clusterId, addon: 'azurePolicy' },
      cluster: addon({}),
      fails: {
        code: 'unexpected',
        message: 'shop shows no identity for the add-on azurePolicy that could get a role.',
      },
    },
    {
      what: 'an add-on that is not there',
      principal: { kind: 'addon', clusterId, addon: 'other' },
      cluster: addon({ objectId: 'p-2', resourceId: identityId }),
      fails: {
        code: 'unexpected',
        message: 'shop shows no identity for the add-on other that could get a role.',
      },
    },
  ];

  it.each(cases)('$what', async ({ principal, cluster = {}, fails }) => {
    const { context, writes } = azure({ cluster });
    if (fails === undefined) {
      expect(await runStep(stepFor(principal), context)).toBe('done');
      expect(JSON.parse(writes[0]!.body as string)).toMatchObject({ properties: { principalId: 'p-1' } });
      expect(await stepHolds(stepFor(principal), context)).toBe(true);
      return;
    }
    await expect(runStep(stepFor(principal), context)).rejects.toMatchObject(fails);
    expect(writes).toEqual([]);
    // Nobody holds anything who is not there; somebody else may.
    const holds = await stepHolds(stepFor(principal), context).catch(({ code }: { code: string }) => code);
    expect(holds).toBe(fails.code === 'unexpected' ? false : 'conflict');
  });
});

describe('what is there of a grant', () => {
  it.each([
    { what: 'nothing', there: [], isSo: false },
    { what: 'it', there: [assignment()], isSo: true },
    { what: 'it under another name', there: [assignment({}, 'theirs')], isSo: true },
    { what: 'it with a condition', there: [assignment(narrowed)], isSo: false },
    { what: 'it for somebody else', there: [assignment({ principalId: 'p-2' }, 'theirs')], isSo: false },
  ])('$what: $isSo', async ({ there, isSo }) => {
    const { context, writes } = azure({ there });
    expect(await stepHolds(step, context)).toBe(isSo);
    expect(await stepStands(step, context)).toBe(isSo);
    expect(await stepSettled(step, context)).toBe(isSo ? 'done' : undefined);
    expect(writes).toEqual([]);
  });

  it("it is unknown where it can't be read", async () => {
    const { context } = azure({ list: () => refusal(403, 'AuthorizationFailed') });
    await expect(stepHolds(step, context)).rejects.toMatchObject({ code: 'forbidden' });
  });
});
