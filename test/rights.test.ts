/** The rights of the page (docs/rights.md), against all that the extension asks for, and the roles that the README names, against the page. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../scripts/project.ts';
import { callerAction } from '../src/domain/plan/callerChecks.ts';

const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');
const rowsIn = (text = ''): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line) => /^\| (?!to \|)/.test(line))
    .map((line) => line.slice(2, -2).split(' | '));

const named = rowsIn(/\n## Rights\n[^]*?(?=\n## )/.exec(read('README.md'))?.[0]).map(
  ([to = '', role = '', on = '']) => ({ to, role, on }),
);

/** What the README calls a right. */
const words: Readonly<Record<string, string>> = {
  'Authorization/roleAssignments/write': 'assign and remove roles',
  'Authorization/roleAssignments/delete': 'assign and remove roles',
  'ContainerService/managedClusters/write': 'create clusters, change their identities and settings',
  'ManagedIdentity/userAssignedIdentities/assign/action': 'use an identity in a cluster',
  'Network/virtualNetworks/subnets/join/action': 'in your own network',
  'Network/virtualNetworks/joinLoadBalancer/action': 'in your own network',
  'Network/publicIPAddresses/join/action': 'in your own network',
  'Network/publicIPPrefixes/join/action': 'in your own network',
  'Network/applicationGateways/write': 'in your own network',
  'Compute/proximityPlacementGroups/write': 'in proximity placement groups',
  'ManagedIdentity/userAssignedIdentities/write': 'create and delete identities',
  'ManagedIdentity/userAssignedIdentities/delete': 'create and delete identities',
  'Resources/subscriptions/resourceGroups/write': 'create resource groups',
  'ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write': 'connect workloads',
  'ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/delete': 'connect workloads',
  'ContainerService/managedClusters/agentPools/upgradeNodeImageVersion/action': 'upgrade node images',
  'ContainerService/managedClusters/identityBindings/write': 'change bindings',
  'ContainerService/managedClusters/identityBindings/delete': 'change bindings',
  'ContainerService/managedClusters/trustedAccessRoleBindings/delete': 'change bindings',
  'KeyVault/vaults/accessPolicies/write': 'access policies',
  'ContainerService/fleets/members/write': 'fleet memberships',
  'ContainerService/fleetMemberships/write': 'fleet memberships',
  'ContainerService/managedClusters/listClusterUserCredential/action': 'get credentials',
  'ContainerService/managedClusters/listClusterAdminCredential/action': 'get admin credentials',
};

const rights = rowsIn(read('docs/rights.md')).flatMap(([right = '', on = '', role = '']) => {
  const [, action] = /^`Microsoft\.(.*)`$/.exec(right) ?? [];
  return action === undefined ? [] : [{ action, on, role }];
});

describe('the page of rights', () => {
  it.each(Object.entries(callerAction))('names what is asked of whoever uses the extension: %s', (_, asked) => {
    expect(rights.map(({ action }) => `Microsoft.${action}`)).toContain(asked);
  });
});

describe('the roles in the README', () => {
  it.each([...Map.groupBy(rights, ({ action }) => action)])('are those for %s', (action, all) => {
    expect(all.length).toBeGreaterThan(0);
    if (action.endsWith('/read')) {
      expect(new Set(all.map(({ role }) => role))).toEqual(new Set(['Reader']));
      return;
    }
    const rows = named.filter(({ to }) => to.includes(words[action] ?? action));
    expect(rows).toHaveLength(1);
    expect(new Set(all.map(({ role }) => role))).toEqual(new Set([rows[0]?.role]));
  });

  it.each(
    // A role can be assigned wherever it applies, and who can look can look at everything below.
    named.filter(({ role }) => !['Role Based Access Control Administrator', 'Reader', '---'].includes(role)),
  )('to $to are on each kind of thing that a right for it is on', ({ to, on }) => {
    const isOfRow = ({ action }: { action: string }): boolean => to.includes(words[action] ?? action);
    const places = rights.filter(isOfRow).flatMap((right) => right.on.split(', '));
    expect(places.length).toBeGreaterThan(0);
    expect([...new Set(places)].filter((place) => !on.includes(place))).toEqual([]);
  });
});
