import { unknownTexts } from '../../../src/domain/arm/unknown.ts';
import { unknown } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import { role } from '../../../src/domain/access/roles.ts';
import { findingsOf } from '../../../src/domain/findings/findings.ts';
import { trafficControllerType, lookAtLoadBalancer } from '../../../src/domain/around/things/loadBalancer.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import type { IdentityCredential } from '../../../src/domain/cluster/facts.ts';
import type { RoleAssignment } from '../../../src/domain/cluster/model.ts';
import { unknownAround } from '../../../src/domain/report/aroundFields.ts';
import { judgedNeeds, requirementsOf } from '../../../src/domain/needs/needs.ts';
import { every } from '../../support/domain/around/aroundParts.ts';
import {
  assignment,
  azure,
  cluster,
  group,
  identityId,
  nodeGroup,
  otherPrincipal,
  pool,
  resource,
  subnet,
  vnet,
} from '../../support/domain/clusterFixture.ts';
import { found, unreadable, type Entry } from '../../support/domain/factsOf.ts';

const issuerURL = 'https://westeurope.oic.prod-aks.azure.com/t/shop/';
const issuing: JsonObject = {
  oidcIssuerProfile: { enabled: true, issuerURL },
  agentPoolProfiles: [pool({ vnetSubnetID: subnet })],
};
const helmId = identityId('azure-alb-identity');
const addonId = `${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/applicationloadbalancer-shop`;
const trusted = (id: string, namespace: string): IdentityCredential => ({
  identityId: id as ArmId,
  name: 'alb',
  issuer: issuerURL,
  audiences: [],
  subject: `system:serviceaccount:${namespace}:alb-controller-sa`,
});
const credentials = (...all: IdentityCredential[]): Entry => [{ kind: 'credentials' }, found({ all, unknown: [] })];
const helm = credentials(trusted(helmId, 'azure-alb-system'));
const principal = resource(helmId, { principalId: otherPrincipal });
const gatewaySubnet = `${vnet}/subnets/snet-alb`;
const gatewayId = `${group}/providers/${trafficControllerType}/alb-shop`;
const associationId = `${gatewayId}/associations/a`;
const gateway = every(trafficControllerType, {
  id: gatewayId,
  name: 'alb-shop',
  properties: { provisioningState: 'Succeeded', associations: [{ id: associationId }] },
});
const association = (subnetId: string): Entry => resource(associationId, { subnet: { id: subnetId } });
const around = (entries: readonly Entry[], grants: readonly RoleAssignment[] = []) => ({
  ...azure(grants, entries),
  looksAround: true,
});
const lookAt = (entries: readonly Entry[], more: JsonObject = {}) =>
  lookAtLoadBalancer(cluster({ ...issuing, ...more }), around(entries));
const rows = (entries: readonly Entry[], more: JsonObject = {}) => {
  const look = lookAt(entries, more);
  return { ...look, unknown: unknownTexts(look.unknown) };
};

describe('Application Gateway for Containers', () => {
  it('is recognised by the add-on, by the identity that AKS made, and by the credential of Helm’s', () => {
    const profile = {
      ingressProfile: { applicationLoadBalancer: { enabled: true, identity: { resourceId: addonId } } },
    };
    const made: Entry = [{ kind: 'identities' }, found([{ id: addonId, principalId: otherPrincipal, clientId: 'c' }])];
    expect(rows([], profile).things).toMatchObject([
      { id: addonId, what: 'Application Gateway for Containers, add-on' },
    ]);
    expect(rows([made]).things).toMatchObject([{ id: addonId, identities: [{ principalId: otherPrincipal }] }]);
    expect(rows([helm]).things).toMatchObject([
      { id: helmId, what: 'Application Gateway for Containers, installed with Helm' },
    ]);
    expect(
      rows([credentials(trusted(helmId, 'azure-alb-system'), trusted(addonId, 'kube-system')), made]).things,
    ).toHaveLength(2);
    const other = { ...trusted(helmId, 'azure-alb-system'), issuer: 'https://example.com/' };
    expect(rows([credentials(other)])).toEqual({ things: [], unknown: [] });
  });

  it('says which subnet it joins, or that Azure’s data do not show it', () => {
    const subnetOf = (entries: readonly Entry[]) =>
      rows([helm, ...entries]).things[0]!.facts.find(({ label }) => label === 'Subnet')?.value;
    expect(subnetOf([gateway, association(gatewaySubnet)])).toBe('snet-alb');
    expect(subnetOf([])).toBe("which subnet it joins isn't in Azure's data of the cluster");
    const elsewhere = association(gatewaySubnet.replace('vnet-shop', 'vnet-else'));
    expect(subnetOf([gateway, elsewhere])).toBe("which subnet it joins isn't in Azure's data of the cluster");
    expect(subnetOf([[{ kind: 'everyResource', type: trafficControllerType }, unreadable('403')]])).toBe('unknown');
  });

  it('needs to join the subnet outside the node resource group, and to configure the gateway (P-64)', () => {
    const entries = [helm, principal, gateway, association(gatewaySubnet)];
    const verdicts = (grants: readonly RoleAssignment[]) =>
      requirementsOf(cluster(issuing), around(entries, grants))
        .filter(({ id }) => id === 'P-64')
        .map(({ role: { name }, scope, verdict }) => [name, scope, verdict]);
    expect(verdicts([])).toEqual([
      ['Network Contributor', gatewaySubnet, 'missing'],
      ['AppGw for Containers Configuration Manager', group, 'missing'],
    ]);
    const grants = [
      assignment(role.networkContributor, gatewaySubnet, otherPrincipal),
      assignment(role.trafficControllerManager, group, otherPrincipal),
    ];
    expect(verdicts(grants).map(([, , verdict]) => verdict)).toEqual(['granted', 'granted']);
    const model = cluster(issuing);
    const facts = around(entries);
    const finding = findingsOf(model, facts, judgedNeeds(model, facts)).find(
      ({ code }) => code === 'missingGrant:P-64',
    );
    expect(finding?.text).toContain("shop's azure-alb-identity (Application Gateway for Containers) is missing");
    expect(finding?.fix).toMatchObject({ kind: 'assignRole', principalId: otherPrincipal, scope: gatewaySubnet });
  });

  it('whether a gateway near the cluster can be worked on is unknown where credentials can’t be read', () => {
    const unread: Entry = [{ kind: 'credentials' }, unreadable('403')];
    const judged = requirementsOf(cluster(issuing), around([unread, gateway, association(gatewaySubnet)]));
    expect(judged.filter(({ id }) => id === 'P-64')).toMatchObject([
      { verdict: 'unknown', scope: gatewaySubnet, reason: 'Federated credentials: 403' },
      { verdict: 'unknown', scope: group },
    ]);
  });

  it('is not known where credentials can’t be read, and none without an issuer', () => {
    const unread: Entry = [{ kind: 'credentials' }, unreadable('403')];
    expect(rows([unread])).toEqual({ things: [], unknown: ['Federated credentials: 403'] });
    expect(lookAtLoadBalancer(cluster(), around([unread]))).toEqual({ things: [], unknown: [] });
  });

  it('is unread if gateways can’t be listed, even if credentials were not asked for', () => {
    const skipped: Entry = [
      { kind: 'credentials' },
      {
        kind: 'unreadable',
        ...unknown('Too many.', { cause: 'notAsked', inNotes: true }),
      },
    ];
    const unlisted: Entry = [{ kind: 'everyResource', type: trafficControllerType }, unreadable('403')];
    const profile = { ingressProfile: { applicationLoadBalancer: { enabled: true } } };
    const unreadIn = (...entries: Entry[]) =>
      unknownTexts(unknownAround({ kinds: [{ kind: 'loadBalancer', ...lookAt(entries, profile) }] }));
    expect(unreadIn(skipped, unlisted)).toEqual(['Application Gateways for Containers: 403']);
    expect(unreadIn(skipped)).toEqual([]);
  });
});
