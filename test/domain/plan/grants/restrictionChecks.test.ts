/** What a plan says about chosen identities that may not be assigned to the cluster. */
import { inWords, unknown } from '../../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import { restrictionChecks } from '../../../../src/domain/plan/grants/restrictionChecks.ts';
import type { PlannedIdentity } from '../../../../src/domain/plan/lookUps.ts';
import { identityId } from '../../../support/domain/clusterFixture.ts';

const chosen = (name: string, more: Partial<PlannedIdentity> = {}): PlannedIdentity => ({
  id: identityId(name),
  name,
  isNew: false,
  principal: { kind: 'identity', identityId: identityId(name) },
  ...more,
});
const free = { restricted: { location: 'westeurope' } };
const isolated = { restricted: { location: 'northeurope', isolationScope: 'Regional' } };
const strange = { restricted: { location: 'westeurope', isolationScope: 'Galactic' } };
const forNodes = { restricted: { location: 'westeurope', onlyFor: ['Microsoft.Compute'] } };
const checks = (controlPlane?: Partial<PlannedIdentity>, kubelet?: Partial<PlannedIdentity>) =>
  restrictionChecks(
    {
      controlPlane: controlPlane && chosen('id-cp', controlPlane),
      kubelet: kubelet && chosen('id-nodes', kubelet),
    },
    { name: 'shop', location: 'westeurope' },
  );

const ofControlPlane = { id: 'restriction', about: ['id-cp', 'controlPlane'] };
const ofNodes = { id: 'restriction', about: ['id-nodes', 'kubelet'] };

describe('an identity that is chosen for a cluster', () => {
  it.each<[string, Partial<PlannedIdentity> | undefined]>([
    ['that is left as it is', undefined],
    ['that says nothing against it', free],
    ['that the plan makes', { isNew: true }],
    ['that the plan makes, whatever stands there', { isNew: true, ...isolated }],
  ])('needs no check, one %s', (_, one) => {
    expect(checks(one, one)).toEqual([]);
  });

  it("and is isolated to another region can't be assigned", () => {
    const detail = 'It is isolated to its region, northeurope, and the cluster is in westeurope.';
    expect(checks(isolated, isolated)).toEqual([
      { ...ofControlPlane, title: "id-cp can't be assigned to the control plane of shop", verdict: 'fail', detail },
      { ...ofNodes, title: "id-nodes can't be assigned to the nodes of shop", verdict: 'fail', detail },
    ]);
    expect(checks(isolated, free)).toHaveLength(1);
    expect(checks(free, isolated)).toHaveLength(1);
  });

  it('and is restricted to something else is reported by what it is chosen for', () => {
    expect(checks(forNodes, forNodes)).toEqual([
      {
        ...ofControlPlane,
        title: "id-cp can't be assigned to the control plane of shop",
        verdict: 'fail',
        detail: 'It may be assigned to Microsoft.Compute only, and not to AKS clusters.',
      },
      {
        ...ofNodes,
        title: "Couldn't verify whether id-nodes may be assigned to the nodes of shop",
        verdict: 'unknown',
        detail:
          "It may be assigned to Microsoft.Compute only, and Azure doesn't say whether the nodes of AKS count as that.",
      },
    ]);
  });

  it('with an unknown restriction is in doubt', () => {
    const detail = "What its isolation scope Galactic means isn't known.";
    expect(checks(strange)).toEqual([
      {
        ...ofControlPlane,
        title: "Couldn't verify whether id-cp may be assigned to the control plane of shop",
        verdict: 'unknown',
        detail,
      },
    ]);
    expect(checks(undefined, strange)).toEqual([
      {
        ...ofNodes,
        title: "Couldn't verify whether id-nodes may be assigned to the nodes of shop",
        verdict: 'unknown',
        detail,
      },
    ]);
  });

  it("and can't be read is in doubt, and says why", () => {
    expect(inWords(checks({ unreadable: unknown('AuthorizationFailed') }, { unreadable: unknown('no') }))).toEqual([
      {
        ...ofControlPlane,
        title: "Couldn't verify whether id-cp may be assigned to the control plane of shop",
        verdict: 'unknown',
        detail: "The identity can't be read: AuthorizationFailed",
      },
      {
        ...ofNodes,
        title: "Couldn't verify whether id-nodes may be assigned to the nodes of shop",
        verdict: 'unknown',
        detail: "The identity can't be read: no",
      },
    ]);
  });
});
