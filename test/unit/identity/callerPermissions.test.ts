import { describe, expect, it } from 'vitest';
import { callerMay } from '../../../src/identity/callerPermissions.ts';
import type { DenyAssignment, Permission } from '../../../src/identity/model.ts';
import { everybody } from '../../../src/identity/permissions.ts';
import { controlPlaneId, otherPrincipal, subscription, vaultId } from './clusterFixture.ts';
import { factsOf, found, unreadable } from './factsOf.ts';

describe('the signed-in person', () => {
  const write = 'Microsoft.Authorization/roleAssignments/write';
  const permission = (actions: string[], notActions: string[] = []): Permission => ({
    actions,
    notActions,
    dataActions: [],
    notDataActions: [],
  });
  const ask = (permissions: Permission[], denials: DenyAssignment[] = []) =>
    callerMay(
      write,
      vaultId,
      factsOf([
        [{ kind: 'callerPermissions', scope: vaultId }, found(permissions)],
        [{ kind: 'denyAssignments', scope: vaultId }, found(denials)],
      ]),
    );
  const denial = (excluded: boolean): DenyAssignment => ({
    id: 'd',
    name: 'lockdown',
    scope: subscription,
    permissions: [permission(['*/write'])],
    principals: [{ id: everybody }],
    excludePrincipals: excluded ? [{ id: otherPrincipal }] : [],
  });

  it('may what one of the roles allows, each with its own exclusions', () => {
    expect(ask([permission(['*'], ['Microsoft.Authorization/*/Write'])]).kind).toBe('missing');
    expect(ask([permission(['*'], ['Microsoft.Authorization/*/Write']), permission([write])]).kind).toBe('granted');
    expect(ask([]).kind).toBe('missing');
  });

  it('is stopped by what is denied to everybody, perhaps where some are excluded', () => {
    expect(ask([permission(['*'])], [denial(false)]).kind).toBe('missing');
    expect(ask([permission(['*'])], [denial(true)]).kind).toBe('unknown');
  });

  it('is unknown where permissions cannot be read', () => {
    const read = { kind: 'callerPermissions', scope: controlPlaneId } as const;
    expect(callerMay(write, controlPlaneId, factsOf([[read, unreadable()]])).kind).toBe('unknown');
    expect(callerMay(write, controlPlaneId, factsOf([[read, { kind: 'missing' }]])).kind).toBe('unknown');
    expect(callerMay(write, controlPlaneId, factsOf([])).kind).toBe('unknown');
  });
});
