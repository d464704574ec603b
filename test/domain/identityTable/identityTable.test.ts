import { describe, expect, it } from 'vitest';
import { identitySummary, type SummaryRow } from '../../../src/domain/identityTable/identityTable.ts';
import { cluster, controlPlaneId, nodeGroup, ownKubelet, systemAssigned } from '../../support/domain/clusterFixture.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';

const made = (name: string): JsonObject => ({
  enabled: true,
  identity: {
    resourceId: `${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`,
    clientId: `client-${name}`,
    objectId: `principal-${name}`,
  },
});

const full: JsonObject = {
  networkProfile: { networkPolicy: 'calico' },
  addonProfiles: {
    azurepolicy: made('azurepolicy-shop'),
    kubeDashboard: { enabled: true },
    httpApplicationRouting: made('httpapplicationrouting-shop'),
    ingressApplicationGateway: {
      ...made('ingressapplicationgateway-shop'),
      config: { applicationGatewayId: '/g/agw' },
    },
    omsAgent: { ...made('omsagent-shop'), config: { useAADAuth: 'true' } },
    aciConnectorLinux: made('aciconnectorlinux-shop'),
  },
  ingressProfile: { webAppRouting: made('webapprouting-shop') },
  metricsProfile: { costAnalysis: { enabled: true } },
  oidcIssuerProfile: { enabled: true, issuerURL: 'https://oidc.example/' },
  securityProfile: { workloadIdentity: { enabled: true } },
};

const row = (rows: readonly SummaryRow[], id: string) => rows.find((each) => each.id === id)!;

describe('the table of identities', () => {
  it('has the fifteen rows of the article in its order for a cluster with everything (A-17)', () => {
    expect(identitySummary(cluster(full)).map(({ id }) => id)).toEqual([
      'controlPlane',
      'kubelet',
      'networkPolicyManager',
      'networkMonitoring',
      'gatekeeper',
      'azurepolicy',
      'calico',
      'kubeDashboard',
      'webAppRouting',
      'httpApplicationRouting',
      'ingressApplicationGateway',
      'omsagent',
      'aciConnectorLinux',
      'costAnalysis',
      'workloadIdentity',
    ]);
  });

  it('has a row for each add-on of the cluster that is on or has an identity, known or not', () => {
    const others = {
      azureKeyvaultSecretsProvider: made('kv-shop'),
      openServiceMesh: { enabled: true },
      new: made('new'),
    };
    const rows = identitySummary(cluster({ ...full, addonProfiles: { ...others, gone: { enabled: false } } }));
    expect(row(rows, 'azureKeyvaultSecretsProvider')).toMatchObject({
      part: 'azureKeyvaultSecretsProvider',
      identity: 'Key Vault provider for Secrets Store',
      actual: { kind: 'identity', name: 'kv-shop' },
    });
    expect(row(rows, 'openServiceMesh').actual.kind).toBe('noIdentityRequired');
    expect(row(rows, 'new')).toMatchObject({ use: 'Unknown.', actual: { name: 'new' } });
    expect(rows.map(({ id }) => id)).not.toContain('gone');
  });

  it('waits for the identity of an add-on only while an operation runs, and for none that has no own', () => {
    const on = { azurepolicy: { enabled: true }, omsagent: { enabled: true, config: { useAADAuth: 'true' } } };
    const kinds = (provisioningState: string) =>
      Object.keys(on).map(
        (id) => row(identitySummary(cluster({ addonProfiles: on, provisioningState })), id).actual.kind,
      );
    expect(kinds('Succeeded')).toEqual(['notVisible', 'noIdentityRequired']);
    expect(kinds('Updating')).toEqual(['pending', 'noIdentityRequired']);
  });

  it('says use, default permissions and whether one can bring one’s own in every row', () => {
    for (const each of identitySummary(cluster(full))) {
      expect(each.use, each.id).not.toBe('');
      expect(each.defaultPermissions, each.id).not.toBe('');
      expect(each.actual.text, each.id).not.toBe('');
      expect(each.source, each.id).toMatch(/^https:/);
    }
  });

  it('names a system-assigned identity after the cluster and a user-assigned one after its id (A-18)', () => {
    expect(row(identitySummary(cluster({}, systemAssigned)), 'controlPlane').actual.name).toBe('shop');
    expect(row(identitySummary(cluster()), 'controlPlane').actual).toMatchObject({
      name: 'id-shop',
      identityId: controlPlaneId,
    });
  });

  it('distinguishes an own kubelet identity from one that AKS made (A-19)', () => {
    expect(row(identitySummary(cluster()), 'kubelet').actual.text).toBe('shop-agentpool, created by AKS in MC_shop');
    expect(row(identitySummary(cluster(ownKubelet)), 'kubelet').actual.text).toBe('User-assigned: id-shop-kubelet');
  });

  it.each(['Succeeded', 'Failed'])(
    'waits for no operation where none runs and no kubelet identity is named (%s) (A-19, T-41)',
    (state) => {
      const rows = identitySummary(cluster({ identityProfile: null, provisioningState: state }));
      expect(row(rows, 'kubelet').actual).toEqual({
        kind: 'notVisible',
        text: "The cluster's JSON names no kubelet identity. The nodes may still use the previous service principal.",
      });
      const running = identitySummary(cluster({ identityProfile: null, provisioningState: 'Updating' }));
      expect(row(running, 'kubelet').actual.kind).toBe('pending');
    },
  );

  it('says that a user-assigned identity is not named, where it is not (A-18, T-43)', () => {
    const unnamed = cluster({}, { identity: { type: 'UserAssigned', userAssignedIdentities: null } });
    expect(row(identitySummary(unnamed), 'controlPlane').actual).toEqual({
      kind: 'notVisible',
      text: "User-assigned, but the cluster's JSON doesn't name the identity.",
    });
  });

  it('says that network policies require no identity, for the one that is on (A-20, A-24)', () => {
    const rows = identitySummary(cluster({ networkProfile: { networkPolicy: 'azure' } }));
    expect(row(rows, 'networkPolicyManager').actual.kind).toBe('noIdentityRequired');
    expect(row(rows, 'calico').actual.kind).toBe('off');
    expect(row(identitySummary(cluster(full)), 'calico').actual.kind).toBe('noIdentityRequired');
  });

  it("says what can't be seen in the JSON instead of guessing (A-21, A-31)", () => {
    expect(row(identitySummary(cluster(full)), 'networkMonitoring').actual.kind).toBe('notVisible');
    expect(row(identitySummary(cluster(full)), 'costAnalysis').actual.kind).toBe('notVisible');
    expect(row(identitySummary(cluster()), 'costAnalysis').actual.kind).toBe('off');
  });

  it('shows the identity that AKS makes for Azure Policy although none is required (A-22, A-23)', () => {
    const rows = identitySummary(cluster(full));
    expect(row(rows, 'gatekeeper')).toMatchObject({
      defaultPermissions: 'No identity required.',
      actual: { kind: 'noIdentityRequired' },
    });
    expect(row(rows, 'azurepolicy').actual).toMatchObject({
      name: 'azurepolicy-shop',
      clientId: 'client-azurepolicy-shop',
      principalId: 'principal-azurepolicy-shop',
    });
  });

  it('shows retired add-ons only where the cluster has them, marked so (A-25, A-27)', () => {
    const ids = identitySummary(cluster()).map(({ id }) => id);
    expect(ids).not.toContain('kubeDashboard');
    expect(ids).not.toContain('httpApplicationRouting');
    expect(row(identitySummary(cluster(full)), 'kubeDashboard').retired).toContain('retired');
    expect(row(identitySummary(cluster(full)), 'httpApplicationRouting').retired).toContain('retired');
  });

  it('names the gateway (A-28)', () => {
    expect(row(identitySummary(cluster(full)), 'ingressApplicationGateway')).toMatchObject({
      use: 'Manages the network resources of agw.',
      about: { id: '/g/agw' },
    });
  });

  it('says which authentication Container Insights uses (A-29)', () => {
    expect(row(identitySummary(cluster(full)), 'omsagent').defaultPermissions).toContain('identity of the cluster');
    const legacy = cluster({ addonProfiles: { omsagent: made('omsagent-shop') } });
    expect(row(identitySummary(legacy), 'omsagent').defaultPermissions).toContain('legacy');
  });

  it('keeps workload identity apart and shows both of its states, without the address of the issuer (A-32)', () => {
    expect(row(identitySummary(cluster(full)), 'workloadIdentity').actual.text).toBe(
      'On; identities are chosen per pod.',
    );
    expect(row(identitySummary(cluster()), 'workloadIdentity').actual.kind).toBe('off');
  });

  it('shows the service principal for control plane, kubelet and add-ons of a service principal cluster', () => {
    const model = cluster(
      {
        servicePrincipalProfile: { clientId: 'app-1' },
        identityProfile: null,
        addonProfiles: { omsagent: { enabled: true } },
      },
      { identity: null },
    );
    const rows = identitySummary(model);
    expect(['controlPlane', 'kubelet', 'omsagent'].map((id) => row(rows, id).actual.kind)).toEqual(
      Array(3).fill('servicePrincipal'),
    );
    expect(row(rows, 'controlPlane').actual.clientId).toBe('app-1');
  });

  it('says that an identity is yet to appear, and that an add-on with an identity is off', () => {
    expect(
      row(identitySummary(cluster({ identityProfile: null, provisioningState: 'Creating' })), 'kubelet').actual.kind,
    ).toBe('pending');
    const off = cluster({ ingressProfile: { webAppRouting: { ...made('webapprouting-shop'), enabled: false } } });
    expect(row(identitySummary(off), 'webAppRouting').actual.text).toBe('webapprouting-shop (the add-on is off)');
  });
});
