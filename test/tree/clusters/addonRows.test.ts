import { describe, expect, it } from 'vitest';
import type { ClusterDetails } from '../../../src/app/facts/clusterDetails.ts';
import { clusterMap } from '../../../src/domain/identityMap/clusterMap.ts';
import { identitySummary } from '../../../src/domain/identityTable/identityTable.ts';
import { clusterChildren } from '../../../src/tree/clusters/clusterChildren.ts';
import { cluster, nodeGroup } from '../../support/domain/clusterFixture.ts';

const identity = (name: string) => ({
  resourceId: `${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`,
  clientId: `client-${name}`,
  objectId: `principal-${name}`,
});
const addonProfiles = {
  azurepolicy: { enabled: true },
  omsagent: { enabled: true, config: { useAADAuth: 'true' } },
  azureKeyvaultSecretsProvider: { enabled: true, identity: identity('kv-shop') },
};

describe('the row of an add-on', () => {
  it('says of its identity what the map and the table of identities say', () => {
    const own = cluster({ addonProfiles });
    const details: ClusterDetails = { cluster: own, roleAssignments: [], unknown: [] };
    const addons = clusterChildren(details).find(({ kind }) => kind === 'addons')!;
    const rows = addons.children === 'later' ? [] : addons.children!;
    const boxes = clusterMap({ cluster: own, findings: [] }).things.filter(({ group }) => group === 'addons');
    const table = identitySummary(own).filter(({ id }) => id in addonProfiles);
    expect(rows.map(({ label, description }) => [label, description])).toEqual([
      ['Azure Policy', 'identity unknown'],
      ['Container Insights', 'no identity of its own'],
      ['Key Vault provider for Secrets Store', 'kv-shop'],
    ]);
    expect(boxes.map(({ label, caption }) => [label, caption])).toEqual([
      ['Azure Policy', 'identity unknown'],
      ['Container Insights', 'no identity of its own'],
      ['kv-shop', 'Key Vault provider for Secrets Store'],
    ]);
    expect(table.map(({ actual }) => actual.kind)).toEqual(['notVisible', 'noIdentityRequired', 'identity']);
  });
});
