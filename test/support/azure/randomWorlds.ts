/** Worlds of the scenarios that differ at random in who has which role. */
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { fleetWorld } from '../../../src/emulator/scenarios/fleet.ts';
import { forbiddenWorld } from '../../../src/emulator/scenarios/named.ts';
import { migratingWorld } from '../../../src/emulator/scenarios/migrating.ts';
import { fc } from '../property.ts';

const worlds: readonly (() => WorldFile)[] = [
  demoWorld,
  forbiddenWorld,
  migratingWorld,
  () => fleetWorld(12, 3),
  () => fleetWorld(16, 1),
  () => fleetWorld(9, 9),
];

/** What is different in a world: fewer grants, others, and what is denied. */
export const differences = fc.record({
  world: fc.constantFrom(...worlds),
  gone: fc.array(fc.nat(200), { maxLength: 6 }),
  given: fc.array(
    fc.tuple(fc.nat(200), fc.nat(200), fc.constantFrom('Owner', 'Reader', 'Network Contributor'), fc.nat(3)),
    {
      maxLength: 4,
    },
  ),
  denied: fc.option(fc.nat(200)),
});

/** Makes the world that is different in these ways. */
export function altered({
  world,
  gone,
  given,
  denied,
}: typeof differences extends fc.Arbitrary<infer T> ? T : never): WorldFile {
  const before = world();
  const held = before.roleAssignments;
  const at = <T>(all: readonly T[], index: number): T => all[index % all.length]!;
  const up = (scope: string, levels: number): string => {
    const place = scope.split('/').slice(0, [99, 5, 3, 3][levels]).join('/');
    return levels === 3 && before.managementGroups?.[0]
      ? `/providers/Microsoft.Management/managementGroups/${before.managementGroups[0].name}`
      : place;
  };
  const kept = held.filter((_, index) => !gone.some((one) => one % held.length === index));
  const more = given.map(([who, where, roleName, levels]) => ({
    principalId: at(held, who).principalId,
    principalType: 'ServicePrincipal' as const,
    scope: up(at(held, where).scope, levels),
    roleName,
  }));
  const permissions = [{ actions: ['Microsoft.Network/virtualNetworks/subnets/join/action'] }];
  const denials =
    denied === null ? [] : [{ denyAssignmentName: 'locked', scope: up(at(held, denied).scope, 1), permissions }];
  return {
    ...before,
    roleAssignments: [...kept, ...more],
    denyAssignments: [...(before.denyAssignments ?? []), ...denials],
  };
}
