import { describe, expect, it } from 'vitest';
import { identityOf } from '../../../src/domain/cluster/fromArm.ts';
import { restrictionOn } from '../../../src/domain/access/identityRestrictions.ts';

const aks = 'Microsoft.ContainerService';
const vm = 'Microsoft.Compute';

/** An identity of northeurope as Azure shows it. */
function identity(properties: object) {
  return identityOf({
    id: '/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/a',
    location: 'northeurope',
    properties,
  } as never);
}

const verdictOf = (properties: object, as: 'controlPlane' | 'kubelet', location = 'North Europe') =>
  restrictionOn(identity(properties), as, location)?.verdict ?? 'none';

describe('an identity', () => {
  it.each([
    [{}, 'westeurope', 'none'],
    [{ isolationScope: 'None' }, 'westeurope', 'none'],
    [{ isolationScope: 'Regional' }, 'North Europe', 'none'],
    [{ isolationScope: 'Regional' }, 'westeurope', 'fail'],
    [{ isolationScope: 'regional' }, 'westeurope', 'fail'],
    [{ isolationScope: 'Continental' }, 'northeurope', 'unknown'],
  ])('with %j may be assigned in %s: %s', (properties, location, verdict) => {
    expect(verdictOf(properties, 'controlPlane', location)).toBe(verdict);
    expect(verdictOf(properties, 'kubelet', location)).toBe(verdict);
  });

  it.each<[readonly unknown[], string, string]>([
    [[], 'none', 'none'],
    [['Microsoft.Web'], 'fail', 'fail'],
    [[aks], 'none', 'unknown'],
    [[`${aks}/managedClusters`], 'none', 'unknown'],
    [[`${aks}/fleets`], 'fail', 'fail'],
    [[vm], 'fail', 'unknown'],
    [[vm, aks], 'none', 'none'],
    [[`${vm}/virtualMachines`, ` ${aks} `], 'none', 'none'],
    [[`${vm}/virtualMachineScaleSets`, `${aks.toLowerCase()}/managedclusters`], 'none', 'none'],
    [[`${vm}/disks`, aks], 'none', 'unknown'],
  ])(
    'that is for some providers may be the control plane’s and the kubelet’s, or not: row %#',
    (providers, controlPlane, kubelet) => {
      const properties = { assignmentRestrictions: { providers } };
      expect([verdictOf(properties, 'controlPlane'), verdictOf(properties, 'kubelet')]).toEqual([
        controlPlane,
        kubelet,
      ]);
    },
  );

  it.each([[undefined], [[]]])('that names %j is for everything', (onlyFor) => {
    const restricted = { location: 'northeurope', ...(onlyFor === undefined ? {} : { onlyFor }) };
    expect(restrictionOn(restricted, 'controlPlane', 'westeurope')).toBeUndefined();
    expect(restrictionOn(restricted, 'kubelet', 'westeurope')).toBeUndefined();
  });

  it.each<[object, 'controlPlane' | 'kubelet', string, string]>([
    [
      { isolationScope: 'Regional' },
      'controlPlane',
      'It is isolated to its region, northeurope, and the cluster is in westeurope.',
      'isolation-scope',
    ],
    [
      { isolationScope: 'Continental' },
      'kubelet',
      "What its isolation scope Continental means isn't known.",
      'isolation-scope',
    ],
    [
      { assignmentRestrictions: { providers: ['Microsoft.Web', 'Microsoft.Sql'] } },
      'controlPlane',
      'It may be assigned to Microsoft.Web, Microsoft.Sql only, and not to AKS clusters.',
      'assignment-restriction',
    ],
    [
      { assignmentRestrictions: { providers: ['Microsoft.Web'] } },
      'kubelet',
      'It may be assigned to Microsoft.Web only, and not to the nodes of AKS.',
      'assignment-restriction',
    ],
    [
      { assignmentRestrictions: { providers: [aks] } },
      'kubelet',
      "It may be assigned to Microsoft.ContainerService only, and Azure doesn't say whether the nodes of AKS count as that.",
      'assignment-restriction',
    ],
  ])('with a restriction says why, and where that is documented: row %#', (properties, as, reason, page) => {
    expect(restrictionOn(identity(properties), as, 'westeurope')).toMatchObject({
      reason,
      source: `https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identities-${page}`,
    });
  });
});
