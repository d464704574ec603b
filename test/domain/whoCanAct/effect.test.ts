import { describe, expect, it } from 'vitest';
import { abilityIds, hasEffect } from '../../../src/domain/whoCanAct/abilities.ts';
import { accessPosture, type AccessPosture } from '../../../src/domain/whoCanAct/accessMode.ts';
import { waysToAdmin } from '../../../src/domain/whoCanAct/whoCanAct.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import type { AccessCell } from '../../../src/domain/whoCanAct/model.ts';

const entra = { managed: true };
const of = (properties: object): AccessPosture => accessPosture({ raw: { properties: properties as never } });
const withoutEffect = (posture: AccessPosture) => abilityIds.filter((ability) => !hasEffect(ability, posture));

/** Somebody who has each ability. */
const cells: readonly AccessCell[] = abilityIds
  .filter((ability) => ability !== 'clusterAdmin')
  .map((ability) => ({
    principal: { id: 'P1' },
    ability,
    verdict: { kind: 'held', by: { id: 'a', scope: '/', principalId: 'P1', roleDefinitionId: 'r' }, roleName: 'Role' },
  }));
const waysIn = (properties: object) => waysToAdmin(cells, of(properties)).map(({ ability }) => ability);

describe('what a right of Azure does in a cluster', () => {
  it('is nothing for credentials that Azure gives to nobody (H-02)', () => {
    const asks = { ...entra, enableAzureRBAC: true };
    expect(withoutEffect(of({ aadProfile: asks }))).toEqual([]);
    expect(withoutEffect(of({ aadProfile: asks, disableLocalAccounts: true }))).toEqual(['adminCredential']);
    expect(withoutEffect(of({ disableLocalAccounts: true }))).toEqual(
      expect.arrayContaining(['userCredential', 'adminCredential', 'write']),
    );
  });

  it.each([
    ['with Entra', { aadProfile: entra }, ['changeCluster', 'adminCredential', 'grant', 'nodes']],
    [
      'with Entra, without local accounts',
      { aadProfile: entra, disableLocalAccounts: true },
      ['changeCluster', 'grant', 'nodes'],
    ],
    ['without either', { disableLocalAccounts: true }, ['changeCluster', 'runCommand', 'grant', 'nodes']],
    ['without Entra', {}, ['changeCluster', 'userCredential', 'adminCredential', 'runCommand', 'grant', 'nodes']],
  ])('leads to administrator %s only where it works (H-04)', (_, properties, ways) => {
    expect(waysIn(properties)).toEqual(ways);
  });

  it('has no advice to take from the cluster what AKS manages its nodes with (H-04)', () => {
    const adviceFor = (nodeManager?: string) =>
      waysToAdmin(cells, of({ aadProfile: entra }), nodeManager).map(({ ability, words }) => [
        ability,
        textOf(words).includes('To prevent this'),
      ]);
    expect(adviceFor('p1')).toEqual([
      ['changeCluster', true],
      ['adminCredential', true],
      ['grant', true],
      ['nodes', false],
    ]);
    expect(adviceFor('p2')).toContainEqual(['nodes', true]);
    expect(adviceFor()).toContainEqual(['nodes', true]);
  });

  it('is no way for members of a group that are administrators already (H-04)', () => {
    expect(waysIn({ aadProfile: { ...entra, adminGroupObjectIDs: ['p1'] } })).toEqual([]);
  });
});
