import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../src/domain/arm/answer.ts';
import { helpText } from '../../../src/cli/commandLine/help.ts';
import type { DenyAssignment, RoleAssignment, RoleDefinition } from '../../../src/domain/cluster/model.ts';
import { principalOf } from '../../../src/domain/cluster/principals.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { say } from '../../../src/sentences/words.ts';
import { abilityIds } from '../../../src/domain/whoCanAct/abilities.ts';
import { accessRows, accessSign } from '../../../src/domain/whoCanAct/accessRows.ts';
import { whoCanAct } from '../../../src/domain/whoCanAct/whoCanAct.ts';
import { canText, principalText } from '../../../src/domain/whoCanAct/text/accessLines.ts';
import type { AccessCell } from '../../../src/domain/whoCanAct/model.ts';
import {
  azure,
  cluster,
  clusterId,
  nodeGroup,
  subscription,
  subscriptionId,
} from '../../support/domain/clusterFixture.ts';
import { found } from '../../support/domain/factsOf.ts';

const asking = cluster({ aadProfile: { managed: true, enableAzureRBAC: true }, nodeResourceGroup: 'MC_shop' });
const none = { actions: [], notActions: [], dataActions: [], notDataActions: [] };
const aks = 'Microsoft.ContainerService/managedClusters';
const roles: Readonly<Record<string, RoleDefinition>> = {
  virtualMachines: {
    guid: '10000000-0000-4000-8000-000000000001',
    name: 'Machines',
    permissions: [{ ...none, actions: ['Microsoft.Compute/virtualMachineScaleSets/*'] }],
  },
  configMaps: {
    guid: '10000000-0000-4000-8000-000000000002',
    name: 'Config Maps',
    permissions: [{ ...none, dataActions: [`${aks}/configmaps/read`] }],
  },
  deployments: {
    guid: '10000000-0000-4000-8000-000000000003',
    name: 'Deployments',
    permissions: [{ ...none, dataActions: [`${aks}/apps/deployments/*`] }],
  },
};

const given = (role: keyof typeof roles, scope: string, more: Partial<RoleAssignment> = {}): RoleAssignment => ({
  id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${role}`,
  scope,
  principalId: 'p1',
  principalType: 'User',
  roleDefinitionId: roles[role]!.guid,
  ...more,
});

/** What is said: ability, namespace and sign. */
function said(assignments: readonly RoleAssignment[], denials: Answer<readonly DenyAssignment[]> = found([])) {
  const facts = azure(assignments, [[{ kind: 'denyAssignmentsIn', subscriptionId }, denials]], Object.values(roles));
  return whoCanAct(asking, facts).cells.map((cell) => [cell.ability, cell.namespace, accessSign(cell)]);
}

describe('who can act on a cluster, by a single role', () => {
  it('is root on nodes by a role on one scale set in the node resource group', () => {
    const scaleSet = `${nodeGroup}/providers/Microsoft.Compute/virtualMachineScaleSets/aks-pool`;
    expect(said([given('virtualMachines', scaleSet)])).toEqual([['nodes', undefined, 'yes']]);
  });

  it('creates workloads by a role for deployments alone', () => {
    expect(said([given('deployments', clusterId)])).toEqual([['write', undefined, 'yes']]);
  });

  it('is said once of requests without a name, not for each namespace', () => {
    const inShop = given('deployments', `${clusterId}/namespaces/shop`, { principalId: 'p2' });
    expect(said([given('configMaps', clusterId), inShop])).toEqual([
      ['other', undefined, 'yes'],
      ['write', 'shop', 'yes'],
    ]);
  });

  it('is open about requests without a name where a condition limits the assignment', () => {
    expect(said([given('configMaps', clusterId, { condition: '@x StringEquals y' })])).toEqual([
      ['other', undefined, 'perhaps'],
    ]);
  });

  it('is certain again where another assignment has no condition', () => {
    const limited = given('configMaps', clusterId, { id: 'a', condition: '@x StringEquals y' });
    expect(said([limited, given('configMaps', clusterId)])).toEqual([['other', undefined, 'yes']]);
  });
});

describe('several role assignments that give the same', () => {
  it.each([
    ['the cluster and above it', [clusterId, subscription]],
    ['a namespace and above it', [`${clusterId}/namespaces/shop`, subscription]],
    ['two namespaces and the cluster', [`${clusterId}/namespaces/shop`, `${clusterId}/namespaces/web`, clusterId]],
  ])('are all said, in whichever order Azure lists them: at %s (H-12)', (_, scopes) => {
    const assignments = scopes.map((scope) => given('configMaps', scope, { id: `${scope}/one` }));
    for (const listed of [assignments, assignments.toReversed()]) {
      const facts = azure(listed, [[{ kind: 'denyAssignmentsIn', subscriptionId }, found([])]], Object.values(roles));
      const { cells, further = [] } = whoCanAct(asking, facts);
      const by = [...cells, ...further].flatMap(({ verdict }) => (verdict.kind === 'held' ? verdict.by.id : []));
      expect(new Set(by)).toEqual(new Set(assignments.map(({ id }) => id)));
    }
  });
});

describe('what closes the way over nodes', () => {
  const ofControlPlane = (properties: object) => {
    const own = cluster({ ...properties, nodeResourceGroup: 'MC_shop' });
    const principalId = principalOf(own, 'controlPlane')!;
    const facts = azure([given('virtualMachines', nodeGroup, { principalId })], [], Object.values(roles));
    return whoCanAct(own, facts).ways.map(({ words }) => textOf(words));
  };

  // That the lock spares AKS does not say that AKS can do without the role.
  it.each(['Unrestricted', 'ReadOnly'])(
    'is not said of the identity as which AKS manages them, in a locked group either (%s) (H-04)',
    (restrictionLevel) => {
      const properties = { nodeResourceGroupProfile: { restrictionLevel } };
      expect(ofControlPlane(properties)).toEqual([
        'AKS manages the nodes with this identity, so the cluster needs it.',
      ]);
    },
  );
});

describe('who can act on a cluster, where something is denied', () => {
  it('may still make requests without a name', () => {
    const both = { ...roles['configMaps']!, guid: '10000000-0000-4000-8000-000000000004' };
    const permissions = [{ ...none, dataActions: [`${aks}/configmaps/read`, `${aks}/secrets/read`] }];
    const denial: DenyAssignment = {
      id: 'd',
      name: 'No Secrets',
      scope: clusterId,
      permissions: [{ ...none, dataActions: [`${aks}/secrets/*`] }],
      principals: [{ id: 'p1', type: 'User' }],
      excludePrincipals: [],
    };
    const facts = azure(
      [given('configMaps', clusterId, { roleDefinitionId: both.guid })],
      [[{ kind: 'denyAssignmentsIn', subscriptionId }, found([denial])]],
      [{ ...both, permissions }],
    );
    expect(whoCanAct(asking, facts).cells.map((cell) => [cell.ability, accessSign(cell)])).toEqual([
      ['secrets', 'denied'],
      ['other', 'perhaps'],
    ]);
  });
});

describe('the rows of who can act', () => {
  it('take the kind of a principal from any of its assignments, in any case', () => {
    const { principalType: _, ...untyped } = given('deployments', clusterId);
    const facts = azure(
      [untyped, given('virtualMachines', nodeGroup, { principalType: 'user' })],
      [],
      Object.values(roles),
    );
    const [row] = accessRows(whoCanAct(asking, facts));
    expect(principalText(row!.principal)).toBe('User p1');
  });

  it.each<[AccessCell['verdict'], string]>([
    [{ kind: 'unknown', unknown: { what: 'x' } as never }, 'might be allowed to read Secrets'],
    [{ kind: 'denied', by: {} as DenyAssignment }, 'would not be allowed to read Secrets'],
  ])('have no effect, whatever else is known, where the cluster does not ask (%#)', (verdict, text) => {
    const cell: AccessCell = { principal: { id: 'p1' }, ability: 'secrets', verdict, hasNoEffect: true };
    expect([accessSign(cell), canText(cell)]).toEqual(['noEffect', text]);
  });

  it('have everything of a principal together', () => {
    const facts = azure(
      [given('deployments', clusterId), given('virtualMachines', nodeGroup)],
      [],
      Object.values(roles),
    );
    const [row, ...others] = accessRows(whoCanAct(asking, facts));
    expect([others, row!.cells.length, row!.inCluster('write')?.verdict.kind]).toEqual([[], 2, 'held']);
    expect(row!.ways.map(({ ability }) => ability)).toEqual(['nodes']);
  });

  it('can be asked for each ability that the help names', () => {
    const [, named = ''] = /--can ABILITY([^]*?)\n\n/.exec(helpText('access')) ?? [];
    expect(abilityIds.filter((ability) => !new RegExp(`\\b${ability}\\b`).test(named))).toEqual([]);
  });
});

describe('who can act on a cluster with 2,000 role assignments', () => {
  it('asks the facts less often than there are assignments, however many namespaces there are (H-02)', () => {
    const names = Object.keys(roles);
    const assignments = Array.from({ length: 2000 }, (_, index) => {
      const scope = [clusterId, subscription, `${clusterId}/namespaces/n${index % 80}`][index % 3]!;
      return given(names[index % names.length]!, scope, { id: String(index), principalId: `p${index % 700}` });
    });
    const facts = azure(assignments, [], Object.values(roles));
    let asked = 0;
    const counting = {
      ...facts,
      get: ((read: never) => {
        asked++;
        return facts.get(read);
      }) as typeof facts.get,
    };
    expect(whoCanAct(asking, counting).namespaces).toHaveLength(80);
    expect(asked).toBeLessThan(assignments.length);
  });
});

describe('an application that is, or was, an identity of the cluster', () => {
  const nodes = { ...given('virtualMachines', nodeGroup), principalType: 'ServicePrincipal' };
  const now = new Date('2026-05-04T12:00:00Z');
  const saidOf = (from: typeof asking, at: Date | undefined) => {
    const facts = azure([nodes], [[{ kind: 'denyAssignmentsIn', subscriptionId }, found([])]], Object.values(roles));
    const former = {
      principalId: 'P1',
      name: 'shop (system-assigned)',
      as: 'controlPlane' as const,
      clusterId,
      by: say`a change`,
    };
    const replaced = at === undefined ? [] : [{ ...former, at } as const];
    const { ways } = whoCanAct(from, { ...facts, now, replaced });
    return ways.map(({ principal, words }) => [principalText(principal), textOf(words)]);
  };

  it('is called by what it was, and its roles are to be reviewed once its last token has expired', () => {
    const name = 'shop (system-assigned), former control plane';
    expect(saidOf(asking, new Date('2026-05-04T11:00:00Z'))).toEqual([
      [name, expect.stringMatching(/may still use it until May 4, 2026 at .*\. Review its roles after that\.$/)],
    ]);
    expect(saidOf(asking, new Date('2026-05-01T11:00:00Z'))).toEqual([
      [name, 'It was an identity of this cluster. Review its roles.'],
    ]);
    expect(saidOf(asking, undefined)).toEqual([
      ['Application p1', expect.stringMatching(/^Anyone who runs commands on a node/)],
    ]);
  });

  it('is called the service principal where its role on the nodes makes that certain, and the cluster needs it', () => {
    const legacy = cluster(
      { servicePrincipalProfile: { clientId: 'c1' }, nodeResourceGroup: 'MC_shop' },
      { identity: undefined },
    );
    expect(saidOf(legacy, undefined)).toEqual([
      ['Service principal of shop (assumed, p1)', expect.stringMatching(/so the cluster needs it\.$/)],
    ]);
  });
});
