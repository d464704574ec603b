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

const routing = 'properties.ingressProfile.webAppRouting';
const crds = 'properties.ingressProfile.gatewayAPI.installation';
const istio = `${routing}.gatewayAPIImplementations.appRoutingIstio.mode`;
const nginx = `${routing}.nginx.defaultIngressControllerType`;
const zones = `${routing}.dnsZoneResourceIds[1]`;
const addon = 'properties.addonProfiles.omsagent';
const zone = (name: string, type = 'dnsZones'): string =>
  `/subscriptions/s/resourceGroups/rg-dns/providers/Microsoft.Network/${type}/${name}`;

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
    ['Gateway API CRDs of AKS turned on', crds, null, 'Standard'],
    ['Gateway API CRDs of AKS turned off', crds, 'Standard', 'Disabled'],
    ["application routing's Istio turned on", istio, 'Disabled', 'Enabled'],
    ["application routing's Istio turned off", istio, 'Enabled', null],
    ['default NGINX ingress controller from AnnotationControlled to None', nginx, 'AnnotationControlled', 'None'],
    ['default NGINX ingress controller set to External', nginx, null, 'External'],
    ['default NGINX ingress controller no longer set, which was None', nginx, 'None', null],
    ['DNS zone a.com added', zones, null, zone('a.com')],
    ['private DNS zone a.com removed', zones, zone('a.com', 'privateDnsZones'), null],
    ['DNS zone from a.com to b.com', zones, zone('a.com'), zone('b.com')],
    ['DNS zone a.com replaced by private DNS zone a.com', zones, zone('a.com'), zone('a.com', 'privateDnsZones')],
    [
      'token issuer from https://a/ to https://b/',
      'properties.oidcIssuerProfile.issuerURL',
      'https://a/',
      'https://b/',
    ],
    ['object ID of the identity of Container Insights set to o1', `${addon}.identity.objectId`, null, 'o1'],
    ['client ID of the identity of the kubelet from c1 to c2', kubeletPath.replace('resource', 'client'), 'c1', 'c2'],
    ['identity id-a for application routing', `${routing}.identity.resourceId`, null, '/x/id-a'],
    ['object ID of the identity of application routing set to o1', `${routing}.identity.objectId`, null, 'o1'],
  ])('is said in words of Gateways and issuers: %s (H-25)', (words, path, before, after) => {
    expect(told(path, before, after)).toBe(words);
  });

  it.each([
    ['identity.type', 'SystemAssigned', 'Other'],
    ['identity.type', 'toString', 'constructor'],
    ['properties.disableLocalAccounts', 'yes', 'true'],
    [crds, 'Standard', 'Experimental'],
  ])('is left to its path otherwise: %s, %s, %s (H-25)', (path, before, after) => {
    expect(told(path, before, after)).toBeUndefined();
  });

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
