import { inWords } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import { rulesByGroup } from '../../../src/domain/findings/catalogue.ts';
import { findBy } from '../../../src/domain/findings/findings.ts';
import { lookAtNodes } from '../../../src/domain/around/things/nodes.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import { azure, cluster, identityId, nodeGroup, subscriptionId } from '../../support/domain/clusterFixture.ts';
import { below, machine, nodeMachine, scaleSetId } from '../../support/domain/around/aroundParts.ts';
import { found, unreadable, type Entry } from '../../support/domain/factsOf.ts';

const made = (name: string): string =>
  `${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
const kubelet = made('shop-agentpool');
const policyId = made('azurepolicy-shop');
const withPolicy = {
  addonProfiles: { azurepolicy: { enabled: true, identity: { resourceId: policyId.toUpperCase() } } },
  metricsProfile: { costAnalysis: { enabled: true } },
};
const several = nodeMachine(kubelet, policyId, made('cost-analysis-identity'));
const textsOf = (properties: Parameters<typeof cluster>[0], ...entries: readonly Entry[]) =>
  findBy(rulesByGroup.nodes, { cluster: cluster(properties), facts: azure([], entries), judged: [] }).map(
    ({ text }) => text,
  );

describe('node machines', () => {
  it('show how many identities they have, by use, whether AKS or the user attached them', () => {
    const look = (entry: Entry) => lookAtNodes(cluster(withPolicy), azure([], [entry])).things;
    expect(look(several)).toMatchObject([
      {
        id: scaleSetId,
        what: '3 identities (kubelet, Azure Policy, cost analysis)',
        identities: [{ resourceId: kubelet }, { resourceId: policyId }, {}],
        facts: [{ label: 'Pool', value: 'nodepool1' }, { label: 'Metadata endpoint' }],
      },
    ]);
    expect(look(nodeMachine(kubelet, identityId('id-mine')))[0]!.what).toBe('2 identities (kubelet, id-mine)');
  });

  it('of node auto-provisioning that are alike are one row, and others stay apart', () => {
    const id = (name: string) => `${nodeGroup}/providers/Microsoft.Compute/virtualMachines/${name}`;
    const tags = { tags: { 'karpenter.sh_nodepool': 'default' } };
    const list = below(
      nodeGroup,
      'providers/Microsoft.Compute/virtualMachines',
      machine(id('aks-a'), [kubelet], tags),
      machine(id('aks-b'), [kubelet], tags),
      machine(id('aks-c'), [kubelet, identityId('id-mine')], tags),
    );
    const { things } = lookAtNodes(cluster(), azure([], [list]));
    expect(things.map(({ name, what }) => [name, what])).toEqual([
      ['aks-a and 1 more', '1 identity (kubelet)'],
      ['aks-c', '2 identities (kubelet, id-mine)'],
    ]);
  });

  it('that can’t be read are unknown with the reason, and nothing is found about them', () => {
    const list = 'providers/Microsoft.Compute/virtualMachineScaleSets';
    const entry: Entry = [{ kind: 'listBelow', id: nodeGroup as ArmId, list }, unreadable('403')];
    const facts = azure([], [entry]);
    expect(inWords(lookAtNodes(cluster(), facts))).toEqual({ things: [], unknown: ['Scale sets: 403'] });
    expect(findBy(rulesByGroup.nodes, { cluster: cluster(), facts, judged: [] })).toEqual([]);
  });
});

describe('several identities on the nodes', () => {
  it('are listed with their uses and the client ID of the kubelet', () => {
    expect(textsOf(withPolicy, several)).toEqual([
      'The nodes of shop have 3 identities (kubelet, Azure Policy, and cost analysis). When a pod asks the metadata endpoint for a token without naming an identity, it is refused. To get a token of the kubelet identity, the pod must name its client ID, c2.',
    ]);
  });

  it('concern pods in the host network only where the endpoint is closed', () => {
    const [text] = textsOf({ networkProfile: { podLinkLocalAccess: 'None' } }, several);
    expect(text).toContain('When a pod in the host network asks');
  });

  it('are dated if Azure knows when all that AKS made came', () => {
    const times = (...all: (readonly [string, string])[]): Entry => [
      { kind: 'creationTimes', subscriptionId, type: 'Microsoft.ManagedIdentity/userAssignedIdentities' },
      found(new Map(all.map(([id, time]) => [id.toLowerCase(), time]))),
    ];
    const old = [kubelet, '2026-01-02T08:00:00Z'] as const;
    const policy = [policyId, '2026-05-06T08:00:00Z'] as const;
    const both = nodeMachine(kubelet, policyId);
    expect(textsOf(withPolicy, both, times(old, policy))[0]).toMatch(
      /\. They have had more than one since at least \D+6, 2026.*\./,
    );
    expect(textsOf(withPolicy, both, times(policy))[0]).not.toContain('since');
    expect(textsOf({}, nodeMachine(kubelet, identityId('id-mine')), times(old))[0]).not.toContain('since');
  });

  it('are not the answer of the endpoint where a machine has one of its own', () => {
    const own = machine(scaleSetId, [kubelet, policyId]);
    const type = { identity: { ...(own['identity'] as object), type: 'SystemAssigned, UserAssigned' } };
    const list = below(nodeGroup, 'providers/Microsoft.Compute/virtualMachineScaleSets', { ...own, ...type });
    expect(textsOf(withPolicy, list)[0]).toContain("it gets a token of the machine's own identity");
  });
});
