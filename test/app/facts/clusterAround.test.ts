import { gap, unreadable } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import { namedAround } from '../../../src/app/facts/clusterAround.ts';
import { unknownTexts } from '../../../src/domain/arm/unknown.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import type { AroundKindId } from '../../../src/domain/around/things/thing.ts';
import { findingTitle } from '../../../src/domain/findings/catalogue.ts';
import { below } from '../../support/domain/around/aroundParts.ts';
import {
  azure,
  cluster,
  clusterId,
  controlPlanePrincipal,
  group,
  nodeGroup,
  resource,
  subscriptionId,
} from '../../support/domain/clusterFixture.ts';
import { found, type Entry } from '../../support/domain/factsOf.ts';
import { textOf, textsOf } from '../../../src/sentences/textOf.ts';

const forbidden = unreadable('Forbidden.');
const own = `${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/ext-store`;
const listOf = (name: string): string => `providers/Microsoft.KubernetesConfiguration/${name}`;
const extension = (properties: object): Entry =>
  below(clusterId, listOf('extensions'), {
    id: `${clusterId}/${listOf('extensions')}/store`,
    name: 'store',
    properties: { provisioningState: 'Succeeded', ...properties },
  });

function around(entries: readonly Entry[]) {
  const model = cluster({
    oidcIssuerProfile: { enabled: true, issuerURL: 'https://westeurope.oic.prod-aks.azure.com/t/shop/' },
  });
  const facts = { ...azure([], [[{ kind: 'cluster', id: clusterId }, found(model)], ...entries]), looksAround: true };
  const { kinds, unknown } = namedAround(clusterId, facts);
  const unknownOf = (wanted: AroundKindId): readonly string[] =>
    textsOf(unknownTexts(kinds.find(({ kind }) => kind === wanted)?.unknown ?? []));
  return { unknown: unknownTexts(unknown), unknownOf };
}

describe('what stands around a cluster', () => {
  it("is not said to be fine where the identity of an extension can't be read", () => {
    const store = extension({ extensionType: 'microsoft.appconfiguration', aksAssignedIdentity: { resourceId: own } });
    const { unknown } = around([store, [{ kind: 'resource', id: own as ArmId }, forbidden]]);
    expect(unknown).toEqual([
      `It isn't known whether this applies: ${textOf(findingTitle('extensionIdentityGone'))}. Forbidden.`,
    ]);
    expect(around([store]).unknown).toEqual([]);
  });

  it.each([
    ["can't be listed", forbidden, 'Identities: Forbidden.'],
    [
      "can't be listed in the own subscription",
      { kind: 'found', value: [], gaps: [gap('subscription Contoso', 'No.', subscriptionId)] },
      'Identities in subscription Contoso: No.',
    ],
  ] as const)('may be a controller whose identity is not seen, where these %s', (_, answer, told) => {
    const { unknownOf } = around([[{ kind: 'identities' }, answer]]);
    expect(unknownOf('loadBalancer')).toEqual([told]);
  });

  it('says what is unknown of it, also where a need of the cluster itself is unknown for the same reason', () => {
    const id = `${clusterId}/trustedAccessRoleBindings/backup`;
    const vaultId = `${group}/providers/Microsoft.DataProtection/backupVaults/bv-shop`;
    const properties = { sourceResourceId: vaultId, roles: ['x'], provisioningState: 'Succeeded' };
    const { unknown } = around([
      below(clusterId, 'trustedAccessRoleBindings', { id, name: 'backup', properties }),
      resource(vaultId, {}, { identity: { type: 'SystemAssigned', principalId: 'vault-principal' } }),
      [{ kind: 'assignmentsAt', scope: vaultId }, forbidden],
      [{ kind: 'assignmentsAt', scope: clusterId }, forbidden],
      ...[clusterId, group, nodeGroup].map((scope): Entry => [
        { kind: 'assignments', scope, principalId: controlPlanePrincipal },
        forbidden,
      ]),
    ]);
    expect(textsOf(unknown).join()).toContain(findingTitle('trustedAccessReach'));
  });

  it('may lack a role although it is unknown which one', () => {
    const flux = extension({ extensionType: 'microsoft.flux', configurationSettings: { useKubeletIdentity: 'true' } });
    const { unknownOf } = around([
      flux,
      [{ kind: 'listBelow', id: clusterId, list: listOf('fluxConfigurations') }, forbidden],
    ]);
    expect(unknownOf('extensions')).toEqual(['Flux configurations: Forbidden.']);
  });
});
