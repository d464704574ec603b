import { describe, expect, it } from 'vitest';
import { summaryOf } from '../../../src/domain/identityTable/identityTable.ts';
import type { SummaryRow } from '../../../src/domain/identityTable/identityTable.ts';
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
    expect(summaryOf(cluster(full)).map(({ id }) => id)).toEqual(
      Array.from({ length: 15 }, (_, index) => `A-${18 + index}`),
    );
  });

  it('says use, default permissions and whether one can bring one’s own in every row', () => {
    for (const each of summaryOf(cluster(full))) {
      expect(each.use, each.id).not.toBe('');
      expect(each.defaultPermissions, each.id).not.toBe('');
      expect(each.actual.text, each.id).not.toBe('');
      expect(each.source, each.id).toMatch(/^https:/);
    }
  });

  it('names a system-assigned identity after the cluster and a user-assigned one after its id (A-18)', () => {
    expect(row(summaryOf(cluster({}, systemAssigned)), 'A-18').actual.name).toBe('shop');
    expect(row(summaryOf(cluster()), 'A-18').actual).toMatchObject({ name: 'id-shop', identityId: controlPlaneId });
  });

  it('tells an own kubelet identity from one that AKS made (A-19)', () => {
    expect(row(summaryOf(cluster()), 'A-19').actual.text).toBe('shop-agentpool, created by AKS in MC_shop');
    expect(row(summaryOf(cluster(ownKubelet)), 'A-19').actual.text).toBe('id-shop-kubelet, your own');
  });

  it.each(['Succeeded', 'Failed'])(
    'waits for no operation where none runs and no kubelet identity is named (%s) (A-19, T-41)',
    (state) => {
      const rows = summaryOf(cluster({ identityProfile: null, provisioningState: state }));
      expect(row(rows, 'A-19').actual).toEqual({
        kind: 'notVisible',
        text: "The cluster's JSON names no kubelet identity. The nodes may still use the previous service principal.",
      });
      const running = summaryOf(cluster({ identityProfile: null, provisioningState: 'Updating' }));
      expect(row(running, 'A-19').actual.kind).toBe('pending');
    },
  );

  it('says that a user-assigned identity is not named, where it is not (A-18, T-43)', () => {
    const unnamed = cluster({}, { identity: { type: 'UserAssigned', userAssignedIdentities: null } });
    expect(row(summaryOf(unnamed), 'A-18').actual).toEqual({
      kind: 'notVisible',
      text: "User-assigned, but the cluster's JSON doesn't name the identity.",
    });
  });

  it('says that network policies require no identity, for the one that is on (A-20, A-24)', () => {
    const rows = summaryOf(cluster({ networkProfile: { networkPolicy: 'azure' } }));
    expect(row(rows, 'A-20').actual.kind).toBe('noIdentityRequired');
    expect(row(rows, 'A-24').actual.kind).toBe('off');
    expect(row(summaryOf(cluster(full)), 'A-24').actual.kind).toBe('noIdentityRequired');
  });

  it('says what cannot be seen in the JSON instead of guessing (A-21, A-31)', () => {
    expect(row(summaryOf(cluster(full)), 'A-21').actual.kind).toBe('notVisible');
    expect(row(summaryOf(cluster(full)), 'A-31').actual.kind).toBe('notVisible');
    expect(row(summaryOf(cluster()), 'A-31').actual.kind).toBe('off');
  });

  it('shows the identity that AKS makes for Azure Policy although none is required (A-22, A-23)', () => {
    const rows = summaryOf(cluster(full));
    expect(row(rows, 'A-22').actual.kind).toBe('noIdentityRequired');
    expect(row(rows, 'A-23').actual).toMatchObject({
      name: 'azurepolicy-shop',
      clientId: 'client-azurepolicy-shop',
      principalId: 'principal-azurepolicy-shop',
    });
  });

  it('shows retired add-ons only where the cluster has them, marked so (A-25, A-27)', () => {
    const ids = summaryOf(cluster()).map(({ id }) => id);
    expect(ids).not.toContain('A-25');
    expect(ids).not.toContain('A-27');
    expect(row(summaryOf(cluster(full)), 'A-25').retired).toContain('retired');
    expect(row(summaryOf(cluster(full)), 'A-27').retired).toContain('retired');
  });

  it('names the gateway (A-28)', () => {
    expect(row(summaryOf(cluster(full)), 'A-28')).toMatchObject({
      use: 'Manages the network resources of agw.',
      about: { id: '/g/agw' },
    });
  });

  it('says which authentication Container Insights uses (A-29)', () => {
    expect(row(summaryOf(cluster(full)), 'A-29').defaultPermissions).toContain('identity of the cluster');
    const legacy = cluster({ addonProfiles: { omsagent: made('omsagent-shop') } });
    expect(row(summaryOf(legacy), 'A-29').defaultPermissions).toContain('legacy');
  });

  it('keeps workload identity apart and shows both of its states, without the address of the issuer (A-32)', () => {
    expect(row(summaryOf(cluster(full)), 'A-32').actual.text).toBe('On; identities are chosen per pod.');
    expect(row(summaryOf(cluster()), 'A-32').actual.kind).toBe('off');
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
    const rows = summaryOf(model);
    expect(['A-18', 'A-19', 'A-29'].map((id) => row(rows, id).actual.kind)).toEqual(Array(3).fill('servicePrincipal'));
    expect(row(rows, 'A-18').actual.clientId).toBe('app-1');
  });

  it('says that an identity is yet to appear, and that an add-on with an identity is off', () => {
    expect(row(summaryOf(cluster({ identityProfile: null, provisioningState: 'Creating' })), 'A-19').actual.kind).toBe(
      'pending',
    );
    const off = cluster({ ingressProfile: { webAppRouting: { ...made('webapprouting-shop'), enabled: false } } });
    expect(row(summaryOf(off), 'A-26').actual.text).toBe('webapprouting-shop (the add-on is off)');
  });
});
