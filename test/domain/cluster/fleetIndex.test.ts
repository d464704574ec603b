import { describe, expect, it } from 'vitest';
import { role } from '../../../src/domain/access/roles.ts';
import { isUsedElsewhere, fleetIndexOf } from '../../../src/domain/cluster/fleetIndex.ts';
import { clusterOf } from '../../../src/domain/cluster/fromArm.ts';
import type { Cluster } from '../../../src/domain/cluster/model.ts';
import { findingsOf } from '../../../src/domain/findings/findings.ts';
import {
  assignment,
  azure,
  clusterId,
  clusterJson,
  controlPlaneId,
  resource,
  subnet,
  vnet,
} from '../../support/domain/clusterFixture.ts';
import { found } from '../../support/domain/factsOf.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';

const numbered = (index: number, properties: JsonObject = {}, top: JsonObject = {}): Cluster =>
  clusterOf(clusterJson(properties, { id: `${clusterId}${index}`, name: `shop${index}`, ...top }));
const systemAssigned = (principalId: string): JsonObject => ({ identity: { type: 'SystemAssigned', principalId } });

describe('the index of all clusters', () => {
  it('is looked through once, not once for each cluster that has a leftover', () => {
    let looks = 0;
    const clusters = Array.from({ length: 200 }, (_, index) => {
      const cluster = numbered(index, { nodeResourceGroup: `MC_${index}` }, systemAssigned(`now-${index}`));
      return Object.defineProperty({ ...cluster }, 'controlPlane', {
        get: () => (looks++, cluster.controlPlane),
      });
    });
    const leftovers = clusters.map(({ subscriptionId }, index) =>
      assignment(role.contributor, `/subscriptions/${subscriptionId}/resourceGroups/MC_${index}`, `former-${index}`),
    );
    const facts = azure(leftovers, [[{ kind: 'clusters' }, found(clusters)]]);
    const findings = clusters.flatMap((cluster) => findingsOf(cluster, facts));
    expect(findings.filter(({ code }) => code === 'leftoverGrant')).toHaveLength(200);
    expect(looks).toBeLessThan(200 * 100);
  });

  it('lists the users of a principal, without the principal itself, whatever the casing', () => {
    const one = numbered(1, {}, systemAssigned('AAAA'));
    const two = numbered(2, {}, systemAssigned('bbbb'));
    const sight = fleetIndexOf([one, two]);
    expect(isUsedElsewhere('aaaa', two, sight, azure())).toBe(true);
    expect(isUsedElsewhere('aaaa', one, sight, azure())).toBe(false);
    expect(isUsedElsewhere('cccc', one, sight, azure())).toBe(false);
  });

  it('asks for the identity if the JSON of a cluster does not show its principal', () => {
    const identity = { type: 'UserAssigned', userAssignedIdentities: { [controlPlaneId]: {} } };
    const own = numbered(1, {}, systemAssigned('aaaa'));
    const other = numbered(2, {}, { identity });
    const facts = azure([], [resource(controlPlaneId, { principalId: 'DDDD' })]);
    expect(isUsedElsewhere('dddd', own, fleetIndexOf([own, other]), facts)).toBe(true);
  });

  it('knows what clusters with a service principal name, with the network of a subnet, and nothing that only starts alike', () => {
    const principal = {
      identity: null,
      properties: { servicePrincipalProfile: { clientId: 'c' }, agentPoolProfiles: [{ vnetSubnetID: subnet }] },
    };
    const named = fleetIndexOf([numbered(1, {}, principal)]).namedByServicePrincipalClusters();
    expect(named.has(subnet.toLowerCase())).toBe(true);
    expect(named.has(vnet.toLowerCase())).toBe(true);
    expect(named.has(vnet.slice(0, -1).toLowerCase())).toBe(false);
  });
});
