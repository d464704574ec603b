import { describe, expect, it } from 'vitest';
import { idsToName } from '../../../src/domain/whoCanAct/directoryNames.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench } from '../../support/azure/azureBench.ts';

const world = demoWorld();
const vault = world.resources.find(({ name }) => name === 'vault-weu')!.id;
const onCall = world.groups!.find(({ displayName }) => displayName === 'On-Call Engineers')!.objectId;

describe('the demo', () => {
  it('has somebody whom a deny assignment keeps from nodes, among those who can act and from the other side (H-46)', async () => {
    const { service } = createBench(world);
    const isOnNodes = ({ ability }: { readonly ability: string }): boolean => ability === 'nodes';
    const { cells } = await service.whoCanAct(vault);
    const own = cells.filter(({ principal }) => principal.id === onCall);
    const { clusters } = await service.mayActOn(onCall);
    const there = clusters.find(({ cluster }) => cluster.name === 'vault-weu');
    for (const found of [own, there!.cells])
      expect(found.filter(isOnNodes).map(({ verdict }) => verdict)).toMatchObject([
        { kind: 'denied', by: { name: 'Node resource group lockdown of MC_rg-vault_vault-weu_westeurope' } },
      ]);
    expect(there?.standing).toBe('sees');
  });

  it('has a name for everybody who can act on orders-weu (H-46)', async () => {
    const orders = world.resources.find(({ name }) => name === 'orders-weu')!.id;
    const { service } = createBench(world);
    const wanted = idsToName(await service.whoCanAct(orders));
    const { objects } = await service.names([wanted]);
    expect(wanted.ids.length).toBeGreaterThan(4);
    expect(objects.filter(({ name }) => name === undefined)).toEqual([]);
  });
});
