/** The steps that make and remove groups, identities and role assignments. */
import { describe, expect, it } from 'vitest';
import { runStep, stepHolds, stepSettled, stepStands } from '../../../src/azure/write/runStep.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import type { Step } from '../../../src/domain/plan/plan.ts';
import { contentOfAssignment } from '../../../src/domain/plan/steps.ts';
import { answering, refusal, stepOf, writeStage, type Things } from '../../support/azure/writeStage.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

const groupId = '/subscriptions/s/resourceGroups/rg' as ArmId;
const identityId = `${groupId}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-a` as ArmId;
const assignmentId = `${groupId}/providers/Microsoft.Authorization/roleAssignments/11111111-1111-1111-1111-111111111111`;
const identity = { id: identityId, name: 'id-a', location: 'westeurope', properties: { principalId: 'P-1' } };
const properties = { scope: groupId, principalId: 'p', roleDefinitionId: '/r/Contributor', condition: 'only reads' };
const assignment = { id: assignmentId, name: '1', properties };
const basisOfAssignment = contentOfAssignment({ id: assignmentId, ...properties });
const body = { location: 'westeurope', tags: { Team: 'shop' } };

interface Case {
  readonly name: string;
  readonly step: Step;
  readonly path: string;
  readonly there: object;
  readonly other?: object;
  readonly sends: string;
  readonly body?: object;
}
const cases: readonly Case[] = [
  {
    name: 'making a group',
    step: stepOf({ kind: 'createResourceGroup', groupId, body }),
    path: groupId,
    there: { id: groupId, location: 'northeurope' },
    sends: 'PUT rg',
    body,
  },
  {
    name: 'making an identity',
    step: stepOf({ kind: 'createIdentity', identityId, body }),
    path: identityId,
    there: identity,
    sends: 'PUT id-a',
    body,
  },
  {
    name: 'deleting an identity',
    step: stepOf({ kind: 'deleteIdentity', identityId, basis: 'p-1' }),
    path: identityId,
    there: identity,
    other: { ...identity, properties: { principalId: 'P-2' } },
    sends: 'DELETE id-a',
  },
  {
    name: 'removing a role',
    step: stepOf({ kind: 'removeRole', roleAssignmentId: assignmentId, basis: basisOfAssignment }),
    path: assignmentId,
    there: assignment,
    other: { ...assignment, properties: { ...properties, condition: 'nothing' } },
    sends: 'DELETE 11111111-1111-1111-1111-111111111111',
  },
];

const isRemoval = ({ sends }: Case): boolean => sends.startsWith('DELETE');
/** What is there before the step, and after it. */
const before = (each: Case): Things => ({ [each.path.toLowerCase()]: isRemoval(each) ? each.there : undefined });
const after = (each: Case): Things => ({ [each.path.toLowerCase()]: isRemoval(each) ? undefined : each.there });

describe.each(cases)('$name', (each) => {
  const { step, path, sends } = each;

  it('sends exactly one request, with the body of the plan', async () => {
    const { context, writes, events } = writeStage(answering(before(each)));
    expect(await runStep(step, context)).toBe('done');
    expect(events()).toEqual(['note', sends]);
    const [write] = writes;
    expect(new URL(write!.url).pathname).toBe(path);
    expect(new URL(write!.url).searchParams.get('api-version')).toMatch(/^20\d\d-/);
    expect(write!.body === undefined || write!.body === null ? undefined : JSON.parse(write!.body as string)).toEqual(
      each.body,
    );
  });

  it.each([
    { sent: false, end: 'alreadyDone' },
    { sent: true, end: 'done' },
  ])('sends nothing where it is so, which ends $end where its request was sent: $sent', async ({ sent, end }) => {
    const { context, writes, log } = writeStage(answering(after(each)), { sent });
    expect(await runStep(step, context)).toBe(end);
    expect(writes).toEqual([]);
    expect(log).not.toContain('note');
  });

  it('sends nothing if someone does the same right before it', async () => {
    for (const sent of [false, true]) {
      const things = before(each);
      const { context, events } = writeStage(answering(things), {
        sent,
        lookAtPlan: () => Promise.resolve(Object.assign(things, after(each))),
      });
      expect(await runStep(step, context)).toBe(sent ? 'done' : 'alreadyDone');
      expect(events()).toEqual(['note', 'take back']);
    }
  });

  it('sends nothing again once it is found to be taken, though its answer was lost', async () => {
    const things = before(each);
    const { context, events } = writeStage(
      answering(things, () => {
        Object.assign(things, after(each));
        return { broken: 'ECONNRESET' };
      }),
    );
    expect(await runStep(step, context)).toBe('done');
    expect(events()).toEqual(['note', sends, 'lost']);
  });

  it('is alreadyDone if someone else does it while Azure asks to slow down', async () => {
    const things = before(each);
    const { context, writes } = writeStage(
      answering(things, () => {
        Object.assign(things, after(each));
        return refusal(429, 'TooManyRequests');
      }),
    );
    expect(await runStep(step, context)).toBe('alreadyDone');
    expect(writes).toHaveLength(1);
  });

  it('holds, exists and has settled exactly if that is so', async () => {
    for (const [things, isSo] of [
      [before(each), false],
      [after(each), true],
    ] as const) {
      const { context, writes } = writeStage(answering(things));
      expect(await stepHolds(step, context)).toBe(isSo);
      expect(await stepStands(step, context)).toBe(isSo);
      expect(await stepSettled(step, context)).toBe(isSo ? 'done' : undefined);
      expect(writes).toEqual([]);
    }
  });

  it("fails, and sends nothing, where what is there can't be read", async () => {
    const { context, writes } = writeStage(() => refusal(403, 'AuthorizationFailed'));
    await expect(runStep(step, context)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(stepHolds(step, context)).rejects.toMatchObject({ code: 'forbidden' });
    expect(writes).toEqual([]);
  });
});

describe.each(cases.filter(({ other }) => other))('$name', ({ step, path, other, sends, ...each }) => {
  it('takes nothing away that has come to have the name since the plan was made', async () => {
    for (const sent of [false, true]) {
      const things: Things = { [path.toLowerCase()]: each.there };
      const { context, writes } = writeStage(answering(things), {
        sent,
        lookAtPlan: () => Promise.resolve(Object.assign(things, { [path.toLowerCase()]: other })),
      });
      const end = runStep(step, context);
      await expect(end).rejects.toMatchObject({ failure: { code: 'conflict', changedSince: true } });
      await expect(end).rejects.toThrow(
        `since you confirmed it: ${textOf(step.title)}.${sent ? '' : ' This step changed nothing.'}`,
      );
      expect(writes).toEqual([]);
    }
  });

  it('takes away whatever has the name where the plan does not say what it was', async () => {
    const { basis: _, ...rest } = step as Extract<Step, { kind: 'removeRole' }>;
    const { context, events } = writeStage(answering({ [path.toLowerCase()]: other }));
    expect(await runStep(rest, context)).toBe('done');
    expect(events()).toEqual(['note', sends]);
  });
});
