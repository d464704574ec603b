import { expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import { remove } from '../../../support/domain/plans/identityPlans.ts';
import {
  assigned,
  cluster,
  clusterId,
  group,
  guid,
  identity,
  identityId,
  systemAssigned,
  worldFacts,
} from '../../../support/domain/worldFacts.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';

const vaultId = `${group}/providers/Microsoft.DataProtection/backupVaults/bv`;
const extension = {
  id: `${clusterId}/providers/Microsoft.KubernetesConfiguration/extensions/backup`,
  name: 'backup',
  properties: { extensionType: 'microsoft.dataprotection.kubernetes' },
};
const instance = {
  id: `${vaultId}/backupInstances/one`,
  properties: { dataSourceInfo: { resourceID: clusterId } },
};

it.each<[string, JsonObject, readonly JsonObject[]]>([
  ['its own identity', { type: 'SystemAssigned', principalId: guid(90) }, []],
  [
    'an identity of the user',
    { type: 'UserAssigned', userAssignedIdentities: { [identityId('id-bv')]: { principalId: guid(90) } } },
    [identity('id-bv', guid(90))],
  ],
])('the role of a vault that backs a cluster up with %s is not removed without a word', (_, own, more) => {
  const gone = assigned('Reader', clusterId, guid(90));
  const resources = [cluster(systemAssigned), { id: vaultId, name: 'bv', identity: own }, instance, extension, ...more];
  const { lost, checks } = planChanges([remove(gone)], {
    ...worldFacts({ resources, assignments: [gone] }),
    looksAround: true,
  });
  expect(lost?.map(({ text }) => textOf(text)).join()).toMatch(/bv/);
  expect(checks.map(({ title }) => title)).not.toContain('No cluster needs it');
});
