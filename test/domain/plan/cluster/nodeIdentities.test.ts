import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import {
  cp,
  kubelet,
  planned,
  setControlPlane,
  setKubelet,
  toSystem,
} from '../../../support/domain/plans/identityPlans.ts';
import {
  assigned,
  cluster,
  defaultKubelet,
  guid,
  identityId,
  nodeGroup,
  userAssigned,
} from '../../../support/domain/worldFacts.ts';
import { textOf, textsOf } from '../../../../src/sentences/textOf.ts';

const addon = (name: string, more: JsonObject = {}): JsonObject => ({
  addonProfiles: { [name]: { enabled: true, ...more } },
});
const policy = addon('azurepolicy', {
  identity: { resourceId: `${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/azurepolicy-x` },
});
const operator = assigned('Managed Identity Operator', identityId('id-kubelet'), guid(10));
const swapped = (more: JsonObject = {}) =>
  planned(setKubelet(), {
    resources: [cluster(userAssigned('id-shop', guid(10)), { identityProfile: defaultKubelet, ...more }), cp, kubelet],
    assignments: [operator],
  });
const aboutNodes = ({ warnings }: ReturnType<typeof planned>): readonly string[] =>
  warnings.map(({ text }) => textOf(text)).filter((text) => text.includes('without naming an identity'));

describe('the identities on nodes', () => {
  it('become several if a cluster with add-ons leaves its service principal, with a note in the plan', () => {
    const leave = (more: JsonObject) => planned(setControlPlane(toSystem), { resources: [cluster(undefined, more)] });
    expect(aboutNodes(leave(addon('azurepolicy')))).toEqual([
      'Afterwards the nodes have 2 identities (kubelet and Azure Policy): a pod that asks the metadata endpoint for a token without naming an identity is refused.',
    ]);
    expect(aboutNodes(leave(addon('omsagent', { config: { useAADAuth: 'true' } })))).toEqual([]);
    expect(aboutNodes(leave({}))).toEqual([]);
  });

  it('may be two after a kubelet swap where they were one; where they were several nothing changes', () => {
    expect(aboutNodes(swapped())).toEqual([
      "Whether AKS takes the old kubelet identity off the nodes isn't documented. While they have both, a pod that asks the metadata endpoint for a token without naming an identity is refused.",
    ]);
    expect(aboutNodes(swapped(policy))).toEqual([]);
    expect(aboutNodes(swapped({ metricsProfile: { costAnalysis: { enabled: true } } }))).toEqual([]);
  });

  it('what pods have to name after a kubelet swap is the client ID of the new one, or of the first one', () => {
    const { clientId } = kubelet['properties'] as { clientId: string };
    expect(swapped().next).toContain(
      `Pods that request tokens with the client ID of the old kubelet identity must use that of id-kubelet from now on: ${clientId}.`,
    );
    const migrated = planned(setControlPlane(toSystem), { resources: [cluster(undefined)] });
    expect(textsOf(migrated.next).join(' ')).toContain('that are to use the kubelet identity at');
  });
});
