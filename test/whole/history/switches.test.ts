import { describe, expect, it } from 'vitest';
import type { ControlPlaneChoice } from '../../../src/domain/change/change.ts';
import { detailTexts, whatText, whoText } from '../../../src/domain/history/text/historyLines.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { idOf } from '../../support/azure/idOf.ts';
import { createBench } from '../../support/azure/azureBench.ts';

describe('a switch of a control plane identity', () => {
  it('is one line of the person with both identities, and what Azure fills in is part of it (H-20, H-25)', async () => {
    const bench = createBench(demoWorld());
    const clusterId = await idOf(bench, 'pay-weu');
    const userAssigned = async (name: string): Promise<ControlPlaneChoice> => ({
      kind: 'userAssigned',
      identityId: await idOf(bench, name),
    });
    const choices = [await userAssigned('id-pay-weu'), await userAssigned('id-shop-weu'), { kind: 'systemAssigned' }];
    const since = new Date(bench.emulator.clock.now());
    for (const controlPlane of choices as readonly ControlPlaneChoice[]) {
      await bench.service.apply([{ kind: 'setControlPlane', clusterId, controlPlane }]);
      bench.emulator.clock.advance(900);
    }
    const { entries } = await bench.service.history(clusterId, since);
    const writes = entries
      .filter(({ resourceId }) => resourceId.toLowerCase() === clusterId.toLowerCase())
      .toReversed();
    expect(writes.map((entry) => `${whoText(entry)} ${whatText(entry).replace(/[;,] and \d.*/, '')}`)).toEqual([
      'owner@emulator.local (you) changed cluster pay-weu: control plane identity from system-assigned to id-pay-weu',
      'owner@emulator.local (you) changed cluster pay-weu: control plane identity from id-pay-weu to id-shop-weu',
      'owner@emulator.local (you) changed cluster pay-weu: control plane identity from id-shop-weu to system-assigned',
    ]);
    const bullets = writes.map((entry) => detailTexts(entry).filter((line) => line.startsWith('identity.')));
    expect(bullets[0]?.map((line) => line.replace(/ (?:set|removed|from).*/, ''))).toEqual([
      'identity.type',
      'identity.principalId',
      'identity.tenantId',
      'identity.userAssignedIdentities.id-pay-weu.clientId',
      'identity.userAssignedIdentities.id-pay-weu.principalId',
    ]);
    expect(bullets.flat().filter((line) => line.includes('{}'))).toEqual([]);
  });
});
