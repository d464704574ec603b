import { describe, expect, it } from 'vitest';
import { registriesDetached } from '../../../src/app/runs/detachedRegistries.ts';
import type { RunRecord } from '../../../src/app/runs/runRecord.ts';
import { registryId } from '../../support/domain/clusterFixture.ts';

const lost = { clusterId: '/c', principalId: 'p', need: { id: 'P-31', scope: registryId } };
const early = '2026-05-04T08:00:00.000Z';
const late = '2026-05-04T09:00:00.000Z';

const assignmentAt = (scope: string): string => `${scope}/providers/Microsoft.Authorization/roleAssignments/a`;

function entry(kind: string, record: object, more: object = { lost: [lost] }): RunRecord {
  const principal = { kind: 'principal', principalId: 'p' };
  const scope = registryId.toUpperCase();
  const step = { id: 's', kind, scope, roleAssignmentId: assignmentAt(scope), principal };
  const plan = { title: 'Detach acrshop from shop', steps: [step], ...more };
  return { plan, status: 'succeeded', steps: [{ id: 's', ...record }] } as unknown as RunRecord;
}
const done = { status: 'done', endedAt: early };

describe('the registries that the journal knows to be detached', () => {
  it('a registry is detached once the role is removed without which nodes could not pull', () => {
    expect(registriesDetached([entry('removeRole', done)])).toEqual([
      { clusterId: '/c', registryId, principalId: 'p', at: new Date(early), by: 'Detach acrshop from shop' },
    ]);
  });

  it('a registry is not detached by a removal that failed, or that took nothing away', () => {
    expect(registriesDetached([entry('removeRole', { status: 'failed' })])).toEqual([]);
    expect(registriesDetached([entry('removeRole', done, {})])).toEqual([]);
  });

  it('a registry is not detached any more once a later run has given the same nodes a role there', () => {
    const assigned = (endedAt: string): RunRecord => entry('assignRole', { status: 'done', endedAt }, {});
    const other = { ...lost, principalId: 'q' };
    expect(registriesDetached([assigned(late), entry('removeRole', done)])).toEqual([]);
    expect(registriesDetached([assigned(late), entry('removeRole', done, { lost: [other] })])).toHaveLength(1);
    expect(registriesDetached([entry('removeRole', { ...done, endedAt: late }), assigned(early)])).toHaveLength(1);
  });

  it('another need that is lost with the role is no registry', () => {
    const other = { ...lost, need: { id: 'P-02', scope: registryId } };
    expect(registriesDetached([entry('removeRole', done, { lost: [other] })])).toEqual([]);
  });

  it('a registry is detached by the removal at it, whatever else the run did', () => {
    const other = { ...lost, need: { id: 'P-31', scope: `${registryId}2` } };
    const found = entry('removeRole', done, { lost: [other, lost] });
    expect(registriesDetached([found]).map(({ registryId: id }) => id)).toEqual([registryId]);
    const elsewhere = { ...found.plan.steps[0], roleAssignmentId: assignmentAt('/subscriptions/x') };
    expect(registriesDetached([{ ...found, plan: { ...found.plan, steps: [elsewhere] as never } }])).toEqual([]);
    expect(registriesDetached([entry('assignRole', done)])).toEqual([]);
  });

  it('a registry is attached again only by a grant at it, to the same nodes, that was done', () => {
    const removal = entry('removeRole', done);
    const grant = (change: object, record: object = { status: 'done', endedAt: late }): RunRecord => {
      const made = entry('assignRole', record, {});
      return { ...made, plan: { ...made.plan, steps: [{ ...made.plan.steps[0], ...change }] as never } };
    };
    const counts = (run: RunRecord): boolean => registriesDetached([removal, run]).length === 0;
    expect(counts(grant({ principal: { kind: 'principal', principalId: 'P' } }))).toBe(true);
    const two = grant({});
    const beside = {
      ...two,
      plan: { ...two.plan, steps: [...two.plan.steps, { id: 'other', kind: 'removeRole' }] as never },
    };
    expect(counts(beside)).toBe(true);
    expect(counts(grant({ scope: `${registryId}2` }))).toBe(false);
    expect(counts(grant({ principal: { kind: 'identity', principalId: 'p' } }))).toBe(false);
    expect(counts(grant({}, { status: 'failed', endedAt: late }))).toBe(false);
    expect(counts(grant({}, { status: 'done', endedAt: early }))).toBe(false);
    expect(counts(entry('removeRole', { status: 'done', endedAt: late }, {}))).toBe(false);
  });
});
