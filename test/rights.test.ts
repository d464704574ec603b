/** The rights of the page (docs/rights.md), against all that the extension asks for, and the roles that the README names, against the page. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../scripts/project.ts';
import type { CallerAction } from '../src/domain/plan/callerChecks.ts';

const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');
const rowsIn = (text = ''): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line) => /^\| (?!to \|)/.test(line))
    .map((line) => line.slice(2, -2).split(' | '));

const named = rowsIn(/\n## Rights\n[^]*?(?=\n## )/.exec(read('README.md'))?.[0]).map(
  ([to = '', role = '', on = '']) => ({ to, role, on }),
);

/** What the README calls each right; the compiler asks for one that is new. */
const words: Readonly<Record<CallerAction, string>> = {
  'Microsoft.Authorization/roleAssignments/write': 'assign and remove roles',
  'Microsoft.Authorization/roleAssignments/delete': 'assign and remove roles',
  'Microsoft.ContainerService/managedClusters/write': 'create clusters, change their identities and settings',
  'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action': 'use an identity in a cluster',
  'Microsoft.Network/virtualNetworks/subnets/join/action': 'in your own network',
  'Microsoft.Network/virtualNetworks/joinLoadBalancer/action': 'in your own network',
  'Microsoft.Network/publicIPAddresses/join/action': 'in your own network',
  'Microsoft.Network/publicIPPrefixes/join/action': 'in your own network',
  'Microsoft.Network/applicationGateways/write': 'in your own network',
  'Microsoft.Compute/proximityPlacementGroups/write': 'in proximity placement groups',
  'Microsoft.ManagedIdentity/userAssignedIdentities/write': 'create and delete identities',
  'Microsoft.ManagedIdentity/userAssignedIdentities/delete': 'create and delete identities',
  'Microsoft.Resources/subscriptions/resourceGroups/write': 'create resource groups',
  'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write': 'connect workloads',
  'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/delete': 'connect workloads',
  'Microsoft.ContainerService/managedClusters/agentPools/upgradeNodeImageVersion/action': 'upgrade node images',
  'Microsoft.ContainerService/managedClusters/identityBindings/write': 'change bindings',
  'Microsoft.ContainerService/managedClusters/identityBindings/delete': 'change bindings',
  'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings/delete': 'change bindings',
  'Microsoft.KeyVault/vaults/accessPolicies/write': 'access policies',
  'Microsoft.ContainerService/fleets/members/write': 'fleet memberships',
  'Microsoft.ContainerService/fleetMemberships/write': 'fleet memberships',
  'Microsoft.ContainerService/managedClusters/listClusterUserCredential/action': 'get credentials',
  'Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action': 'get admin credentials',
  'Microsoft.ContainerService/fleets/read': 'look',
  'Microsoft.ContainerService/fleets/members/read': 'look',
  'Microsoft.ContainerService/fleetMemberships/read': 'look',
  'Microsoft.ContainerService/managedClusters/read': 'look',
  'Microsoft.Network/applicationGateways/read': 'look',
  'Microsoft.Compute/diskEncryptionSets/read': 'disk encryption sets',
  'Microsoft.OperationalInsights/workspaces/read': 'Container Insights',
  'Microsoft.OperationalInsights/workspaces/sharedkeys/read': 'Container Insights',
};

const wordsOf: Readonly<Record<string, string>> = words;

const rights = read('docs/rights.md')
  .split(/^## /m)
  .flatMap((section) =>
    rowsIn(section).flatMap(([right = '', on = '', role = '']) => {
      const [, action] = /^`(Microsoft\..*)`$/.exec(right) ?? [];
      return action === undefined ? [] : [{ change: section.split('\n', 1)[0], action, on, role }];
    }),
  );

describe('the page of rights', () => {
  it('names all that is asked of whoever uses the extension, and nothing else', () => {
    expect(new Set(rights.map(({ action }) => action))).toEqual(new Set(Object.keys(words)));
  });
});

describe('the roles in the README', () => {
  it.each([...Map.groupBy(rights, ({ action }) => action)])('are those for %s', (action, all) => {
    expect(all.length).toBeGreaterThan(0);
    const rows = named.filter(({ to }) => to.includes(wordsOf[action] ?? action));
    expect(rows).toHaveLength(1);
    expect(new Set(all.map(({ role }) => role))).toEqual(new Set([rows[0]?.role]));
  });

  it.each(
    // A role can be assigned wherever it applies, and who can look can look at everything below.
    named.filter(({ role }) => !['Role Based Access Control Administrator', 'Reader', '---'].includes(role)),
  )('to $to are on each kind of thing that a right for it is on', ({ to, on }) => {
    const isOfRow = ({ action }: { action: string }): boolean => to.includes(wordsOf[action] ?? action);
    const places = rights.filter(isOfRow).flatMap((right) => right.on.split(', '));
    expect(places.length).toBeGreaterThan(0);
    expect([...new Set(places)].filter((place) => !on.includes(place))).toEqual([]);
  });

  it('to change bindings are on all that binding an identity needs a right on', () => {
    const ofBinding = rights.filter(({ change }) => change === 'Bind identity');
    expect(ofBinding.length).toBeGreaterThan(1);
    const { role = '', on = '' } = named.find(({ to }) => to.includes('change bindings')) ?? {};
    expect(ofBinding.filter((right) => right.role !== role || !on.includes(right.on))).toEqual([]);
  });
});
