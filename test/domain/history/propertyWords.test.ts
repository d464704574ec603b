import { describe, expect, it } from 'vitest';
import type { HistoryValue } from '../../../src/domain/history/model.ts';
import { goesWithAnother, propertyWords } from '../../../src/domain/history/text/propertyWords.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

function sideOf(text: string | null): HistoryValue {
  return text === null ? { kind: 'nothing' } : { kind: 'text', text };
}

function told(path: string, before: string | null, after: string | null): string | undefined {
  const words = propertyWords({ path, before: sideOf(before), after: sideOf(after) });
  return words && textOf(words);
}

const kubeletPath = 'properties.identityProfile.kubeletidentity.resourceId';

describe('what became of a property of a cluster', () => {
  it.each([
    ['properties.disableLocalAccounts', 'false', 'true', 'local accounts turned off'],
    ['properties.disableLocalAccounts', 'true', 'false', 'local accounts turned on'],
    ['properties.disableLocalAccounts', 'true', null, 'local accounts turned on'],
    ['properties.oidcIssuerProfile.enabled', null, 'True', 'OIDC issuer turned on'],
    ['properties.securityProfile.workloadIdentity.enabled', 'true', 'false', 'workload identity turned off'],
    ['properties.addonProfiles.omsagent.enabled', 'false', 'true', 'Container Insights turned on'],
    ['properties.addonProfiles.constructor.enabled', 'false', 'true', 'add-on constructor turned on'],
    ['properties.disableLocalAccounts', null, 'false', 'local accounts on, as before'],
    ['properties.enableRBAC', 'true', 'True', 'Kubernetes RBAC on, as before'],
    ['properties.oidcIssuerProfile.enabled', 'false', null, 'OIDC issuer off, as before'],
    ['properties.apiServerAccessProfile.enablePrivateCluster', null, 'true', 'private cluster turned on'],
    ['properties.aadProfile.adminGroupObjectIDs[0]', null, 'g1', 'admin group g1 added'],
    ['properties.aadProfile.adminGroupObjectIDs[1]', 'g1', null, 'admin group g1 removed'],
    ['properties.aadProfile.adminGroupObjectIDs[0]', 'g1', 'g2', 'admin group from g1 to g2'],
    [
      'properties.apiServerAccessProfile.authorizedIPRanges[2]',
      '10.0.0.0/8',
      null,
      'authorized IP range 10.0.0.0/8 removed',
    ],
    ['identity.type', 'SystemAssigned', 'UserAssigned', 'control plane identity from system-assigned to user-assigned'],
    ['identity.type', null, 'SystemAssigned', 'control plane identity set to system-assigned'],
    ['properties.servicePrincipalProfile.clientId', 'a-b', 'msi', 'service principal a-b no longer used'],
    [kubeletPath, '/x/id-a', '/x/id-b', 'identity of the kubelet from id-a to id-b'],
    ['properties.addonProfiles.omsagent.identity.resourceId', null, '/x/id-a', 'identity id-a for Container Insights'],
    ['properties.addonProfiles.x.identity.resourceId', '/x/id-a', null, 'identity id-a no longer for add-on x'],
  ])('is said in words of the field: %s from %s to %s (H-25)', (path, before, after, words) => {
    expect(told(path, before, after)).toBe(words);
  });

  it.each([
    ['identity.type', 'SystemAssigned', 'Other'],
    ['identity.type', 'toString', 'constructor'],
    ['properties.disableLocalAccounts', 'yes', 'true'],
    ['properties.oidcIssuerProfile.issuerURL', 'a', 'b'],
  ])(
    'is left to its path and values where these say something else: %s from %s to %s (H-25)',
    (path, before, after) => {
      expect(told(path, before, after)).toBeUndefined();
    },
  );

  it('goes without saying where it is an ID of an identity whose resource is told (H-25)', () => {
    const paths = [
      kubeletPath,
      kubeletPath.replace('resourceId', 'clientId'),
      'properties.addonProfiles.x.identity.clientId',
    ];
    const changes = paths.map((path) => ({ path, before: sideOf(null), after: sideOf('x') }));
    expect(changes.map((change) => goesWithAnother(change, changes))).toEqual([false, true, false]);
  });
});
