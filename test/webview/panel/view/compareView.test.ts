import { describe, expect, it } from 'vitest';
import { say } from '../../../../src/sentences/words.ts';
import type { Change } from '../../../../src/domain/change/change.ts';
import { comparePlan, compareSketches } from '../../../../src/webview/panel/view/compareView.ts';
import { everyPlan } from '../../../domain/export/everyPlan.ts';

/** Before these, there was nothing. */
const creations: readonly Change['kind'][] = ['createCluster', 'createIdentity', 'createResourceGroup'];

describe('what a plan changes, before and after', () => {
  it('has a row for each setting of the cluster that is turned on, in one order', () => {
    const [off, on] = [say`off`, say`on`];
    expect(
      compareSketches(
        { settings: { istioRouting: off, oidcIssuer: off, gatewayApi: off }, workloadIdentity: off },
        {
          settings: { istioRouting: on, oidcIssuer: say`on (can't be turned off)`, gatewayApi: on },
          workloadIdentity: on,
        },
      ),
    ).toEqual([
      { label: 'Workload identity', before: 'off', after: 'on' },
      { label: 'OIDC issuer', before: 'off', after: "on (can't be turned off)" },
      { label: 'Gateway API', before: 'off', after: 'on' },
      { label: 'Istio of application routing', before: 'off', after: 'on' },
    ]);
  });

  it('is there for every plan that has steps, unless it only creates something', () => {
    const without = everyPlan.filter(
      ([, plan]) => comparePlan(plan).length === 0 && !plan.changes.every(({ kind }) => creations.includes(kind)),
    );
    expect(without.map(([name]) => name)).toEqual([]);
  });

  it.each([
    [
      'one role that is assigned',
      [],
      ['Reader on rg'],
      { label: 'Role', before: 'not assigned', after: 'Reader on rg' },
    ],
    ['one that is removed', ['Reader on rg'], [], { label: 'Role', before: 'Reader on rg', after: 'removed' }],
    ['one more', ['A on b'], ['A on b', 'C on d'], { label: 'Roles', before: 'A on b', after: 'A on b, C on d' }],
    ['many', [], ['A', 'B', 'C', 'D'], { label: 'Roles', before: 'not assigned', after: 'A, B, C, D' }],
    ['many that are lost', ['A', 'B', 'C', 'D'], [], { label: 'Roles', before: 'A, B, C, D', after: 'removed' }],
  ])('says of roles that it assigns and removes what there was: %s', (_, before, after, row) => {
    expect(compareSketches({ roles: before }, { roles: after })).toEqual([row]);
  });

  it('says of an identity that is deleted, and whether its roles stay behind', () => {
    const rowOf = (wanted: string) => comparePlan(everyPlan.find(([name]) => name === wanted)![1]);
    const before = 'AcrPull on registry acrshop';
    const deleted = { label: 'Identity', before: 'id-other', after: 'deleted' };
    expect(rowOf('deleteIdentity 1')).toEqual([
      { label: 'Role', before, after: `${before}, without a holder` },
      deleted,
    ]);
    expect(rowOf('deleteIdentity 2')).toEqual([{ label: 'Role', before, after: 'removed' }, deleted]);
  });
});
