/** The small world with things around its clusters. */
import type { WorldFile, WorldResource } from '../../../src/emulator/arm/worldFile.ts';
import {
  backupOperator,
  backupVault,
  makeExtension,
  makeFleet,
  makeFleetMember,
  trustedBinding,
} from '../../../src/emulator/scenarios/parts/around.ts';
import { guidOf } from '../../../src/emulator/scenarios/parts/resources.ts';
import { own, place, smallWorld, uami } from '../../support/azure/smallWorld.ts';

export const fleetOne = makeFleet(place, 'fleet-1', { hub: true });
export const memberOne = makeFleetMember(fleetOne.id, 'own', own.id, { group: 'ring0', labels: { tier: 'gold' } });
export const vault = backupVault(place, 'vault-shop');
const flux = makeExtension(own.id, 'flux', {
  type: 'microsoft.flux',
  settings: { useKubeletIdentity: 'true' },
});
const store = makeExtension(uami.id, 'store', {
  type: 'Microsoft.AppConfiguration',
  identity: { type: 'SystemAssigned', principalId: guidOf('store'), tenantId: guidOf('contoso.com') },
});
export const backupBinding = trustedBinding(own.id, 'backup', vault.id, [backupOperator]);

/** own-weu is a member of a Fleet, has Flux and lets a vault in; uami-weu has one extension. */
export function aroundWorld(more: readonly WorldResource[] = [], rest: Partial<WorldFile> = {}): WorldFile {
  const world = smallWorld(rest);
  return {
    ...world,
    resources: [...world.resources, fleetOne, memberOne, vault, flux, store, backupBinding, ...more],
  };
}
