import { describe, expect, it } from 'vitest';
import { role } from '../../../src/domain/access/roles.ts';
import { group, guid } from '../../support/domain/worldFacts.ts';
import { asked, plansOf, wordsOf } from './asked.ts';
import { basic } from './worlds.ts';

const principal = guid(1001);
const subscription = group.split('/resourceGroups/')[0] ?? '';
const vault = `${group}/providers/Microsoft.KeyVault/vaults/kvshop`;
const cluster = `${group}/providers/Microsoft.ContainerService/managedClusters/shop-weu`;
const shopIdentity = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-shop`;
const machine = `${group}/providers/Microsoft.Compute/virtualMachines/vm-1`;
const bus = `${group}/providers/Microsoft.ServiceBus/namespaces/sbshop`;
const zone = `${group}/providers/Microsoft.Network/dnsZones/example.com`;
const azure = { resources: [...basic, ...[subscription, group, vault, zone, machine, bus].map((id) => ({ id }))] };

const refused = (action: string, scope: string) =>
  asked(
    `The client '${principal}' with object id '${principal}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid.`,
    { azure },
  );

describe('the plan for a role that is missing', () => {
  it('is none for the registration of a resource provider, which is done once (Q-09)', () => {
    const answer = refused('Microsoft.Network/register/action', subscription);
    expect([answer.cause, plansOf(answer)]).toEqual(['ROLE_MISSING', []]);
    expect(wordsOf(answer)).toContain('az provider register --namespace Microsoft.Network');
    expect(wordsOf(answer)).not.toContain('"Actions"');
  });

  it.each([
    ['access policies, which gives access', 'Microsoft.KeyVault/vaults/accessPolicies/write', vault],
    [
      'credentials of identities, which gives access',
      'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write',
      shopIdentity,
    ],
    [
      'trusted access, which gives access',
      'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings/write',
      cluster,
    ],
    [
      'commands in a cluster, which gives access',
      'Microsoft.ContainerService/managedClusters/runcommand/action',
      cluster,
    ],
    [
      "an administrator's credential, which gives access",
      'Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action',
      cluster,
    ],
    [
      'settings of a cluster, which names its administrators',
      'Microsoft.ContainerService/managedClusters/write',
      cluster,
    ],
    [
      "a profile's credential, which gives access",
      'Microsoft.ContainerService/managedClusters/accessProfiles/listCredential/action',
      cluster,
    ],
    [
      'commands on a machine, which gives the rights of its identity',
      'Microsoft.Compute/virtualMachines/runCommand/action',
      machine,
    ],
  ])('is none for %s, nor a role to copy (Q-09)', (_, action, scope) => {
    const answer = refused(action, scope);
    expect([answer.cause, plansOf(answer)]).toEqual(['ROLE_MISSING', []]);
    expect(wordsOf(answer)).toContain('further rights');
    expect(wordsOf(answer)).not.toContain('"Actions"');
  });

  it('is no role that gives access besides what is asked for (Q-09)', () => {
    const answer = refused('Microsoft.KeyVault/vaults/write', vault);
    expect(plansOf(answer)).toEqual([]);
    expect(wordsOf(answer)).toContain('"Microsoft.KeyVault/vaults/write"');
  });

  it.each([
    ['a subscription', 'Microsoft.Network/loadBalancers/write', subscription],
    [
      'a group',
      'Microsoft.Network/publicIPAddresses/write',
      `${group}/providers/Microsoft.Network/publicIPAddresses/new`,
    ],
  ])('is no role with wildcards over %s (Q-09)', (_, action, scope) => {
    const answer = refused(action, scope);
    expect([answer.cause, plansOf(answer)]).toEqual(['ROLE_MISSING', []]);
    expect(wordsOf(answer)).toContain(`"${action}"`);
  });

  it('is the built-in role on a single resource (Q-09)', () => {
    expect(plansOf(refused('Microsoft.Network/dnsZones/TXT/write', zone))).toMatchObject([
      { kind: 'assignRole', scope: zone },
    ]);
  });

  it.each([['microsoft.insights'], ['Microsoft.Insights/metrics'], ['microsoft.insights/Metrics']])(
    'for the metrics of a resource (%s) is Reader on it (Q-09)',
    (below) => {
      const answer = refused('Microsoft.Insights/metrics/read', `${bus}/providers/${below}`);
      expect([answer.cause, answer.certainty]).toEqual(['ROLE_MISSING', 'certain']);
      expect(plansOf(answer)).toMatchObject([{ role: { id: role.reader.id }, scope: bus }]);
    },
  );

  it('is none for what a cut ID of a resource says (Q-09)', () => {
    const answer = refused('Microsoft.Insights/metrics/read', `${bus}/providers/Microsoft.Ins`);
    expect([answer.cause, plansOf(answer)]).toEqual(['UNKNOWN', []]);
  });
});
